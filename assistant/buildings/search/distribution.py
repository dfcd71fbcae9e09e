"""How a figure is spread over all matching rows, counted in bins of equal, round width."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import numpy as np

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.tables import exact_decimal, exact_integer
from assistant.buildings.requirements import Requirement
from assistant.buildings.search.judged import JudgedTable
from assistant.buildings.search.snapshot import Snapshot
from assistant.buildings.search.table import BELOW

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


def distribute(requirement: Requirement, snapshot: Snapshot, field: Field, bins: int) -> Distribution:
    """The rows that are known to meet the conditions, by the lowest end of a figure; ``bins`` at most, rounding aside."""
    rows = JudgedTable(requirement, snapshot).fitting
    lows = snapshot.table.figures[field].low[rows]
    lows = lows[lows != BELOW]
    if not lows.size:
        return Distribution((), 0, len(rows))
    width = _round_width((exact_decimal(int(lows.max())) - exact_decimal(int(lows.min()))) / bins)
    places = lows // exact_integer(width)
    first = int(places.min())
    counts = np.bincount(places - first)
    return Distribution(
        tuple(Bin((first + at) * width, (first + at + 1) * width, int(count)) for at, count in enumerate(counts)),
        len(lows),
        len(rows) - len(lows),
    )


def _round_width(least: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    if least <= 1:
        return Decimal(1)
    unit = Decimal(1).scaleb(least.to_integral_value(ROUND_CEILING).adjusted())
    return next(width for step in _ROUND if (width := step * unit) >= least).quantize(Decimal(1))
