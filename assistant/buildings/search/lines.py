"""Every different line that the visible rows say, and which rows say it: a word is looked for once in each line, not in each row."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from sqlalchemy import Select
from sqlalchemy.orm import Session

from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow
from assistant.buildings.text_rules import mentions

_MOST_KEPT = 64
_PART = 500


@dataclass(frozen=True, slots=True)
class ListedLines:
    """``text`` is the lines in lower case, each ended by a line feed; line i begins at ``starts[i]``. What is said is the lines
    ``said[begins[j]:begins[j + 1]]``, by the row at the place ``rows[j]`` of ``size``. With ``plans`` they say what is planned, too."""

    text: str
    starts: np.ndarray
    said: np.ndarray
    begins: np.ndarray
    rows: np.ndarray
    size: int
    plans: bool = False
    _found: dict[str, np.ndarray] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Each line once."""
        return iter(self.text.split("\n")[:-1])

    def mentioned(self, word: str) -> np.ndarray:
        """Whether each row's cells say the word, and not only that it is missing (``无排烟``)."""
        found = self._found.get(word)
        if found is None:
            saying = np.zeros(len(self.starts), dtype=bool)
            saying[list(self._lines_saying(word.lower()))] = True
            found = np.zeros(self.size, dtype=bool)
            places = np.flatnonzero(saying.take(self.said))
            found[self.rows[np.searchsorted(self.begins, places, side="right") - 1]] = True
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            self._found[word] = found
        return found

    def _lines_saying(self, wanted: str) -> Iterator[int]:
        for line in lines_with(self.text, self.starts, wanted):
            end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
            if mentions(self.text[self.starts[line] : end - 1], wanted, plans=self.plans):
                yield line


def lines_with(text: str, starts: np.ndarray, part: str) -> Iterator[int]:
    """The numbers of the lines that contain the part; each line ends with a line feed, line i begins at ``starts[i]``."""
    place = text.find(part)
    while place >= 0:
        yield bisect_right(starts, place) - 1
        place = text.find(part, text.index("\n", place) + 1)


def joined_lines(lines: Collection[str]) -> tuple[str, np.ndarray]:
    """The lines as one text, each ended by a line feed, and where each begins."""
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines)) + 1
    return "\n".join((*lines, "")), np.cumsum(lengths) - lengths


def read_lines(
    session: Session,
    current: Select[ListingRow],
    numbers: np.ndarray,
    *,
    plans: bool = False,
    more: Iterable[tuple[int, str]] = (),
) -> ListedLines:
    """What the rows of these numbers say, and nothing else; ``plans`` as in ``mentions``, ``more`` is what some say to this caller
    besides."""
    known = defaultdict[str, int](count().__next__)
    said, lengths, saying = [np.empty(0, np.int32)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]

    def add(part: Iterable[tuple[int, str]]) -> None:
        by, texts = zip(*part, strict=True)
        lines = "\n".join(texts).split("\n")
        said.append(np.fromiter(map(known.__getitem__, lines), np.int32, len(lines)))
        lengths.append(np.fromiter((text.count("\n") + 1 for text in texts), np.int64, len(texts)))
        saying.append(np.array(by, np.int64))

    details = current.join(ListingDetailRow, ListingDetailRow.listing_number == ListingRow.number)
    query = details.with_only_columns(ListingDetailRow.listing_number, ListingDetailRow.search_text).order_by(None)
    for part in session.connection().execute(query).partitions(_PART):
        add(part)
    if besides := [(number, text.lower()) for number, text in more]:
        add(besides)
    ends = np.cumsum(np.concatenate(lengths))
    in_order = np.argsort(numbers)
    text, starts = joined_lines(known)
    return ListedLines(
        text=text,
        starts=starts,
        said=np.concatenate(said),
        begins=ends - np.concatenate(lengths),
        rows=in_order[np.searchsorted(numbers, np.concatenate(saying), sorter=in_order)],
        size=len(numbers),
        plans=plans,
    )
