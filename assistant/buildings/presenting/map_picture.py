"""A map as a picture, for paper: the outlines of the sub-districts and numbered places, without any tile of another server."""

import io
import math
from collections.abc import Callable, Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

from assistant.buildings.presenting.outlines import Outline

_WIDTH, _HIGHEST, _MARGIN = 1400, 1400, 40
_MARK = 26
"""Radius of a place's mark, in pixels."""
_PAPER, _AREA, _EDGE, _FILL, _INK = "#ffffff", "#e8eff8", "#7d9cc4", "#1f5fae", "#ffffff"
_FAR = 0.5
"""A place farther outside the outlines than this share of their extent is none of this map."""

Point = tuple[float, float]


def draw_map(outlines: Sequence[Outline], places: Mapping[int, Point]) -> bytes:
    """A PNG of the outlines with places (longitude, latitude) by their numbers; b"" where there is nothing to draw them on, or no place on it."""
    corners = [corner for outline in outlines for ring in outline.rings for corner in ring]
    if not corners:
        return b""
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    wide, high = (east - west) * _FAR, (north - south) * _FAR
    shown = {
        number: (x, y)
        for number, (x, y) in places.items()
        if west - wide <= x <= east + wide and south - high <= y <= north + high
    }
    if not shown:
        return b""
    west, east = min(west, *(x for x, _ in shown.values())), max(east, *(x for x, _ in shown.values()))
    south, north = min(south, *(y for _, y in shown.values())), max(north, *(y for _, y in shown.values()))
    narrowing = math.cos(math.radians((south + north) / 2))  # a degree eastwards is shorter than one northwards
    scale = min(
        (_WIDTH - 2 * _MARGIN) / ((east - west) * narrowing or 1), (_HIGHEST - 2 * _MARGIN) / (north - south or 1)
    )
    height = round((north - south) * scale) + 2 * _MARGIN
    width = round((east - west) * narrowing * scale) + 2 * _MARGIN

    def at(point: Point) -> Point:
        return _MARGIN + (point[0] - west) * narrowing * scale, height - _MARGIN - (point[1] - south) * scale

    picture = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(picture)
    for outline in outlines:
        for ring in outline.rings:
            draw.polygon([at(corner) for corner in ring], fill=_AREA, outline=_EDGE, width=3)
    _mark(draw, shown, at)
    stored = io.BytesIO()
    picture.save(stored, "PNG", optimize=True)
    return stored.getvalue()


def _mark(draw: ImageDraw.ImageDraw, shown: Mapping[int, Point], at: Callable[[Point], Point]) -> None:
    """Places on one spot share a mark: 1, 3."""
    by_spot: dict[tuple[int, int], list[int]] = {}
    for number, point in shown.items():
        x, y = at(point)
        spot = next((one for one in by_spot if math.hypot(one[0] - x, one[1] - y) < _MARK), (round(x), round(y)))
        by_spot.setdefault(spot, []).append(number)
    font = ImageFont.load_default(size=30)
    for (x, y), numbers in by_spot.items():
        words = ", ".join(map(str, numbers))
        half = max(_MARK, round(draw.textlength(words, font=font) / 2) + 12)
        draw.rounded_rectangle(
            (x - half, y - _MARK, x + half, y + _MARK), radius=_MARK, fill=_FILL, outline=_PAPER, width=3
        )
        draw.text((x, y), words, fill=_INK, font=font, anchor="mm")
