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
    Select,
    and_,
    case,
    func,
    literal,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session

from assistant.buildings.conditions import CategoryIs, CompletedIn, Condition, InRange, WithinBudget
from assistant.buildings.ledgers.tables import ListingRow, exact_decimal
from assistant.buildings.requirements import Requirement
from assistant.buildings.search.figure_checks import GAP_YEARS
from assistant.buildings.search.ranking import Relaxation
from assistant.buildings.search.segments import ledger_order
from assistant.buildings.search.snapshot import Snapshot
from assistant.buildings.search.sql_conditions import Verdict
from assistant.buildings.search.sql_gaps import MovableBound, failure_gap, movable_bounds

NEAR_MISSES = 10
"""Nearest misses that a search returns where nothing fits."""

SEVERAL = 3
"""How many rows a wider bound is to let in where the smallest one lets in fewer."""


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
    never given up) its bound where the first of them gets in, then where ``SEVERAL`` do, or what dropping it gains."""
    if not verdicts:
        return Nearest((), ())
    ways = tuple(_ways_out(requirement))
    near = _failing_once(rows, requirement, verdicts, ways, snapshot)
    found = session.execute(_asked(near, ways)).all()
    numbers = [number for number, *_ in found]
    helping = [_relaxations(way, *found[0][1 + place :: len(ways)]) for place, way in enumerate(ways if found else ())]
    # Smallest moves first, each with its wider one behind it, then what is to be dropped, most rows first.
    helping = sorted(filter(None, helping), key=lambda of: (of[0].share is None, of[0].share or 0, -of[0].gained))
    relaxations = [relaxation for of_one in helping for relaxation in of_one]
    numbers += _farther(session, requirement, rows, verdicts, snapshot, NEAR_MISSES - len(numbers))
    return Nearest(tuple(numbers), tuple(relaxations))


def find_of_other_types(
    session: Session,
    requirement: Requirement,
    rows: Select[ListingRow],
    verdicts: Sequence[Verdict],
    snapshot: Snapshot,
) -> tuple[int, ...]:
    """The nearest rows where none is of the type asked for: as the ledgers have them those that fail nothing else, then the others."""
    judged = list(zip(requirement.conditions, verdicts, strict=True))
    type_alone = rows.where(
        *(verdict.is_(False) for condition, verdict in judged if isinstance(condition, CategoryIs)),
        *(verdict.is_not(False) for condition, verdict in judged if not isinstance(condition, CategoryIs)),
    )
    ordered = type_alone.order_by(*ledger_order(snapshot)).limit(NEAR_MISSES)
    numbers = list(session.scalars(ordered.with_only_columns(ListingRow.number)))
    numbers += _farther(session, requirement, rows, verdicts, snapshot, NEAR_MISSES - len(numbers))
    return tuple(numbers)


def _farther(
    session: Session,
    requirement: Requirement,
    rows: Select[ListingRow],
    verdicts: Sequence[Verdict],
    snapshot: Snapshot,
    wanted: int,
) -> list[int]:
    """So many rows that fail several conditions, the nearest first."""
    if wanted <= 0 or len(verdicts) < 2:
        return []
    failures = _failures(verdicts)
    gaps = [
        case((verdict.is_(False), failure_gap(condition, requirement)), else_=0.0)
        for condition, verdict in zip(requirement.conditions, verdicts, strict=True)
    ]
    query = rows.where(failures > 1).order_by(failures, _sum_of(gaps), *ledger_order(snapshot)).limit(wanted)
    return list(session.scalars(query.with_only_columns(ListingRow.number)))


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
    order = ledger_order(snapshot)
    judged = rows.with_only_columns(
        ListingRow.number,
        ListingRow.closed,
        *(verdict.label(f"met_{place}") for place, verdict in enumerate(verdicts)),
        *(gap.label(f"gap_{place}") for place, gap in enumerate(gaps)),
        *(column.label(f"order_{place}") for place, column in enumerate(order)),
        *(
            (literal(0) if way.bound is None else _needed(way.bound)).label(f"needed_{place}")
            for place, way in enumerate(ways)
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
            *(judged.c[f"needed_{place}"] for place in range(len(ways))),
        )
        .where(_failures(met) == 1)
        .cte("near")
    )


def _needed(bound: MovableBound) -> ColumnElement[int]:
    return case((bound.outside, type_coerce(bound.needed, BigInteger)))


def _failures(verdicts: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    return _sum_of([case((verdict.is_(False), 1), else_=0) for verdict in verdicts])


def _asked(near: CTE, ways: Sequence[_WayOut]) -> Select[Any]:
    """The nearest rows' numbers, and beside each the same figures, each for every way out: the bound that the first row needs, the one
    that several need, how many rows the first gains, how many the second."""
    order = [column for column in near.c if column.name.startswith("order_")]
    nearest = select(near.c.number).order_by(near.c.gap, *order).limit(NEAR_MISSES)
    if not ways:
        return nearest
    helped = [and_(near.c.otherwise_fits, near.c.failed == way.number) for way in ways]
    ends: list[ColumnElement[Any]] = []
    wider: list[ColumnElement[Any]] = []
    for place, (way, test) in enumerate(zip(ways, helped, strict=True)):
        figure = near.c[f"needed_{place}"]
        upper = way.bound is None or way.bound.upper
        nearest_end, farthest_end = (func.min, func.max) if upper else (func.max, func.min)
        ends.append(nearest_end(case((test, figure))).label(f"end_{place}"))
        ordered = select(figure).where(test, figure.is_not(None)).order_by(figure if upper else figure.desc())
        several = ordered.offset(SEVERAL - 1).limit(1).scalar_subquery()
        wider.append(func.coalesce(several, farthest_end(case((test, figure)))).label(f"wider_{place}"))
    needed = select(*ends, *wider).cte("needed")
    gains = [
        func.sum(
            case((and_(test, _within(way, near.c[f"needed_{place}"], needed.c[f"{end}_{place}"])), 1), else_=0)
        ).label(f"gain_{end}_{place}")
        for end in ("end", "wider")
        for place, (way, test) in enumerate(zip(ways, helped, strict=True))
    ]
    gained = select(*gains).select_from(near.join(needed, true())).cte("gained")
    return nearest.add_columns(*needed.c, *gained.c).select_from(near.join(needed, true()).join(gained, true()))


def _within(way: _WayOut, figure: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[bool]:
    return figure <= end if way.bound is None or way.bound.upper else figure >= end


def _relaxations(
    way: _WayOut, needed: int | None, wider: int | None, gained: int | None, gained_wider: int | None
) -> tuple[Relaxation, ...]:
    """The smallest way out of a condition, and a wider one where that lets in too few and more are to be had."""
    smallest = _relaxation(way, needed, gained)
    if smallest is None or smallest.share is None or smallest.gained >= SEVERAL or gained_wider == gained:
        return () if smallest is None else (smallest,)
    more = _relaxation(way, wider, gained_wider)
    return (smallest,) if more is None else (smallest, more)


def _relaxation(way: _WayOut, needed: int | None, gained: int | None) -> Relaxation | None:
    if needed is None or not gained:
        return None
    if way.bound is None:
        return Relaxation(way.condition, None, gained)
    figure = exact_decimal(needed, way.bound.places)
    relaxed, old = _with_bound(way.condition, figure, way.bound.upper)
    if relaxed == way.condition:
        return None
    whole = GAP_YEARS if isinstance(way.condition, CompletedIn) else old
    return Relaxation(way.condition, relaxed, gained, abs(figure - old) / whole if whole else Decimal(1))


def _with_bound(condition: Condition, figure: Decimal, upper: bool) -> tuple[Condition, Decimal]:
    """The condition with another bound, which then counts itself, and the bound it had."""
    match condition:
        case InRange(_, low, high) if upper:
            return replace(condition, maximum=figure, strict=False), high or Decimal(0)
        case InRange(_, low, _):
            return replace(condition, minimum=figure, strict=False), low or Decimal(0)
        case WithinBudget(amount):
            return WithinBudget(figure), amount
        case CompletedIn(_, last) if upper:
            return replace(condition, last=int(figure)), Decimal(last or 0)
        case CompletedIn(first):
            return replace(condition, first=int(figure)), Decimal(first or 0)
    return condition, figure


def _sum_of(terms: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
