"""Every different line that the visible rows say, and which rows say it: a word is looked for once in each line, not in each row."""

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from sqlalchemy import Boolean, ColumnElement, LargeBinary, Select, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow
from assistant.buildings.text_rules import mentions

_MOST_KEPT = 256
_FEW = 1000  # rows whose numbers a query gets as a list
_LONGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class ListedLines:
    """``text`` is the lines in lower case, each ended by a line feed; line i begins at ``starts[i]`` and is said by the rows
    ``numbers[ends[i - 1]:ends[i]]``; ``rows`` are the numbers of all rows. With ``plans`` they say what is planned, too."""

    text: str
    starts: np.ndarray
    numbers: np.ndarray
    ends: np.ndarray
    rows: np.ndarray
    plans: bool = False
    _found: dict[str, ColumnElement[bool]] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Each line once."""
        return iter(self.text.split("\n")[:-1])

    def mentioned(self, word: str) -> ColumnElement[bool]:
        """Whether a row's cells say the word, and not only that it is missing (``无排烟``), as SQL."""
        found = self._found.get(word)
        if found is None:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            found = self._found[word] = self.among(self._rows_saying(word))
        return found

    def among(self, numbers: np.ndarray) -> ColumnElement[bool]:
        """Whether a row's number is one of these, however many they are, as SQL."""
        if not numbers.size or numbers.size == self.rows.size:
            return literal(bool(numbers.size), Boolean())
        if numbers.size > _FEW and int(self.rows[-1]) < _LONGEST:
            marks = np.zeros(int(self.rows[-1]) + 1, np.uint8)
            marks[numbers] = 1
            return _Marked(ListingRow.number, literal(marks.tobytes(), LargeBinary()))
        if numbers.size * 2 <= self.rows.size:
            return among(numbers.tolist())
        return ~among(np.setdiff1d(self.rows, numbers, assume_unique=True).tolist())

    def ranked(self, figures: Mapping[int, Decimal]) -> ColumnElement[bytes]:
        """What rows of these figures are put in order by, as SQL; NULL for the others."""
        places = {figure: place for place, figure in enumerate(sorted(set(figures.values())), start=1)}
        ranks = np.zeros(int(self.rows[-1]) + 1 if self.rows.size else 1, ">u4")
        ranks[list(figures)] = [places[figure] for figure in figures.values()]
        return _Ranked(ListingRow.number, literal(ranks.tobytes(), LargeBinary()))

    def _rows_saying(self, word: str) -> np.ndarray:
        saying = [
            self.numbers[(self.ends[line - 1] if line else 0) : self.ends[line]] for line in self._lines_saying(word)
        ]
        return np.unique(np.concatenate(saying)) if saying else self.rows[:0]

    def _lines_saying(self, word: str) -> Iterator[int]:
        wanted = word.lower()
        place = self.text.find(wanted)
        while place >= 0:
            line = bisect_right(self.starts, place) - 1
            end = self.text.index("\n", place)
            if mentions(self.text[self.starts[line] : end], wanted, plans=self.plans):
                yield line
            place = self.text.find(wanted, end + 1)


def read_lines(
    session: Session, current: Select[ListingRow], *, plans: bool = False, more: Iterable[tuple[int, str]] = ()
) -> ListedLines:
    """What these rows say, and nothing else; ``plans`` as in ``mentions``, ``more`` is what some say to this caller besides."""
    details = current.join(ListingDetailRow, ListingDetailRow.listing_number == ListingRow.number)
    said = session.connection().execute(details.with_only_columns(ListingRow.number, ListingDetailRow.search_text))
    known: dict[str, int] = {}
    lines, numbers, rows = array("i"), array("i"), array("i")
    for number, text in said:
        rows.append(number)
        for line in set(text.split("\n")):
            lines.append(known.setdefault(line, len(known)))
            numbers.append(number)
    for number, text in more:
        for line in set(text.lower().split("\n")):
            lines.append(known.setdefault(line, len(known)))
            numbers.append(number)
    of_line = np.frombuffer(lines, dtype=np.intc)
    by_line = np.argsort(of_line, kind="stable")
    lengths = np.fromiter((len(line) + 1 for line in known), dtype=np.int64, count=len(known))
    return ListedLines(
        text="".join(f"{line}\n" for line in known),
        starts=np.cumsum(lengths) - lengths,
        numbers=np.frombuffer(numbers, dtype=np.intc)[by_line],
        ends=np.cumsum(np.bincount(of_line, minlength=len(known))),
        rows=np.sort(np.frombuffer(rows, dtype=np.intc)),
        plans=plans,
    )


class _Numbers(FunctionElement[int]):
    """The numbers of a JSON list as a subquery: one bound value, however many there are."""

    inherit_cache = True


@compiles(_Numbers)
def _from_json(element: _Numbers, compiler: SQLCompiler, **options: object) -> str:
    items = compiler.process(element.clauses, **options)
    return f"(SELECT CAST(item AS INTEGER) FROM json_array_elements_text(CAST({items} AS JSON)) AS item)"


@compiles(_Numbers, "sqlite")
def _from_json_in_sqlite(element: _Numbers, compiler: SQLCompiler, **options: object) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **options)}))"


class _Marked(FunctionElement[bool]):
    """Whether the byte of a row's number is 1: it is looked up, where a list of many numbers would be sorted first by every query. A
    number beyond the bytes is not marked."""

    inherit_cache = True
    type = Boolean()


@compiles(_Marked)
def _marked(element: _Marked, compiler: SQLCompiler, **options: object) -> str:
    number, marks = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(substr({marks}, CAST({number} + 1 AS INTEGER), 1) = '\\x01'::bytea)"


@compiles(_Marked, "sqlite")
def _marked_in_sqlite(element: _Marked, compiler: SQLCompiler, **options: object) -> str:
    number, marks = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(substr({marks}, {number} + 1, 1) = x'01')"


class _Ranked(FunctionElement[bytes]):
    """The four bytes that stand for a row's number, which databases order as they order figures; NULL where all are 0."""

    inherit_cache = True
    type = LargeBinary()


@compiles(_Ranked)
def _ranked(element: _Ranked, compiler: SQLCompiler, **options: object) -> str:
    number, ranks = (compiler.process(clause, **options) for clause in element.clauses)
    return f"NULLIF(substr({ranks}, CAST({number} * 4 + 1 AS INTEGER), 4), '\\x00000000'::bytea)"


@compiles(_Ranked, "sqlite")
def _ranked_in_sqlite(element: _Ranked, compiler: SQLCompiler, **options: object) -> str:
    number, ranks = (compiler.process(clause, **options) for clause in element.clauses)
    return f"NULLIF(substr({ranks}, {number} * 4 + 1, 4), x'00000000')"


def among(numbers: Sequence[int]) -> ColumnElement[bool]:
    """Whether a row's number is one of these, as SQL."""
    return ListingRow.number.bool_op("IN")(_Numbers(literal(json.dumps(numbers))))
