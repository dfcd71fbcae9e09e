"""准, 拟, 预留, 可改造为, 规划 before a value: it is not that value, in whichever column it stands."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.buildings.columns import Field
from assistant.buildings.ledgers.cells import MeantCell, read_cells
from assistant.buildings.qualifiers import masked, says, stated
from assistant.buildings.rows import Category, categories_of, is_closed
from assistant.buildings.text_rules import Verdict, excludes, mentions, says_one_of
from assistant.records import OPEN_START, Cell, DocumentKind
from assistant.text.figures import Span
from assistant.wiring import Services
from tests.ledger_books import write_book
from tests.test_ledgers import take_in

GRADE_A = ("甲", "5A", "A级")


@pytest.mark.parametrize(
    ("text", "values", "so"),
    [
        pytest.param("甲级", GRADE_A, True, id="is"),
        pytest.param("准甲级", GRADE_A, False, id="nearly"),
        pytest.param("准5A", GRADE_A, False, id="nearly-5a"),
        pytest.param("拟评甲级", GRADE_A, False, id="intended"),
        pytest.param("规划甲级", GRADE_A, False, id="planned"),
        pytest.param("按规划打造甲级", GRADE_A, False, id="planned-with-words-between"),
        pytest.param("甲级（规划）", GRADE_A, False, id="planned-in-brackets"),
        pytest.param("甲级（规划中）", GRADE_A, False, id="being-planned"),
        pytest.param("可改造为甲级", GRADE_A, False, id="after-a-change"),
        pytest.param("标准甲级", GRADE_A, True, id="standard-is-another-word"),
        pytest.param("甲级标准", GRADE_A, True, id="standard-behind"),
        pytest.param("甲级，拟升超甲级", GRADE_A, True, id="what-it-is-counts"),
        pytest.param("乙级，拟升甲级", GRADE_A, False, id="what-it-may-become-does-not"),
        pytest.param("乙级/准甲级", ("乙",), True, id="an-alternative"),
        pytest.param("精装", ("精装",), True, id="fitted"),
        pytest.param("毛坯，可装修为精装", ("精装",), False, id="to-be-fitted"),
        pytest.param("毛坯，可装修为精装", ("毛坯",), True, id="bare-now"),
        pytest.param("区规划和自然资源局", ("自然资源局",), True, id="an-authority"),
        pytest.param("规划设计", ("规划设计",), True, id="the-value-itself"),
    ],
)
def test_a_qualified_value_is_not_the_value(text: str, values: tuple[str, ...], so: bool) -> None:
    assert says_one_of(text, values) is so
    assert excludes(text, values) is not (Verdict.MET if so else Verdict.FAILED)


@pytest.mark.parametrize(
    ("field", "text", "figure"),
    [
        pytest.param(Field.CRANE_T, "5t", Span(Decimal(5), Decimal(5)), id="crane"),
        pytest.param(Field.CRANE_T, "预留牛腿", Span(Decimal(0), Decimal(0)), id="brackets-for-a-crane"),
        pytest.param(Field.CRANE_T, "预留10吨行车", Span(Decimal(0), Decimal(0)), id="provided-for"),
        pytest.param(Field.CRANE_T, "10吨（预留）", Span(Decimal(0), Decimal(0)), id="provided-for-in-brackets"),
        pytest.param(Field.CRANE_T, "可加装5吨行车", Span(Decimal(0), Decimal(0)), id="may-be-added"),
        pytest.param(Field.CRANE_T, "5t，预留10t", Span(Decimal(5), Decimal(5)), id="one-there-one-provided-for"),
        pytest.param(Field.PARKING, "规划300个", Span(Decimal(0), Decimal(0)), id="planned-parking"),
        pytest.param(Field.PARKING, "120个", Span(Decimal(120), Decimal(120)), id="parking"),
        pytest.param(Field.POWER_KVA, "800kVA，预留1250kVA", Span(Decimal(800), Decimal(800)), id="power"),
        pytest.param(Field.POWER_KVA, "预留1250kVA", None, id="power-to-come"),
        pytest.param(Field.FLOORS, "规划30层", None, id="planned-storeys-are-not-none"),
    ],
)
def test_a_planned_figure_is_none(field: Field, text: str, figure: Span | None) -> None:
    read = read_cells([MeantCell(field, Cell("列", text))])
    assert read.spans.get(field) == figure
    assert not read.unreadable and read.texts[field] == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("现房", OPEN_START, id="now"),
        pytest.param("准现房", None, id="nearly"),
        pytest.param("拟2027年6月交付", date(2027, 6, 1), id="an-intended-day-is-a-day"),
    ],
)
def test_a_nearly_finished_place_is_not_to_be_had_at_once(text: str, day: date | None) -> None:
    read = read_cells([MeantCell(Field.AVAILABLE_FROM, Cell("交付时间", text))])
    assert read.dates.get(Field.AVAILABLE_FROM) == day and not read.unreadable


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [
        pytest.param("恒温冷库", "冷库", True, id="is"),
        pytest.param("可改造为恒温冷库", "冷库", False, id="after-a-change"),
        pytest.param("预留排烟管道", "排烟", False, id="provided-for"),
        pytest.param("甲座\n预留\n排烟", "排烟", True, id="another-cell"),
        pytest.param("标准厂房", "厂房", True, id="standard-is-another-word"),
        pytest.param("规划一路8号冷库", "冷库", True, id="a-road"),
    ],
)
def test_a_listing_does_not_mention_what_it_only_provides_for(text: str, word: str, said: bool) -> None:
    assert mentions(text, word) is said
    assert mentions(text, word, plans=True)


@pytest.mark.parametrize(
    ("type_text", "category"),
    [
        pytest.param("厂房（可改造为仓库）", Category.FACTORY, id="after-a-change"),
        pytest.param("规划工业用地", Category.LAND, id="planned-land-is-land"),
        pytest.param("标准厂房", Category.FACTORY, id="standard"),
    ],
)
def test_the_type_is_what_it_is(type_text: str, category: Category) -> None:
    assert categories_of(type_text, "", "", "", "") == {category}


def test_what_is_to_be_signed_is_open() -> None:
    assert is_closed(DocumentKind.OPPORTUNITY, "已签约", {})
    assert not is_closed(DocumentKind.OPPORTUNITY, "拟签约", {})


HEADER = ("楼宇名称", "类型", "空置面积（㎡）", "等级", "行车（t）", "适合业态")
ROWS = (
    ("星河大厦", "写字楼", 3000, "甲级", "", "总部"),
    ("月港大厦", "写字楼", 3000, "准甲级", "", "总部"),
    ("北岭1号", "厂房", 3000, "", "10", "机加工"),
    ("北岭2号", "厂房", 3000, "", "预留10吨牛腿", "可改造为冷库"),
    ("北岭3号", "厂房", 3000, "", "", "冷库"),
)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        pytest.param("甲级写字楼", {"星河大厦"}, id="grade"),
        pytest.param("不要甲级的写字楼", {"月港大厦"}, id="not-of-a-grade"),
        pytest.param("带行车的厂房", {"北岭1号"}, id="crane"),
        pytest.param("5吨行车的厂房", {"北岭1号"}, id="crane-of-a-size"),
    ],
)
def test_rows_are_found_by_what_they_are(
    make_services: Callable[..., Services], tmp_path: Path, sentence: str, names: set[str]
) -> None:
    services = make_services()
    take_in(services, write_book(tmp_path / "楼宇厂房台账.xlsx", ROWS, HEADER, sheet="台账"))
    with TestClient(create_app(services)) as client:
        found = client.post("/api/listings/match", json={"sentence": sentence}).json()
    assert {row["name"] for row in found["rows"] if row["verdict"] == "met"} == names


def test_masking_keeps_places() -> None:
    assert masked("5t，预留10t") == "5t，" + "\x00" * 5
    assert stated("预留牛腿") == "" and stated("甲级") == "甲级"
    assert not says("准甲级", "甲") and says("区商务局、区规划局", "区商务局、区规划局")
