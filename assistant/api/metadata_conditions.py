"""Conditions on the metadata of what is found, as Dify sends them.

A field that is not there is empty: it equals and contains nothing, so that the negative operators hold for it. A condition that names
several fields holds when one of them meets it, a negative one when none does.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from assistant.request_values import YEARS

Operator = Literal[
    "contains", "not contains", "start with", "end with", "is", "is not", "in", "not in", "empty", "not empty",
    "null", "not null", "=", "≠", ">", "<", "≥", "≤", "before", "after",
]  # fmt: skip
Value = str | int | float
Metadata = Mapping[str, Value]

_NEGATIVE: Mapping[str, str] = {
    "not contains": "contains", "is not": "is", "not in": "in", "≠": "=", "empty": "not empty", "null": "not empty",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """``values`` are what a field is compared with; none for ``empty``, several where a list was sent."""

    fields: tuple[str, ...]
    operator: Operator
    values: tuple[Value, ...] = ()

    def holds(self, metadata: Metadata) -> bool:
        """Whether metadata meet it."""
        positive = _NEGATIVE.get(self.operator, self.operator)
        met = any(self._meets(positive, metadata.get(field)) for field in self.fields)
        return met is (positive == self.operator)

    def holds_where_known(self, metadata: Metadata, unknown: frozenset[str]) -> bool | None:
        """The same where some fields are not known yet: None when it depends on them."""
        return None if unknown.intersection(self.fields) else self.holds(metadata)

    def _meets(self, operator: str, held: Value | None) -> bool:
        if held is None or held == "":
            return False
        if operator in ("not empty", "not null"):
            return True
        values = [part for value in self.values for part in _parts(value)] if operator == "in" else self.values
        return any(_COMPARISONS[operator](held, value) for value in values)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Several conditions, all of which must hold, or (``any_of``) one. None at all admit everything."""

    conditions: tuple[Condition, ...] = ()
    any_of: bool = False

    def hold(self, metadata: Metadata) -> bool:
        """Whether metadata meet them."""
        return self.may_hold(metadata, frozenset())

    def may_hold(self, metadata: Metadata, unknown: frozenset[str]) -> bool:
        """Whether metadata of which some fields are not known yet may meet them."""
        verdicts = [condition.holds_where_known(metadata, unknown) for condition in self.conditions]
        if self.any_of and verdicts:
            return any(verdict is not False for verdict in verdicts)
        return all(verdict is not False for verdict in verdicts)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that they look at."""
        return frozenset(field for condition in self.conditions for field in condition.fields)


def _parts(value: Value) -> Sequence[Value]:
    """A list may be sent as one text with commas."""
    if not isinstance(value, str):
        return (value,)
    return [part.strip() for part in value.replace("，", ",").split(",")]


def _same(held: Value, value: Value) -> bool:
    ours, theirs = _number(held), _number(value)
    if ours is not None and theirs is not None:
        return ours == theirs
    return _text(held) == _text(value)


def _text(value: Value) -> str:
    return str(value).strip().casefold()


def _number(value: Value) -> float | None:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _day(value: Value) -> date | None:
    """A day written as a date or a moment, as a year (its first day), or as seconds since 1970."""
    with suppress(ValueError):
        return datetime.fromisoformat(str(value).strip()).date()
    number = _number(value)
    if number is None:
        return None
    if YEARS[0] <= number <= YEARS[1]:
        return date(int(number), 1, 1)
    try:
        return datetime.fromtimestamp(number, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Value, Value], bool]:
    """Compares numbers, and days where both are days."""

    def compared(held: Value, value: Value) -> bool:
        ours, theirs = _number(held), _number(value)
        if ours is None or theirs is None:
            days = _day(held), _day(value)
            if days[0] is None or days[1] is None:
                return False
            ours, theirs = float(days[0].toordinal()), float(days[1].toordinal())
        return compare(ours, theirs)

    return compared


def _on_days(compare: Callable[[date, date], bool]) -> Callable[[Value, Value], bool]:
    def compared(held: Value, value: Value) -> bool:
        ours, theirs = _day(held), _day(value)
        return ours is not None and theirs is not None and compare(ours, theirs)

    return compared


_COMPARISONS: Mapping[str, Callable[[Value, Value], bool]] = {
    "contains": lambda held, value: _text(value) in _text(held),
    "start with": lambda held, value: _text(held).startswith(_text(value)),
    "end with": lambda held, value: _text(held).endswith(_text(value)),
    "is": _same,
    "in": _same,
    "=": _same,
    ">": _ordered(lambda ours, theirs: ours > theirs),
    "<": _ordered(lambda ours, theirs: ours < theirs),
    "≥": _ordered(lambda ours, theirs: ours >= theirs),
    "≤": _ordered(lambda ours, theirs: ours <= theirs),
    "before": _on_days(lambda ours, theirs: ours < theirs),
    "after": _on_days(lambda ours, theirs: ours > theirs),
}
