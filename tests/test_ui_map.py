"""The map drawn from outlines, rows and, where a server is set, tiles."""

from decimal import Decimal

import pytest

from assistant.settings import ListingSettings
from ui.sites.contract import Outline, Outlines, Row
from ui.sites.mapping import HEIGHT, WIDTH, draw_map

SQUARE = Outline(name="锦湖街道", rings=(((104.0, 30.5), (104.1, 30.5), (104.1, 30.6), (104.0, 30.6), (104.0, 30.5)),))


def row(name: str, longitude: str | None = None, latitude: str | None = None, street: str = "") -> Row:
    return Row(
        id=name,
        name=name,
        street=street,
        longitude=None if longitude is None else Decimal(longitude),
        latitude=None if latitude is None else Decimal(latitude),
    )


def test_rows_stand_where_they_lie_and_those_without_a_place_are_named() -> None:
    rows = [row("甲", "104.05", "30.55", "锦湖街道"), row("乙", street="锦湖街道"), row("丙", "116.4", "39.9")]
    drawn = draw_map(Outlines(outlines=(SQUARE,)), rows)
    (dot,) = drawn.dots
    assert (dot.x, dot.y) == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=1)
    assert [item.name for item in drawn.unplaced] == ["乙", "丙"]  # far outside the outlines is no place on this map
    assert drawn.areas[0].rows == 2
    assert not drawn.tiles


def test_tiles_cover_the_view_without_a_gap() -> None:
    base = Outlines(outlines=(SQUARE,), tiles="https://tiles.example/{z}/{x}/{y}.png", attribution="© 测绘")
    tiles = draw_map(base, []).tiles
    size = tiles[0].size
    assert min(tile.x for tile in tiles) <= 0 and max(tile.x for tile in tiles) + size >= WIDTH
    assert min(tile.y for tile in tiles) <= 0 and max(tile.y for tile in tiles) + size >= HEIGHT
    assert len({tile.x for tile in tiles}) * len({tile.y for tile in tiles}) == len(tiles) <= 24
    # The tile that holds 104.05°E 30.55°N at zoom 13, by the slippy map's formula.
    assert "https://tiles.example/13/6463/3365.png" in {tile.href for tile in tiles}


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"map_tiles": "https://t.example/{z}/{x}/{y}.png"}, id="no-owner"),
        pytest.param({"map_tiles": "https://t.example/{z}.png", "map_attribution": "甲"}, id="no-place"),
        pytest.param({"map_tiles": "javascript:{z}{x}{y}", "map_attribution": "甲"}, id="no-web-address"),
    ],
)
def test_a_tile_server_needs_places_and_an_owner(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="map_"):
        ListingSettings(**given)  # type: ignore[arg-type]
