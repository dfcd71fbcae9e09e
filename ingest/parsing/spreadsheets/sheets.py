"""What a person sees of a worksheet, whichever program's format it is in."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from assistant.buildings.headers.heads import is_head, is_unit
from assistant.errors import FileTooLarge
from assistant.text.phrases import phrases
from ingest.parsing.builder import DocumentBuilder, Record
from ingest.parsing.spreadsheets.column_units import states_units
from ingest.parsing.spreadsheets.grids import add_grid
from ingest.words import VOCABULARY

_LEGEND = phrases(VOCABULARY.tables.notes_sheet)
_LARGE_AREA = 10_000  # cells
_MOST_FILLED = 3_000_000  # cells, by all merged areas of a sheet
_LONGEST_GAP = 12  # rows: more blank ones mean no more to ``grids``
_MOST_SPARSE = 500_000  # cells, beyond which a sheet must not be nearly empty
_SPARSEST = 20  # places for each text


@dataclass(frozen=True, slots=True)
class VisibleSheet:
    """A worksheet: texts by (row, column), both from 1; merged cells already carry their text in every cell they cover.

    ``blanked``: how many cells hold a value that their format does not show; such a value is no text."""

    name: str
    texts: Mapping[tuple[int, int], str]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    blanked: int = 0


class Area(NamedTuple):
    """A rectangle of cells, all four sides belonging to it."""

    left: int
    top: int
    right: int
    bottom: int


def fill_merged(texts: dict[tuple[int, int], str], areas: Iterable[Area]) -> None:
    """Give every cell that a merged area covers the text of the area's first, up to the sheet's last row and column with a text.

    Of a large area only rows and columns are filled that hold a text of their own: nobody sees the others. Raises FileTooLarge when
    there are areas without end.
    """
    rows = sorted({row for row, _ in texts})
    columns = sorted({column for _, column in texts})
    filled = 0
    for left, top, right, bottom in areas:
        text = texts.get((top, left), "")
        if not rows:
            return
        down: Sequence[int] = range(top, min(bottom, rows[-1]) + 1)
        across: Sequence[int] = range(left, min(right, columns[-1]) + 1)
        if len(down) * len(across) > _LARGE_AREA:
            down = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
            across = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        filled += len(down) * len(across)
        if filled > _MOST_FILLED:
            raise FileTooLarge("工作表里合并的单元格过多，已放弃；请取消合并后再入库")
        for place in product(down, across):
            if text:
                texts[place] = text
            else:
                texts.pop(place, None)


def add_sheet(sheet: VisibleSheet, builder: DocumentBuilder, stated: Sequence[str] = ()) -> None:
    """Add the tables of the sheet's visible cells. What is hidden is counted in a warning, if it holds anything.

    ``stated`` are lines of the workbook's legends that state units."""
    filled_rows = {row for row, _ in sheet.texts}
    filled_columns = {column for _, column in sheet.texts}
    _warn_of_hidden(sheet, len(filled_rows & sheet.hidden_rows), len(filled_columns & sheet.hidden_columns), builder)
    rows = [row for row in _with_gaps(sorted(filled_rows)) if row not in sheet.hidden_rows]
    shown = sorted(filled_columns - sheet.hidden_columns)
    if len(rows) * len(shown) > max(_MOST_SPARSE, len(sheet.texts) * _SPARSEST):
        raise FileTooLarge(
            f"工作表“{sheet.name}”的内容零散在 {len(rows)} 行、{len(shown)} 列之间，已放弃；请删去零散的单元格后再入库"
        )
    columns = list(_with_gap_columns(shown, sheet.hidden_columns))
    grid = [[sheet.texts.get((row, column), "") for column in columns] for row in rows]

    def record(index: int, values: Sequence[str]) -> Record:
        return Record(values, row=rows[index])

    letters = [column_letter(column) for column in columns]
    if not add_grid(grid, builder, record=record, sheet=sheet.name, letters=letters, stated=stated):
        builder.warnings.append(f"工作表“{sheet.name}”没有内容")


def units_stated_beside(sheets: Iterable[VisibleSheet]) -> list[str]:
    """The lines of a workbook's legends (a sheet called 填报说明, 图例 …) that state units; of a row with a head and a unit such a line."""
    return [
        line
        for sheet in sheets
        if _LEGEND.search(sheet.name)
        for row in _rows_of(sheet)
        for line in (*filter(states_units, row), *_unit_of_head(row))
    ]


def _rows_of(sheet: VisibleSheet) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for (row, _), text in sorted(sheet.texts.items()):
        rows.setdefault(row, []).append(text)
    return list(rows.values())


def _unit_of_head(row: Sequence[str]) -> Iterator[str]:
    heads, units = [text for text in row if is_head(text)], [text for text in row if is_unit(text)]
    if heads and len(units) == 1 and not units[0].isdecimal():
        yield f"单位：{heads[0]} {units[0]}"


def _with_gaps(filled: Sequence[int]) -> Iterator[int]:
    """Rows that hold something, from the first on, and the blank ones between them; a long gap reads as a shorter one."""
    before = 0
    for row in filled:
        yield from range(max(before + 1, row - _LONGEST_GAP), row + 1)
        before = row


def _with_gap_columns(shown: Sequence[int], hidden: frozenset[int]) -> Iterator[int]:
    """Columns that hold something, and one blank one for each gap that a person sees: it may stand between two tables."""
    for before, column in pairwise([0, *shown]):
        gap = next((between for between in range(before + 1, column) if before and between not in hidden), None)
        yield from (column,) if gap is None else (gap, column)


def column_letter(number: int) -> str:
    """What a spreadsheet program shows above a column, from 1: A, Z, AA."""
    letter: str = get_column_letter(number)
    return letter


def _warn_of_hidden(sheet: VisibleSheet, rows: int, columns: int, builder: DocumentBuilder) -> None:
    builder.hidden = builder.hidden or bool(rows or columns or sheet.blanked)
    if rows:
        builder.warnings.append(f"工作表“{sheet.name}”有 {rows} 行是隐藏的，未读")
    if columns:
        builder.warnings.append(f"工作表“{sheet.name}”有 {columns} 列是隐藏的，未读")
    if sheet.blanked:
        builder.warnings.append(f"工作表“{sheet.name}”有 {sheet.blanked} 个单元格的格式不显示内容，未读")
