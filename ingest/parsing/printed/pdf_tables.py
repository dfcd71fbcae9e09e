"""Ruled tables of a PDF page: the grid that its rules draw, filled with the text layer's characters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from ingest.parsing.builder import DocumentBuilder, PrintedBox, Record
from ingest.parsing.printed.drawn_rules import drawn_tables
from ingest.parsing.printed.pdf_text import Glyph, text_in
from ingest.parsing.reading_order import join_printed_lines
from ingest.parsing.spreadsheets.grids import add_grid

_MOST_HEADER_ROWS = 3
_SHIFT = 0.02  # of the page: tables whose sides differ less may be one
_SAME_RULE = 0.004  # of the page: rules so near one another are one


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a ruled table and where it is printed."""

    values: tuple[str, ...]
    box: PrintedBox


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table drawn with rules, with its box in fractions of the page. ``aligned`` are the stretches of the columns of one without rules."""

    rows: tuple[GridRow, ...]
    box: PrintedBox
    aligned: tuple[tuple[float, float], ...] = ()

    @property
    def columns(self) -> int:
        return len(self.rows[0].values)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the page lies in the table."""
        return self.box.x0 <= x <= self.box.x1 and self.box.y0 <= y <= self.box.y1


def ruled_tables(page: pdfium.PdfPage, glyphs: Sequence[Glyph], number: int, aspect: float) -> list[RuledTable]:
    """The tables of a page from top to bottom. A merged cell's text stands in every place of the grid that it covers."""
    tables = [_filled(cells, glyphs, number, aspect) for cells in drawn_tables(page, number)]
    return sorted((table for table in tables if table is not None), key=lambda table: table.box.y0)


def _filled(cells: Sequence[PrintedBox], glyphs: Sequence[Glyph], number: int, aspect: float) -> RuledTable | None:
    xs = _edges([edge for cell in cells for edge in (cell.x0, cell.x1)])
    ys = _edges([edge for cell in cells for edge in (cell.y0, cell.y1)])
    if len(xs) < 3 or len(ys) < 2:  # a frame around text, or a single column
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
    if earlier.columns != later.columns or later.rows[0].box.page != earlier.rows[-1].box.page + 1:
        return None
    if not _same_columns(earlier, later):
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


def _same_columns(earlier: RuledTable, later: RuledTable) -> bool:
    """Whether both lie at the same place: by their rules, or by the columns of tables without."""
    if bool(earlier.aligned) is not bool(later.aligned):
        return False
    if not earlier.aligned:
        return max(abs(earlier.box.x0 - later.box.x0), abs(earlier.box.x1 - later.box.x1)) <= _SHIFT
    return all(
        min(one[1], other[1]) > max(one[0], other[0]) for one, other in zip(earlier.aligned, later.aligned, strict=True)
    )


def _goes_on(above: GridRow, below: GridRow) -> bool:
    """Whether a row was cut by the page's end: below the break its first cell is empty, and what is not goes on in a cell that has text."""
    filled = [at for at, value in enumerate(below.values) if value.strip()]
    return bool(filled) and not below.values[0].strip() and all(above.values[at].strip() for at in filled)


def add_ruled_table(table: RuledTable, builder: DocumentBuilder) -> None:
    """Add a table; each record knows where it is printed."""

    def record(index: int, values: Sequence[str]) -> Record:
        box = table.rows[index].box
        return Record(values, page=box.page, box=box)

    if len(table.rows) == 1:  # no table, nor the head of one that goes on
        builder.paragraph(" ".join(dict.fromkeys(filter(None, table.rows[0].values))), table.rows[0].box.page)
        return
    add_grid([row.values for row in table.rows], builder, record=record, page=table.rows[0].box.page)
