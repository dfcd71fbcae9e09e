"""Where a row lies: WGS-84 degrees, converted from what Chinese maps use where the ledger's header says so.

GCJ-02 (高德, 腾讯) and BD-09 (百度) shift positions by some hundred metres; a column that names neither is taken for WGS-84 (as GPS and
天地图 give it). Source of the formulas: the widely used reconstruction in github.com/wandergis/coordtransform; GCJ-02 is undone by
fixed-point iteration as in github.com/googollee/eviltransform.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import atan2, cos, hypot, pi, sin, sqrt

from assistant.buildings.columns import Field
from assistant.records import Cell
from assistant.text.figures import Span, normalise

_SEMI_MAJOR_M = 6378245.0  # Krasovsky 1940, with the squared eccentricity below
_ECCENTRICITY_2 = 0.00669342162296594323
_BD_TURN = pi * 3000 / 180
_ITERATIONS = 8
_GCJ_02 = re.compile(r"gcj|火星|高德|腾讯|国测局", re.IGNORECASE)
_BD_09 = re.compile(r"bd-?_?09|百度", re.IGNORECASE)
_DEGREES = re.compile(r"\D*(\d{1,3}(?:\.\d+)?)\D*")
_PAIR = re.compile(r"\D*(\d{1,3}\.\d+)\D+(\d{1,3}\.\d+)\D*")
_MOST_NORTHERN = 85  # where maps of Mercator's projection end

Point = tuple[float, float]
"""Longitude and latitude in degrees."""


def point_of(cells: Mapping[Field, Sequence[Cell]]) -> dict[Field, Span]:
    """Longitude and latitude of a row, from their columns or from one that holds both; empty where they are not both told and
    conceivable."""
    header, point = _told(cells)
    if point is None or not (0 < abs(point[0]) <= 180 and 0 < abs(point[1]) < _MOST_NORTHERN):
        return {}
    if _BD_09.search(header):
        point = gcj02_to_wgs84(bd09_to_gcj02(point))
    elif _GCJ_02.search(header):
        point = gcj02_to_wgs84(point)
    ends = (Decimal(f"{degrees:.6f}") for degrees in point)
    return {field: Span(end, end) for field, end in zip((Field.LONGITUDE, Field.LATITUDE), ends, strict=True)}


def gcj02_to_wgs84(point: Point) -> Point:
    """The position that GCJ-02 shifts to ``point``, to less than a metre."""
    longitude, latitude = point
    for _ in range(_ITERATIONS):
        shifted = wgs84_to_gcj02((longitude, latitude))
        longitude, latitude = longitude + point[0] - shifted[0], latitude + point[1] - shifted[1]
    return longitude, latitude


def wgs84_to_gcj02(point: Point) -> Point:
    """The position as GCJ-02 has it."""
    longitude, latitude = point
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3 + (
        160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)
    ) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3 + (
        150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    ) * 2 / 3
    radians = latitude / 180 * pi
    flattened = 1 - _ECCENTRICITY_2 * sin(radians) ** 2
    north_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_2) / (flattened * sqrt(flattened)) * pi / 180
    east_m = _SEMI_MAJOR_M / sqrt(flattened) * cos(radians) * pi / 180
    return longitude + east / east_m, latitude + north / north_m


def bd09_to_gcj02(point: Point) -> Point:
    """A position of 百度's maps as GCJ-02 has it."""
    x, y = point[0] - 0.0065, point[1] - 0.006
    radius = hypot(x, y) - 0.00002 * sin(y * _BD_TURN)
    angle = atan2(y, x) - 0.000003 * cos(x * _BD_TURN)
    return radius * cos(angle), radius * sin(angle)


def _told(cells: Mapping[Field, Sequence[Cell]]) -> tuple[str, Point | None]:
    """The header that names the datum, and the position as the ledger writes it."""
    ends = [cells[field][0] for field in (Field.LONGITUDE, Field.LATITUDE) if field in cells]
    degrees = [float(found[1]) for cell in ends if (found := _DEGREES.fullmatch(normalise(cell.value)))]
    if len(degrees) == 2:
        return ends[0].header, (degrees[0], degrees[1])
    for cell in cells.get(Field.COORDINATES, ()):
        if found := _PAIR.fullmatch(normalise(cell.value)):
            first, second = float(found[1]), float(found[2])
            # Both orders are written; China lies east of 73° and south of 54°.
            return cell.header, (max(first, second), min(first, second))
    return "", None
