"""Days as people type them. The API takes them in one spelling, so that no program's date is guessed at; in a box one may write as one does."""

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z]+")
_BEFORE_NOON, _AFTER_NOON = ("上午", "am"), ("下午", "晚上", "pm")


def typed_day(typed: str) -> str:
    """A day (``2025年3月1日``, ``2025.3.1``, ``20250301``, ``1 March 2025``) as ISO; what is no whole day stays as it was typed."""
    day, rest = _day(typed)
    return day.isoformat() if day is not None and not rest else typed.strip()


def typed_moment(typed: str) -> str:
    """A day, maybe with the time (``2025年3月1日 15:00``, ``2025.3.1 下午3点``), as ISO; anything else as it was typed."""
    day, rest = _day(typed)
    if day is None:
        return typed.strip()
    if not rest:
        return day.isoformat()
    hour, minute, *more = *rest, *((0,) if len(rest) == 1 else ())
    lower = typed.lower()
    if hour < 12 and any(word in lower for word in _AFTER_NOON):
        hour += 12
    elif hour == 12 and any(word in lower for word in _BEFORE_NOON):
        hour = 0
    known = hour < 24 and minute < 60 and len(more) <= 1
    return f"{day.isoformat()}T{hour:02}:{minute:02}" if known else typed.strip()


def is_day(written: str) -> bool:
    """Whether it is a day as the API takes it."""
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _day(typed: str) -> tuple[date | None, Sequence[int]]:
    """The day that the numbers begin with, and the numbers behind it."""
    written = _NUMBER.findall(typed)
    month = next((at for word in _WORD.findall(typed.lower()) for at in _month(word)), 0)
    if written and len(written[0]) == 8:
        first = written[0]
        return _known(int(first[:4]), int(first[4:6]), int(first[6:])), tuple(map(int, written[1:]))
    numbers = tuple(map(int, written))
    if month and len(numbers) >= 2:
        one, other, *rest = numbers
        year, day = (one, other) if one > 31 else (other, one)
        return _known(year, month, day), tuple(rest)
    if len(numbers) >= 3 and len(written[0]) == 4:
        return _known(*numbers[:3]), numbers[3:]
    return None, ()


def _month(word: str) -> tuple[int, ...]:
    return (_MONTHS.index(word[:3]) + 1,) if len(word) >= 3 and word[:3] in _MONTHS else ()


def _known(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
