"""Text with its place, and cutting it where a sentence ends."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.records import Place
from ingest.parsed import Heading, Paragraph

_SENTENCE_END = re.compile(r"(?<=[。！？!?；;])[”’」』）)]*(?=.)|\n", re.DOTALL)
_CLAUSE_END = re.compile(r"(?<=[，、,：:])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document's text; ``text`` is verbatim but for surrounding spaces."""

    text: str
    start: int
    end: int
    page: int | None = None

    def part(self, start: int, end: int) -> "Piece":
        """The piece between two offsets into ``text``."""
        return _stripped(self.text[start:end], self.start + start, self.page)

    def as_paragraph(self) -> Paragraph:
        """The piece as a block of its own."""
        return Paragraph(self.text, Place(self.start, self.end, self.page))


def piece_of(block: Heading | Paragraph) -> Piece:
    """A block as a piece."""
    return _stripped(block.text, block.place.start, block.place.page)


def place_of(pieces: Sequence[Piece]) -> Place:
    """From where the first piece begins to where the last ends."""
    return Place(start=pieces[0].start, end=pieces[-1].end, page=pieces[0].page)


def text_of(pieces: Iterable[Piece]) -> str:
    """The pieces as they stand under each other."""
    return "\n".join(piece.text for piece in pieces)


def pack(pieces: Sequence[Piece], fits: Callable[[str], bool]) -> list[list[Piece]]:
    """Consecutive pieces in as few groups as fit; a piece that does not fit alone is cut at its sentences' ends."""
    groups: list[list[Piece]] = []
    for piece in (small for whole in pieces for small in cut_to_fit(whole, fits)):
        if groups and fits(text_of([*groups[-1], piece])):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def cut_to_fit(piece: Piece, fits: Callable[[str], bool]) -> list[Piece]:
    """The piece, or its sentences grouped so that each group fits; never a character lost.

    A single sentence that does not fit is cut at commas, and only a run without any is cut anywhere.
    """
    if fits(piece.text):
        return [piece]
    for boundary in (_SENTENCE_END, _CLAUSE_END):
        small = _cut(piece, [match.end() for match in boundary.finditer(piece.text)])
        if len(small) > 1:
            return [whole for group in _regroup(piece, small, fits) for whole in cut_to_fit(group, fits)]
    middle = len(piece.text) // 2
    return [half for part in _cut(piece, [middle]) for half in cut_to_fit(part, fits)]


def sentences_of(piece: Piece) -> list[Piece]:
    """The piece's sentences."""
    return _cut(piece, [match.end() for match in _SENTENCE_END.finditer(piece.text)])


def _regroup(whole: Piece, small: Sequence[Piece], fits: Callable[[str], bool]) -> list[Piece]:
    """Neighbouring parts of one piece put together again as far as they fit."""
    grouped: list[Piece] = []
    for part in small:
        if grouped:
            joined = whole.part(grouped[-1].start - whole.start, part.end - whole.start)
            if fits(joined.text):
                grouped[-1] = joined
                continue
        grouped.append(part)
    return grouped


def _cut(piece: Piece, offsets: Sequence[int]) -> list[Piece]:
    edges = [0, *(offset for offset in offsets if 0 < offset < len(piece.text)), len(piece.text)]
    parts = [piece.part(start, end) for start, end in pairwise(edges)]
    return [part for part in parts if part.text]


def _stripped(text: str, start: int, page: int | None) -> Piece:
    stripped = text.strip()
    at = start + len(text) - len(text.lstrip())
    return Piece(stripped, at, at + len(stripped), page)
