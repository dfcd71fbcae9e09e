"""What a search found as a workbook: every row with its verdicts, its own words and where they come from."""

import io
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.buildings.columns import Field
from assistant.buildings.presenting import wording
from assistant.buildings.search.ranking import JudgedRow, RowMatch
from assistant.text.characters import writable

_HEAD = PatternFill("solid", fgColor="E8EEF7")
_LEFT_OUT = frozenset({Field.NAME, Field.CATEGORY})
_WIDEST = 40
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_workbook(match: RowMatch, exported_on: date) -> bytes:
    """An .xlsx with the rows that fit and those to be verified; where there are none, the nearest misses. Totals stand at the top."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    rows = match.possible or match.near_misses
    sheet.title = "查找结果" if match.possible else "最接近的记录"
    requirement = match.requirement
    sheet.append([f"条件：{'；'.join(requirement.describe()) or '不限'}"])
    sheet.append(
        [
            f"满足 {match.fitting_total} 条，需核实 {match.to_verify_total} 条，共 {match.total} 条，列出 {len(rows)} 条；"
            f"导出日期 {exported_on:%Y-%m-%d}"
        ]
    )
    fields = [field for field in Field if field not in _LEFT_OUT and any(field in item.row.shown for item in rows)]
    conditions = requirement.describe()
    sheet.append(["名称", "类型", "结论", *conditions, *(field.value for field in fields), "来源文件", "工作表", "行"])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for item in rows:
        sheet.append([_safe(text) for text in _line(item, fields)])
    _lay_out(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _line(item: JudgedRow, fields: Sequence[Field]) -> Iterable[str | int]:
    row, place = item.row, item.row.chunk.passage.place
    yield row.name
    yield "、".join(sorted(category.value for category in row.categories))
    yield wording.verdict(item, english=False)
    for check in (*item.checks, *item.wishes):
        yield wording.check_text(check)
    for field in fields:
        yield row.shown.get(field, "")
    yield row.chunk.document.title
    yield place.sheet or ""
    yield place.row or ""


def _safe(value: str | int) -> str | int:
    """A text that a spreadsheet program would take for a formula gets an apostrophe before it."""
    if isinstance(value, int):
        return value
    text = writable(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lay_out(sheet: Worksheet) -> None:
    head = 3
    sheet.freeze_panes = f"B{head + 1}"
    for number, column in enumerate(sheet.iter_cols(min_row=head), start=1):
        longest = max((_width(cell) for cell in column), default=8)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 8), _WIDEST)
    for cells in sheet.iter_rows(min_row=head):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _width(cell: Cell | MergedCell) -> int:
    """Chinese characters count double."""
    return sum(2 if ord(letter) > 255 else 1 for letter in str(cell.value or ""))
