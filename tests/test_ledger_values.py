"""Values as bureaus write them, in workbooks of our own: lists, sums, yes or no, a unit above the table, and what cannot be read."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl import Workbook

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.listings import current_listings, read_rows
from assistant.buildings.ledgers.several_figures import read_areas_m2, read_parking, read_power_kva
from assistant.buildings.qualifiers import flag_in_words, read_flag
from assistant.records import DocumentKind, Principal
from assistant.workdays import today
from ingest.parsing.spreadsheets.column_units import with_stated_units


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        pytest.param("2×800kVA", "供电", 1600, id="two-transformers"),
        pytest.param("800kVA×2", "供电", 1600, id="number-behind"),
        pytest.param("2*800+1*1250", "供电（kVA）", 2850, id="unit-in-header"),
        pytest.param("2台×630KVA", "供电容量", 1260, id="counted"),
        pytest.param("630kVA", "供电", 630, id="one"),
        pytest.param("双回路", "供电", None, id="no-figure"),
        pytest.param("2×八百kVA左右吧", "供电", None, id="not-guessed"),
    ],
)
def test_transformers_are_added_up(text, header, expected):
    span = read_power_kva(text, header)
    assert (span and span.exact) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("地上50，地下200", 250, id="two-parts"),
        pytest.param("地上50个、地下车位200个", 250, id="with-words"),
        pytest.param("250（地上50，地下200）", 250, id="in-brackets"),
        pytest.param("总数250（地上50）", 250, id="total"),
        pytest.param("无", 0, id="none"),
        pytest.param("×", 0, id="crossed"),
        pytest.param("若干", None, id="no-figure"),
        pytest.param("有", None, id="some-but-how-many"),
    ],
)
def test_the_parts_of_a_car_park_are_added_up(text, expected):
    span = read_parking(text, "停车位")
    assert (span and span.exact) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("text", "header", "ends"),
    [
        pytest.param("120、260、500㎡", "可租面积", (120, 500), id="unit-at-the-end"),
        pytest.param("120/260/500", "可租面积（㎡）", (120, 500), id="unit-in-header"),
        pytest.param("120㎡，1.2万㎡", "可租面积", (120, 12000), id="own-units"),
        pytest.param("120、260、500", "可租面积", None, id="no-unit"),
        pytest.param("120、若干㎡", "可租面积", None, id="one-cannot-be-read"),
        pytest.param("1,200㎡", "可租面积", (1200, 1200), id="thousands"),
    ],
)
def test_areas_offered_apart_are_a_span(text, header, ends):
    span = read_areas_m2(text, header)
    assert (span and span.ends) == (None if ends is None else tuple(map(Decimal, ends)))


@pytest.mark.parametrize(
    ("header", "text", "said"),
    [
        pytest.param("是否可注册", "是", "可注册", id="yes"),
        pytest.param("是否可注册", "否", "不可注册", id="no"),
        pytest.param("排烟", "√", "有排烟", id="ticked"),
        pytest.param("排烟", "×", "无排烟", id="crossed"),
        pytest.param("可分割", "不可", "不可分割", id="cannot"),
        pytest.param("配套·有无食堂", "无", "无食堂", id="two-lines"),
        pytest.param("排烟", "有排烟井", "", id="says-more"),
        pytest.param("排烟", "", "", id="blank"),
    ],
)
def test_a_yes_or_no_is_said_in_words(header, text, said):
    assert flag_in_words(header, text) == said
    assert (read_flag(text) is None) == (said == "")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["单位：万元"], ("名称", "空置面积", "投资额（万元）", "空置率"), id="money"),
        pytest.param(["面积单位：平方米"], ("名称", "空置面积（平方米）", "投资额", "空置率"), id="area"),
        pytest.param(
            ["单位：面积 ㎡，金额 万元"], ("名称", "空置面积（㎡）", "投资额（万元）", "空置率"), id="named-columns"
        ),
        pytest.param(["单位：平方米、万元"], ("名称", "空置面积（平方米）", "投资额（万元）", "空置率"), id="two"),
        pytest.param(["重点楼宇一览（单位：㎡）"], ("名称", "空置面积（㎡）", "投资额", "空置率"), id="in-the-title"),
        pytest.param(["填报单位：区投资合作局"], ("名称", "空置面积", "投资额", "空置率"), id="an-office"),
    ],
)
def test_a_unit_above_the_table_is_that_of_the_columns_without_one(lines, expected):
    assert with_stated_units(("名称", "空置面积", "投资额", "空置率"), lines) == expected


def test_a_column_keeps_its_own_unit():
    assert with_stated_units(("投资额（亿元）", "租金（元/㎡·月）"), ["单位：万元"]) == (
        "投资额（亿元）",
        "租金（元/㎡·月）",
    )


def test_a_new_ledger_is_read_value_by_value(make_services: Callable[..., object], tmp_path):
    book = Workbook()
    page = book.active
    page.title = "厂房"
    rows = (
        ("闲置厂房一览",), ("面积单位：平方米；租金单位：元/㎡·天",),
        ("名称", "地址", "可租面积", "租金", "供电", "停车位", "是否可注册", "层高"),
        ("甲厂房", "一路1号", "120、260、500", 0.5, "2×800kVA", "地上50，地下200", "是", "8米"),
        ("乙厂房", "二路2号", 3000, "八九毛", "双路", "无", "否", "很高"),
    )  # fmt: skip
    for row in rows:
        page.append(row)
    for number in (1, 2):
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=8)
    book.save(tmp_path / "厂房.xlsx")
    services = make_services()
    (outcome,) = services.ingestor.ingest(
        [tmp_path / "厂房.xlsx"], options={"kind": "listing", "clearance": "public", "released": "是否可注册"}
    ).files
    with services.database.session() as session:
        listings = session.scalars(current_listings(session, Principal(), DocumentKind.LISTING, today())).all()
        first, second = read_rows(session, Principal(), listings)
    assert first.spans[Field.VACANT_AREA_M2].ends == (120, 500)
    assert first.spans[Field.RENT_YUAN_PER_M2_MONTH].exact == Decimal("15.2083")
    assert first.spans[Field.POWER_KVA].exact == 1600
    assert first.spans[Field.PARKING].exact == 250
    assert "可注册" in first.search_text and "不可注册" in second.search_text
    assert second.spans[Field.VACANT_AREA_M2].exact == 3000
    assert second.spans[Field.PARKING].exact == 0
    assert {(warning.sheet, warning.cell) for warning in outcome.cell_warnings} == {
        ("厂房", "D5"), ("厂房", "E5"), ("厂房", "H5"),
    }  # fmt: skip
    assert all("厂房.xlsx" in warning.document for warning in outcome.cell_warnings)
    found = services.row_matcher.match("可注册的厂房", Principal(), today())
    assert [item.row.name for item in found.fitting] == ["甲厂房"]
