"""What the map is drawn from: outlines, rows and, where a server is set, tiles."""

import json
from decimal import Decimal

import pytest

from assistant.contract.listings import Outline, Outlines
from assistant.settings import ListingSettings
from ui.sites.contract import Row
from ui.sites.mapping import map_of

SQUARE = Outline(name="锦湖街道", rings=(((104.0, 30.5), (104.1, 30.5), (104.1, 30.6), (104.0, 30.6), (104.0, 30.5)),))


def row(name: str, longitude: str | None = None, latitude: str | None = None, **told: object) -> Row:
    places = {
        key: None if value is None else Decimal(value)
        for key, value in (("longitude", longitude), ("latitude", latitude))
    }
    return Row.model_validate({"id": name, "name": name, **places, **told})


def test_rows_stand_where_they_lie_and_those_without_a_place_are_named() -> None:
    rows = [row("甲", "104.05", "30.55", street="锦湖街道"), row("乙", street="锦湖街道"), row("丙", "116.4", "39.9")]
    drawn = map_of(Outlines(outlines=(SQUARE,)), rows)
    data = json.loads(drawn.data)
    assert [(point["name"], point["at"]) for point in data["points"]] == [("甲", [30.55, 104.05])]
    assert drawn.unplaced == {"乙", "丙"}  # far outside the outlines is no place on this map
    assert drawn.streets == (("锦湖街道", 2),)
    assert data["areas"][0]["rings"][0][0] == [30.5, 104.0]
    assert not data["tiles"]


@pytest.mark.parametrize(
    ("told", "label"),
    [
        pytest.param({"rent_low": "58", "rent_high": "58", "area": "800"}, "58 元", id="one-rent"),
        pytest.param({"rent_low": "16.7292", "rent_high": "20"}, "16.7+ 元", id="from-a-rent"),
        pytest.param({"area": "38900"}, "38,900 ㎡", id="no-rent-told"),
        pytest.param({}, "…", id="neither"),
    ],
)
def test_a_label_tells_the_rent_in_the_unit_of_the_page(told: dict[str, str], label: str) -> None:
    drawn = map_of(Outlines(outlines=(SQUARE,)), [row("甲", "104.05", "30.55", **told)])
    assert json.loads(drawn.data)["points"][0]["label"] == label


def test_tiles_are_named_with_their_owner() -> None:
    base = Outlines(outlines=(SQUARE,), tiles="https://tiles.example/{z}/{x}/{y}.png", attribution="© 测绘")
    data = json.loads(map_of(base, []).data)
    assert (data["tiles"], data["attribution"]) == ("https://tiles.example/{z}/{x}/{y}.png", "© 测绘")


def test_without_outlines_and_places_there_is_no_map() -> None:
    assert not map_of(Outlines(), [row("甲")]).has_anything


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
