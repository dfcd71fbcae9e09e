"""What programs send: checked values, days only as they are written in full, texts that any document can hold."""

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from assistant.characters import writable_values

YEARS = (1900, 2999)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: object) -> object:
    """A date only as YYYY-MM-DD: timestamps and other spellings would be guessed at. Empty means none.

    Days that no document of ours knows are refused: there is no counting on from the calendar's ends.
    """
    if value is None or value == "":
        return None
    if type(value) is date:  # not a datetime, which is a date with more in it
        check_year(value)
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("应为日期，写成 2024-04-01 这样")
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("不是有效的日期") from error
    check_year(day)
    return day


def check_year(day: date) -> None:
    """Raises ValueError for a day out of the years that are used."""
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError(f"年份应在 {YEARS[0]} 至 {YEARS[1]} 之间")


Day = Annotated[date | None, BeforeValidator(_day)]
LARGEST = 2**63 - 1  # what a column of the database holds


class Writable(BaseModel):
    """Something sent, with its texts freed of characters that no document can hold."""

    @model_validator(mode="before")
    @classmethod
    def _without_unwritable_characters(cls, given: object) -> object:
        return writable_values(given)


class Request(Writable):
    """A request's JSON; a misspelt field is an error."""

    model_config = ConfigDict(extra="forbid")
