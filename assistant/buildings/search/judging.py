"""Judges all rows by a condition at once: met, failed or unknown, by how much a row fails, where a bound would have to be to let it in.

What a row does not say is unknown: neither met nor failed. A range in a row (``65-85``) meets a bound that a part of it meets.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

import numpy as np

from assistant.buildings import text_rules
from assistant.buildings.columns import AnyField, Column, Field
from assistant.buildings.conditions import (
    CategoryIs,
    CompletedIn,
    Condition,
    Dated,
    InPlace,
    InRange,
    Mentions,
    NearListed,
    NearMetro,
    NoneOf,
    NotCategory,
    NotInPlace,
    NotMentions,
    NotNamed,
    Offers,
    OneOf,
    StillOpen,
    WithinBudget,
)
from assistant.buildings.ledgers.tables import exact_integer
from assistant.buildings.own_cells import says_there_is
from assistant.buildings.requirements import Requirement
from assistant.buildings.rows import says_vacant
from assistant.buildings.search.table import ABOVE, BELOW, FAILED, MET, TEXT_FIELDS, UNKNOWN, Figures, Table
from assistant.buildings.search.whereabouts import in_place, near_listed, near_metro
from assistant.buildings.text_rules import Verdict

GAP_YEARS = 10
"""So many years too old weigh as much as a figure that misses its bound by the whole of it."""

_PRICES = frozenset({Field.RENT_YUAN_PER_M2_MONTH, Field.INVESTMENT_YUAN})
_OTHER_TYPE, _ELSEWHERE = 10.0, 2.0
_UNIT = 10**4  # figures are kept in ten-thousandths
_EPOCH = date(1970, 1, 1).toordinal()
_MOST = 9.0e18

Measure = Callable[[np.ndarray], np.ndarray]
"""Something of the rows at these places."""


@dataclass(frozen=True, slots=True)
class MovableBound:
    """An upper or a lower bound that could be moved to let a failing row in: ``needed`` is where it would have to be, an integer of
    so many decimal ``places``; ``limit`` is where it is, in the same."""

    needed: Measure
    upper: bool
    limit: int
    places: int = 4

    def outside(self, figures: np.ndarray) -> np.ndarray:
        """Which of the figures needed are beyond the bound; an open end is not."""
        return figures >= self.limit if self.upper else figures <= self.limit


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of a condition on every row, int8. ``gap`` is by how much failing rows fail, as a share of the bound; what cannot be
    measured counts as 1, a wrong place as 2. ``bounds`` are those that could be moved."""

    verdicts: np.ndarray
    gap: Measure | float = 1.0
    bounds: tuple[MovableBound, ...] = ()

    def gaps(self, rows: np.ndarray) -> np.ndarray:
        """By how much the rows at these places fail; all of them do."""
        return np.full(len(rows), self.gap) if isinstance(self.gap, float) else self.gap(rows)


