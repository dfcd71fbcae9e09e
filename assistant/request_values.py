"""What programs send: checked values, days only as they are written in full, texts that any document can hold; and what is wrong with it, in Chinese."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from assistant.text.characters import writable_values

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


Context = Mapping[str, object]

_SHOWN = 5
_MESSAGES: Mapping[str, Callable[[Context], str]] = {
    "missing": lambda _: "没有填写",
    "extra_forbidden": lambda _: "没有这一项",
    "string_type": lambda _: "应为文字",
    "string_too_short": lambda context: f"至少 {context['min_length']} 个字符",
    "string_too_long": lambda context: f"最多 {context['max_length']} 个字符",
    "too_short": lambda context: f"至少 {context['min_length']} 项",
    "too_long": lambda context: f"最多 {context['max_length']} 项",
    "int_parsing": lambda _: "应为整数",
    "int_type": lambda _: "应为整数",
    "int_from_float": lambda _: "应为整数",
    "float_parsing": lambda _: "应为数字",
    "float_type": lambda _: "应为数字",
    "finite_number": lambda _: "应为有限的数字",
    "bool_parsing": lambda _: "应为 true 或 false",
    "bool_type": lambda _: "应为 true 或 false",
    "tuple_type": lambda _: "应为数组",
    "greater_than_equal": lambda context: f"不能小于 {context['ge']}",
    "greater_than": lambda context: f"应大于 {context['gt']}",
    "less_than_equal": lambda context: f"不能大于 {context['le']}",
    "enum": lambda context: f"应为 {str(context['expected']).replace(' or ', '、')} 之一",
    "literal_error": lambda context: f"应为 {str(context['expected']).replace(' or ', '、')} 之一",
    "value_error": lambda context: str(context["error"]),
    "json_invalid": lambda _: "不是有效的 JSON",
    "unknown": lambda _: "格式不正确",
    "model_attributes_type": lambda _: "应为 JSON 对象",
    "model_type": lambda _: "应为 JSON 对象",
}


def describe(problems: Sequence[Mapping[str, object]], within: int = 1) -> str:
    """One sentence that names each unusable field; the caller's values are not repeated.

    The first ``within`` parts of a place are left out: a request's are its ``body`` or ``query``.
    """
    return "请求有误：" + "；".join(_describe_one(problem, within) for problem in problems[:_SHOWN])


def _describe_one(problem: Mapping[str, object], within: int) -> str:
    place = problem["loc"]
    parts = [str(part) for part in place[within:]] if isinstance(place, tuple | list) else []
    context = problem.get("ctx")
    wording = _MESSAGES.get(str(problem["type"]), _MESSAGES["unknown"])
    field = ".".join(parts) if problem["type"] != "json_invalid" and parts else "请求内容"
    return f"{field} {wording(context if isinstance(context, Mapping) else {})}"
