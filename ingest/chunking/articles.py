"""Documents of articles: every 第X条 whole, with its heading path."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.policies.numerals import ARTICLE_LABEL, DIGITS, ArticleNumber, parse_article_label
from assistant.records import ChunkKind, Passage
from ingest.chunking.headings import HeadingPath, division_level, is_appendix
from ingest.chunking.pieces import Piece, pack, piece_of, place_of, text_of
from ingest.chunking.sections import chunk_sections, sections_of
from ingest.imprint import is_date, is_imprint, is_issuer
from ingest.parsed import Heading, Paragraph

# An article that the layout ran into the end of the one before it, as scans do.
_RUN_IN = re.compile(rf"(?<=[。；])\s*(?=第\s*[{DIGITS}]+\s*条(?:之[一二三四五六七八九十]+)?[\s　【〔])")
_SPACE_AFTER = re.compile(r"^(?:[\s　]|[【〔\[(（]|$)")
# What follows the label where a clause is only referred to: "第十条规定的企业", "第三条、第四条所称", "第十条第二款".
_REFERENCE_AFTER = re.compile(
    r"^(?:第\s*[〇零一二三四五六七八九十百千\d]+\s*[条款项]|规定|所称|所列|所述|之规定|中(?:的|所|规定)|的|以外|以内|[（(]?[一二三四五六七八九十]+[)）]?项|款)"
)
_LIST_AFTER = re.compile(r"^[\s　]*(?:[、，,;；。]|(?:[和及与或至到]|以及|－|—|-)\s*第)")
_JUMP_COST, _RESTART_COST, _WEAK_WORTH, _LATE_START_COST = 0.95, 0.5, 0.55, 0.5
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may begin an article; ``worth`` is lower without a space after the label, and before a reference."""

    index: int
    number: ArticleNumber
    worth: float


@dataclass(slots=True)
class _Open:
    """The article being read."""

    number: ArticleNumber
    heading: str
    pieces: list[Piece] = field(default_factory=list)


def has_articles(blocks: Sequence[Heading | Paragraph]) -> bool:
    """Whether the document consists of articles."""
    return len(_heads(_lines(blocks))) >= _FEWEST


def chunk_articles(
    blocks: Sequence[Heading | Paragraph], title: str, fits: Callable[[str], bool], section_characters: int
) -> list[Passage]:
    """Clauses in order; what stands before the first, and appendices after the last, become sections."""
    lines = _lines(blocks)
    heads = _heads(lines)
    first, last = min(heads), max(heads)
    path = HeadingPath(title)
    passages: list[Passage] = []
    before: list[Piece] = []
    article: _Open | None = None
    for index, line in enumerate(lines):
        if index in heads:
            _close(article, fits, passages)
            article = _Open(heads[index], str(path), [line])
        elif (level := division_level(line.text)) is not None:
            _close(article, fits, passages)
            article = None
            path.enter(level, line.text)
            if index < first:
                before.append(line)  # a table of contents names the chapters once more
        elif article is not None and is_appendix(line.text):
            _close(article, fits, passages)
            rest = [_as_paragraph(piece) for piece in lines[index:]]
            return [
                *sections_of(before, "", "文首", fits, section_characters),
                *passages,
                *chunk_sections(rest, title, fits, section_characters),
            ]
        elif index > last and _ends_body(lines, index):
            _close(article, fits, passages)
            return [
                *sections_of(before, "", "文首", fits, section_characters),
                *passages,
                *sections_of(lines[index:], "", "文末", fits, section_characters),
            ]
        elif article is not None:
            article.pieces.append(line)
        elif index < first:
            before.append(line)
        else:
            passages += sections_of(
                [line], str(path), path.names[-1] if path.names else "正文", fits, section_characters
            )
    _close(article, fits, passages)
    return [*sections_of(before, "", "文首", fits, section_characters), *passages]


def _ends_body(lines: Sequence[Piece], index: int) -> bool:
    """Whether the signature or the print below the document begins here."""
    text = lines[index].text
    signed = is_issuer(text) and index + 1 < len(lines) and is_date(lines[index + 1].text)
    return signed or is_imprint(text)


def _lines(blocks: Sequence[Heading | Paragraph]) -> list[Piece]:
    """The document's lines, an article that was run into another one on a line of its own."""
    lines: list[Piece] = []
    for block in blocks:
        whole = piece_of(block)
        edges = [0, *(match.end() for match in _RUN_IN.finditer(whole.text)), len(whole.text)]
        parts = (whole.part(start, end) for start, end in pairwise(edges))
        lines += [part for part in parts if part.text]
    return lines


def _heads(lines: Sequence[Piece]) -> dict[int, ArticleNumber]:
    """Which lines begin an article: the chain of candidates that numbers on best.

    A reference at a line's start breaks the numbering (``第十条`` between the fifth and the sixth article), so the chain goes round
    it. Numbering may begin anew: a notice and the measures that it issues are one file.
    """
    candidates = [candidate for index, line in enumerate(lines) if (candidate := _candidate(index, line.text))]
    best: list[float] = []
    previous: list[int | None] = []
    for at, candidate in enumerate(candidates):
        late = _LATE_START_COST if candidate.number.article != 1 else 0.0
        score, link = candidate.worth - late, None
        for before in range(at):
            gain = best[before] + candidate.worth - _step_cost(candidates[before].number, candidate.number)
            if gain > score:
                score, link = gain, before
        best.append(score)
        previous.append(link)
    chain: dict[int, ArticleNumber] = {}
    at_end = max(range(len(best)), key=best.__getitem__, default=None)
    while at_end is not None:
        chain[candidates[at_end].index] = candidates[at_end].number
        at_end = previous[at_end]
    return chain


def _candidate(index: int, text: str) -> _Candidate | None:
    match = ARTICLE_LABEL.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    spaced = _SPACE_AFTER.match(rest) is not None
    if _LIST_AFTER.match(rest) or (not spaced and _REFERENCE_AFTER.match(rest)):
        return None
    try:
        number = parse_article_label(match.group())
    except ValueError:
        return None
    # An article may begin with a reference to another one (第十八条　第四条规定的…); then its number has to fit.
    plain = spaced and not _REFERENCE_AFTER.match(rest.lstrip())
    return _Candidate(index, number, 1.0 if plain else _WEAK_WORTH)


def _step_cost(earlier: ArticleNumber, later: ArticleNumber) -> float:
    if (later.article, later.inserted) == (earlier.article + 1, 0):
        return 0.0
    if later.article == earlier.article and later.inserted == earlier.inserted + 1:
        return 0.0
    if later > earlier:
        return _JUMP_COST
    if later.article == 1:
        return _RESTART_COST
    return float("inf")


def _close(article: _Open | None, fits: Callable[[str], bool], passages: list[Passage]) -> None:
    if article is None:
        return
    label = article.number.label
    groups = pack(article.pieces, fits)
    for part, group in enumerate(groups, start=1):
        passages.append(
            Passage(
                kind=ChunkKind.CLAUSE,
                text=text_of(group),
                locator=label,
                place=place_of(group),
                heading=article.heading,
                clause=label,
                part=part,
                parts=len(groups),
            )
        )


def _as_paragraph(piece: Piece) -> Paragraph:
    return Paragraph(piece.text, place_of([piece]))
