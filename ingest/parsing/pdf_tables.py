"""Ruled tables of a PDF page: the grid that its rules draw, filled with the text layer's characters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from pdfplumber.page import Page as PlumberPage

from ingest.parsing.builder import DocumentBuilder, PrintedBox, Record
from ingest.parsing.grids import add_grid
from ingest.parsing.pdf_text import Glyph, text_in
from ingest.parsing.reading_order import join_printed_lines

_FEWEST_RULES = 4
_MOST_HEADER_ROWS = 3
_SAME_RULE = 0.004  # of the page: rules so near one another are one


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a ruled table and where it is printed."""

    values: tuple[str, ...]
    box: PrintedBox


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table drawn with rules, with its box in fractions of the page."""

    rows: tuple[GridRow, ...]
    box: PrintedBox

    @property
    def columns(self) -> int:
        return len(self.rows[0].values)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the page lies in the table."""
        return self.box.x0 <= x <= self.box.x1 and self.box.y0 <= y <= self.box.y1


def has_rules(page: pdfium.PdfPage) -> bool:
    """Whether anything is drawn that may be a table: pages without are not searched, as that is slow."""
    paths = page.get_objects(filter=(pdfium_raw.FPDF_PAGEOBJ_PATH,), max_depth=2)
    return sum(1 for _ in zip(paths, range(_FEWEST_RULES), strict=False)) == _FEWEST_RULES


def ruled_tables(plumber: PlumberPage, glyphs: Sequence[Glyph], number: int, aspect: float) -> list[RuledTable]:
    """The tables of a page from top to bottom. A merged cell's text stands in every place of the grid that it covers."""
    left, top, right, bottom = plumber.bbox
    width, height = right - left, bottom - top
    tables = []
    for found in plumber.find_tables():
        cells = [
            PrintedBox(number, (x0 - left) / width, (y0 - top) / height, (x1 - left) / width, (y1 - top) / height)
            for x0, y0, x1, y1 in found.cells
        ]
        table = _filled(cells, glyphs, number, aspect)
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda table: table.box.y0)


def _filled(cells: Sequence[PrintedBox], glyphs: Sequence[Glyph], number: int, aspect: float) -> RuledTable | None:
    xs = _edges([edge for cell in cells for edge in (cell.x0, cell.x1)])
    ys = _edges([edge for cell in cells for edge in (cell.y0, cell.y1)])
    if len(xs) < 3 or len(ys) < 3:  # a frame around text, or a single row or column
        return None
    grid = [[""] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for cell in cells:
        inside = [g for g in glyphs if cell.x0 <= g.middle[0] <= cell.x1 and cell.y0 <= g.middle[1] <= cell.y1]
        text = text_in(inside, aspect)
        for row in range(_nearest(ys, cell.y0), _nearest(ys, cell.y1)):
            for column in range(_nearest(xs, cell.x0), _nearest(xs, cell.x1)):
                grid[row][column] = text
    rows = tuple(
        GridRow(tuple(values), PrintedBox(number, xs[0], ys[at], xs[-1], ys[at + 1])) for at, values in enumerate(grid)
    )
    return RuledTable(rows, PrintedBox(number, xs[0], ys[0], xs[-1], ys[-1]))


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME_RULE:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def continued(earlier: RuledTable, later: RuledTable) -> RuledTable | None:
    """Both as one table, where the later one goes on with the earlier one on the next page; None where it is a table of its own.

    Header rows printed again are left out.
    """
    shift = max(abs(earlier.box.x0 - later.box.x0), abs(earlier.box.x1 - later.box.x1))
    if earlier.columns != later.columns or later.rows[0].box.page != earlier.rows[-1].box.page + 1 or shift > 0.02:
        return None
    repeated = 0
    while repeated < min(len(later.rows), len(earlier.rows), _MOST_HEADER_ROWS):
        if later.rows[repeated].values != earlier.rows[repeated].values:
            break
        repeated += 1
    rows = list(later.rows[repeated:])
    last = earlier.rows[-1]
    if rows and _goes_on(last, rows[0]):
        joined = tuple(
            join_printed_lines(above, below) for above, below in zip(last.values, rows[0].values, strict=True)
        )
        return replace(earlier, rows=(*earlier.rows[:-1], replace(last, values=joined), *rows[1:]))
    return replace(earlier, rows=(*earlier.rows, *rows))


def _goes_on(above: GridRow, below: GridRow) -> bool:
    """Whether a row was cut by the page's end: below the break its first cell is empty, and what is not goes on in a cell that has text."""
    filled = [at for at, value in enumerate(below.values) if value.strip()]
    return bool(filled) and not below.values[0].strip() and all(above.values[at].strip() for at in filled)


def add_ruled_table(table: RuledTable, builder: DocumentBuilder) -> None:
    """Add a table; each record knows where it is printed."""

    def record(index: int, values: Sequence[str]) -> Record:
        box = table.rows[index].box
        return Record(values, page=box.page, box=box)

    add_grid([row.values for row in table.rows], builder, record=record, page=table.rows[0].box.page)
