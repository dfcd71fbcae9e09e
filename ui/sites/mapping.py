"""The map as plain shapes, in Web Mercator's projection: outlines and points that came with their rows, and, where a tile server is set,
the tiles below them. Without one nothing is fetched."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import asinh, ceil, floor, log2, pi, radians, tan

from ui.sites.contract import Outlines, Row

WIDTH, HEIGHT = 720.0, 520.0
_MARGIN = 16.0
_TILE_PIXELS = 256
_DEEPEST_ZOOM = 18
_SMALLEST_EXTENT = 0.01 / 360  # a single point is shown with about a kilometre around it

_Place = tuple[float, float]


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
class Tile:
    """A square of the tile server's map: its address and where it stands."""

    href: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Map:
    """The whole map. ``unplaced`` rows have no coordinates, or such as lie far outside the outlines."""

    areas: tuple[Area, ...] = ()
    dots: tuple[Dot, ...] = ()
    tiles: tuple[Tile, ...] = ()
    unplaced: tuple[Row, ...] = ()
    attribution: str = ""
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class _View:
    """The part of the world that is shown: its upper left corner, and pixels for the world's whole width."""

    west: float
    north: float
    scale: float

    def place(self, point: _Place) -> _Place:
        return round((point[0] - self.west) * self.scale, 1), round((point[1] - self.north) * self.scale, 1)


def draw_map(base: Outlines, rows: Sequence[Row]) -> Map:
    """Outlines shaded by the number of rows in them, and a dot for every row with coordinates."""
    points = {
        row.id: _world(float(row.longitude), float(row.latitude)) for row in rows if row.longitude and row.latitude
    }
    corners = [_world(*corner) for outline in base.outlines for ring in outline.rings for corner in ring]
    if not corners and not points:
        return Map(unplaced=tuple(rows))
    view = _view_of(corners or list(points.values()))
    places = {name: view.place(point) for name, point in points.items()}
    inside = {name: (x, y) for name, (x, y) in places.items() if 0 <= x <= WIDTH and 0 <= y <= HEIGHT}
    return Map(
        areas=tuple(_areas(base, rows, view)),
        dots=tuple(Dot(*inside[row.id], row) for row in rows if row.id in inside),
        tiles=tuple(_tiles(base.tiles, view)) if base.tiles else (),
        unplaced=tuple(row for row in rows if row.id not in inside),
        attribution=base.attribution if base.tiles else "",
    )


def _world(longitude: float, latitude: float) -> _Place:
    """Web Mercator, the world's width as 1: from the west and from the north."""
    return (longitude + 180) / 360, (1 - asinh(tan(radians(latitude))) / pi) / 2


def _view_of(points: Sequence[_Place]) -> _View:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = (max(max(ends) - min(ends), _SMALLEST_EXTENT) for ends in (xs, ys))
    scale = min((WIDTH - 2 * _MARGIN) / wide, (HEIGHT - 2 * _MARGIN) / high)
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    return _View(middle[0] - WIDTH / 2 / scale, middle[1] - HEIGHT / 2 / scale, scale)


def _areas(base: Outlines, rows: Sequence[Row], view: _View) -> Iterator[Area]:
    counts = Counter(row.street for row in rows)
    most = max((counts[outline.name] for outline in base.outlines), default=0) or 1
    for outline in base.outlines:
        rings = [[view.place(_world(*corner)) for corner in ring] for ring in outline.rings if ring]
        if not rings:
            continue
        path = " ".join(f"M{' L'.join(f'{x},{y}' for x, y in ring)} Z" for ring in rings)
        x, y = (sum(values) / len(rings[0]) for values in zip(*rings[0], strict=True))
        number = counts[outline.name]
        yield Area(outline.name, path, round(x, 1), round(y, 1), number, round(number / most, 2))


def _tiles(template: str, view: _View) -> Iterator[Tile]:
    """The tiles that cover the view, at the zoom at which they are shown about as large as they are."""
    zoom = min(_DEEPEST_ZOOM, max(0, round(log2(view.scale / _TILE_PIXELS))))
    across = 2**zoom
    size = view.scale / across
    columns = range(floor(view.west * across), ceil((view.west + WIDTH / view.scale) * across))
    lines = range(floor(view.north * across), ceil((view.north + HEIGHT / view.scale) * across))
    for line in lines:
        for column in columns:
            x, y = view.place((column / across, line / across))
            if 0 <= line < across:
                yield Tile(
                    template.replace("{z}", str(zoom)).replace("{x}", str(column % across)).replace("{y}", str(line)),
                    x,
                    y,
                    round(size, 1),
                )
