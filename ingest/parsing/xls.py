""".xls: the old binary workbooks."""

from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell, Sheet

from assistant.errors import UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.cell_text import shown
from ingest.parsing.limits import ParseLimits
from ingest.parsing.sheets import Area, VisibleSheet, add_sheet, fill_merged, units_stated_beside


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """The workbook's visible sheets as tables."""
    builder = DocumentBuilder("application/vnd.ms-excel")
    try:
        book = xlrd.open_workbook(path, formatting_info=True, ragged_rows=True)
    except (xlrd.XLRDError, CompDocError) as error:
        if "encrypted" in str(error).lower():
            raise UnreadableFile("这份文件设了打开密码，请去掉密码后再入库") from error
        raise UnreadableFile("文件已损坏或不是有效的 .xls，请用 Excel 或 WPS 另存为 .xlsx 后再试") from error
    sheets = {sheet.name: _visible_part(book, sheet) for sheet in book.sheets() if not sheet.visibility}
    stated = units_stated_beside(sheets.values())
    for sheet in book.sheets():
        builder.hidden = builder.hidden or bool(sheet.visibility or sheet.cell_note_map)
        if sheet.name in sheets:
            add_sheet(sheets[sheet.name], builder, stated)
        else:
            builder.warnings.append(f"工作表“{sheet.name}”是隐藏的，未读")
    return builder.build()


def _visible_part(book: Book, sheet: Sheet) -> VisibleSheet:
    texts = {
        (row + 1, column + 1): text
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if (text := _shown(book, sheet.cell(row, column)))
    }
    areas = (Area(left + 1, top + 1, right, bottom) for top, bottom, left, right in sheet.merged_cells)
    fill_merged(texts, areas)
    hidden_rows = frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    hidden_columns = frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    return VisibleSheet(sheet.name, texts, hidden_rows, hidden_columns)


def _shown(book: Book, cell: Cell) -> str:
    if cell.ctype in {xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value))
    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str or "General"
    if cell.ctype == xlrd.XL_CELL_DATE:
        return shown(xlrd.xldate_as_datetime(cell.value, book.datemode), number_format)
    return shown(cell.value, number_format)
