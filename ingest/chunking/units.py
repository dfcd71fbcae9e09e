"""A document of articles as a row of units: what stands before them, chapters, articles, appendices, what stands below.

Chunks and the stored tree are both made from these units, so that they cannot disagree about where an article begins.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.text.labels import ArticleNumber
from ingest.chunking.article_heads import RUN_IN, article_heads
from ingest.chunking.headings import division_level, is_appendix
from ingest.chunking.part_headings import part_headings
from ingest.chunking.pieces import Piece, piece_of
from ingest.imprint import is_date, is_imprint, is_issuer
from ingest.parsed import Heading, Paragraph

_FEWEST = 2


class Role(StrEnum):
    """What a unit is."""

    FRONT = "front"
    """Lines before the first article: title, covering notice, preamble."""
    CONTENTS = "contents"
    DIVISION = "division"
    ARTICLE = "article"
    LOOSE = "loose"
    """A line below a chapter's or an appendix's heading, before the first article there."""
    APPENDIX = "appendix"
    """The heading of an appendix that has articles of its own."""
    APPENDICES = "appendices"
    """Everything from the first appendix after the last article."""
    END = "end"
    """Signature and lines of print."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Consecutive lines of one role; ``number`` is an article's, ``level`` a division's (1 编 … 4 节, 5 一、, 6 a heading without a number)."""

    role: Role
    pieces: tuple[Piece, ...]
    number: ArticleNumber | None = None
    level: int | None = None


def has_articles(blocks: Sequence[Heading | Paragraph]) -> bool:
    """Whether the document consists of articles."""
    return len(article_heads(_lines(blocks))) >= _FEWEST


def read_units(blocks: Sequence[Heading | Paragraph]) -> tuple[Unit, ...]:
    """The units in order; every line is in one of them. Empty when the document does not consist of articles."""
    lines = _lines(blocks)
    heads = article_heads(lines)
    if len(heads) < _FEWEST:
        return ()
    parts = part_headings(lines, heads, _marked_headings(blocks))
    levels = parts | {
        index: level for index, line in enumerate(lines) if (level := division_level(line.text)) is not None
    }
    real = _divisions_of_first_article(levels, min(heads))
    return (*_front(lines[:real]), *_body(lines, heads, levels, real))


def _body(
    lines: Sequence[Piece], heads: Mapping[int, ArticleNumber], levels: Mapping[int, int], start: int
) -> Iterator[Unit]:
    last = max(heads)
    article: list[Piece] = []
    number: ArticleNumber | None = None
    for index in range(start, len(lines)):
        line = lines[index]
        level = levels.get(index)
        appendix = number is not None and is_appendix(line.text)
        ends = ends_body(lines, index) and (index > last or _restarts(heads, index))
        if index in heads or level is not None or appendix or ends:
            if number is not None:
                yield Unit(Role.ARTICLE, tuple(article), number)
            article, number = [], None
        if index in heads:
            article, number = [line], heads[index]
        elif level is not None:
            yield Unit(Role.DIVISION, (line,), level=level)
        elif appendix and index > last:
            yield Unit(Role.APPENDICES, tuple(lines[index:]))
            return
        elif appendix:
            yield Unit(Role.APPENDIX, (line,))
        elif ends and index > last:
            yield Unit(Role.END, tuple(lines[index:]))
            return
        elif number is not None:
            article.append(line)
        else:
            yield Unit(Role.LOOSE, (line,))
    if number is not None:
        yield Unit(Role.ARTICLE, tuple(article), number)


def _front(lines: Sequence[Piece]) -> Iterator[Unit]:
    """What stands before the body; a table of contents in it reaches from its first to its last chapter."""
    entries = [index for index, line in enumerate(lines) if division_level(line.text) is not None]
    if not entries:
        if lines:
            yield Unit(Role.FRONT, tuple(lines))
        return
    begin, end = entries[0], entries[-1] + 1
    while begin > 0 and "".join(lines[begin - 1].text.split()) in {"目录", "目次", "序言", "前言"}:
        begin -= 1
    while end < len(lines) and "".join(lines[end].text.split()) in {"附则", "附录", "附件"}:
        end += 1
    for role, part in (
        (Role.FRONT, lines[:begin]),
        (Role.CONTENTS, lines[begin:end]),
        (Role.FRONT, lines[end:]),
    ):
        if part:
            yield Unit(role, tuple(part))


def _divisions_of_first_article(levels: Mapping[int, int], first: int) -> int:
    """Where the headings of the first article begin: 第一编, 第一章, each below the one before. What else is above is contents."""
    begin, below = first, 99
    while begin > 0:
        level = levels.get(begin - 1)
        if level is None or level >= below:
            return begin
        begin, below = begin - 1, level
    return begin


def _marked_headings(blocks: Sequence[Heading | Paragraph]) -> frozenset[int]:
    """Where the headings that the format marks begin; the only one of the highest level is the title."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    top = [block for block in headings if block.level == min(other.level for other in headings)]
    return frozenset(block.place.start for block in headings if len(top) > 1 or block not in top)


def _restarts(heads: Mapping[int, ArticleNumber], index: int) -> bool:
    """Whether the next article is the first one of another document in the same file."""
    following = next((heads[at] for at in sorted(heads) if at > index), None)
    return following is not None and following.article == 1


def ends_body(lines: Sequence[Piece], index: int) -> bool:
    """Whether the signature or the print below the document begins here."""
    text = lines[index].text
    signed = is_issuer(text) and index + 1 < len(lines) and is_date(lines[index + 1].text)
    return signed or is_imprint(text)


def _lines(blocks: Sequence[Heading | Paragraph]) -> list[Piece]:
    """The document's lines, an article that was run into another one on a line of its own."""
    lines: list[Piece] = []
    for block in blocks:
        whole = piece_of(block)
        edges = [0, *(match.end() for match in RUN_IN.finditer(whole.text)), len(whole.text)]
        parts = (whole.part(start, end) for start, end in pairwise(edges))
        lines += [part for part in parts if part.text]
    return lines
