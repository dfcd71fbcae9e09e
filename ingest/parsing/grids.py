"""Grids of cells into tables: what is a title, a header, a record, a total, a note.

Merged cells must already carry their value in every cell they cover.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总)(?:[:：].*)?$")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表|制表|审核|单位|数据来源|数据截至|截至|联系人|核验|统计时间|更新时间|★|\*|※)[^，,]{0,4}[:：]|^(?:注|说明)\d*[:：.、]?|^填报"
)
_NUMBER = re.compile(r"^[-+]?[\d,]+(?:\.\d+)?%?$")
_HEADER_SEARCH_ROWS = 12
_MOST_HEADER_ROWS = 3
_WIDE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class GridTable:
    """A table found in a grid; rows carry their index in the grid."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    caption: str
    notes: tuple[str, ...]


def read_grid(grid: Sequence[Sequence[str]], header_rows: int | None = None) -> GridTable | None:
    """The table of a grid of texts, None when it holds nothing.

    ``header_rows`` is given where the format marks the header (HTML's ``th``); otherwise the header is the first wide row without
    numbers, with the rows of a two- or three-line header joined.
    """
    width = max((len(row) for row in grid), default=0)
    cells = [[*(value.strip() for value in row), *[""] * (width - len(row))] for row in grid]
    used = [column for column in range(width) if any(row[column] for row in cells)]
    cells = [[row[column] for column in used] for row in cells]
    if not used:
        return None
    first = _header_start(cells)
    count = header_rows if header_rows is not None else _header_count(cells, first)
    above = [_one_line(row) for row in cells[:first] if any(row)]
    body = list(enumerate(cells))[first + count :]
    header = _join_header(cells[first : first + count], len(used))
    rows: list[tuple[int, tuple[str, ...]]] = []
    notes: list[str] = [line for line in above[1:] if line]
    for index, row in body:
        kind = _row_kind(row, header)
        if kind == "record":
            rows.append((index, tuple(row)))
        elif kind == "note":
            notes.append(_one_line(row))
    return GridTable(header, tuple(rows), above[0] if above else "", tuple(notes))


def _header_start(cells: Sequence[Sequence[str]]) -> int:
    """The first row that looks like a header: many different texts, hardly a number."""
    for index, row in enumerate(cells[:_HEADER_SEARCH_ROWS]):
        distinct = {value for value in row if value}
        filled = sum(bool(value) for value in row)
        wide = len(distinct) >= 2 and (filled >= len(row) * _WIDE_SHARE or filled >= 4)
        if wide and not any(_NUMBER.match(value) for value in row) and not _NOTE.match(next(iter(filter(None, row)))):
            return index
    return 0


def _header_count(cells: Sequence[Sequence[str]], first: int) -> int:
    """How many rows the header has: a following row still belongs to it while it repeats cells merged downwards or fills cells merged
    across, and holds no number."""
    if first >= len(cells) or any(_NUMBER.match(value) for value in cells[first]):
        return 0
    count = 1
    while count < _MOST_HEADER_ROWS and first + count < len(cells):
        above, row = cells[first + count - 1], cells[first + count]
        repeated = sum(bool(value) and value == upper for value, upper in zip(row, above, strict=True))
        spread = len({value for value in above if value}) < sum(bool(value) for value in above)
        numbers = any(_NUMBER.match(value) for value in row)
        if numbers or not repeated or not (spread or repeated * 2 >= len(row)):
            break
        count += 1
    return count


def _join_header(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Lines of a header joined with ``·``; equal parts once; unnamed columns numbered; equal names told apart."""
    names: list[str] = []
    for column in range(width):
        parts = list(dict.fromkeys(" ".join(row[column].split()) for row in rows if row[column]))
        name = "·".join(parts) or (f"列{column + 1}" if rows else "")
        names.append(name)
    seen: dict[str, int] = {}
    for column, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if name and seen[name] > 1:
            names[column] = f"{name}（{seen[name]}）"
    return tuple(names) if rows else ()


def _row_kind(row: Sequence[str], header: Sequence[str]) -> str:
    values = [value for value in row if value]
    if not values:
        return "blank"
    first = values[0]
    if any(_TOTAL.match(value) for value in values[:2]):
        return "total"
    if len(set(values)) == 1 and (len(header) > 2 or len(first) > 20) and (_NOTE.match(first) or len(header) > 2):
        return "note"
    if _NOTE.match(first) and len(set(values)) <= 2:
        return "note"
    if header and tuple(row) == tuple(header):
        return "blank"  # a header repeated on a new page
    return "record"


def _one_line(row: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(value for value in row if value))
