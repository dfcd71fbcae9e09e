"""Questions with their answers, as lists of frequent questions and interpretations set them: each is understood by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.text.labels import list_mark
from ingest.chunking.pieces import Piece
from ingest.words import marks

_ASKED = re.compile(rf"\W*(?:{marks('asked')}|Q)\W*(?P<number>\d{{1,3}})?\s*[:：.．、】\]]", re.IGNORECASE)
_ASKING_ENDS = ("？", "?")
_SENTENCE_MARKS = frozenset("。；;！!")
_LONGEST = 90
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what stands below it until the next one; ``name`` is what it is cited by (``第9问``)."""

    name: str
    pieces: tuple[Piece, ...]


def exchanges_in(pieces: Sequence[Piece]) -> tuple[int, tuple[Exchange, ...]]:
    """Where the first question stands, and the questions with their answers; (len(pieces), ()) of a text that is no list of questions."""
    asking = [_asks(piece.text) for piece in pieces]
    begins = [at for at, asks in enumerate(asking) if asks and (at == 0 or not asking[at - 1])]
    spans = list(pairwise([*begins, len(pieces)]))
    answered = sum(not all(asking[start:end]) for start, end in spans)
    if answered < max(_FEWEST, len(begins) - 1):
        return len(pieces), ()
    return begins[0], tuple(
        Exchange(f"第{_number(pieces[start].text) or ordinal}问", tuple(pieces[start:end]))
        for ordinal, (start, end) in enumerate(spans, start=1)
    )


def _asks(text: str) -> bool:
    """Whether a line is a question: labelled as one, or a single sentence that ends as one."""
    line = text.strip()
    if _ASKED.match(_without_mark(line)):
        return True
    return len(line) <= _LONGEST and line.endswith(_ASKING_ENDS) and not _SENTENCE_MARKS & set(line)


def _without_mark(line: str) -> str:
    mark = list_mark(line)
    return line if mark is None else line[mark.end :]


def _number(text: str) -> int:
    """The number before the label (9.问：), in it (问9：) or behind it (问：9.); 0 where there is none."""
    line = text.strip()
    if mark := list_mark(line):
        return mark.number
    label = _ASKED.match(line)
    if label is None:
        return 0
    if label["number"]:
        return int(label["number"])
    behind = list_mark(line[label.end() :].lstrip())
    return behind.number if behind else 0
