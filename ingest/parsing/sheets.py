"""What a person sees of a worksheet, whichever program's format it is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from ingest.parsing.builder import DocumentBuilder, Record
from ingest.parsing.grids import add_grid


@dataclass(frozen=True, slots=True)
class VisibleSheet:
    """A worksheet: texts by (row, column), both from 1; merged cells already carry their text in every cell they cover."""

    name: str
    texts: Mapping[tuple[int, int], str]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def add_sheet(sheet: VisibleSheet, builder: DocumentBuilder) -> None:
    """Add the tables of the sheet's visible cells. What is hidden is counted in a warning, if it holds anything."""
    filled_rows = {row for row, _ in sheet.texts}
    filled_columns = {column for _, column in sheet.texts}
    _warn_of_hidden(sheet, len(filled_rows & sheet.hidden_rows), len(filled_columns & sheet.hidden_columns), builder)
    last_row = max(filled_rows, default=0)
    rows = [row for row in range(1, last_row + 1) if row not in sheet.hidden_rows]
    columns = [column for column in sorted(filled_columns) if column not in sheet.hidden_columns]
    grid = [[sheet.texts.get((row, column), "") for column in columns] for row in rows]

    def record(index: int, values: Sequence[str]) -> Record:
        return Record(values, row=rows[index])

    letters = [column_letter(column) for column in columns]
    if not add_grid(grid, builder, record=record, sheet=sheet.name, letters=letters):
        builder.warnings.append(f"工作表“{sheet.name}”没有内容")


def column_letter(number: int) -> str:
    """What a spreadsheet program shows above a column, from 1: A, Z, AA."""
    letter: str = get_column_letter(number)
    return letter


def _warn_of_hidden(sheet: VisibleSheet, rows: int, columns: int, builder: DocumentBuilder) -> None:
    if rows:
        builder.warnings.append(f"工作表“{sheet.name}”有 {rows} 行是隐藏的，未读")
    if columns:
        builder.warnings.append(f"工作表“{sheet.name}”有 {columns} 列是隐藏的，未读")
