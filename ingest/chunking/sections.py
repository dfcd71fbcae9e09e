"""Documents without articles: sections of about a few hundred characters, never across a heading."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.records import ChunkKind, Passage
from assistant.text.labels import list_mark
from ingest.chunking.exchanges import exchanges_in
from ingest.chunking.headings import APPENDIX_LEVEL, HeadingPath, heading_level, inner_titles
from ingest.chunking.pieces import Piece, cut_to_fit, pack, piece_of, place_of, text_of
from ingest.parsed import Heading, Paragraph

_TOO_LONG = 1.5  # times the wanted length: a paragraph beyond is cut at a sentence's end


@dataclass(frozen=True, slots=True)
class Step:
    """A block on the way through a document: its ``level`` where it is a heading, whether it ``leaves`` a numbered heading without being one
    itself, and the headings above whatever comes behind it: all of them, and the lowest."""

    piece: Piece
    level: int | None
    leaves: bool
    heading: str
    name: str


def steps_through(blocks: Sequence[Heading | Paragraph], title: str) -> Iterator[Step]:
    """The blocks in order, blank ones left out."""
    path = HeadingPath(title)
    titles = inner_titles([block.text for block in blocks])
    for index, block in enumerate(blocks):
        piece = piece_of(block)
        if not piece.text:
            continue
        level = APPENDIX_LEVEL if index in titles else heading_level(block)
        leaves = False
        if level is not None:
            path.enter(level, piece.text)
        else:
            mark = list_mark(piece.text.strip())
            leaves = mark is not None and path.holds(mark.level)  # 七、本通知自… is not below 六、
            if mark is not None and leaves:
                path.leave(mark.level)
        yield Step(piece, level, leaves, str(path), path.names[-1] if path.names else "")


def chunk_sections(
    blocks: Sequence[Heading | Paragraph],
    title: str,
    fits: Callable[[str], bool],
    section_characters: int,
    tables: Sequence[int] = (),
) -> list[Passage]:
    """Sections in order. A heading without anything below it is a section of its own, so that it can be found; ``tables`` are where in the text
    tables begin, whose rows carry the heading that they stand below."""
    passages: list[Passage] = []
    body: list[Piece] = []
    bare: tuple[Piece, int] | None = None  # a heading below which nothing has come yet
    heading = name = ""

    def close(end: float) -> None:
        if body:
            passages.extend(_below_heading(body, heading, name, fits, section_characters))
        elif bare is not None and not any(bare[0].start < at < end for at in tables):
            passages.extend(sections_of([bare[0]], "", name, fits, section_characters))
        body.clear()

    for step in steps_through(blocks, title):
        if step.level is None:
            if step.leaves:
                close(step.piece.start)
            body.append(step.piece)
            bare = None
        else:
            if body or (bare is not None and step.level <= bare[1]):
                close(step.piece.start)
            bare = (step.piece, step.level)
        heading, name = step.heading, step.name
    close(math.inf)
    return passages


def _below_heading(
    body: Sequence[Piece], heading: str, name: str, fits: Callable[[str], bool], section_characters: int
) -> list[Passage]:
    """Sections of about the wanted length; each question of a list of questions with its answer is one by itself."""
    first, exchanges = exchanges_in(body)
    passages = sections_of(body[:first], heading, name, fits, section_characters) if first else []
    for exchange in exchanges:
        passages += sections_of(exchange.pieces, heading, exchange.name, fits, section_characters)
    return passages


def sections_of(
    pieces: Sequence[Piece], heading: str, locator: str, fits: Callable[[str], bool], section_characters: int
) -> list[Passage]:
    """Paragraphs under one heading as sections of about ``section_characters``, cut at paragraphs, then at sentences."""
    limit = int(section_characters * _TOO_LONG)
    small = [part for piece in pieces for part in cut_to_fit(piece, lambda text: len(text) <= limit and fits(text))]
    groups = _merged(pack(small, lambda text: len(text) <= section_characters and fits(text)), limit, fits)
    return [
        Passage(
            kind=ChunkKind.SECTION,
            text=text_of(group),
            locator=_locator(locator, group, number, len(groups)),
            place=place_of(group),
            heading=heading,
        )
        for number, group in enumerate(groups, start=1)
    ]


def _merged(groups: list[list[Piece]], limit: int, fits: Callable[[str], bool]) -> list[list[Piece]]:
    """A short last group joins the one before it rather than standing alone."""
    if len(groups) < 2:
        return groups
    joined = [*groups[-2], *groups[-1]]
    text = text_of(joined)
    return [*groups[:-2], joined] if len(text) <= limit and fits(text) else groups


def _locator(name: str, group: Sequence[Piece], number: int, count: int) -> str:
    """``一、主要成效（2）``, with the page where there are pages; ``第3段`` where there is no heading."""
    ordinal = f"（{number}）" if name and count > 1 else ""
    page = f"第{group[0].page}页" if group[0].page else ""
    label = f"{name}{ordinal}" if name else ("" if page else f"第{number}段")
    return " ".join(part for part in (label, page) if part)
