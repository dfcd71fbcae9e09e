"""What all requests share."""

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: object) -> object:
    """A date only as YYYY-MM-DD: timestamps and other spellings would be guessed at. Empty means none."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("应为日期，写成 2024-04-01 这样")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("不是有效的日期") from error


Day = Annotated[date | None, BeforeValidator(_day)]


class Request(BaseModel):
    """A request's JSON; a misspelt field is an error."""

    model_config = ConfigDict(extra="forbid")
