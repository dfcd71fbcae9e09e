""".xlsx: every visible sheet; merged cells fill what they cover, hidden rows and columns are not read, formulas by their shown value."""

from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.cell_text import shown
from ingest.parsing.grids import read_grid
from ingest.parsing.limits import ParseLimits
from ingest.parsing.office_conversion import convert, office_program

_FEW_NAMED = 6


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """The workbook's visible sheets as tables."""
    builder = DocumentBuilder("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    formulas = load_workbook(path)
    values = load_workbook(path, data_only=True)
    unknown = list(_uncomputed(formulas, values))
    if unknown and office_program() is not None:
        # A program that never computed them wrote this file; let LibreOffice do it.
        with convert(path, "xlsx", limits.timeout_s) as computed:
            values = load_workbook(computed, data_only=True)
        unknown = list(_uncomputed(formulas, values))
    if unknown:
        named = "、".join(unknown[:_FEW_NAMED])
        builder.warnings.append(f"{len(unknown)} 个公式没有保存结果（{named}…），请用 Excel 或 WPS 打开保存一次再入库")
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            builder.warnings.append(f"工作表“{sheet.title}”是隐藏的，未读")
            continue
        _add_sheet(sheet, builder)
    return builder.build()


def _add_sheet(sheet: Worksheet, builder: DocumentBuilder) -> None:
    hidden_columns = {
        index
        for letter, dimension in sheet.column_dimensions.items()
        if dimension.hidden
        for index in range(dimension.min or 0, (dimension.max or 0) + 1)
    }
    numbers: list[int] = []
    grid: list[list[str]] = []
    hidden_rows = 0
    merged = _merged_values(sheet)
    for cells in sheet.iter_rows():
        number = cells[0].row
        if sheet.row_dimensions[number].hidden:
            hidden_rows += 1
            continue
        numbers.append(number)
        grid.append(
            [
                merged.get((cell.row, cell.column), "") or shown(cell.value, cell.number_format)
                for cell in cells
                if cell.column not in hidden_columns
            ]
        )
    if hidden_rows:
        builder.warnings.append(f"工作表“{sheet.title}”有 {hidden_rows} 行是隐藏的，未读")
    if hidden_columns:
        builder.warnings.append(f"工作表“{sheet.title}”有 {len(hidden_columns)} 列是隐藏的，未读")
    found = read_grid(grid)
    if found is None:
        builder.warnings.append(f"工作表“{sheet.title}”没有内容")
        return
    rows = [(numbers[index], values) for index, values in found.rows]
    builder.table(found.header, rows, caption=found.caption, notes=found.notes, sheet=sheet.title)


def _merged_values(sheet: Worksheet) -> dict[tuple[int, int], str]:
    values: dict[tuple[int, int], str] = {}
    for area in sheet.merged_cells.ranges:
        first = sheet.cell(area.min_row, area.min_col)
        text = shown(first.value, first.number_format)
        for row, column in area.cells:
            values[(row, column)] = text
    return values


def _uncomputed(formulas: Workbook, values: Workbook) -> Iterator[str]:
    """Names of cells whose formula has no stored result."""
    for sheet in formulas.worksheets:
        computed = values[sheet.title]
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and computed.cell(cell.row, cell.column).value is None:
                    yield f"{sheet.title}!{get_column_letter(cell.column)}{cell.row}"
