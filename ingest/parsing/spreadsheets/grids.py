"""Grids of cells into tables: what is a title, a header, a record, a total, a note.

Merged cells must already carry their value in every cell they cover.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.buildings.columns import Field
from assistant.buildings.headers.heads import field_named, is_unit
from assistant.buildings.headers.positions import are_positions, position_name
from assistant.buildings.ledgers.header_units import unit_in_header
from assistant.errors import FileTooLarge
from assistant.text.labels import APPENDIX
from ingest.parsing.builder import DocumentBuilder, Record
from ingest.parsing.spreadsheets.cell_text import without_line_breaks
from ingest.parsing.spreadsheets.column_units import columns_of_days, with_days, with_stated_units
from ingest.parsing.spreadsheets.grid_blocks import GridBlock, blocks_of, count_heads, is_head_row, only_text
from ingest.parsing.spreadsheets.grid_cards import one_line, read_beside
from ingest.parsing.spreadsheets.grid_rows import (
    FEWEST_WIDE_CELLS,
    NOTE,
    NUMBER,
    TOTAL,
    GroupRows,
    filled_down,
    find_group_rows,
    row_kind,
)
from ingest.parsing.spreadsheets.header_lines import is_unit_row, spread_groups

_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_HEADER_SEARCH_ROWS = 12
_FEWEST_HEADS = 2
_MOST_CELLS = 10_000_000
_MOST_HEADER_ROWS = 3
_WIDE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class GridTable:
    """A table found in a grid; rows carry their index in the grid, ``columns`` those of its columns (None for the group's name).

    ``across`` are the grid's columns of the records where each stood in a column. ``totals`` are the rows that add up others."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    caption: str
    notes: tuple[str, ...]
    columns: tuple[int | None, ...]
    across: tuple[int, ...] = ()
    totals: tuple[tuple[int, tuple[str, ...]], ...] = ()


def add_grid(
    grid: Sequence[Sequence[str]],
    builder: DocumentBuilder,
    *,
    header_rows: int | None = None,
    record: Callable[[int, Sequence[str]], Record] | None = None,
    page: int | None = None,
    sheet: str | None = None,
    letters: Sequence[str] = (),
    stated: Sequence[str] = (),
) -> bool:
    """Add the tables of a grid; ``record`` places a row by its index in the grid, ``letters`` name the grid's columns, ``stated`` are
    lines from elsewhere that state units.

    A single line between rules, in a text, sets the page and is no table: its cells are paragraphs. Returns whether there was any table.
    """
    if sheet is None and header_rows is None:
        header_rows = _rows_of_pairs(grid)
    found = read_grids(grid, header_rows, stated)
    for table in found:
        if sheet is not None and are_positions(table.header) and _is_text(table):
            for _, (line,) in table.rows:
                builder.paragraph(line, page=page)
            continue
        if sheet is None and not table.rows and not table.totals:
            for line in (table.caption, *dict.fromkeys(table.header), *table.notes):
                builder.paragraph(line, page=page)
            continue
        records = [record(index, values) if record else Record(values) for index, values in table.rows]
        if table.across and letters:
            records = [
                replace(item, row=None, where=f"{letters[at]}列")
                for item, at in zip(records, table.across, strict=True)
            ]
        elif table.totals:
            sums = [record(index, values) if record else Record(values) for index, values in table.totals]
            placed = [
                *zip(table.rows, records, strict=True),
                *zip(table.totals, (replace(s, total=True) for s in sums), strict=True),
            ]
            records = [item for _, item in sorted(placed, key=lambda pair: pair[0][0])]
        columns = ["" if at is None else letters[at] for at in table.columns] if letters else []
        builder.table(
            table.header, records, caption=table.caption, notes=table.notes, page=page, sheet=sheet, columns=columns
        )
    return bool(found)


def _rows_of_pairs(grid: Sequence[Sequence[str]]) -> int | None:
    """How many rows stand above and in the header of a table of two columns in a text, None for any other: only its first pair can be its header,
    for below it a label and its value (收费 | 不收费) look like one."""
    rows = [[*dict.fromkeys(filter(None, map(str.strip, row)))] for row in grid]
    if max(map(len, rows), default=0) != 2:
        return None
    first = next(at for at, row in enumerate(rows) if len(row) == 2)
    return first + 1 if _is_header(rows[first]) else first


def _is_text(table: GridTable) -> bool:
    """Whether it is lines of a text, one below the other: a sheet of instructions is no ledger."""
    return len(table.header) == 1 and not any(NUMBER.match(value) for _, (value,) in table.rows)


def read_grids(
    grid: Sequence[Sequence[str]], header_rows: int | None = None, stated: Sequence[str] = ()
) -> list[GridTable]:
    """The tables of a grid of texts, below and beside each other.

    ``header_rows`` is given where the format marks the header (HTML's ``th``); otherwise the header is the first wide row without
    numbers, with the rows of a two- or three-line header joined.
    """
    width = max((len(row) for row in grid), default=0)
    if width * len(grid) > _MOST_CELLS:
        raise FileTooLarge(f"表格有 {len(grid)} 行、{width} 列，已放弃；请拆分后再入库")
    cells = [[*(value.strip() for value in row), *[""] * (width - len(row))] for row in grid]
    if header_rows is not None:
        found = [_read_table(GridBlock(cells, range(len(cells)), range(width)), header_rows, stated)]
    else:
        spread_groups(cells)
        found = [_read_block(part, stated) for block in _titled_blocks(cells) for part in blocks_of(block)]
    return list(_under_their_card([table for table in found if table is not None]))


def _under_their_card(tables: Sequence[GridTable]) -> Iterator[GridTable]:
    """Tables without a name that stand below the card of one building (its vacant floors) are that building's."""
    owner: tuple[str, str] | None = None
    for table in tables:
        names = [at for at, head in enumerate(table.header) if field_named(head) is Field.NAME]
        if names:
            single = len(table.rows) == 1 and all(column is None for column in table.columns)
            owner = (table.header[names[0]], table.rows[0][1][names[0]]) if single else None
        elif owner and any(field_named(head) is Field.FLOOR for head in table.header):
            head, value = owner
            rows, totals = (
                tuple((index, (value, *values)) for index, values in lines) for lines in (table.rows, table.totals)
            )
            header, columns = (head, *table.header), (None, *table.columns)
            table = replace(table, header=header, rows=rows, columns=columns, totals=totals)
        yield table


def _titled_blocks(cells: Sequence[Sequence[str]]) -> list[GridBlock]:
    """The grid cut where, below a blank row, a title row has a header row under it."""
    starts = [0]
    for index in range(2, len(cells) - 2):
        title, below = only_text(cells[index]), cells[index + 1]
        if any(cells[index - 1]) or not title or NOTE.match(title) or TOTAL.match(title):
            continue
        if _is_header(below) and any(NUMBER.match(value) for row in cells[index + 2 : index + 4] for value in row):
            starts.append(index)
    columns = range(len(cells[0]) if cells else 0)
    return [GridBlock(cells[start:end], range(start, end), columns) for start, end in pairwise([*starts, len(cells)])]


def _read_block(block: GridBlock, stated: Sequence[str]) -> GridTable | None:
    beside = read_beside(block)
    if beside is None or not beside.records:
        return _read_table(block, None, stated)
    caption, remarks = _caption(beside.above)
    header = with_stated_units(
        _join_header([beside.header], len(beside.header)), [caption, *remarks, *beside.notes, *stated]
    )
    days = columns_of_days(header, [values for _, _, values in beside.records])
    return GridTable(
        header,
        tuple((block.rows[row], with_days(values, days)) for row, _, values in beside.records),
        caption,
        (*remarks, *beside.notes),
        (None,) * len(header),
        tuple(block.columns[column] for _, column, _ in beside.records if column is not None),
    )


def _read_table(block: GridBlock, header_rows: int | None, stated: Sequence[str]) -> GridTable | None:
    used, cells = _used(block.cells)
    if not used:
        return None
    if header_rows is None:
        first = _header_start(cells)
        count = _header_count(cells, first)
    else:
        first = next((at for at, row in enumerate(cells[:header_rows]) if len(set(row)) > 1), 0)
        count = header_rows - first
    caption, remarks = _caption([one_line(row) for row in cells[:first] if any(row)])
    header = _join_header(cells[first : first + count], len(used))
    below = cells[first + count :]
    groups = find_group_rows(below, header, [caption, *remarks])
    kinds = [_kind(index, row, groups, header) for index, row in enumerate(below)]
    notes = [*remarks, *(one_line(row) for row, kind in zip(below, kinds, strict=True) if kind == "note")]
    header = with_stated_units(header, [caption, *notes, *stated])
    days = columns_of_days(header, [row for row, kind in zip(below, kinds, strict=True) if kind == "record"])
    columns = groups.columns(header)
    full = iter(filled_down([row for row, kind in zip(below, kinds, strict=True) if kind == "record"]))
    inside: dict[str, str] = {}
    records: list[tuple[int, tuple[str, ...]]] = []
    totals: list[tuple[int, tuple[str, ...]]] = []
    for index, (row, kind) in enumerate(zip(below, kinds, strict=True)):
        if kind == "group":
            inside = groups.entered(inside, index, header)
        elif kind in {"record", "total"}:
            named = (inside.get(column, "") for column in columns)
            said = next(full) if kind == "record" else row
            placed = (block.rows[first + count + index], (*named, *with_days(said, days)))
            (records if kind == "record" else totals).append(placed)
    places = (*(None for _ in columns), *(block.columns[column] for column in used))
    return GridTable((*columns, *header), tuple(records), caption, tuple(notes), places, totals=tuple(totals))


def _used(rows: Sequence[Sequence[str]]) -> tuple[list[int], list[list[str]]]:
    """The columns that hold something, and the cells of the rows in them; a line of one text needs no column of its own."""
    alone = [only_text(row) for row in rows]
    filled = {at for row, text in zip(rows, alone, strict=True) if not text for at, value in enumerate(row) if value}
    used = sorted(filled or {at for row in rows for at, value in enumerate(row) if value})
    cells = [[row[column] for column in used] for row in rows]
    for row, text in zip(cells, alone, strict=True):
        if text and not any(row):
            row[0] = text
    return used, cells


def _kind(index: int, row: Sequence[str], groups: GroupRows, header: Sequence[str]) -> str:
    if index in groups.names:
        return "group"
    return "total" if index in groups.sums else row_kind(row, header)


def _caption(above: Sequence[str]) -> tuple[str, list[str]]:
    """The title among the lines above a header, and the other lines."""
    title = next((line for line in above if not NOTE.match(line) and not APPENDIX.fullmatch(line)), "")
    title = title or next(iter(above), "")
    return title, [line for line in above if line and line != title]


def _is_header(row: Sequence[str]) -> bool:
    """Many different texts, and no number but years."""
    filled = [value for value in row if value]
    wide = len(set(filled)) >= 2 and (len(filled) >= len(row) * _WIDE_SHARE or len(filled) >= FEWEST_WIDE_CELLS)
    if not wide or NOTE.match(filled[0]) or TOTAL.match(filled[0]):
        return False
    numbers = [value for value in filled if NUMBER.match(value)]
    return not numbers or (len(numbers) < len(filled) and all(_YEAR.match(value) for value in numbers))


def _header_start(cells: Sequence[Sequence[str]]) -> int:
    """The first row that looks like a header, unless it has no head (``填报单位 | 某街道``) and a later one has several."""
    possible = [index for index, row in enumerate(cells[:_HEADER_SEARCH_ROWS]) if _is_header(row)]
    headed = [index for index in possible if count_heads(cells[index]) >= _FEWEST_HEADS]
    if headed and not _is_upper_line(cells, possible[0], headed[0]):
        return headed[0]
    return next(iter(possible), 0)


def _is_upper_line(cells: Sequence[Sequence[str]], first: int, headed: int) -> bool:
    """Whether a header's upper line is told by names merged over those of the lower one."""
    above = list(filter(None, cells[first]))
    return headed - first < _MOST_HEADER_ROWS and len(set(above)) < len(above)


def _header_count(cells: Sequence[Sequence[str]], first: int) -> int:
    """How many rows the header has: a following row still belongs to it while it is a row of heads or of units, repeats cells merged
    downwards or fills cells merged across, and holds no number."""
    if first >= len(cells) or not _is_header(cells[first]):
        return 0
    count = 1
    while count < _MOST_HEADER_ROWS and first + count < len(cells):
        above, row = cells[first + count - 1], cells[first + count]
        if is_unit_row(row):
            return count + 1
        if is_head_row(row):
            count += 1
            continue
        repeated = sum(bool(value) and value == upper for value, upper in zip(row, above, strict=True))
        spread = len({value for value in above if value}) < sum(bool(value) for value in above)
        numbers = any(NUMBER.match(value) and not _YEAR.match(value) for value in row)
        if numbers or not (spread or repeated * 2 >= len(row)) or not (repeated or _fills_spread(above, row)):
            break
        if len(set(filter(None, row))) < 2:
            break
        count += 1
    return count


def _fills_spread(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row names the columns below cells merged across, and leaves the others blank (merged downwards without a value)."""
    spread = {column for column, value in enumerate(above) if value and above.count(value) > 1}
    named = {column for column, value in enumerate(row) if value}
    return bool(spread) and named == spread


def _join_header(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Lines of a header joined with ``·``; equal parts once; unnamed columns numbered; equal names told apart."""
    if not rows:
        return ()
    names: list[str] = []
    seen: dict[str, int] = {}
    for column in range(width):
        parts = list(dict.fromkeys(without_line_breaks(row[column]) for row in rows if row[column]))
        name = "·".join(parts) or position_name(column + 1)
        if len(parts) > 1 and is_unit(parts[-1]) and not unit_in_header(name):
            name = f"{'·'.join(parts[:-1])}（{parts[-1].strip('（）()')}）"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return tuple(names)
