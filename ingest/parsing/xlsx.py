""".xlsx: every visible sheet; merged cells fill what they cover, hidden rows and columns are not read, formulas by their shown value."""

from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.documents.office_conversion import convert, office_program
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.cell_text import shown
from ingest.parsing.limits import ParseLimits
from ingest.parsing.sheets import VisibleSheet, add_sheet

_FEW_NAMED = 6


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """The workbook's visible sheets as tables."""
    builder = DocumentBuilder("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    formulas, values = _opened(path, with_formulas=True), _opened(path)
    unknown = _never_computed(formulas, values)
    if unknown and office_program() is not None:
        # A program that never computed them wrote this file; let LibreOffice do it.
        with convert(path, ".xlsx", limits.timeout_s) as computed:
            values = _opened(computed)
    elif unknown:
        named = "、".join(unknown[:_FEW_NAMED]) + ("…" if len(unknown) > _FEW_NAMED else "")
        builder.warnings.append(f"{len(unknown)} 个公式没有保存结果（{named}），请用 Excel 或 WPS 打开保存一次再入库")
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            builder.warnings.append(f"工作表“{sheet.title}”是隐藏的，未读")
            continue
        add_sheet(_visible_part(sheet), builder)
    return builder.build()


def _opened(path: Path, *, with_formulas: bool = False) -> Workbook:
    with path.open("rb") as stream:  # given a path, openpyxl refuses one that is called .xls
        return load_workbook(stream, data_only=not with_formulas)


def _visible_part(sheet: Worksheet) -> VisibleSheet:
    # iter_rows would make every cell up to the last formatted one: millions in a sheet whose whole columns are formatted.
    cells: dict[tuple[int, int], Cell] = sheet._cells
    texts = {place: text for place, cell in cells.items() if (text := shown(cell.value, cell.number_format))}
    last_row = max((row for row, _ in texts), default=0)
    last_column = max((column for _, column in texts), default=0)
    for area in sheet.merged_cells.ranges:
        text = texts.get((area.min_row, area.min_col), "")
        for row in range(area.min_row, min(area.max_row, last_row) + 1):
            for column in range(area.min_col, min(area.max_col, last_column) + 1):
                if text:
                    texts[row, column] = text
    hidden_columns = {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 0, min(dimension.max or 0, last_column) + 1)
    }
    hidden_rows = {number for number, dimension in sheet.row_dimensions.items() if dimension.hidden}
    return VisibleSheet(sheet.title, texts, frozenset(hidden_rows), frozenset(hidden_columns))


def _never_computed(formulas: Workbook, values: Workbook) -> list[str]:
    """Names of the formula cells of a workbook that was never computed.

    Where some formulas have results, a program has computed them all, and those without show nothing.
    """
    without = list(_without_result(formulas, values))
    total = sum(cell.data_type == "f" for sheet in formulas.worksheets for cell in sheet._cells.values())
    return without if len(without) == total else []


def _without_result(formulas: Workbook, values: Workbook) -> Iterator[str]:
    for sheet in formulas.worksheets:
        computed = values[sheet.title]._cells
        for place, cell in sheet._cells.items():
            result = computed.get(place)
            if cell.data_type == "f" and (result is None or result.value is None):
                yield f"{sheet.title}!{get_column_letter(cell.column)}{cell.row}"
