"""By how much a row fails a condition, and where a bound would have to be to let it in, as SQL: for the nearest misses."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, case, cast, extract, func, literal, type_coerce

from assistant.buildings.columns import Column, Field
from assistant.buildings.conditions import (
    CategoryIs,
    CompletedIn,
    Condition,
    InPlace,
    InRange,
    Mentions,
    NearListed,
    NotInPlace,
    WithinBudget,
)
from assistant.buildings.ledgers.tables import ExactDecimal, ListingRow
from assistant.buildings.requirements import Requirement
from assistant.buildings.search.figure_checks import GAP_YEARS
from assistant.buildings.search.sql_conditions import budget_cost, ends_of

_YEAR_BUILT: ColumnElement[int] = cast(extract("year", ListingRow.completed_on), Integer)


@dataclass(frozen=True, slots=True)
class MovableBound:
    """An upper or a lower bound, as SQL: ``needed`` is where it would have to be for a row, a figure of so many decimal ``places``;
    ``outside`` tells whether the row is beyond it."""

    needed: ColumnElement[Any]
    upper: bool
    outside: ColumnElement[bool]
    places: int = 4


def failure_gap(condition: Condition, requirement: Requirement) -> ColumnElement[Any]:
    """By how much a failing row fails, as a share of the bound; what cannot be measured counts as 1, a wrong place as 2."""
    match condition:
        case InRange(Column()):
            return literal(1.0, Float)
        case InRange(Field() as field, low, high):
            name = "offered_area_m2" if field is Field.VACANT_AREA_M2 else field.name.lower()
            return _range_gap(name, low, high)
        case WithinBudget(amount) if amount:
            return _as_float(budget_cost(requirement), 8) / float(amount) - 1
        case CompletedIn(first, last):
            early = [] if first is None else [(first > _YEAR_BUILT, first - _YEAR_BUILT)]
            late = [] if last is None else [(last < _YEAR_BUILT, _YEAR_BUILT - last)]
            return cast(case(*early, *late, else_=0), Float) / GAP_YEARS
        case CategoryIs():
            return literal(10.0, Float)
        case InPlace() | NotInPlace() | NearListed() | Mentions():
            return literal(2.0, Float)
        case _:
            return literal(1.0, Float)


def movable_bounds(condition: Condition, requirement: Requirement) -> tuple[MovableBound, ...]:
    """The bounds of a condition that could be moved to let a failing row in."""
    match condition:
        case InRange(Column()):
            return ()
        case InRange(Field.VACANT_AREA_M2, low, high):
            smallest = func.coalesce(ListingRow.divisible_from_m2_low, ListingRow.offered_area_m2_low)
            return _bounds(low, high, ListingRow.offered_area_m2_high.expression, smallest)
        case InRange(field, low, high):
            first, last = ends_of(field.name.lower())
            return _bounds(low, high, last, first)
        case CompletedIn(first, last):
            ends = (
                [] if first is None else [MovableBound(_YEAR_BUILT, upper=False, outside=first > _YEAR_BUILT, places=0)]
            )
            ends += (
                [] if last is None else [MovableBound(_YEAR_BUILT, upper=True, outside=last < _YEAR_BUILT, places=0)]
            )
            return tuple(ends)
        case WithinBudget(amount):
            cost = budget_cost(requirement)
            return (MovableBound(cost, upper=True, outside=cost > literal(amount, ExactDecimal(8)), places=8),)
        case _:
            return ()


def _bounds(
    low: Decimal | None, high: Decimal | None, largest: ColumnElement[Any], smallest: ColumnElement[Any]
) -> tuple[MovableBound, ...]:
    bounds = []
    if low is not None:
        bounds.append(MovableBound(largest, upper=False, outside=largest <= low))
    if high is not None:
        bounds.append(MovableBound(smallest, upper=True, outside=smallest >= high))
    return tuple(bounds)


def _range_gap(name: str, low: Decimal | None, high: Decimal | None) -> ColumnElement[Any]:
    first, last = ends_of(name)
    gaps = []
    if low:
        gaps.append((last < low, 1 - _as_float(last, 4) / float(low)))
    if high:
        gaps.append((first > high, _as_float(first, 4) / float(high) - 1))
    return case(*gaps, else_=literal(1.0, Float)) if gaps else literal(1.0, Float)


def _as_float(figure: ColumnElement[Any], places: int) -> ColumnElement[Any]:
    share: ColumnElement[Any] = cast(type_coerce(figure, ExactDecimal(0)), Float) / float(10**places)
    return share
