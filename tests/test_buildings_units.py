"""Headers and cells as bureaus write them, read into fields and units; what cannot be read is None."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.buildings import units
from assistant.buildings.columns import Field
from assistant.buildings.headers.header_words import header_words
from assistant.records import OPEN_END, DocumentKind
from assistant.text.days import read_date
from assistant.text.figures import Span, normalise, read_number, read_span


def field_of(header: str, kind: DocumentKind) -> Field | None:
    meaning = header_words(kind).meaning(header)
    return meaning.field if meaning else None


def span(low: str | None, high: str | None = "same") -> Span:
    high = low if high == "same" else high
    return Span(None if low is None else Decimal(low), None if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("楼宇名称", Field.NAME),
        ("地块编号", Field.NAME),
        ("所属街道", Field.STREET),
        ("面积（㎡）·总建筑面积", Field.TOTAL_AREA_M2),
        ("面积（㎡）·空置", Field.VACANT_AREA_M2),
        ("空置面积（万㎡）", Field.VACANT_AREA_M2),
        ("可租面积", Field.VACANT_AREA_M2),
        ("可分割最小面积", Field.DIVISIBLE_FROM_M2),
        ("标准层面积", Field.FLOOR_AREA_M2),
        ("面积（亩）", Field.LAND_AREA_M2),
        ("租金（元/㎡·月）", Field.RENT_YUAN_PER_M2_MONTH),
        ("月租金(元)", Field.RENT_YUAN_PER_M2_MONTH),
        ("租金（元/㎡·月）·最低", Field.RENT_YUAN_PER_M2_MONTH),
        ("物业费", Field.PROPERTY_FEE_YUAN_PER_M2_MONTH),
        ("底价（元/㎡·月）", None),
        ("消防等级", None),
        ("停车月租", None),
        ("等级", Field.GRADE),
        ("楼面荷载(t/㎡)", Field.FLOOR_LOAD_T_PER_M2),
        ("轨道交通", Field.METRO),
        ("距地铁距离(m)", Field.METRO_DISTANCE_M),
        ("交付标准", Field.FIT_OUT),
        ("交付时间", Field.AVAILABLE_FROM),
        ("价格核验时间", Field.VERIFIED_ON),
        ("建成年份", Field.COMPLETED_ON),
    ],
)
def test_a_listing_header_means_its_field(header, meaning):
    assert field_of(header, DocumentKind.LISTING) is meaning


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("类别", Field.TOPIC),
        ("项目名称", Field.NAME),
        ("项目内容", Field.CONTENT),
        ("投资规模（亿元）", Field.INVESTMENT_YUAN),
        ("合作方式", Field.COOPERATION),
        ("责任单位", Field.UNIT),
        ("时限", Field.DEADLINE),
        ("联系人/电话", Field.CONTACT),
        ("状态", Field.STATUS),
        ("序号", None),
    ],
)
def test_an_opportunity_header_means_its_field(header, meaning):
    assert field_of(header, DocumentKind.OPPORTUNITY) is meaning


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1200", "1200"),
        ("1.2万", "12000"),
        ("一百二十", "120"),
        ("一万五", "15000"),
        ("两千", "2000"),
        ("800k", "800000"),
        ("几百", None),
        ("约", None),
    ],
)
def test_a_number_is_read_in_either_script(text, number):
    assert read_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("两三千", span("2000", "3000")),
        ("七八百", span("700", "800")),
        ("65-85", span("65", "85")),
        ("3-5万", span("30000", "50000")),
        ("8000-1.2万", span("8000", "12000")),
        ("85-65", None),
    ],
)
def test_pairs_and_ranges_are_spans(text, expected):
    assert read_span(text) == expected


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("12,000", "空置面积（㎡）", span("12000")),
        ("1.2", "空置面积（万㎡）", span("12000")),
        ("1.44万㎡", "可租面积", span("14400")),
        ("3600平方米", "可租面积", span("3600")),
        ("50", "面积（亩）", span("33333.5")),
        ("约1200㎡（含公摊）", "面积", span("1200")),
        ("500㎡起", "可分割", span("500", None)),
        ("500-800㎡", "面积", span("500", "800")),
        ("8000㎡-1.2万㎡", "面积", span("8000", "12000")),
        ("1200", "面积", None),
        ("按需定制", "可租面积", None),
        ("A座1200㎡，B座800㎡", "空置面积", None),
        ("3层", "面积（㎡）", None),
    ],
)
def test_an_area_is_in_square_metres_or_unknown(text, header, expected):
    assert units.read_area_m2(text, header) == expected


@pytest.mark.parametrize(
    ("text", "header", "area", "expected"),
    [
        ("75-85", "租金（元/㎡·月）", None, span("75", "85")),
        ("65起", "租金(元/㎡/月)", None, span("65", None)),
        ("3元/㎡·天", "租金", None, span("91.25")),
        ("2.5-3", "日租金（元/平方米）", None, span("76.0417", "91.25")),
        ("0.9元/平/天", "租金", None, span("27.375")),
        ("30000元/月", "租金", "500", span("60")),
        ("60万元/年（整租）", "租金", "1000", span("50")),
        ("60万元/年", "租金", None, None),
        ("36", "年租金（万元）", "1000", span("30")),
        ("65", "租金", None, None),
        ("面议", "租金（元/㎡·月）", None, None),
        ("按成本协商", "租金（元/㎡·月）", None, None),
    ],
)
def test_a_rent_is_per_square_metre_and_month_or_unknown(text, header, area, expected):
    assert units.read_rent(text, header, Decimal(area) if area else None) == expected


@pytest.mark.parametrize(
    ("reader", "text", "header", "expected"),
    [
        (lambda text, header: units.read_quantities(text, header, units.LENGTH_UNITS), "8.1米", "层高", span("8.1")),
        (
            lambda text, header: units.read_quantities(text, header, units.LENGTH_UNITS),
            "首层6米，二层以上4.5米",
            "层高",
            span("4.5", "6"),
        ),
        (lambda text, header: units.read_quantities(text, header, units.LOAD_UNITS), "1000kg/㎡", "荷载", span("1")),
        (lambda text, header: units.read_quantities(text, header, units.LOAD_UNITS), "2", "荷载(t/㎡)", span("2")),
        (
            lambda text, header: units.read_quantities(text, header, units.LOAD_UNITS),
            "4.9kN/㎡",
            "荷载",
            span("0.4997"),
        ),
        (units.read_crane_t, "10吨×2", "行车", span("10")),
        (units.read_crane_t, "20吨×1、5吨×2", "行车", span("5", "20")),
        (units.read_crane_t, "无", "行车", span("0")),
        (units.read_crane_t, "按需", "行车", None),
        (units.read_percent, "23.5%", "空置率", span("23.5")),
        (units.read_percent, "0.235", "空置率", span("23.5")),
        (units.read_percent, "23.5", "空置率（%）", span("23.5")),
        (units.read_count, "400", "停车位（个）", span("400")),
        (units.read_count, "无", "停车位", span("0")),
        (units.read_distance_m, "2号线星河站（300米）", "轨道交通", span("300")),
        (units.read_distance_m, "1.5公里", "距地铁", span("1500")),
        (
            lambda text, header: units.read_quantity(text, header, units.MONEY_UNITS),
            "12",
            "投资规模（亿元）",
            span("1200000000"),
        ),
        (
            lambda text, header: units.read_quantity(text, header, units.MONEY_UNITS),
            "5000万元",
            "投资",
            span("50000000"),
        ),
    ],
)
def test_other_quantities_are_in_their_units(reader, text, header, expected):
    assert reader(text, header) == expected


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("2026-09-30", False, date(2026, 9, 30)),
        ("2026/9/30", False, date(2026, 9, 30)),
        ("2026年9月30日前", True, date(2026, 9, 30)),
        ("2026年9月", True, date(2026, 9, 30)),
        ("2026年9月", False, date(2026, 9, 1)),
        ("2026年底", True, date(2026, 12, 31)),
        ("长期", True, OPEN_END),
        ("长期", False, None),
        ("2026-02-30", False, None),
        ("面议", False, None),
    ],
)
def test_a_day_is_read_or_unknown(text, end, expected):
    assert read_date(text, end=end) == expected


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("2号线星河站", {"2号线"}),
        ("2、4号线锦湖站", {"2号线", "4号线"}),
        ("地铁十号线", {"10号线"}),
        ("metro line 3", {"3号线"}),
        ("公交12路", set()),
    ],
)
def test_metro_lines_are_told_apart(text, lines):
    assert units.read_metro_lines(normalise(text)) == lines


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_cell_is_read_or_unknown_but_never_an_error(text, header):
    for found in (
        units.read_area_m2(text, header),
        units.read_rent(text, header, Decimal(100)),
        units.read_crane_t(text, header),
        units.read_percent(text, header),
        units.read_count(text, header),
        units.read_distance_m(text, header),
        units.read_quantities(text, header, units.LOAD_UNITS),
    ):
        assert found is None or found.low is None or found.high is None or found.low <= found.high
    assert read_date(text, end=True) is None or read_date(text, end=True) >= date(1, 1, 1)


@pytest.mark.parametrize(
    ("reader", "text", "header", "expected"),
    [
        pytest.param(units.read_money, "约2.5亿", "投资", span("250000000"), id="money-without-yuan"),
        pytest.param(units.read_money, "2.5亿", "投资规模（亿元）", span("250000000"), id="not-multiplied-twice"),
        pytest.param(units.read_money, "12", "投资规模（亿元）", span("1200000000"), id="unit-in-the-header"),
        pytest.param(units.read_money, "12", "投资规模", None, id="no-unit-is-not-guessed"),
        pytest.param(units.read_area_m2, "1.2万", "面积（万㎡）", span("12000"), id="area-not-multiplied-twice"),
        pytest.param(units.read_area_m2, "不低于500㎡", "", span("500", None), id="at-least"),
        pytest.param(units.read_area_m2, "≤800㎡", "", span(None, "800"), id="at-most"),
        pytest.param(units.read_rent, "¥80/㎡/月", "租金", span("80"), id="currency-sign"),
        pytest.param(units.read_months, "3-6个月", "免租期", span("3", "6"), id="months"),
        pytest.param(units.read_months, "1年", "免租期", span("12"), id="a-year"),
        pytest.param(units.read_months, "3", "免租期", None, id="months-without-unit"),
        pytest.param(units.read_ratio, "≥1.2", "容积率", span("1.2", None), id="ratio-at-least"),
        pytest.param(units.read_ratio, "1.5-2.5", "容积率", span("1.5", "2.5"), id="ratio-range"),
    ],
)
def test_a_quantity_with_its_bound_and_multiplier(reader, text, header, expected):
    assert reader(text, header) == expected
