"""How a figure is spread over all matching rows, counted in SQL in bins of equal, round width."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from sqlalchemy import BigInteger, func, type_coerce
from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.tables import ExactDecimal, ListingRow
from assistant.buildings.requirements import Requirement
from assistant.buildings.search.aggregates import matching_rows
from assistant.buildings.search.snapshot import Snapshot

_ROUND = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Bin:
    """So many rows whose lowest figure is at least ``low`` and below ``high``."""

    low: Decimal
    high: Decimal
    rows: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """Bins without a gap from the lowest figure to the highest; ``uncounted`` rows have no figure."""

    bins: tuple[Bin, ...]
    counted: int
    uncounted: int


def distribute(session: Session, requirement: Requirement, snapshot: Snapshot, field: Field, bins: int) -> Distribution:
    """The rows that are known to meet the conditions, by the lowest end of a figure; ``bins`` at most, rounding aside."""
    low = getattr(ListingRow, f"{field.name.lower()}_low")
    rows = matching_rows(requirement, snapshot)
    size, counted, least, most = session.execute(
        rows.with_only_columns(func.count(), func.count(low), func.min(low), func.max(low))
    ).one()
    if not counted:
        return Distribution((), 0, size)
    width = _round_width((most - least) / bins)
    first = (least / width).to_integral_value(ROUND_FLOOR)
    stored_width = int(width.scaleb(ExactDecimal().places))
    place = (type_coerce(low, BigInteger) // stored_width).label("place")
    found = session.execute(rows.where(low.is_not(None)).with_only_columns(place, func.count()).group_by(place))
    counts = {int(number): count for number, count in found}
    return Distribution(
        tuple(
            Bin(number * width, (number + 1) * width, counts.get(number, 0))
            for number in range(int(first), max(counts) + 1)
        ),
        counted,
        size - counted,
    )


def _round_width(least: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    if least <= 1:
        return Decimal(1)
    unit = Decimal(1).scaleb(least.to_integral_value(ROUND_CEILING).adjusted())
    return next(width for step in _ROUND if (width := step * unit) >= least).quantize(Decimal(1))
