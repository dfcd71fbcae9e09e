"""Where no row fits: the rows that come nearest, and which condition, moved a little or dropped, would let rows fit.

Both are told by the rows that fail a single condition, so one statement finds these once and asks them everything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from assistant.buildings.conditions import CategoryIs, Condition, InRange, WithinBudget
from assistant.buildings.ranking import Relaxation
from assistant.buildings.requirements import Requirement
from assistant.buildings.segments import ledger_order
from assistant.buildings.snapshot import Snapshot
from assistant.buildings.sql_conditions import Verdict
from assistant.buildings.sql_gaps import MovableBound, failure_gap, movable_bounds
from assistant.buildings.tables import ListingRow, exact_decimal

NEAR_MISSES = 10
"""Nearest misses that a search returns where nothing fits."""

_NEAREST = -1  # marks the nearest rows among the parts of the statement; the others have the number of their way out


@dataclass(frozen=True, slots=True)
class Nearest:
    """The numbers of the nearest rows, the nearest first, and the ways out, the smallest move first."""

    numbers: tuple[int, ...]
    relaxations: tuple[Relaxation, ...]


@dataclass(frozen=True, slots=True)
class _WayOut:
    """A condition to be dropped, or to have its bound moved."""

    number: int
    condition: Condition
    bound: MovableBound | None


def find_nearest(
    session: Session,
    requirement: Requirement,
    rows: Select[ListingRow],
    verdicts: Sequence[Verdict],
    snapshot: Snapshot,
) -> Nearest:
    """The failing rows, fewest failures first, then the smallest; and for each condition that alone keeps rows out (the type of place is
    never given up) its bound where the first of them gets in, or what dropping it gains."""
    if not verdicts:
        return Nearest((), ())
    ways = tuple(_ways_out(requirement))
    near = _failing_once(rows, requirement, verdicts, ways, snapshot)
    numbers: list[int] = []
    relaxations: list[Relaxation] = []
    for part, value, count in session.execute(_asked(near, ways)):
        if part == _NEAREST:
            numbers.append(value)
        elif count and (relaxation := _relaxation(ways[part], value, count)):
            relaxations.append(relaxation)
    if len(numbers) < NEAR_MISSES:
        failures = _failures(verdicts)
        gaps = [
            case((verdict.is_(False), failure_gap(condition, requirement)), else_=0.0)
            for condition, verdict in zip(requirement.conditions, verdicts, strict=True)
        ]
        farther = rows.where(failures > 1).order_by(failures, _sum_of(gaps), *ledger_order(snapshot))
        numbers += session.scalars(farther.with_only_columns(ListingRow.number).limit(NEAR_MISSES - len(numbers)))
    # Smallest moves first, then what is to be dropped, most rows first.
    relaxations.sort(key=lambda item: (item.share is None, item.share or 0, -item.gained))
    return Nearest(tuple(numbers), tuple(relaxations))


def _ways_out(requirement: Requirement) -> Iterator[_WayOut]:
    for number, condition in enumerate(requirement.conditions):
        if not isinstance(condition, CategoryIs):
            for bound in movable_bounds(condition, requirement) or (None,):
                yield _WayOut(number, condition, bound)


def _failing_once(
    rows: Select[ListingRow],
    requirement: Requirement,
    verdicts: Sequence[Verdict],
    ways: Sequence[_WayOut],
    snapshot: Snapshot,
) -> CTE:
    """Rows that fail one condition, with its number, by how much, whether they would fit without it, where a bound would have to be."""
    gaps = (failure_gap(condition, requirement) for condition in requirement.conditions)
    bounds = [way.bound for way in ways if way.bound is not None]
    order = ledger_order(snapshot)
    judged = rows.with_only_columns(
        ListingRow.number,
        ListingRow.closed,
        *(verdict.label(f"met_{place}") for place, verdict in enumerate(verdicts)),
        *(gap.label(f"gap_{place}") for place, gap in enumerate(gaps)),
        *(column.label(f"order_{place}") for place, column in enumerate(order)),
        *(
            case((bound.outside, type_coerce(bound.needed, BigInteger))).label(f"needed_{place}")
            for place, bound in enumerate(bounds)
        ),
    ).subquery("judged")
    met = [judged.c[f"met_{place}"] for place in range(len(verdicts))]
    failed = [verdict.is_(False) for verdict in met]
    return (
        select(
            judged.c.number,
            case(*((test, place) for place, test in enumerate(failed))).label("failed"),
            case(*((test, judged.c[f"gap_{place}"]) for place, test in enumerate(failed))).label("gap"),
            and_(~judged.c.closed, *(verdict.is_not(None) for verdict in met)).label("otherwise_fits"),
            *(judged.c[f"order_{place}"] for place in range(len(order))),
            *(judged.c[f"needed_{place}"] for place in range(len(bounds))),
        )
        .where(_failures(met) == 1)
        .cte("near")
    )


def _failures(verdicts: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    return _sum_of([case((verdict.is_(False), 1), else_=0) for verdict in verdicts])


def _asked(near: CTE, ways: Sequence[_WayOut]) -> CompoundSelect[int, int, int]:
    """One statement of (part, value, count): the nearest rows' numbers, and for each way out the bound needed and how many rows it gains."""
    order = [column for column in near.c if column.name.startswith("order_")]
    nearest = (
        select(literal(_NEAREST).label("part"), near.c.number.label("value"), literal(0).label("count"))
        .order_by(near.c.gap, *order)
        .limit(NEAR_MISSES)
        .subquery()
    )
    parts = [select(nearest)]
    bounds = 0
    for place, way in enumerate(ways):
        gained = select(near.c.number).where(near.c.otherwise_fits, near.c.failed == way.number)
        if way.bound is None:
            value: ColumnElement[Any] = null()
        else:
            needed = near.c[f"needed_{bounds}"]
            bounds += 1
            value = gained.with_only_columns(
                func.min(needed) if way.bound.upper else func.max(needed)
            ).scalar_subquery()
            gained = gained.where(needed == value)
        parts.append(gained.with_only_columns(literal(place), value, func.count()))
    return union_all(*parts)


def _relaxation(way: _WayOut, value: int, gained: int) -> Relaxation | None:
    if way.bound is None:
        return Relaxation(way.condition, None, gained)
    figure = exact_decimal(value, way.bound.places)
    relaxed, old = _with_bound(way.condition, figure, way.bound.upper)
    if relaxed == way.condition:
        return None
    return Relaxation(way.condition, relaxed, gained, abs(figure - old) / old if old else Decimal(1))


def _with_bound(condition: Condition, figure: Decimal, upper: bool) -> tuple[Condition, Decimal]:
    """The condition with another bound, which then counts itself, and the bound it had."""
    match condition:
        case InRange(_, low, high) if upper:
            return replace(condition, maximum=figure, strict=False), high or Decimal(0)
        case InRange(_, low, _):
            return replace(condition, minimum=figure, strict=False), low or Decimal(0)
        case WithinBudget(amount):
            return WithinBudget(figure), amount
    return condition, figure


def _sum_of(terms: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
