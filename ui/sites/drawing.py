"""The map and the charts as plain shapes: everything is drawn from figures that came with their rows, nothing is fetched."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ui.sites.contract import Group, Outline, Row

WIDTH, HEIGHT = 720.0, 520.0
_MARGIN = 16.0
_BINS = 8


@dataclass(frozen=True, slots=True)
class Area:
    """A sub-district on the map: its SVG path, where its name stands, and how many of the rows lie in it."""

    name: str
    path: str
    x: float
    y: float
    rows: int
    shade: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A row whose coordinates are known."""

    x: float
    y: float
    row: Row


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: ``share`` of the longest."""

    name: str
    text: str
    share: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole map. ``elsewhere`` counts rows that it cannot show, ``outside`` the streets without an outline."""

    areas: tuple[Area, ...]
    dots: tuple[Dot, ...]
    elsewhere: int
    width: float = WIDTH
    height: float = HEIGHT


def draw_map(outlines: Sequence[Outline], rows: Sequence[Row]) -> Drawing:
    """Outlines shaded by the number of rows in them, and a dot for every row with coordinates."""
    corners = [corner for outline in outlines for ring in outline.rings for corner in ring]
    placed = [row for row in rows if row.longitude is not None and row.latitude is not None]
    points = corners or [(float(row.longitude or 0), float(row.latitude or 0)) for row in placed]
    if not points:
        return Drawing((), (), len(rows))
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    scale = min((WIDTH - 2 * _MARGIN) / ((east - west) or 1), (HEIGHT - 2 * _MARGIN) / ((north - south) or 1))

    def place(x: float, y: float) -> tuple[float, float]:
        return round(_MARGIN + (x - west) * scale, 1), round(_MARGIN + (north - y) * scale, 1)

    counts = Counter(row.street for row in rows)
    most = max(counts.values(), default=1)
    areas = []
    for outline in outlines:
        rings = [[place(x, y) for x, y in ring] for ring in outline.rings if ring]
        path = " ".join(f"M{' L'.join(f'{x},{y}' for x, y in ring)} Z" for ring in rings)
        first = rings[0] if rings else [(0.0, 0.0)]
        x, y = (sum(values) / len(first) for values in zip(*first, strict=True))
        number = counts[outline.name]
        areas.append(Area(outline.name, path, round(x, 1), round(y, 1), number, round(number / most, 2)))
    dots = tuple(Dot(*place(float(row.longitude or 0), float(row.latitude or 0)), row) for row in placed)
    shown = {outline.name for outline in outlines}
    return Drawing(tuple(areas), dots, sum(1 for row in rows if row.street not in shown and row not in placed))


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
