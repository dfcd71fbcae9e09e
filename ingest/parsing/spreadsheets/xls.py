""".xls: the old binary workbooks."""

from collections.abc import Iterator
from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell, Sheet

from assistant.errors import UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.limits import ParseLimits
from ingest.parsing.spreadsheets.cell_text import is_blanked, shown
from ingest.parsing.spreadsheets.sheets import Area, VisibleSheet, add_sheet, fill_merged, units_stated_beside
from ingest.parsing.unseen import COMMENTS, EMBEDDED, OTHER_BOOKS

_LEAST_WIDTH = 26  # of 256 a character: of a narrower column nobody sees anything
_LEAST_HEIGHT = 20  # twentieths of a point
_STORAGES = (("_SX_DB_CUR", OTHER_BOOKS), ("MBD0", EMBEDDED))


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """The workbook's visible sheets as tables."""
    builder = DocumentBuilder("application/vnd.ms-excel")
    try:
        book = xlrd.open_workbook(path, formatting_info=True, ragged_rows=True)
    except (xlrd.XLRDError, CompDocError) as error:
        if "encrypted" in str(error).lower():
            raise UnreadableFile("这份文件设了打开密码，请去掉密码后再入库") from error
        raise UnreadableFile("文件已损坏或不是有效的 .xls，请用 Excel 或 WPS 另存为 .xlsx 后再试") from error
    builder.unseen(*_beside(path))
    sheets = {sheet.name: _visible_part(book, sheet) for sheet in book.sheets() if not sheet.visibility}
    stated = units_stated_beside(sheets.values())
    for sheet in book.sheets():
        if sheet.cell_note_map:
            builder.unseen(COMMENTS)
        builder.hidden = builder.hidden or bool(sheet.visibility)
        if sheet.name in sheets:
            add_sheet(sheets[sheet.name], builder, stated)
        else:
            builder.warnings.append(f"工作表“{sheet.name}”是隐藏的，未读")
    return builder.build()


def _beside(path: Path) -> Iterator[str]:
    """What a workbook holds beside its cells, by the names of the storages in its file."""
    content = path.read_bytes()
    for name, kind in _STORAGES:
        if name.encode("utf-16-le") in content:
            yield kind


def _visible_part(book: Book, sheet: Sheet) -> VisibleSheet:
    cells = {
        (row + 1, column + 1): sheet.cell(row, column)
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
    }
    blanked = {place for place, cell in cells.items() if _is_blanked(book, cell)}
    texts = {place: text for place, cell in cells.items() if place not in blanked and (text := _shown(book, cell))}
    areas = (Area(left + 1, top + 1, right, bottom) for top, bottom, left, right in sheet.merged_cells)
    fill_merged(texts, areas)
    hidden_rows = frozenset(
        row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden or info.height < _LEAST_HEIGHT
    )
    hidden_columns = frozenset(
        column + 1 for column, info in sheet.colinfo_map.items() if info.hidden or info.width < _LEAST_WIDTH
    )
    return VisibleSheet(sheet.name, texts, hidden_rows, hidden_columns, len(blanked))


def _is_blanked(book: Book, cell: Cell) -> bool:
    return cell.ctype in {xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE} and is_blanked(
        cell.value, _format(book, cell)
    )


def _format(book: Book, cell: Cell) -> str:
    return book.format_map[book.xf_list[cell.xf_index].format_key].format_str or "General"


def _shown(book: Book, cell: Cell) -> str:
    if cell.ctype in {xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value))
    number_format = _format(book, cell)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return shown(xlrd.xldate_as_datetime(cell.value, book.datemode), number_format)
    return shown(cell.value, number_format)
