"""Tables without rules: texts that stand in columns below one another, most often figures."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.parsing.builder import PrintedBox
from ingest.parsing.printed.pdf_tables import GridRow, RuledTable
from ingest.parsing.reading_order import PrintedLine, join_printed_lines, on_lines

_FIGURE = re.compile(r"[-+−]?[\d,]+(?:\.\d+)?\s?[^\d\s，。；、]{0,6}|[—–\-/]+|持平")
_FEWEST_ROWS, _FEWEST_COLUMNS, _MANY_COLUMNS = 3, 3, 4
_LARGEST_GAP = 2.2  # of a line's height: more between two lines ends a table
_FIGURES_SHARE = 0.5
_LONG = 0.3  # of the page's width
_MOST_LONG = 0.3
_NEAR = 0.8  # of the usual distance of rows: nearer lines belong to one row
_BEYOND = 0.09  # of the page's width: how far a head may reach beyond its column
_HALF = 0.5
_BETWEEN = 0.25  # of the distance of two columns: how far a head of its own column may stand beside its middle
_MOST_HEADER_LINES = 3

Row = list[PrintedLine]
Columns = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows of pieces, those of the header first, and where the columns lie."""

    header: list[Row]
    body: list[Row]
    columns: Columns


def aligned_tables(
    pieces: Sequence[PrintedLine], earlier: RuledTable | None = None
) -> tuple[list[RuledTable], list[PrintedLine]]:
    """The tables of a page from top to bottom, and the pieces outside of them.

    ``earlier`` is the last table of the page before: what stands in its columns at the top of this page goes on with it, with or without
    a header.
    """
    rows = on_lines(pieces)
    tables: list[RuledTable] = []
    taken: set[PrintedLine] = set()
    for run in _runs(rows):
        block = _block(run) or (_going_on(run, earlier) if not tables and earlier is not None else None)
        if block is not None:
            tables.append(_table(block))
            taken.update(piece for row in (*block.header, *block.body) for piece in row)
    return tables, [piece for piece in pieces if piece not in taken]


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that follow each other closely, each from its first row of several pieces to its last."""
    run: list[Row] = []
    for row in rows:
        if run and (_gap(run[-1], row) > _LARGEST_GAP * max(_height(run[-1]), _height(row)) or _begins(run, row)):
            yield from _trimmed(run)
            run = []
        run.append(row)
    yield from _trimmed(run)


def _begins(run: Sequence[Row], row: Row) -> bool:
    """Whether a row of heads stands below figures: another table begins."""
    figured = [len(above) for above in run if len(above) > 1 and any(map(_is_figure, above[1:]))]
    return len(figured) > 1 and len(row) > 1 and len(row) >= max(figured) and not any(map(_is_figure, row))


def _trimmed(run: Sequence[Row]) -> Iterator[list[Row]]:
    several = [at for at, row in enumerate(run) if len(row) > 1]
    if not several:
        return
    first, last = several[0], several[-1]
    below = [row for row in run[last + 1 : last + 2] if row[0].x0 > run[last][0].x1]  # a cell's second line
    yield [*run[first : last + 1], *below]


def _gap(above: Row, below: Row) -> float:
    return min(piece.y0 for piece in below) - max(piece.y1 for piece in above)


def _height(row: Row) -> float:
    return max(piece.height for piece in row)


def _block(run: Sequence[Row]) -> _Block | None:
    """The table among rows; None where they do not stand in columns of figures."""
    start = next((at for at, row in enumerate(run) if len(row) > 1 and any(map(_is_figure, row[1:]))), None)
    if start is None:
        return None
    figured = [row for row in run[start:] if any(map(_is_figure, row[1:]))]
    usual = Counter(len(row) for row in figured).most_common(1)[0][0]
    full = [row for row in figured if len(row) == usual]
    columns = _columns(full)
    if len(full) < _FEWEST_ROWS - 1 or len(columns) != usual:
        return None
    near = _pitch(figured) * _HALF
    while start > 0 and _middle(run[start]) - _middle(run[start - 1]) < near:
        start -= 1  # the first line of a cell that is broken
    body = list(run[start:])
    columns = _with_columns_between(columns, body)
    above = run[max(0, start - _MOST_HEADER_LINES) : start]
    columns = _widened(columns, above)
    header = [row for row in above if _in_columns(row, columns)]
    if not _is_table(header, full, columns) or not all(_in_columns(row, columns) for row in body):
        return None
    return _Block(header, body, columns)


def _going_on(run: Sequence[Row], earlier: RuledTable) -> _Block | None:
    """Rows that stand in the columns of the table before."""
    columns = earlier.aligned
    kept = []
    for row in run:
        if not columns or not _in_columns(row, columns):
            break
        kept.append(row)
    filled = any(len(row) == len(columns) and any(map(_is_figure, row[1:])) for row in kept)
    return _Block([], kept, columns) if filled else None


def _is_figure(piece: PrintedLine) -> bool:
    return bool(_FIGURE.fullmatch(piece.text.strip()))


def _columns(rows: Sequence[Row]) -> Columns:
    """The stretches of the page that the pieces of rows cover, from left to right."""
    spans: list[tuple[float, float]] = []
    for x0, x1 in sorted((piece.x0, piece.x1) for row in rows for piece in row):
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    return tuple(spans)


def _with_columns_between(columns: Columns, rows: Sequence[Row]) -> Columns:
    """The columns with those of texts that stand between them in lines of their own."""
    loose = [
        piece for row in rows for piece in row if all(min(piece.x1, x1) <= max(piece.x0, x0) for x0, x1 in columns)
    ]
    return tuple(sorted((*columns, *_columns([loose])))) if len(loose) >= _FEWEST_ROWS - 1 else columns


def _widened(columns: Columns, header: Sequence[Row]) -> Columns:
    """The columns as wide as the heads right above them, where each has its own there."""
    wide = [list(column) for column in columns]
    for piece in header[-1] if header else ():
        places = _places(piece, columns)
        if len(places) == 1:
            at = places[0]
            before = columns[at - 1][1] if at else 0.0
            behind = columns[at + 1][0] if at + 1 < len(columns) else 1.0
            wide[at] = [max(before, min(wide[at][0], piece.x0)), min(behind, max(wide[at][1], piece.x1))]
    return tuple((x0, x1) for x0, x1 in wide)


def _middle(row: Row) -> float:
    return sum(piece.middle for piece in row) / len(row)


def _pitch(rows: Sequence[Row]) -> float:
    return median([_middle(below) - _middle(above) for above, below in pairwise(rows)] or [0.0])


def _in_columns(row: Row, columns: Columns) -> bool:
    """Whether every piece can stand in the columns: no two in one, none beyond them."""
    places = [place for piece in row for place in _places(piece, columns)]
    within = all(columns[0][0] - _BEYOND <= piece.x0 and piece.x1 <= columns[-1][1] + _BEYOND for piece in row)
    return within and len(places) == len(set(places))


def _places(piece: PrintedLine, columns: Columns) -> list[int]:
    """The columns that a piece covers, or the nearest one."""
    covered = [at for at, (x0, x1) in enumerate(columns) if min(piece.x1, x1) - max(piece.x0, x0) > 0]
    if covered:
        return covered
    middle = (piece.x0 + piece.x1) / 2
    return [min(range(len(columns)), key=lambda at: abs(middle - sum(columns[at]) / 2))]


def _is_table(header: Sequence[Row], full: Sequence[Row], columns: Columns) -> bool:
    """Whether rows in columns are a table, and neither prose in columns nor a list of contents."""
    pieces = [piece for row in full for piece in row]
    if sum(piece.x1 - piece.x0 > _LONG for piece in pieces) > len(pieces) * _MOST_LONG:
        return False
    counted = Counter(at for piece in pieces if _is_figure(piece) for at in _places(piece, columns))
    figures = [counted[at] >= len(full) * _FIGURES_SHARE for at in range(len(columns))]
    if not any(figures):
        return False
    heads = any(len(row) > 1 for row in header)
    if len(columns) < _FEWEST_COLUMNS:
        return heads and figures[-1] and len(full) >= _FEWEST_ROWS
    return heads or len(full) >= _FEWEST_ROWS or len(columns) >= _MANY_COLUMNS


def _table(block: _Block) -> RuledTable:
    columns = block.columns
    rows = [*_header_rows(block.header, columns), *_records(block.body, columns)]
    page = rows[0].box.page
    box = PrintedBox(
        page,
        min(row.box.x0 for row in rows),
        min(row.box.y0 for row in rows),
        max(row.box.x1 for row in rows),
        max(row.box.y1 for row in rows),
    )
    return RuledTable(tuple(rows), box, columns)


def _header_rows(lines: Sequence[Row], columns: Columns) -> list[GridRow]:
    """The lines above the first figures. A head over several columns stands in each; one alone in its column, beside heads of several
    lines, in all lines; a head broken into lines is whole."""
    if not lines:
        return []
    upper = [at for at, line in enumerate(lines[:-1]) if any(_is_over_several(piece, columns) for piece in line)]
    own = [line for at, line in enumerate(lines) if at not in upper]
    lowest = _filled(own, columns)
    kept = [_spread(lines[at], columns, own[:-1], lowest) for at in upper]
    return [GridRow(tuple(cells), _box(lines[at])) for cells, at in zip(kept, upper, strict=True)] + [
        GridRow(tuple(lowest), _box([piece for line in own for piece in line]))
    ]


def _is_over_several(piece: PrintedLine, columns: Columns) -> bool:
    """Whether a head stands between the middles of columns, over more than one of them."""
    if len(_places(piece, columns)) > 1:
        return True
    middles = [sum(column) / 2 for column in columns]
    distances = sorted(abs((piece.x0 + piece.x1) / 2 - middle) for middle in middles)
    return distances[0] > (distances[0] + distances[1]) * _BETWEEN


def _spread(line: Row, columns: Columns, alone: Sequence[Row], lowest: Sequence[str]) -> list[str]:
    """A line of heads over several columns, each in all of those that it is the nearest to; what stands alone in its column, there too."""
    single = {at for row in alone for piece in row for at in _places(piece, columns)}
    cells = []
    for at, column in enumerate(columns):
        middle = sum(column) / 2
        nearest = min(line, key=lambda piece: max(piece.x0 - middle, middle - piece.x1, 0.0))
        covered = nearest.x0 <= column[1] and column[0] <= nearest.x1
        far = max(nearest.x0 - column[1], column[0] - nearest.x1) > _BEYOND
        cells.append(lowest[at] if at in single or (far and not covered) else nearest.text.strip())
    return cells


def _records(rows: Sequence[Row], columns: Columns) -> list[GridRow]:
    """Rows with figures, with the lines of cells that are broken; a line of its own at a row's distance is a row (a group's name)."""
    middles = list(map(_middle, rows))
    leading = [at for at, row in enumerate(rows) if any(map(_is_figure, row[1:])) or len(row) == len(columns)]
    pitch = median([middles[b] - middles[a] for a, b in pairwise(leading)] or [1.0])
    groups: dict[int, list[int]] = {at: [at] for at in leading}
    for at in sorted(set(range(len(rows))) - set(leading)):
        near = min(leading, key=lambda other: (abs(middles[at] - middles[other]), other > at), default=None)
        if near is not None and abs(middles[at] - middles[near]) < pitch * _NEAR and _may_join(rows, at, near, columns):
            groups[near].append(at)
        else:
            groups[at] = [at]
    return [
        GridRow(tuple(_filled([rows[at] for at in sorted(held)], columns)), _box([p for at in held for p in rows[at]]))
        for _, held in sorted(groups.items())
    ]


def _may_join(rows: Sequence[Row], at: int, near: int, columns: Columns) -> bool:
    """Whether a line goes on with cells that its neighbour has too, or fills ones that it lacks."""
    spread = any(len(_places(piece, columns)) > 1 for piece in rows[at])
    return not spread or abs(at - near) == 1


def _filled(lines: Sequence[Row], columns: Columns) -> list[str]:
    """The texts of the columns, those of several lines joined from top to bottom."""
    texts = [""] * len(columns)
    for piece in (piece for line in lines for piece in line):
        for at in _places(piece, columns):
            texts[at] = _joined([texts[at], piece.text.strip()])
    return texts


def _joined(texts: Sequence[str]) -> str:
    whole = ""
    for text in filter(None, texts):
        whole = join_printed_lines(whole, text) if whole else text
    return whole


def _box(pieces: Sequence[PrintedLine]) -> PrintedBox:
    boxes = [piece.displayed for piece in pieces]
    return PrintedBox(
        boxes[0].page,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
