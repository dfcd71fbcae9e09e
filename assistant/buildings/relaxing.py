"""Which condition, moved a little or dropped, would let rows fit where none does."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from assistant.buildings.conditions import CategoryIs, Condition, InRange, WithinBudget
from assistant.buildings.ranking import Relaxation
from assistant.buildings.requirements import Requirement
from assistant.buildings.snapshot import Snapshot
from assistant.buildings.sql_conditions import MovableBound, movable_bounds, verdict_of
from assistant.buildings.tables import ListingRow


def find_relaxations(
    session: Session, requirement: Requirement, snapshot: Snapshot, rows: Select[ListingRow]
) -> tuple[Relaxation, ...]:
    """For each condition that alone keeps rows out: its bound where the first of them gets in, or what dropping it gains.

    Smallest moves first, then what is to be dropped, most rows first. The type of place is never given up.
    """
    conditions = requirement.conditions
    verdicts = [verdict_of(condition, requirement, snapshot) for condition in conditions]
    found: list[Relaxation] = []
    for number, condition in enumerate(conditions):
        if isinstance(condition, CategoryIs):
            continue
        others = [verdict for other, verdict in enumerate(verdicts) if other != number]
        kept_out = rows.where(*others, verdicts[number].is_(False), ~ListingRow.closed)
        bounds = movable_bounds(condition, requirement)
        for bound in bounds:
            if relaxation := _moved(session, condition, bound, kept_out):
                found.append(relaxation)
        if not bounds and (gained := session.scalar(kept_out.with_only_columns(func.count())) or 0):
            found.append(Relaxation(condition, None, gained))
    return tuple(sorted(found, key=lambda item: (item.share is None, item.share or 0, -item.gained)))


def _moved(
    session: Session, condition: Condition, bound: MovableBound, kept_out: Select[ListingRow]
) -> Relaxation | None:
    """The condition with its bound moved to the nearest row, and how many rows it lets in there."""
    beyond = kept_out.where(bound.outside)
    nearest = session.scalar(
        beyond.with_only_columns(func.min(bound.needed) if bound.upper else func.max(bound.needed))
    )
    if nearest is None:
        return None
    within = bound.needed <= nearest if bound.upper else bound.needed >= nearest
    gained = session.scalar(beyond.where(within).with_only_columns(func.count())) or 0
    relaxed, old = _with_bound(condition, nearest, bound.upper)
    if relaxed == condition:
        return None
    return Relaxation(condition, relaxed, gained, abs(nearest - old) / old if old else Decimal(1))


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
