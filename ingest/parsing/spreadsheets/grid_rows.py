"""Rows of a table: what is a record, a note, a total or nothing to be kept, and which name a group of records (a street or an area above
its buildings, alone or with the group's sums)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, takewhile

from assistant.records import GROUP_HEADER
from assistant.text.labels import LOWEST_ITEM_LEVEL, ORDINAL, list_mark
from assistant.text.phrases import any_of
from ingest.words import VOCABULARY, spaced

_WORDS = {name: any_of(words) for name, words in VOCABULARY.rows.items()}
_SUMS = spaced(VOCABULARY.rows["sums"])
TOTAL = re.compile(rf"^{_WORDS['before_sums']}?{_SUMS}(?:[:：（(].*)?$")
NOTE = re.compile(
    rf"^(?:{_WORDS['notes']}|\*)[^，,]{{0,4}}[:：]|^{_WORDS['bare_notes']}\d*[:：.、]?|^{_WORDS['filled_in']}"
)
NUMBER = re.compile(r"^[-+]?[¥￥]?[\d,]+(?:\.\d+)?%?$")
CONTINUED = re.compile(rf"^[（(]?{_WORDS['continued']}(?:\d|{ORDINAL})*[)）]?$")
"""Of a text without its blanks."""

FEWEST_WIDE_CELLS = 4

STREET_HEADER = "所属街道"
_STREET = re.compile(f"{_WORDS['streets']}$")
_SUM = re.compile(rf"{_SUMS}[:：]?$")
_REMARK = re.compile(r"\s*[（(][^（()）]*[)）]$|[:：]$")
_NO_NAME = re.compile(
    rf"^(?:[（(].*[)）]|[（(]?{_WORDS['goes_on']}.*|(?:[\d\s./-]|{_WORDS['parts_of_days']})+|{_WORDS['nth']}?\s*\d+\s*{_WORDS['pages']}.*)$"
)
_LONGEST = 30
_LONGEST_NUMBER = 6
_FEWEST_BARE = 2
_FEWEST_BLANK = 2
_MOST_OUTER = 2


def row_kind(row: Sequence[str], header: Sequence[str]) -> str:
    """``record``, ``note``, ``total``, ``blank``; a header repeated on a new page, a row of column numbers and 续表 count as blank."""
    values = [value for value in row if value]
    if not values or (header and tuple(row) == tuple(header)):
        return "blank"
    if any(map(TOTAL.match, values)) or (values[0].startswith("其中") and all(map(NUMBER.match, values[1:]))):
        return "total"
    if CONTINUED.match("".join(values[0].split())) and len(set(values)) == 1:
        return "blank"
    if len(set(values)) == 1 and len(row) > 2:
        return "note"
    if NOTE.match(values[0]) and len(set(values)) <= 2:
        return "note"
    numbered = [str(number) for number in range(1, len(values) + 1)]
    if len(values) >= FEWEST_WIDE_CELLS and [value.strip("（）()") for value in values] == numbered:
        return "blank"
    return "record"


def filled_down(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Records with what the first columns say once, above the records that it holds for: an area whose cells were merged, or left blank
    as above. Each is said in one place only, and the next column says something of every record."""
    filled = [list(row) for row in rows]
    numbered = bool(rows) and all(row and NUMBER.match(row[0]) for row in rows)
    for at in range(numbered, min(_MOST_OUTER + numbered, *(len(row) - 1 for row in rows), len(rows))):
        said = [row[at] for row in rows if row[at]]
        once = len(set(said)) == len(said) and len(said) * 2 <= len(rows)
        if not (once and rows[0][at] and all(row[at + 1] for row in filled)):
            break
        for above, row in pairwise(filled):
            row[at] = row[at] or above[at]
    return filled


