"""Rows judged by a requirement and put in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.buildings.checks import Check, Verdict, check
from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.conditions import CategoryIs
from assistant.buildings.requirements import Order, Requirement
from assistant.buildings.rows import ListedRow

_MOST_TIES = 20


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row with the verdict of every condition (``checks``) and wish (``wishes``)."""

    row: ListedRow
    checks: tuple[Check, ...]
    wishes: tuple[Check, ...] = ()
    closed: bool = False

    @property
    def verdict(self) -> Verdict:
        """Failed if any condition fails, else unknown if any is unknown."""
        verdicts = {item.verdict for item in self.checks}
        return next((item for item in (Verdict.FAILED, Verdict.UNKNOWN) if item in verdicts), Verdict.MET)

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(item for item in self.checks if item.verdict is Verdict.FAILED)

    @property
    def unknown(self) -> tuple[Check, ...]:
        return tuple(item for item in self.checks if item.verdict is Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Every row that fits, every row to be verified, and, where none fits, the nearest misses, best first.

    ``compared`` rows were judged. ``unordered`` counts fitting rows left out of a superlative because their figure is unknown.
    """

    requirement: Requirement
    fitting: tuple[JudgedRow, ...]
    to_verify: tuple[JudgedRow, ...]
    near_misses: tuple[JudgedRow, ...]
    compared: int
    unordered: int = 0

    @property
    def total(self) -> int:
        """Rows that fit or may fit."""
        return len(self.fitting) + len(self.to_verify)

    @property
    def possible(self) -> tuple[JudgedRow, ...]:
        return self.fitting + self.to_verify


def match_rows(requirement: Requirement, rows: Sequence[ListedRow], as_of: date) -> RowMatch:
    """Judge every row; the order of the ledgers is kept where nothing else decides."""
    named = set(requirement.names)
    judged = [
        JudgedRow(
            row=row,
            checks=tuple(check(condition, row, requirement, as_of) for condition in requirement.conditions),
            wishes=tuple(check(wish, row, requirement, as_of) for wish in requirement.wishes),
            closed=row.closed_on(as_of),
        )
        for row in rows
        if not named or row.name in named
    ]
    fitting = _ranked([item for item in judged if item.verdict is Verdict.MET], requirement.order)
    to_verify = _ranked([item for item in judged if item.verdict is Verdict.UNKNOWN], requirement.order)
    unordered = 0
    if requirement.order is not None and requirement.limit is not None and fitting:
        known = [item for item in fitting if sort_key(item.row, requirement.order) is not None]
        unordered = len(fitting) - len(known)
        fitting = known or fitting
    return RowMatch(
        requirement=requirement,
        fitting=tuple(fitting),
        to_verify=tuple(to_verify),
        near_misses=() if fitting else _nearest(item for item in judged if item.verdict is Verdict.FAILED),
        compared=len(judged),
        unordered=unordered,
    )


def sort_key(row: ListedRow, order: Order) -> Decimal | None:
    """The figure a row is ordered by: the lowest of its range when ascending, the highest when descending."""
    if order.field in DATE_FIELDS:
        day = row.dates.get(order.field)
        return None if day is None else Decimal(day.toordinal())
    span = row.offered_area_m2 if order.field is Field.VACANT_AREA_M2 else row.span(order.field)
    if span is None:
        return None
    first, second = (span.high, span.low) if order.descending else (span.low, span.high)
    return second if first is None else first


def with_ties(judged: Sequence[JudgedRow], order: Order | None, limit: int) -> tuple[JudgedRow, ...]:
    """The first rows, and up to 20 after them that share the last one's figure: there may be two largest."""
    shown = list(judged[:limit])
    if order is not None and shown:
        last = sort_key(shown[-1].row, order)
        for item in judged[limit : limit + _MOST_TIES]:
            if last is None or sort_key(item.row, order) != last:
                break
            shown.append(item)
    return tuple(shown)


def _ranked(judged: Sequence[JudgedRow], order: Order | None) -> list[JudgedRow]:
    """Open before closed, then in the order asked for (unknown figures last), then by wishes met."""

    def key(item: JudgedRow) -> tuple[bool, bool, Decimal, int]:
        figure = sort_key(item.row, order) if order else None
        unmet_wishes = sum(wish.verdict is not Verdict.MET for wish in item.wishes)
        if order is None or figure is None:
            return item.closed, order is not None, Decimal(0), unmet_wishes
        return item.closed, False, -figure if order.descending else figure, unmet_wishes

    return sorted(judged, key=key)


def _nearest(judged: Iterable[JudgedRow]) -> tuple[JudgedRow, ...]:
    """Failing rows, fewest failures first, then the smallest. Rows of another type only where there is none of the right one."""
    failing = sorted(judged, key=lambda item: (len(item.failed), sum(failure.gap for failure in item.failed)))
    right = [item for item in failing if not any(isinstance(failure.condition, CategoryIs) for failure in item.failed)]
    return tuple(right or failing)
