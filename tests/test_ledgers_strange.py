"""Ledgers with heads as strange as bureaus have them, and years above groups of columns: each figure is what its column says, or none."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from assistant.buildings.columns import Field
from assistant.buildings.headers.release_marks import internal_rows
from tests.ledger_reading import ReadRecord, records_of
from tests.test_ledgers_by_eye import workbook

LEDGERS = yaml.safe_load(Path(__file__).with_name("strange_ledgers.yaml").read_text(encoding="utf-8"))
VACANT, RENT = "空置面积（㎡）", "租金（元/㎡·月）"
BUILDINGS = (("青崖大厦", "一路1号", 900, 50, 700, 55), ("白石大厦", "二路2号", 400, 60, 100, 66))


def _written(ledger: Mapping[str, Any], folder: Path) -> Path:
    if "text" in ledger:
        path = folder / "ledger.csv"
        path.write_bytes(ledger["text"].encode(ledger["encoding"]))
        return path
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in ledger["sheets"]:
        page = book.create_sheet(sheet["title"])
        for row in sheet["rows"]:
            page.append(row)
        for area in sheet.get("merged", ()):
            page.merge_cells(area)
        for row in sheet.get("hidden", {}).get("rows", ()):
            page.row_dimensions[row].hidden = True
        for column in sheet.get("hidden", {}).get("columns", ()):
            page.column_dimensions[column].hidden = True
    book.save(path := folder / "ledger.xlsx")
    return path


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger["name"])
def test_a_strange_ledger_is_read_as_a_person_reads_it(ledger: Mapping[str, Any], tmp_path: Path) -> None:
    records = records_of(_written(ledger, tmp_path))
    by_name = {record.name: record for record in records}
    assert by_name.keys() >= ledger["read"].keys()
    for name, fields in ledger["read"].items():
        said = by_name[name].said
        read = {field: by_name[name].show(Field[field]) if _is_told(said, Field[field]) else "" for field in fields}
        assert read == fields, name
    shown = "\n".join(_public_texts(records))
    assert not [text for text in ledger.get("hidden", ()) if text in shown.split("\n")]


def _is_told(said: Any, field: Field) -> bool:
    return field in said.spans or field in said.dates or field in (Field.ADDRESS, Field.STREET, Field.GRADE)


def _public_texts(records: Sequence[ReadRecord]) -> list[str]:
    texts = []
    for table, restricted in {id(item.table): (item.table, item.restricted) for item in records}.values():
        inside = internal_rows(table.headers, [row.values for row in table.rows])
        for at, row in enumerate(table.rows):
            cells = zip(table.headers, row.values, strict=True)
            texts += [value for head, value in cells if at not in inside and head not in restricted]
    return texts


@pytest.mark.parametrize("merged", [(), ("C1:D1", "E1:F1", "A1:A2", "B1:B2")], ids=["typed", "merged"])
@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (("2024年", None, "2025年", None), (VACANT, RENT, VACANT, RENT)),
        ((2024, None, 2025, None), (VACANT, RENT, VACANT, RENT)),
        (("2024年末", None, "2025年6月末", None), (VACANT, RENT, VACANT, RENT)),
        (("去年同期", None, "本期", None), (VACANT, RENT, VACANT, RENT)),
    ],
)
def test_a_figure_of_a_group_of_columns_is_of_its_year(
    upper: tuple[Any, ...], lower: tuple[str, ...], merged: tuple[str, ...], tmp_path: Path
) -> None:
    rows = [("楼宇名称", "地址", *upper), (None, None, *lower), *BUILDINGS]

    def merge(book: Workbook) -> None:
        for area in merged:
            book.worksheets[0].merge_cells(area)

    records = records_of(workbook(tmp_path / "years.xlsx", rows, change=merge))
    read = [(item.name, item.show(Field.VACANT_AREA_M2), item.show(Field.RENT_YUAN_PER_M2_MONTH)) for item in records]
    assert read == [("青崖大厦", "700", "55"), ("白石大厦", "100", "66")]


def test_years_below_one_head_count_up_and_the_last_is_read(tmp_path: Path) -> None:
    rows = [
        ("楼宇名称", VACANT, None, None, RENT, None),
        (None, 2023, 2024, 2025, 2024, 2025),
        ("青崖大厦", 900, 800, 700, 50, 55),
        ("白石大厦", 400, 300, 100, 60, 66),
    ]
    records = records_of(workbook(tmp_path / "years.xlsx", rows))
    assert [(item.show(Field.VACANT_AREA_M2), item.show(Field.RENT_YUAN_PER_M2_MONTH)) for item in records] == [
        ("700", "55"),
        ("100", "66"),
    ]


@pytest.mark.parametrize("now", ["租金（元/㎡·月）", "现报价（元/㎡·月）"])
def test_what_tells_no_year_is_of_now(now: str, tmp_path: Path) -> None:
    rows = [("楼宇名称", "2025年租金（元/㎡·月）", now, "2024年租金（元/㎡·月）"), ("青崖大厦", 50, 58, 47)]
    (record,) = records_of(workbook(tmp_path / "now.xlsx", rows))
    assert record.show(Field.RENT_YUAN_PER_M2_MONTH) == "58"


def test_what_may_be_let_is_vacant_where_it_is_what_is_left(tmp_path: Path) -> None:
    heads = ("楼宇名称", "总建筑面积（㎡）", "已租面积（㎡）", "可租面积（㎡）")
    left = [("青崖大厦", 1000, 700, 300), ("白石大厦", 500, 0, 500)]
    whole = [("青崖大厦", 1000, 700, 1000), ("白石大厦", 500, 100, 500)]
    for rows, vacant in ((left, ["300", "500"]), (whole, ["", ""])):
        records = records_of(workbook(tmp_path / "left.xlsx", [heads, *rows]))
        assert [item.show(Field.VACANT_AREA_M2) for item in records] == vacant


def test_a_rent_by_its_area_counts_before_a_total(tmp_path: Path) -> None:
    rows = [("楼宇名称", "建筑面积（㎡）", "月租金（万元）", "折合单价（元/㎡·月）"), ("青崖大厦", 5300, 18, 36)]
    (record,) = records_of(workbook(tmp_path / "total.xlsx", rows))
    assert record.show(Field.RENT_YUAN_PER_M2_MONTH) == "36"