@dataclass(frozen=True, slots=True)
class GroupRows:
    """``names`` are the rows that begin a group, by their index; ``sums`` those that only add up the records of one. ``in_streets``: they are
    numbered in one series with streets, so that each is as one (四、高新区 behind 三、桥头街道)."""

    names: Mapping[int, str]
    sums: frozenset[int]
    in_streets: bool = False

    def columns(self, header: Sequence[str]) -> tuple[str, ...]:
        """The columns that the groups' names make, the outer one first."""
        return tuple(dict.fromkeys(self._column(name, header) for name in self.names.values()))

    def entered(self, inside: Mapping[str, str], index: int, header: Sequence[str]) -> dict[str, str]:
        """The groups that hold below the row that begins one: those outside of it, and itself."""
        name = self.names[index]
        column = self._column(name, header)
        outer = takewhile(lambda item: item[0] != column, inside.items())
        return {**dict(outer), column: name}

    def _column(self, name: str, header: Sequence[str]) -> str:
        known = any("街道" in item for item in header)
        return STREET_HEADER if (self.in_streets or _STREET.search(name)) and not known else GROUP_HEADER


def find_group_rows(rows: Sequence[Sequence[str]], header: Sequence[str], titles: Collection[str]) -> GroupRows:
    """The rows that name groups among those below a header; ``titles`` are the lines above it, which pages repeat.

    A name over the whole width or with a number (一、) is one anywhere. A bare name in one cell, as a cell that runs over into the next
    line looks too, is one only where the table begins with such a row. A row with figures is one where it lacks what every record has,
    and is called a sum, names a street, or adds up the records below it.
    """
    records = [index for index, row in enumerate(rows) if row_kind(row, header) == "record"]
    if not header or not records:
        return GroupRows({}, frozenset())
    full = [rows[index] for index in records if not _only_adds(rows[index])]
    adding = {
        index for index in records if full and _only_adds(rows[index]) and _lacks_what_all_have(rows[index], full)
    }
    plain = [index for index in records if index not in adding]
    named = {index: name for index, row in enumerate(rows) if (name := _spread_name(row))}
    bare = {index: name for index, row in enumerate(rows) if index not in named and (name := _bare_name(row, titles))}
    edges = sorted({*adding, *named, *bare})
    opening = {index: opens for index in adding if (opens := _opens(rows, index, edges, plain)) is not None}
    first = next((index for index, row in enumerate(rows) if any(row)), 0)
    begins = first in named or first in bare or opening.get(first, False)
    streets = any(_STREET.search(_cleaned(name)) for name in bare.values())
    if begins and (streets or len(bare) >= _FEWEST_BARE):
        named |= bare
    named |= {index: _first_text(rows[index]) for index, opens in opening.items() if opens}
    last = max([*plain, *(index for index in adding if index not in opening)])
    begun = {index: named[index] for index in sorted(named) if index < last}
    in_streets = _are_numbered_streets(list(begun.values()))
    return GroupRows(
        {
            index: _without_mark(_REMARK.sub("", name)) if in_streets else _cleaned(name)
            for index, name in begun.items()
        },
        frozenset(index for index, opens in opening.items() if not opens or index > last),
        in_streets,
    )


def _are_numbered_streets(names: Sequence[str]) -> bool:
    """Whether names are numbered 一、二、三 in one series, and most are streets."""
    marks = [list_mark(name) for name in names]
    series = [mark.number for mark in marks if mark is not None and mark.level < LOWEST_ITEM_LEVEL]
    streets = sum(bool(_STREET.search(_cleaned(name))) for name in names)
    return len(names) > 1 and series == list(range(1, len(names) + 1)) and streets * 2 > len(names)


def _cleaned(name: str) -> str:
    """The group's name without the word for its sum; a street's also without its number and remark."""
    bare = _REMARK.sub("", name)
    if _SUM.search(bare):
        name = _SUM.sub("", bare).strip() or name
    bare = _without_mark(_REMARK.sub("", name))
    return bare if _STREET.search(bare) else name


def _is_name(text: str) -> bool:
    if len(text) > _LONGEST or NOTE.match(text) or TOTAL.match(text) or text.endswith(("。", "；")):
        return False
    return not NUMBER.match(text)


