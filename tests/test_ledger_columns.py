"""Ledgers through ingestion: each figure is what its column says, and what is not sure stays empty."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.buildings.columns import Field
from assistant.records import DocumentKind, Principal
from assistant.wiring import Services
from tests.ledger_books import write_book
from tests.test_ledgers import INVESTOR, STAFF, TODAY, rows_of, take_in


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    return make_services()


LETTINGS = (
    pytest.param(
        ("楼宇名称", "总建筑面积（㎡）", "可租面积（㎡）", "已租面积（㎡）", "空置面积（㎡）", "租金（元/㎡·月）"),
        (("凌霄大厦", 20000, 16000, 15000, 1000, 80), ("凌波大厦", 12000, 9000, 8800, 200, 75)),
        [1000, 200],
        id="vacant-beside-let-and-may-be-let",
    ),
    pytest.param(
        ("楼宇名称", "总建筑面积（㎡）", "在租面积（㎡）", "租金（元/㎡·月）"),
        (("凤仪大厦", 20000, 15000, 80), ("凤栖大厦", 8000, 7900, 70)),
        [None, None],
        id="only-what-is-let",
    ),
    pytest.param(
        ("楼宇名称", "可出租总面积（㎡）", "未出租面积（㎡）", "租金（元/㎡·月）"),
        (("鹿鸣大厦", 16000, 900, 80), ("鹿野大厦", 6000, 300, 60)),
        [900, 300],
        id="all-that-may-be-let-beside-not-yet-let",
    ),
    pytest.param(
        ("楼宇名称", "已出租面积（㎡）", "剩余面积（㎡）", "租金（元/㎡·月）"),
        (("鹤汀大厦", 9000, 700, 80), ("鹤鸣大厦", 5000, 400, 66)),
        [700, 400],
        id="let-beside-left",
    ),
)


@pytest.mark.parametrize(("header", "rows", "vacant"), LETTINGS)
def test_the_vacant_area_is_what_is_called_vacant(
    services: Services,
    tmp_path: Path,
    header: tuple[str, ...],
    rows: tuple[tuple[object, ...], ...],
    vacant: list[int | None],
) -> None:
    take_in(services, write_book(tmp_path / "写字楼台账.xlsx", rows, header))
    found = [row.span(Field.VACANT_AREA_M2) for row in rows_of(services).values()]
    assert [span.exact if span else None for span in found] == [
        None if area is None else Decimal(area) for area in vacant
    ]


def test_a_building_of_which_only_the_let_area_is_told_is_not_offered_whole(services: Services, tmp_path: Path) -> None:
    header = ("楼宇名称", "总建筑面积（㎡）", "在租面积（㎡）", "租金（元/㎡·月）")
    take_in(services, write_book(tmp_path / "写字楼台账.xlsx", (("凤仪大厦", 20000, 15000, 80),), header))
    (row,) = rows_of(services).values()
    assert row.offered_area_m2 is None
    assert fitting(services, "面积2000平以上的写字楼", INVESTOR) == []


STATE_HEADER = (
    "载体名称", "类型", "空置面积（㎡）", "租户名称", "租金到期日", "欠租金额（万元）", "成交租金（元/㎡·月）", "租金（元/㎡·月）",
)  # fmt: skip
STATE_ROWS = (
    ("望潮大厦", "写字楼", 600, "某某0公司", "2027-03-31", 38, 52, 70),
    ("听涛大厦", "写字楼", 700, "某某1公司", "2027-03-31", 39, 53, 71),
)


def fitting(services: Services, sentence: str, who: Principal) -> list[str]:
    found = services.row_matcher.match(sentence, who, TODAY)
    return [judged.row.name for judged in found.fitting]


def test_the_rent_is_what_is_asked_and_no_day_debt_or_deal(services: Services, tmp_path: Path) -> None:
    take_in(services, write_book(tmp_path / "国有载体台账.xlsx", STATE_ROWS, STATE_HEADER))
    rents = [row.span(Field.RENT_YUAN_PER_M2_MONTH) for row in rows_of(services).values()]
    assert [span.exact for span in rents if span] == [70, 71]
    assert rows_of(services)["望潮大厦"].texts[Field.RENT_YUAN_PER_M2_MONTH] == "70"
    assert fitting(services, "租金60以下的写字楼", STAFF) == []


def test_a_column_of_days_is_no_rent_whatever_it_is_called(services: Services, tmp_path: Path) -> None:
    rows = (("望潮大厦", 600, "2027-03-31"), ("听涛大厦", 700, "2027-04-30"))
    outcome = take_in(services, write_book(tmp_path / "台账.xlsx", rows, ("楼宇名称", "空置面积（㎡）", "租金")))
    (column,) = (column for column in outcome.ledgers[0].columns if column.header == "租金")
    assert not column.field and "日期" in column.doubt
    assert rows_of(services)["望潮大厦"].span(Field.RENT_YUAN_PER_M2_MONTH) is None


def test_days_that_the_spreadsheet_keeps_as_numbers_are_days(services: Services, tmp_path: Path) -> None:
    header = ("厂房名称", "空置面积（㎡）", "租金（元/㎡·月）", "可交付时间", "核验时间")
    rows = (
        ("长风一号厂房", 3000, 18, 46388, 46310),
        ("长风二号厂房", 5200, 22, "46419", "2026-10-15"),
        ("长风三号厂房", 46388, 20, "2027年3月", "2026.11.1"),
    )
    take_in(services, write_book(tmp_path / "厂房台账.xlsx", rows, header))
    found = rows_of(services)
    assert [row.dates[Field.AVAILABLE_FROM] for row in found.values()] == [
        date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1),
    ]  # fmt: skip
    assert found["长风一号厂房"].texts[Field.VERIFIED_ON] == "2026-10-15"
    assert found["长风三号厂房"].span(Field.VACANT_AREA_M2).exact == 46388  # type: ignore[union-attr]
    assert found["长风一号厂房"].kind is DocumentKind.LISTING
