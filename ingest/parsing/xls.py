""".xls: the old binary workbooks."""

from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell, Sheet

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.cell_text import shown
from ingest.parsing.grids import read_grid
from ingest.parsing.limits import ParseLimits


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """The workbook's visible sheets as tables."""
    builder = DocumentBuilder("application/vnd.ms-excel")
    book = xlrd.open_workbook(path, formatting_info=True)
    for sheet in book.sheets():
        if sheet.visibility:
            builder.warnings.append(f"工作表“{sheet.name}”是隐藏的，未读")
            continue
        _add_sheet(book, sheet, builder)
    return builder.build()


def _add_sheet(book: Book, sheet: Sheet, builder: DocumentBuilder) -> None:
    merged = {
        (row, column): _shown(book, sheet.cell(top, left))
        for top, bottom, left, right in sheet.merged_cells
        for row in range(top, bottom)
        for column in range(left, right)
    }
    hidden = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    numbers = [row for row in range(sheet.nrows) if row not in hidden]
    grid = [
        [
            merged.get((row, column)) or _shown(book, sheet.cell(row, column))
            for column in range(sheet.ncols)
            if column not in hidden_columns
        ]
        for row in numbers
    ]
    if hidden:
        builder.warnings.append(f"工作表“{sheet.name}”有 {len(hidden)} 行是隐藏的，未读")
    found = read_grid(grid)
    if found is None:
        builder.warnings.append(f"工作表“{sheet.name}”没有内容")
        return
    rows = [(numbers[index] + 1, values) for index, values in found.rows]
    builder.table(found.header, rows, caption=found.caption, notes=found.notes, sheet=sheet.name)


def _shown(book: Book, cell: Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return shown(xlrd.xldate_as_datetime(cell.value, book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value))
    if cell.ctype in {xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return ""
    style = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return shown(cell.value, style or "General")
