"""Sheets of every build through ingestion: what stands on one never spoils what is asked of another."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from assistant.buildings.columns import Field
from assistant.records import Principal
from assistant.wiring import Services
from tests.ledger_reading import read_file, records_of
from tests.test_ledgers import TODAY, rows_of, take_in

LEDGER = (
    ("某区楼宇台账",), ("楼宇名称", "空置面积", "租金", "层高"), ("云岫大厦", 2600, 55, 3), ("松涧中心", 800, 48, 4),
)  # fmt: skip
LEGEND = (
    ("填报说明",), ("列名", "单位", "说明"), ("空置面积", "平方米", "可以出租而未出租的面积"), ("租金", "元/㎡·月", "对外挂牌价"), ("层高", "米", ""),
)  # fmt: skip
COLOURS = (("颜色", "含义"), ("红", "空置超过一年"), ("绿", "满租"))
CODES = (("名称", "代码"), ("写字楼", "01"), ("厂房", "02"))
NAMED = (("项目", "填写要求"), ("空置面积", "写数字"), ("租金", "写挂牌价"), ("总建筑面积", "写证载面积"))
TRANSPOSED = (
    ("一楼一档",), ("楼宇名称", "金鹏阁", "银鹤阁"), ("所属街道", "青溪街道", "白塔街道"), ("空置面积（㎡）", 1300, 700), ("租金（元/㎡·月）", 88, 60),
)  # fmt: skip
CARD = (
    ("楼宇信息卡",), ("楼宇名称", "玉衡阁", "所属街道", "青溪街道"), ("级别", "甲级", "空置面积（㎡）", 1250), ("租金（元/㎡·月）", 83, "物业公司", "甲物业"),
    ("联系人", "孙经理", "联系电话", "0999-5550001"),
)  # fmt: skip


def write_sheets(path: Path, **sheets: tuple[tuple[object, ...], ...]) -> Path:
    """A workbook of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    return make_services()


def test_a_legend_gives_its_units_and_no_rows(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "台账.xlsx", 台账=LEDGER, 填报说明=LEGEND, 图例=COLOURS, 代码=CODES, 说明=NAMED)
    found = [
        (record.name, record.show(Field.VACANT_AREA_M2), record.show(Field.RENT_YUAN_PER_M2_MONTH))
        for record in records_of(path)
    ]
    assert found == [("云岫大厦", "2600", "55"), ("松涧中心", "800", "48")]


def test_a_record_in_a_column_is_named_by_its_column(tmp_path: Path) -> None:
    table = records_of(write_sheets(tmp_path / "档案.xlsx", 档案=TRANSPOSED))[1].table
    assert [(row.where, row.place.row) for row in table.rows] == [("B列", None), ("C列", None)]


def test_hidden_columns_are_no_gap_between_tables(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    for row in (("楼宇名称", "内部", "楼宇地址", "空置面积（㎡）"), ("云岫大厦", "x", "长桥路8号", 100)):
        page.append(row)
    page.column_dimensions["B"].hidden = True
    book.save(tmp_path / "台账.xlsx")
    (table,) = read_file(tmp_path / "台账.xlsx").blocks
    assert table.header == ("楼宇名称", "楼宇地址", "空置面积（㎡）")


def test_odd_sheets_do_not_spoil_what_is_asked(services: Services, tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "楼宇台账.xlsx",
        写字楼=LEDGER,
        填报说明=LEGEND,
        图例=COLOURS,
        说明=NAMED,
        一楼一档=TRANSPOSED,
        信息卡=CARD,
    )
    take_in(services, path)
    assert set(rows_of(services)) == {"云岫大厦", "松涧中心", "金鹏阁", "银鹤阁", "玉衡阁"}
    large = services.row_matcher.match("空置面积2000平以上的写字楼有哪些", Principal(), TODAY)
    assert [item.row.name for item in large.fitting] == ["云岫大厦"]
    row = rows_of(services)["银鹤阁"]
    assert "C列" in row.chunk.citation
    assert row.span(Field.VACANT_AREA_M2).exact == 700
    asked = [column.doubt for ledger in services.ledger_decisions.ledgers() for column in ledger.report.columns]
    assert sum("没有当作台账" in doubt for doubt in asked) == 3
