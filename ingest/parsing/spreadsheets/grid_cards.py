"""Blocks that put their heads beside the values: transposed sheets with a record a column, and cards of label, value, label, value."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_sense import ends_with_a_place
from assistant.buildings.headers.heads import field_named, is_head, is_unit
from ingest.parsing.spreadsheets.grid_blocks import GridBlock, is_head_row, only_text
from ingest.parsing.spreadsheets.grid_rows import TOTAL

_FEWEST_HEADS = 3
_SHARE = 0.6
_UNNAMED = "名称"  # of a line of names whose own head is blank
_NAMES = frozenset({Field.NAME})


@dataclass(frozen=True, slots=True)
class Beside:
    """Records whose heads stood beside them: the lines above, the header, each record with its row in the block and, where records stand
    in columns, its column, and the lines of the block that are no record."""

    above: tuple[str, ...]
    header: tuple[str, ...]
    records: tuple[tuple[int, int | None, tuple[str, ...]], ...]
    notes: tuple[str, ...]


def read_beside(block: GridBlock) -> Beside | None:
    """The records of a block whose heads stand beside their values; None for a table as usual."""
    if any(is_head_row(row) for row in block.cells[: _FEWEST_HEADS + 2]):
        return None
    return _read_cards(block.cells) or _read_transposed(block.cells)


def _read_transposed(cells: Sequence[Sequence[str]]) -> Beside | None:
    """A record a column: below each other in one of the first columns stand the heads, in the next perhaps their units."""
    width = len(cells[0]) if cells else 0
    for column in range(min(3, width - 1)):
        rows = [at for at, row in enumerate(cells) if is_head(row[column]) and not only_text(row)]
        rows = [at for at in rows if _is_outermost(cells[at], column)]
        lines = [at for at, row in enumerate(cells) if any(row[column + 1 :]) and not only_text(row)]
        if len(rows) < _FEWEST_HEADS or len(rows) < _SHARE * len(lines):
            continue
        if any(field_named(cells[at][column]) in _NAMES for at in rows):
            return _across(cells, column, lines)
        if lines[0] < rows[0] and _are_places(cells[lines[0]][column + 1 :]):
            headed = [list(row) for row in cells]
            headed[lines[0]][column] = _UNNAMED
            return _across(headed, column, lines)
    return None


def _are_places(values: Sequence[str]) -> bool:
    """Whether most of the texts above the columns are names of places."""
    names = [value for value in values if value and not is_unit(value)]
    return bool(names) and sum(map(ends_with_a_place, names)) * 2 > len(names)


def _is_outermost(row: Sequence[str], column: int) -> bool:
    """Whether the columns before hold but a number, a group's name or nothing."""
    return not any(is_head(value) and value != row[column] for value in row[:column])


def _across(cells: Sequence[Sequence[str]], column: int, lines: Sequence[int]) -> Beside:
    first = column + 1
    while first < len(cells[0]) and _are_labels(cells, column, first, lines):
        first += 1
    units = next((at for at in range(column + 1, first) if any(is_unit(cells[row][at]) for row in lines)), None)
    header = []
    for row in lines:
        head, unit = cells[row][column], "" if units is None else cells[row][units]
        header.append(f"{head}（{unit}）" if unit and is_unit(unit) else head)
    name = next(at for at, row in enumerate(lines) if field_named(cells[row][column]) in _NAMES)
    records = [
        (lines[name], at, tuple(cells[row][at] for row in lines))
        for at in range(first, len(cells[0]))
        if cells[lines[name]][at] and not TOTAL.match(cells[lines[name]][at])
    ]
    others = [one_line(row) for at, row in enumerate(cells) if at > lines[0] and at not in lines and any(row)]
    above = tuple(one_line(row) for row in cells[: lines[0]] if any(row))
    return Beside(above, tuple(header), tuple(records), tuple(others))


def _are_labels(cells: Sequence[Sequence[str]], column: int, at: int, lines: Sequence[int]) -> bool:
    """Whether a column repeats the heads, merged over it, or holds their units."""
    values = [cells[row][at] for row in lines if cells[row][at]]
    if not values:
        return True
    if [cells[row][at] for row in lines] == [cells[row][column] for row in lines]:
        return True
    units = sum(map(is_unit, values))
    return units > 0 and all(is_unit(value) or value in {"单位", "—", "-", "/"} for value in values)


def _read_cards(cells: Sequence[Sequence[str]]) -> Beside | None:
    """Cards of label and value, two or more pairs in some line; a name begins the next card."""
    heads_at = Counter(pair.column for row in cells for pair in _pairs(row, frozenset()))
    labels = frozenset(column for column, count in heads_at.items() if count > 1)
    pairs = {at: _pairs(row, labels) for at, row in enumerate(cells)}
    filled = [at for at, row in enumerate(cells) if any(row) and not only_text(row)]
    carded = [at for at in filled if pairs[at]]
    heads = [pair.head for at in carded for pair in pairs[at]]
    several = any(len(pairs[at]) > 1 for at in carded)
    if not several or len(heads) < _FEWEST_HEADS or len(carded) < _SHARE * len(filled):
        return None
    first = next((head for head in heads if field_named(head) in _NAMES), "")
    if not first:
        return None
    cards: list[tuple[int, dict[str, str]]] = []
    for at in carded:
        for pair in pairs[at]:
            if not cards or (pair.head == first and first in cards[-1][1]):
                cards.append((at, {}))
            cards[-1][1].setdefault(pair.head, pair.value)
    header = tuple(dict.fromkeys(heads))
    records = [(at, None, tuple(card.get(head, "") for head in header)) for at, card in cards if card.get(first)]
    above = tuple(one_line(row) for row in cells[: carded[0]] if any(row))
    notes = [one_line(row) for at, row in enumerate(cells) if at > carded[0] and at not in carded and any(row)]
    titles = set(above)
    return Beside(above, header, tuple(records), tuple(note for note in notes if note not in titles))


class _Pair(NamedTuple):
    column: int
    head: str
    value: str


def _pairs(row: Sequence[str], labels: frozenset[int]) -> list[_Pair]:
    """Labels with the values right behind them; a cell merged over several counts once. ``labels`` are columns whose cells are labels.

    Nothing where most of the row is in no pair, or where most values are heads themselves: that is a header.
    """
    found: list[_Pair] = []
    at = left = 0
    while at < len(row):
        end = _end_of(row, at)
        if row[at] and (at in labels or is_head(row[at])) and not _is_section(row, end):
            value = row[end] if end < len(row) else ""
            found.append(_Pair(at, row[at], value))
            end = _end_of(row, end) if value else end
        else:
            left += bool(row[at])
        at = end
    named = sum(field_named(pair.value) is not None for pair in found if pair.value)
    return found if len(found) >= left and named * 2 <= len(found) else []


def _is_section(row: Sequence[str], behind: int) -> bool:
    """Whether a label with its value begins behind a cell that so is but the name of their section (``面积情况 | 空置面积 | 800``)."""
    if behind + 1 >= len(row) or not is_head(row[behind]):
        return False
    value = row[_end_of(row, behind)] if _end_of(row, behind) < len(row) else ""
    return bool(value) and not is_head(value)


def _end_of(row: Sequence[str], at: int) -> int:
    """Where the cell that stands there ends, as merged cells repeat."""
    end = at + 1
    while end < len(row) and row[at] and row[end] == row[at]:
        end += 1
    return end


def one_line(row: Sequence[str]) -> str:
    """The different texts of a row, a blank between."""
    return " ".join(dict.fromkeys(" ".join(value.split()) for value in row if value))
