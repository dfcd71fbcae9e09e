"""A sheet cut into the blocks that each hold one table: tables below each other, beside each other, with or without titles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.buildings.columns import Field
from assistant.buildings.headers.heads import field_named, is_head, names_the_row
from assistant.text.phrases import phrases
from ingest.parsing.spreadsheets.grid_rows import NOTE, NUMBER, TOTAL
from ingest.words import VOCABULARY

_IDENTITY = frozenset({Field.NAME, Field.ADDRESS, Field.FLOOR})
_MOST_TITLES = 3
_MOST_HEADER_ROWS = 3
_FEWEST_HEADS = 2
_APART = (phrases(VOCABULARY.tables.buildings), phrases(VOCABULARY.tables.works))
"""Premises of which none stands in another: what names one and what names the other are two tables, with or without a gap."""


@dataclass(frozen=True, slots=True)
class GridBlock:
    """A rectangle of a grid: its cells, and the grid's index of each of its rows and columns."""

    cells: Sequence[Sequence[str]]
    rows: Sequence[int]
    columns: Sequence[int]

    def part(self, rows: Sequence[int], columns: Sequence[int]) -> "GridBlock":
        """The cells of some of its rows and columns, which are given by their place in it."""
        return GridBlock(
            [[self.cells[row][column] for column in columns] for row in rows],
            [self.rows[row] for row in rows],
            [self.columns[column] for column in columns],
        )


def blocks_of(block: GridBlock) -> Iterator[GridBlock]:
    """The blocks that each hold one table, in reading order. All rows are equally long."""
    for cut in (_beside, _below):
        parts = cut(block)
        if parts != [block]:
            for part in parts:
                yield from blocks_of(part)
            return
    yield block


def is_head_row(row: Sequence[str]) -> bool:
    """Whether most of a row's cells are heads and some stand side by side: labels of a card alternate with values."""
    filled = [value for value in dict.fromkeys(row) if value]
    if len(filled) < _FEWEST_HEADS or any(map(NUMBER.match, filled)) or count_heads(filled) * 2 <= len(filled):
        return False
    return any(is_head(left) and is_head(right) for left, right in pairwise(row) if left != right)


def count_heads(row: Sequence[str]) -> int:
    """How many different heads a row has."""
    return sum(map(is_head, dict.fromkeys(row)))


def only_text(row: Sequence[str]) -> str:
    """The text of a row that has but one; else ""."""
    values = set(row) - {""}
    return next(iter(values)) if len(values) == 1 else ""


def _below(block: GridBlock) -> list[GridBlock]:
    """Cut where, below a table, other heads stand; the titles right above them belong to them. The same heads again are taken out."""
    cells = block.cells
    first = next((at for at, row in enumerate(cells) if is_head_row(row)), None)
    if first is None:
        return [block]
    card = _with_titles(cells, first, 0)
    if _holds_a_card(cells[:card]):
        columns = range(len(block.columns))
        return [block.part(range(card), columns), block.part(range(card, len(cells)), columns)]
    header = _header_at(cells, first)
    titles = {text for row in cells[:first] if (text := only_text(row))}
    starts, again = [0], set[int]()
    at = first + len(header)
    while at < len(cells):
        found = _header_at(cells, at) if is_head_row(cells[at]) else []
        if found and found[: len(header)] == header:
            above = range(_with_titles(cells, at, starts[-1]), at)
            again.update(row for row in above if only_text(cells[row]) in titles)
            again.update(range(at, at + len(header)))
        elif found and at + len(found) < len(cells) and any(cells[at + len(found)]):
            starts.append(_with_titles(cells, at, starts[-1]))
            titles |= {text for row in cells[starts[-1] : at] if (text := only_text(row))}
            header = found
        at += max(1, len(found))
    if len(starts) == 1 and not again:
        return [block]
    columns = range(len(block.columns))
    return [
        block.part([row for row in range(start, end) if row not in again], columns)
        for start, end in pairwise([*starts, len(cells)])
    ]


def _holds_a_card(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows without a row of heads name a place beside heads: labels with their values."""
    labelled = [row for row in rows if not only_text(row) and count_heads(row)]
    return len(labelled) > 1 and any(field_named(value) is Field.NAME for row in labelled for value in row)


def _header_at(cells: Sequence[Sequence[str]], at: int) -> list[Sequence[str]]:
    """The rows of heads from a row on."""
    end = at + 1
    while end < min(at + _MOST_HEADER_ROWS, len(cells)) and is_head_row(cells[end]):
        end += 1
    return list(cells[at:end])


def _with_titles(cells: Sequence[Sequence[str]], header: int, least: int) -> int:
    """Where the table of a header begins: with the lines of one text right above it."""
    start = header
    while start - 1 > least and header - start < _MOST_TITLES:
        text = only_text(cells[start - 1])
        if (
            not text
            or TOTAL.match(text)
            or (NOTE.match(text) and any(cells[start - 2]) and not only_text(cells[start - 2]))
        ):
            break
        start -= 1
    return start


def _beside(block: GridBlock) -> list[GridBlock]:
    """Cut at blank columns, and where a row of heads begins anew, if every part has heads and a name of its own.

    A line over the whole width stands above each part.
    """
    width = len(block.columns)
    lone = [bool(only_text(row)) for row in block.cells]
    blank = {
        column
        for column in range(width)
        if not any(row[column] for row, alone in zip(block.cells, lone, strict=True) if not alone)
    }
    bounds = [column for column in range(width) if column not in blank and (column == 0 or column - 1 in blank)]
    for places in (bounds, _repeats(block.cells)):
        ends = pairwise([*places, width])
        cuts = [start for start, end in ends if start == places[0] or _is_table(_columns(block, start, end, blank))]
        parts = [_columns(block, start, end, blank) for start, end in pairwise([*cuts, width])]
        if len(parts) > 1 and all(map(_is_table, parts)):
            return [_with_lines(block, part, lone) for part in parts]
    return [block]


def _repeats(cells: Sequence[Sequence[str]]) -> list[int]:
    """Where the first row of heads begins and begins anew: its first head stands there again, not merged, or another kind of premises is
    named."""
    row = next((row for row in cells if is_head_row(row)), ())
    first = next(filter(None, row), "")
    kind = _premises(first)
    return [
        at
        for at, value in enumerate(row)
        if (value == first and (at == 0 or row[at - 1] != first)) or (kind and _premises(value) not in ("", kind))
    ]


def _premises(head: str) -> str:
    """The kind of premises that a head names, "" for any other head."""
    if field_named(head) is not Field.NAME:
        return ""
    return next((kind.pattern for kind in _APART if kind.search(head)), "")


def _columns(block: GridBlock, start: int, end: int, blank: set[int]) -> GridBlock:
    return block.part(range(len(block.rows)), [column for column in range(start, end) if column not in blank])


def _is_table(block: GridBlock) -> bool:
    return any(
        is_head_row(row) and any(field_named(value) in _IDENTITY or names_the_row(value) for value in row)
        for row in block.cells
    )


def _with_lines(block: GridBlock, part: GridBlock, lone: Sequence[bool]) -> GridBlock:
    """The part with the block's lines of one text that stand above its heads."""
    cells = [list(row) for row in part.cells]
    header = next(at for at, row in enumerate(cells) if is_head_row(row))
    for at in range(header):
        if lone[at] and not any(cells[at]):
            cells[at][0] = only_text(block.cells[at])
    return GridBlock(cells, part.rows, part.columns)