def _spread_name(row: Sequence[str]) -> str:
    """The one text over the whole width, or the one text with a number before it. "" where the row is none such."""
    values = [value for value in row if value]
    if len(row) <= 2 or len(set(values)) != 1 or not _is_name(values[0]):
        return ""
    return values[0] if len(values) == len(row) or _without_mark(values[0]) != values[0] else ""


def _bare_name(row: Sequence[str], titles: Collection[str]) -> str:
    """The one text in the first two cells of an otherwise blank row."""
    values = [value for value in row if value]
    if len(row) <= 2 or len(values) != 1 or not any(row[:2]) or values[0] in titles:
        return ""
    return values[0] if _is_name(values[0]) and not _NO_NAME.match(values[0]) else ""


def _only_adds(row: Sequence[str]) -> bool:
    """Whether a row is a name and figures."""
    first, *others = filter(None, row)
    return bool(others) and _is_name(first) and all(NUMBER.match(value) for value in others)


def _lacks_what_all_have(row: Sequence[str], records: Sequence[Sequence[str]]) -> bool:
    """Whether the running number, or two cells that every record fills, are blank."""
    blank = [column for column, value in enumerate(row) if not value and all(record[column] for record in records)]
    return len(blank) >= _FEWEST_BLANK or any(_is_running(records, column) for column in blank)


def _is_running(records: Sequence[Sequence[str]], column: int) -> bool:
    """Whether the records are numbered there: one after the other, few numbers left out; a single one is number 1."""
    texts = [record[column] for record in records]
    if not all(text.isdecimal() and len(text) <= _LONGEST_NUMBER for text in texts):
        return False
    numbers = list(map(int, texts))
    if len(numbers) == 1:
        return numbers == [1]
    return all(a < b for a, b in pairwise(numbers)) and numbers[-1] - numbers[0] < 2 * len(numbers)


def _opens(rows: Sequence[Sequence[str]], index: int, edges: Sequence[int], plain: Sequence[int]) -> bool | None:
    """Whether a row of sums stands above its group (True) or below it; None where it is a record."""
    end = next((edge for edge in edges if edge > index), len(rows))
    start = next((edge for edge in reversed(edges) if edge < index), -1)
    below = [rows[at] for at in plain if index < at < end]
    above = [rows[at] for at in plain if start < at < index]
    name = _first_text(rows[index])
    called = bool(_SUM.search(_REMARK.sub("", name)))
    street = bool(_STREET.search(_cleaned(name))) and not _are_streets(plain, rows, rows[index].index(name))
    running = any(
        not value and _is_running([rows[at] for at in plain], column) for column, value in enumerate(rows[index])
    )
    if not (called or street or running):
        return None
    if _adds_up(rows[index], below):
        return True
    if _adds_up(rows[index], above):
        return False
    if not called:
        return True if street and below else None
    return bool(below) and not any(at < edges[0] for at in plain)


def _are_streets(plain: Sequence[int], rows: Sequence[Sequence[str]], column: int) -> bool:
    return any(_STREET.search(rows[at][column]) for at in plain)


def _adds_up(row: Sequence[str], records: Sequence[Sequence[str]]) -> bool:
    """Whether any figure of the row is the sum of the records' figures."""
    return any(
        total and total == sum(_figures(record[column] for record in records))
        for column, value in enumerate(row)
        for total in _figures([value])
    )


def _figures(values: Collection[str] | Iterator[str]) -> Iterator[Decimal]:
    return (Decimal(value.replace(",", "").strip("¥￥%+")) for value in values if NUMBER.match(value))


def _first_text(row: Sequence[str]) -> str:
    return next(filter(None, row))


def _without_mark(name: str) -> str:
    """A name without the 一、 or （一） before it; 1. may as well be part of a name or a figure."""
    mark = list_mark(name)
    return name[mark.end :].lstrip() if mark is not None and mark.level < LOWEST_ITEM_LEVEL else name
