"""Coordinates of rows: from two columns or one, WGS-84 unless the header names a Chinese datum."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.cells import MeantCell, read_cells
from assistant.buildings.ledgers.coordinates import bd09_to_gcj02, gcj02_to_wgs84, wgs84_to_gcj02
from assistant.records import Cell


def read(*cells: tuple[Field, str, str]) -> tuple[Decimal | None, ...]:
    spans = read_cells([MeantCell(field, Cell(header, value)) for field, header, value in cells]).spans
    return tuple(spans[field].exact if field in spans else None for field in (Field.LONGITUDE, Field.LATITUDE))


def test_the_formulas_give_the_published_positions() -> None:
    """The examples in the README of github.com/wandergis/coordtransform."""
    assert wgs84_to_gcj02((116.404, 39.915)) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    assert bd09_to_gcj02((116.404, 39.915)) == pytest.approx((116.39762729119315, 39.90865673957631), abs=1e-9)


@given(st.floats(74, 134), st.floats(19, 53))
def test_undoing_the_shift_comes_back_to_within_a_metre(longitude: float, latitude: float) -> None:
    assert gcj02_to_wgs84(wgs84_to_gcj02((longitude, latitude))) == pytest.approx((longitude, latitude), abs=1e-6)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([(Field.LONGITUDE, "经度", "104.05"), (Field.LATITUDE, "纬度", "30.55")], ("104.05", "30.55"), id="plain"),
        pytest.param([(Field.COORDINATES, "经纬度", "104.05,30.55")], ("104.05", "30.55"), id="one-column"),
        pytest.param([(Field.COORDINATES, "坐标", "北纬30.55° 东经104.05°")], ("104.05", "30.55"), id="latitude-first"),
        pytest.param(
            [(Field.LONGITUDE, "经度（GCJ-02）", "116.41024449916938"), (Field.LATITUDE, "纬度（GCJ-02）", "39.91640428150164")],
            ("116.404", "39.915"),
            id="gcj-02",
        ),
        pytest.param([(Field.COORDINATES, "高德坐标", "116.410244,39.916404")], ("116.404", "39.915"), id="amap"),
        pytest.param([(Field.LONGITUDE, "经度", "104.05")], (None, None), id="half-a-position"),
        pytest.param([(Field.LONGITUDE, "经度", "30.55"), (Field.LATITUDE, "纬度", "104.05")], (None, None), id="swapped-columns"),
    ],
)  # fmt: skip
def test_a_row_has_one_position_in_wgs_84(
    cells: list[tuple[Field, str, str]], expected: tuple[str | None, str | None]
) -> None:
    found = read(*cells)
    assert [None if end is None else round(float(end), 5) for end in found] == [
        None if end is None else float(end) for end in expected
    ]