def judge(condition: Condition, table: Table, requirement: Requirement) -> Judgement:
    """How every row stands to one condition of a requirement."""
    match condition:
        case CategoryIs(categories):
            verdicts = np.where(table.categories == 0, UNKNOWN, FAILED)
            verdicts[table.of_categories(categories)] = MET
            return Judgement(verdicts, _OTHER_TYPE)
        case NotCategory(categories):
            verdicts = np.where(table.categories == 0, UNKNOWN, MET)
            verdicts[table.of_categories(categories)] = FAILED
            return Judgement(verdicts, _OTHER_TYPE)
        case NotNamed(names):
            return Judgement(np.where(table.named(names), FAILED, MET), _ELSEWHERE)
        case InRange(Field.VACANT_AREA_M2):
            return _area(condition, table)
        case InRange(field):
            return _range(condition, table.figure_of(field))
        case OneOf(field, values):
            return Judgement(_said(field, table, partial(_says, values), without_column=FAILED))
        case NoneOf(field, values):
            return Judgement(_said(field, table, lambda text: text_rules.excludes(text, values), without_column=MET))
        case InPlace(places):
            return Judgement(in_place(places, table), _ELSEWHERE)
        case NotInPlace(places):
            return Judgement(-in_place(places, table), _ELSEWHERE)
        case NearListed():
            return Judgement(near_listed(condition, table), _ELSEWHERE)
        case NearMetro(lines):
            return Judgement(near_metro(lines, table))
        case Offers(field, lacking):
            return Judgement(_offers(field, table, lacking=lacking))
        case WithinBudget(amount, True):
            verdicts = table.whole_rents.within(_fixed(amount), None)
            return Judgement(np.where(table.over, FAILED, verdicts))
        case WithinBudget(amount):
            return _budget(amount, table, requirement)
        case Dated(field, last, first):
            verdicts = table.days[field].within(_ordinal(first), _ordinal(last))
            # What is let can be entered once it is given back, where the ledger tells when that is.
            gone = table.over & ~(table.days[field].low > table.as_of.toordinal())
            return Judgement(np.where(gone, FAILED, verdicts) if field is Field.AVAILABLE_FROM else verdicts)
        case CompletedIn(first, last):
            return _years(first, last, table)
        case StillOpen():
            unknown = table.days[Field.DEADLINE].unknown & table.texts[Field.STATUS].blank
            return Judgement(np.where(table.over, FAILED, np.where(unknown, UNKNOWN, MET)))
        case Mentions(word, synonyms):
            said = np.logical_or.reduce([table.lines.mentioned(item) for item in (word, *synonyms)])
            silent = table.asks_use & table.texts[Field.USE].blank
            return Judgement(np.where(said, MET, np.where(silent, UNKNOWN, FAILED)), _ELSEWHERE)
        case NotMentions(word):
            return Judgement(np.where(table.lines.mentioned(word), FAILED, MET))
    raise ValueError(f"no rule for {condition}")


def _fixed(bound: Decimal | None, places: int = 4) -> int | None:
    return None if bound is None else exact_integer(bound, places)


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _range(condition: InRange, figures: Figures) -> Judgement:
    """The figure can lie within the bounds."""
    low, high = condition.minimum, condition.maximum
    verdicts = figures.within(_fixed(low), _fixed(high), strict=condition.strict)
    if isinstance(condition.field, Column):
        return Judgement(verdicts)
    return Judgement(
        verdicts, partial(_range_gap, figures, low, high), _bounds(low, high, figures.high.take, figures.low.take)
    )


def _area(condition: InRange, table: Table) -> Judgement:
    """Enough is vacant, and it can be divided down to what is wanted.

    A vacant area above the maximum needs a known smallest unit; a ledger without vacant areas lists units offered whole.
    """
    offered, divisible = table.offered, table.figures[Field.DIVISIBLE_FROM_M2]
    low, high, strict = condition.minimum, condition.maximum, condition.strict
    verdicts = offered.within(_fixed(low), None, strict=strict)
    if high is not None:
        most = exact_integer(high)
        small = (offered.low != BELOW) & (offered.low < most if strict else offered.low <= most)
        divided = np.where(
            table.whole, offered.within(None, most, strict=strict), divisible.within(None, most, strict=strict)
        )
        verdicts = np.where((verdicts == MET) & ~small, divided, verdicts)
    verdicts[table.over] = FAILED

    def smallest(rows: np.ndarray) -> np.ndarray:
        least = divisible.low.take(rows)
        return np.where(least == BELOW, offered.low.take(rows), least)

    return Judgement(verdicts, partial(_range_gap, offered, low, high), _bounds(low, high, offered.high.take, smallest))


def _range_gap(figures: Figures, low: Decimal | None, high: Decimal | None, rows: np.ndarray) -> np.ndarray:
    gaps = np.ones(len(rows))
    for bound, ends, short in ((high, figures.low[rows], False), (low, figures.high[rows], True)):
        if bound:
            beyond = ends < exact_integer(bound) if short else ends > exact_integer(bound)
            share = ends[beyond] / _UNIT / float(bound)
            gaps[beyond] = 1 - share if short else share - 1
    return gaps


def _bounds(low: Decimal | None, high: Decimal | None, largest: Measure, smallest: Measure) -> tuple[MovableBound, ...]:
    lower = () if low is None else (MovableBound(largest, upper=False, limit=exact_integer(low)),)
    upper = () if high is None else (MovableBound(smallest, upper=True, limit=exact_integer(high)),)
    return (*lower, *upper)


def _says(values: tuple[str, ...], text: str) -> Verdict:
    return Verdict.MET if text_rules.says_one_of(text, values) else Verdict.FAILED


