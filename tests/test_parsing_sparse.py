"""A small file that names places far apart is read in seconds, or refused: what is read is bounded by what is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from assistant.errors import FileTooLarge
from ingest.parsed import Table
from ingest.parsing import ParseLimits
from ingest.parsing.sandbox import ParsingProcess
from ingest.parsing.spreadsheets.sheets import Area, fill_merged
from tests.files import write_zip

pytestmark = pytest.mark.usefixtures("spawned_parsers")

SECONDS = 60  # on a busy machine with two cores; each of these took 600 or ended for want of memory
LEDGER = [["楼宇", "面积", "租金"], ["甲大厦", 1200, 65], ["乙大厦", 800, 58]]
WHOLE_SHEET = "A1:XFD1048576"
Change = Callable[[Worksheet], None]


def far_cell(sheet: Worksheet) -> None:
    sheet["XFD1048576"] = "备注"


def huge_merge(sheet: Worksheet) -> None:
    sheet.merged_cells.ranges.add(CellRange("D1:XFD1048576"))


def huge_merge_with_a_far_cell(sheet: Worksheet) -> None:
    far_cell(sheet)
    sheet["E1"] = "说明"
    sheet.merged_cells.ranges.add(CellRange("E1:XFC1048575"))


def huge_link(sheet: Worksheet) -> None:
    sheet._hyperlinks.append(Hyperlink(ref=WHOLE_SHEET, location="Sheet!A1"))


def hidden_beyond_the_sheet(sheet: Worksheet) -> None:
    sheet.column_dimensions.group("E", "XFD", hidden=True)


@pytest.mark.parametrize(
    "change",
    [far_cell, huge_merge, huge_merge_with_a_far_cell, huge_link, hidden_beyond_the_sheet],
    ids=lambda change: change.__name__,
)
def test_a_workbook_with_far_places_is_read_in_seconds(tmp_path: Path, change: Change) -> None:
    book = Workbook()
    for row in LEDGER:
        book.active.append(row)
    change(book.active)
    path = tmp_path / "台账.xlsx"
    book.save(path)
    assert path.stat().st_size < 10_000
    with ParsingProcess(ParseLimits(timeout_s=SECONDS)) as process:
        table = next(block for block in process.parse(path).blocks if isinstance(block, Table))
    assert [row.values[:3] for row in table.rows][:2] == [("甲大厦", "1200", "65"), ("乙大厦", "800", "58")]


def test_an_old_workbook_with_a_far_cell_is_read_in_seconds(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for row, cells in enumerate(LEDGER):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    sheet.merged_ranges.append((3, 65534, 4, 254))
    sheet.write(65535, 255, "备注")
    path = tmp_path / "台账.xls"
    book.save(str(path))
    with ParsingProcess(ParseLimits(timeout_s=SECONDS)) as process:
        table = next(block for block in process.parse(path).blocks if isinstance(block, Table))
    assert table.rows[0].values[:3] == ("甲大厦", "1200", "65")


def diagonal(folder: Path) -> Path:
    book = Workbook()
    for at in range(1, 3000):
        book.active.cell(at, at, "字")
    book.save(folder / "斜.xlsx")
    return folder / "斜.xlsx"


def many_areas(folder: Path) -> Path:
    book = Workbook()
    sheet = book.active
    for at in range(1, 1001):
        sheet.cell(at, 1, "字")
        sheet.cell(1, at, "字")
    for at in range(1, 2000):
        sheet.merged_cells.ranges.add(CellRange(f"A1:ALL{at}"))
    book.save(folder / "合并.xlsx")
    return folder / "合并.xlsx"


def spanning_page(folder: Path) -> Path:
    cell = "<td rowspan=1000 colspan=1000>字</td>"
    path = folder / "网页.html"
    path.write_text(f"<html><body><table>{f'<tr>{cell * 20}</tr>' * 20}</table></body></html>", encoding="utf-8")
    return path


@pytest.mark.parametrize("made", [diagonal, many_areas, spanning_page], ids=lambda made: made.__name__)
def test_what_would_grow_without_end_is_refused_in_seconds(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    path = made(tmp_path)
    with ParsingProcess(ParseLimits(timeout_s=SECONDS)) as process, pytest.raises(FileTooLarge, match="已放弃"):
        process.parse(path)


def test_a_word_cell_over_more_columns_than_word_has_is_bounded(tmp_path: Path) -> None:
    span = '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    body = f"<w:tbl><w:tr>{span}</w:tr><w:tr>{span}</w:tr></w:tbl>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    path = write_zip(
        tmp_path / "表.docx",
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{relation}" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
        },
    )
    with ParsingProcess(ParseLimits(timeout_s=SECONDS)) as process:
        assert "甲" in process.parse(path).text


def test_small_areas_are_filled_whole_and_large_ones_where_something_is_written() -> None:
    texts = {(1, 1): "甲", (5, 2): "乙", (9, 4): "丙", (2, 1): "被遮住"}
    fill_merged(texts, [Area(1, 1, 1, 3)])
    assert texts == {(1, 1): "甲", (2, 1): "甲", (3, 1): "甲", (5, 2): "乙", (9, 4): "丙"}
    fill_merged(texts, [Area(2, 5, 16384, 1048576)])
    assert {place: text for place, text in texts.items() if text == "乙"} == {(5, 2): "乙", (5, 4): "乙"} | {
        (row, column): "乙" for row in (9,) for column in (2, 4)
    } | {(row, column): "乙" for row in (6, 7, 8) for column in (2, 3, 4)} | {(5, 3): "乙", (9, 3): "乙"}
