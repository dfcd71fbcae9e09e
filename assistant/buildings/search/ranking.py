"""Rows judged by a requirement, and what a search found."""

from dataclasses import dataclass
from decimal import Decimal

from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.conditions import Condition
from assistant.buildings.requirements import Order, Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.explaining import Check
from assistant.buildings.text_rules import Verdict


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
class Relaxation:
    """What a requirement gains without, or with a wider, condition: ``relaxed`` in its place (None: dropped) lets ``gained`` rows fit.

    ``share`` is how far the bound has to move, relative to it; None where there is no bound.
    """

    condition: Condition
    relaxed: Condition | None
    gained: int
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RowMatch:
    """What a search found: a page of the rows that fit followed by those to be verified; the totals count all of them.

    Where none fits, ``near_misses`` are the nearest rows and ``relaxations`` what would let rows fit, the smallest first. ``compared``
    rows were judged. ``closed_total`` of the possible ones are not to be had any more; ``unordered`` counts fitting rows left out of a
    superlative because their figure is unknown. ``untold`` are the conditions that some of those to be verified do not tell, each with how
    many; ``whole_rents``: their rents are asked for whole places, and compared so. ``whole`` is of how many rows the
    fitting ones are a share, where that is asked.
    """

    requirement: Requirement
    fitting: tuple[JudgedRow, ...]
    to_verify: tuple[JudgedRow, ...]
    near_misses: tuple[JudgedRow, ...]
    compared: int
    fitting_total: int
    to_verify_total: int
    closed_total: int = 0
    unordered: int = 0
    relaxations: tuple[Relaxation, ...] = ()
    untold: tuple[tuple[Condition, int], ...] = ()
    whole_rents: bool = False
    whole: int | None = None

    @property
    def total(self) -> int:
        """Rows that fit or may fit."""
        return self.fitting_total + self.to_verify_total

    @property
    def possible(self) -> tuple[JudgedRow, ...]:
        return self.fitting + self.to_verify


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows picked by name or id; ``unknown_names`` are those that no row has."""

    rows: tuple[JudgedRow, ...]
    unknown_names: tuple[str, ...]


def sort_key(row: ListedRow, order: Order) -> Decimal | None:
    """The figure a row is ordered by: the lowest of its range when ascending, the highest when descending."""
    if order.field in DATE_FIELDS and isinstance(order.field, Field):
        day = row.dates.get(order.field)
        return None if day is None else Decimal(day.toordinal())
    span = row.offered_area_m2 if order.field is Field.VACANT_AREA_M2 else row.span(order.field)
    if span is None:
        return None
    first, second = (span.high, span.low) if order.descending else (span.low, span.high)
    return second if first is None else first