def _said(field: AnyField, table: Table, rule: Callable[[str], Verdict], *, without_column: np.int8) -> np.ndarray:
    """By what the text says; of a ledger's own column the rows of ledgers without it say none of the values."""
    verdicts = table.text_of(field).judged(rule)
    return np.where(table.having(field), verdicts, without_column) if isinstance(field, Column) else verdicts


def _offers(field: AnyField, table: Table, *, lacking: bool) -> np.ndarray:
    """There is any of it, or with ``lacking`` none; a count of nothing says that there is none."""
    if field is Field.VACANT_AREA_M2:
        return _to_let(table, lacking=lacking)
    if isinstance(field, Column) or field in TEXT_FIELDS:
        wanted = not lacking
        return _said(field, table, lambda text: _met(says_there_is(text) is wanted), without_column=FAILED)
    figures = table.figures[field]
    untold = (
        FAILED if field in _PRICES else UNKNOWN
    )  # a price that is not told is none; parking may be there all the same
    there = np.where(figures.unknown, untold, np.where((figures.high == 0) & (untold == UNKNOWN), FAILED, MET))
    return -there if lacking else there


def _met(holds: bool) -> Verdict:
    return Verdict.MET if holds else Verdict.FAILED


def _to_let(table: Table, *, lacking: bool) -> np.ndarray:
    """Something is to be had, or nothing any more: only what a ledger says, by the vacant area, or the status where it keeps none. Of what
    neither tells, neither is so."""
    vacant, status = table.figures[Field.VACANT_AREA_M2], table.texts[Field.STATUS]
    if lacking:
        return np.where(table.over, MET, FAILED)
    told = np.where(vacant.unknown, status.where(says_vacant), vacant.high > 0)
    untold = table.whole & status.blank
    return np.where(table.over, FAILED, np.where(told, MET, np.where(untold, UNKNOWN, FAILED)))


def _budget(amount: Decimal, table: Table, requirement: Requirement) -> Judgement:
    """The smallest area that would do, at the lowest rent, against the budget of a month; what is let is not to be had for any."""
    wanted = requirement.range_of(Field.VACANT_AREA_M2)
    needed = _fixed(wanted.minimum) if wanted else None
    rent, smallest = table.figures[Field.RENT_YUAN_PER_M2_MONTH].low, table.figures[Field.DIVISIBLE_FROM_M2].low
    area = np.where(smallest == BELOW, table.offered.low, smallest) if needed is None else np.maximum(smallest, needed)
    unknown = (area == BELOW) | (rent == BELOW)
    cost = np.where(unknown, BELOW, area * rent)
    cost[~unknown & (area.astype(np.float64) * rent > _MOST)] = ABOVE
    most = exact_integer(amount, 8)
    rounding = np.where(
        unknown, 0, area
    )  # of the rent of a square metre that a whole one was divided into: its last decimal
    verdicts = np.where(unknown, UNKNOWN, np.where(cost - rounding <= most, MET, FAILED))
    verdicts[table.over] = FAILED

    def gap(rows: np.ndarray) -> np.ndarray:
        told = cost[rows]
        return np.where(told == BELOW, 1.0, told / _UNIT**2 / float(amount) - 1)

    bound = MovableBound(cost.take, upper=True, limit=most + 1, places=8)
    return Judgement(verdicts, gap if amount else 1.0, (bound,))


def _years(first: int | None, last: int | None, table: Table) -> Judgement:
    """Built within the years."""
    built = table.days[Field.COMPLETED_ON]
    verdicts = built.within(
        None if first is None else date(first, 1, 1).toordinal(),
        None if last is None else date(last, 12, 31).toordinal(),
    )

    def year(rows: np.ndarray) -> np.ndarray:
        days = (built.low[rows] - _EPOCH).astype("datetime64[D]")
        years: np.ndarray = days.astype("datetime64[Y]").astype(np.int64) + 1970
        return years

    def gap(rows: np.ndarray) -> np.ndarray:
        years = year(rows)
        early = np.maximum(0 if first is None else first - years, 0)
        late = np.maximum(0 if last is None else years - last, 0)
        return np.where(early > 0, early, late) / GAP_YEARS

    lower = () if first is None else (MovableBound(year, upper=False, limit=first - 1, places=0),)
    upper = () if last is None else (MovableBound(year, upper=True, limit=last + 1, places=0),)
    return Judgement(verdicts, gap, (*lower, *upper))
