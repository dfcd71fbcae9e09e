"""The outlines of sub-districts from a GeoJSON file, for a map that needs no internet."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import ConfigurationError

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """A sub-district: its name and its outer rings of (longitude, latitude)."""

    name: str
    rings: tuple[tuple[_Point, ...], ...]


class _Geometry(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str
    coordinates: list[list[_Point]] | list[list[list[_Point]]]


class _Properties(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str


class _Feature(BaseModel):
    model_config = ConfigDict(extra="ignore")

    properties: _Properties
    geometry: _Geometry


class _Collection(BaseModel):
    model_config = ConfigDict(extra="ignore")

    features: list[_Feature]


def read_outlines(path: Path) -> tuple[Outline, ...]:
    """The polygons of the file, holes left out; none where there is no file.

    Raises ConfigurationError for a file that is no GeoJSON of named polygons.
    """
    if not path.is_file():
        return ()
    try:
        collection = _Collection.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, ValidationError) as error:
        raise ConfigurationError(f"街道轮廓文件 {path.name} 不是带 name 的 GeoJSON 多边形") from error
    return tuple(Outline(item.properties.name, _outer_rings(item.geometry)) for item in collection.features)


def _outer_rings(geometry: _Geometry) -> tuple[tuple[_Point, ...], ...]:
    polygons = [geometry.coordinates] if geometry.type == "Polygon" else geometry.coordinates
    rings = [polygon[0] for polygon in polygons if polygon]
    return tuple(tuple((float(point[0]), float(point[1])) for point in ring) for ring in rings)  # type: ignore[index, arg-type]  # a polygon's points lie one level higher than a multipolygon's; pydantic has checked both
