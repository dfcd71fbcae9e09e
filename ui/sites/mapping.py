"""What the browser's map (Leaflet, vendored) is drawn from: outlines and points that came with their rows, and, where a tile server is set,
the address of its tiles. Without one nothing is fetched."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.contract.listings import Outline, Outlines
from ui.sites.contract import Row

_FAR = 0.5
"""A row farther outside the outlines than this share of their extent has coordinates of another place, or wrong ones."""
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Map:
    """``data`` is JSON for ``map.js``. ``streets`` are outlines with the number of rows in each; ``unplaced`` rows have no coordinates, or such as
    lie far outside the outlines."""

    data: str = ""
    streets: tuple[tuple[str, int], ...] = ()
    unplaced: frozenset[str] = frozenset()

    @property
    def has_anything(self) -> bool:
        return bool(self.data)


def map_of(base: Outlines, rows: Sequence[Row], yuan: str = "元") -> Map:
    """Outlines shaded by the number of rows in them, and a point for every row with coordinates; ``yuan`` is what the currency is called."""
    box = _box_of(base.outlines)
    points = [point for row in rows if (point := _point(row, box, yuan)) is not None]
    counts = Counter(row.street for row in rows)
    unplaced = frozenset(row.id for row in rows) - {str(point["id"]) for point in points}
    if not base.outlines and not points:
        return Map(unplaced=unplaced)
    data = {
        "areas": [_area(outline, counts[outline.name]) for outline in base.outlines],
        "points": points,
        "tiles": base.tiles,
        "attribution": base.attribution if base.tiles else "",
    }
    streets = tuple((outline.name, counts[outline.name]) for outline in base.outlines)
    return Map(json.dumps(data, ensure_ascii=False), streets, unplaced)


def _area(outline: Outline, rows: int) -> dict[str, object]:
    """Leaflet wants latitude before longitude."""
    return {
        "name": outline.name,
        "rows": rows,
        "rings": [[(latitude, longitude) for longitude, latitude in ring] for ring in outline.rings if ring],
    }


def _point(row: Row, box: _Box | None, yuan: str) -> dict[str, object] | None:
    if row.longitude is None or row.latitude is None:
        return None
    at = float(row.latitude), float(row.longitude)
    if box is not None and not (box[0] <= at[0] <= box[2] and box[1] <= at[1] <= box[3]):
        return None
    return {"id": row.id, "name": row.name, "at": at, "verdict": row.verdict, "label": _label(row, yuan)}


def _label(row: Row, yuan: str) -> str:
    """What a building asks, in the page's one unit for rents; its area where no rent is told."""
    if row.rent_low is not None:
        return f"{_short(row.rent_low)}{'+' if row.rent_high and row.rent_high > row.rent_low else ''} {yuan}"
    return f"{row.area:,.0f} ㎡" if row.area is not None else "…"


def _short(figure: Decimal) -> str:
    return f"{figure:.1f}".removesuffix(".0")


def _box_of(outlines: Sequence[Outline]) -> _Box | None:
    corners = list(_corners(outlines))
    if not corners:
        return None
    latitudes, longitudes = [latitude for latitude, _ in corners], [longitude for _, longitude in corners]
    south, north, west, east = min(latitudes), max(latitudes), min(longitudes), max(longitudes)
    high, wide = (north - south) * _FAR, (east - west) * _FAR
    return south - high, west - wide, north + high, east + wide


def _corners(outlines: Sequence[Outline]) -> Iterator[tuple[float, float]]:
    return ((latitude, longitude) for outline in outlines for ring in outline.rings for longitude, latitude in ring)
