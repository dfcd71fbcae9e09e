"""Grids of cells into tables: what is a title, a header, a record, a total, a note.

Merged cells must already carry their value in every cell they cover.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.buildings.positions import position_name
from assistant.errors import FileTooLarge
from ingest.parsing.builder import DocumentBuilder, Record
from ingest.parsing.group_rows import entered, find_group_rows
from ingest.parsing.row_kinds import FEWEST_WIDE_CELLS, NOTE, NUMBER, TOTAL, row_kind
from ingest.parsing.serial_days import columns_of_days, with_days
from ingest.parsing.stated_units import with_stated_units

_ANNEX = re.compile(r"^附\s*(?:件|表|录)\s*[\d一二三四五六七八九十]*\s*[:：]?$")
_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_HEADER_SEARCH_ROWS = 12
_MOST_CELLS = 10_000_000
_MOST_HEADER_ROWS = 3
_WIDE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class GridTable:
    """A table found in a grid; rows carry their index in the grid, ``columns`` those of its columns (None for the group's name)."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    caption: str
    notes: tuple[str, ...]
    columns: tuple[int | None, ...]


def add_grid(
    grid: Sequence[Sequence[str]],
    builder: DocumentBuilder,
    *,
    header_rows: int | None = None,
    record: Callable[[int, Sequence[str]], Record] | None = None,
    page: int | None = None,
    sheet: str | None = None,
    letters: Sequence[str] = (),
) -> bool:
    """Add the tables of a grid; ``record`` places a row by its index in the grid, ``letters`` name the grid's columns.

    Returns whether there was any table.
    """
    found = read_grids(grid, header_rows)
    for table in found:
        records = (record(index, values) if record else Record(values) for index, values in table.rows)
        columns = ["" if at is None else letters[at] for at in table.columns] if letters else []
        builder.table(
            table.header, records, caption=table.caption, notes=table.notes, page=page, sheet=sheet, columns=columns
        )
    return bool(found)


def read_grids(grid: Sequence[Sequence[str]], header_rows: int | None = None) -> list[GridTable]:
    """The tables of a grid of texts, one below the other.

    ``header_rows`` is given where the format marks the header (HTML's ``th``); otherwise the header is the first wide row without
    numbers, with the rows of a two- or three-line header joined.
    """
    width = max((len(row) for row in grid), default=0)
    if width * len(grid) > _MOST_CELLS:
        raise FileTooLarge(f"表格有 {len(grid)} 行、{width} 列，已放弃；请拆分后再入库")
    cells = [[*(value.strip() for value in row), *[""] * (width - len(row))] for row in grid]
    starts = [0, *_later_tables(cells), len(cells)]
    found = [_read_table(cells[start:end], start, header_rows) for start, end in pairwise(starts)]
    return [table for table in found if table is not None]


def _later_tables(cells: Sequence[Sequence[str]]) -> list[int]:
    """Where another table begins: below a blank row, a title row with a header row under it."""
    starts = []
    for index in range(1, len(cells) - 2):
        if any(cells[index - 1]) or index < 2:
            continue
        title, below = set(filter(None, cells[index])), cells[index + 1]
        if len(title) != 1 or NOTE.match(next(iter(title))) or TOTAL.match(next(iter(title))):
            continue
        if _is_header(below) and any(NUMBER.match(value) for row in cells[index + 2 : index + 4] for value in row):
            starts.append(index)
    return starts


def _read_table(rows: Sequence[Sequence[str]], offset: int, header_rows: int | None) -> GridTable | None:
    used = [column for column in range(len(rows[0]) if rows else 0) if any(row[column] for row in rows)]
    cells = [[row[column] for column in used] for row in rows]
    if not used:
        return None
    if header_rows is None:
        first = _header_start(cells)
        count = _header_count(cells, first)
    else:
        first = next((at for at, row in enumerate(cells[:header_rows]) if len(used) < 3 or len(set(row)) > 1), 0)
        count = header_rows - first
    caption, remarks = _caption([_one_line(row) for row in cells[:first] if any(row)])
    header = with_stated_units(_join_header(cells[first : first + count], len(used)), [caption, *remarks])
    days = columns_of_days(header)
    below = cells[first + count :]
    groups = find_group_rows(below, header, [caption, *remarks])
    columns = groups.columns(header)
    inside: dict[str, str] = {}
    records: list[tuple[int, tuple[str, ...]]] = []
    notes = list(remarks)
    for index, row in enumerate(below):
        if index in groups.names:
            inside = entered(inside, groups.names[index], header)
            continue
        kind = "total" if index in groups.sums else row_kind(row, header)
        if kind == "record":
            named = (inside.get(column, "") for column in columns)
            records.append((offset + first + count + index, (*named, *with_days(row, days))))
        elif kind == "note":
            notes.append(_one_line(row))
    return GridTable((*columns, *header), tuple(records), caption, tuple(notes), (*(None for _ in columns), *used))


def _caption(above: Sequence[str]) -> tuple[str, list[str]]:
    """The title among the lines above a header, and the other lines."""
    title = next((line for line in above if not NOTE.match(line) and not _ANNEX.match(line)), "")
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
    return next((index for index, row in enumerate(cells[:_HEADER_SEARCH_ROWS]) if _is_header(row)), 0)


def _header_count(cells: Sequence[Sequence[str]], first: int) -> int:
    """How many rows the header has: a following row still belongs to it while it repeats cells merged downwards or fills cells merged
    across, and holds no number."""
    if first >= len(cells) or not _is_header(cells[first]):
        return 0
    count = 1
    while count < _MOST_HEADER_ROWS and first + count < len(cells):
        above, row = cells[first + count - 1], cells[first + count]
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
        parts = list(dict.fromkeys(_without_line_breaks(row[column]) for row in rows if row[column]))
        name = "·".join(parts) or position_name(column + 1)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return tuple(names)


def _without_line_breaks(text: str) -> str:
    """A name broken into lines to fit its column: joined, with a space only between words of an alphabet."""
    return re.sub(r"\s+", " ", re.sub(r"(?<![A-Za-z0-9])\s*\n\s*|\s*\n\s*(?![A-Za-z0-9])", "", text)).strip()


def _one_line(row: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(value.split()) for value in row if value))
