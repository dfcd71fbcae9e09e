"""The charts as plain shapes: everything is drawn from figures that came with their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.contract.listings import Distribution, FigureOfGroup
from ui.listings.trends import TRENDS, Seen, Trend, draw_trend
from ui.sites.contract import Comparison


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: ``share`` of the longest."""

    name: str
    text: str
    share: float
    source: str = ""


def bars_of(groups: Sequence[FigureOfGroup], unit: str) -> tuple[Bar, ...]:
    """A bar for each group with a figure."""
    known = [(group, group.figure) for group in groups if group.figure is not None]
    most = max((figure for _, figure in known), default=Decimal(0)) or Decimal(1)
    return tuple(
        Bar(group.name, f"{figure:,.0f} {unit}", float(figure / most), group.sources[0] if group.sources else "")
        for group, figure in known
    )


def rent_bars(spread: Distribution) -> tuple[Bar, ...]:
    """A bar for each bin of rents."""
    most = max((item.rows for item in spread.bins), default=0) or 1
    return tuple(Bar(f"{item.low:,.0f}–{item.high:,.0f}", str(item.rows), item.rows / most) for item in spread.bins)


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
