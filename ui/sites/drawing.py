"""The charts as plain shapes: everything is drawn from figures that came with their rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ui.listings.trends import TRENDS, Seen, Trend, draw_trend
from ui.sites.contract import Comparison, Group, Row

_BINS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: ``share`` of the longest."""

    name: str
    text: str
    share: float
    source: str = ""


def bars_of(groups: Sequence[Group], unit: str) -> tuple[Bar, ...]:
    """A bar for each group with a figure."""
    known = [(group, group.figure) for group in groups if group.figure is not None]
    most = max((figure for _, figure in known), default=Decimal(0)) or Decimal(1)
    return tuple(
        Bar(group.name, f"{figure:,.0f} {unit}", float(figure / most), group.sources[0] if group.sources else "")
        for group, figure in known
    )


def rent_bars(rows: Sequence[Row]) -> tuple[Bar, ...]:
    """How many rows ask which rent: bins of equal width over the lowest rents."""
    rents = [row.rent_low for row in rows if row.rent_low is not None]
    if not rents:
        return ()
    low, high = min(rents), max(rents)
    width = max(Decimal(5), ((high - low) / _BINS / 5).to_integral_value(rounding="ROUND_CEILING") * 5)
    start = (low / width).to_integral_value(rounding="ROUND_FLOOR") * width
    counts = Counter(int((rent - start) / width) for rent in rents)
    most = max(counts.values())
    return tuple(
        Bar(
            f"{start + number * width:.0f}–{start + (number + 1) * width:.0f}",
            str(counts[number]),
            counts[number] / most,
        )
        for number in range(max(counts) + 1)
    )


def compared_trends(comparison: Comparison) -> tuple[Trend, ...]:
    """A chart for each field of which a compared row has a history."""
    drawn = []
    for title, field in TRENDS:
        rows = [
            (row.name, [Seen(at.day, at.low, at.high, at.document, at.cell) for at in points if at.field == field])
            for row, points in zip(comparison.rows, comparison.history, strict=False)
        ]
        drawn.append(draw_trend(title, rows))
    return tuple(trend for trend in drawn if trend is not None)
