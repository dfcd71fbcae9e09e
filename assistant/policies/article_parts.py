"""款, 项 and 目 of one article's text: the one place that knows where they begin.

The stored tree is built from ``read_parts``, and clauses looked up by their address are cut by it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.policies.address import ClauseAddress
from assistant.policies.outline import NodeKind
from assistant.text.labels import (
    ARTICLE_LABEL,
    HIGHEST_LEVEL,
    LIST_STYLES,
    LOWEST_ITEM_LEVEL,
    ORDINAL,
    list_mark,
    number_in_mark,
)

_LINE = r"^[ \t\u3000]*"
_LINE_OR_STOP = r"(?:^|(?<=[：:；;。]))[ \t　]*"  # scans run items together
_MARKS = {
    style.name: re.compile(
        rf"{_LINE if style.level == HIGHEST_LEVEL else _LINE_OR_STOP}(?P<mark>{style.pattern})", re.MULTILINE
    )
    for style in LIST_STYLES
}
_HEADING = re.compile(
    r"\s*(?:【(?P<square>[^【】\n]{1,30})】|[〔\[(（](?P<round>[^（）()〔〕\[\]\n]{2,20})[〕\])）](?=\s|$))"
)
_NO_HEADING = re.compile(rf"^(?:{ORDINAL}|\d+)$|以下|简称|删除|删去|废止|略$")
_TITLE_LINE = re.compile(r"[^。；：，:;,！？!?…]{2,20}")
_BREAKS_OFF = re.compile(r"[，、,]\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A 款, 项 or 目 from ``start`` to ``end`` of the article's text, its own parts in it.

    ``style`` is the way of numbering (（一）, 1.), ``mark`` the number as printed; "" for a 款.
    """

    kind: NodeKind
    number: int
    style: str
    mark: str
    start: int
    end: int
    parts: tuple["Part", ...] = ()

    @property
    def own_end(self) -> int:
        """Where its own words end and its first part begins."""
        return self.parts[0].start if self.parts else self.end


@dataclass(frozen=True, slots=True)
class ArticleParts:
    """An article's text taken apart: label and heading up to ``body``, then its 款. ``heading`` is "" where it has none."""

    heading: str
    body: int
    paragraphs: tuple[Part, ...]


def read_parts(text: str) -> ArticleParts:
    """The parts of an article's text, whose label may stand before it."""
    label = ARTICLE_LABEL.match(text)
    heading, body = _heading(text, label.end()) if label else ("", 0)
    groups = _grouped(text, [line for line in _lines(text, body) if line[0] < line[1]])
    paragraphs = tuple(
        Part(NodeKind.PARAGRAPH, number, "", "", start, end, _list_in(text, start, end, NodeKind.PARAGRAPH))
        for number, (start, end) in enumerate(groups, start=1)
    )
    return ArticleParts(heading, body, paragraphs)


def paragraphs_of(clause: str) -> tuple[str, ...]:
    """The 款 of an article, its items with the paragraph they belong to. The article's label stays with the first."""
    paragraphs = read_parts(clause).paragraphs
    if not paragraphs:
        return (_tidy(clause),) if clause.strip() else ()
    starts = [0, *(paragraph.start for paragraph in paragraphs[1:])]
    return tuple(_tidy(clause[start : part.end]) for start, part in zip(starts, paragraphs, strict=True))


def items_of(paragraph: str) -> dict[int, str]:
    """The 项 of a paragraph by their number, each with its 目. Where 1. numbers what others write as （一）, those are meant."""
    parts = _list_in(paragraph, _after_label(paragraph), len(paragraph), NodeKind.PARAGRAPH)
    return {part.number: paragraph[part.start : part.end] for part in parts}


def subitems_of(item: str) -> dict[int, str]:
    """The 目 of an item, or of a paragraph without items, by their number."""
    start = _after_label(item)
    mark = list_mark(item[start:])
    numbered = mark is not None and mark.level < LOWEST_ITEM_LEVEL
    parent = NodeKind.ITEM if numbered else NodeKind.PARAGRAPH
    parts = _list_in(item, start + mark.end if mark and numbered else start, len(item), parent)
    return {part.number: item[part.start : part.end] for part in parts if part.kind is NodeKind.SUBITEM}


def part_of(clause: str, address: ClauseAddress) -> str | None:
    """What the address names within a clause; the whole clause when it names no part, None when the part is not there."""
    if address.paragraph is not None:
        paragraphs = paragraphs_of(clause)
        if not 1 <= address.paragraph <= len(paragraphs):
            return None
        places: tuple[str, ...] = (paragraphs[address.paragraph - 1],)
    else:
        places = (clause,) if address.item is None and address.subitem is None else paragraphs_of(clause)
    if address.item is not None:
        places = tuple(item for place in places if (item := items_of(place).get(address.item)) is not None)
    if address.subitem is not None:
        places = tuple(found for place in places if (found := subitems_of(place).get(address.subitem)) is not None)
    return places[0] if places else None


def _after_label(text: str) -> int:
    label = ARTICLE_LABEL.match(text)
    return _heading(text, label.end())[1] if label else 0


def _heading(text: str, start: int) -> tuple[str, int]:
    """The article's heading behind its label (【目的依据】, or a line of its own), and where its body begins."""
    bracketed = _HEADING.match(text, start)
    if bracketed is not None:
        name = (bracketed["square"] or bracketed["round"]).strip()
        if not _NO_HEADING.search(name):
            return name, _next_word(text, bracketed.end())
    end = text.find("\n", start)
    title = text[start:end].strip() if end >= 0 else ""
    if _TITLE_LINE.fullmatch(title) and text[end:].strip() and _mark_at(text[end:].lstrip()) is None:
        return title, _next_word(text, end)
    return "", _next_word(text, start)


def _next_word(text: str, start: int) -> int:
    """Where the first sign that is no space stands, the end when there is none."""
    return start + len(text[start:]) - len(text[start:].lstrip())


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The lines from ``start`` on, without the spaces around them."""
    for line in text[start:].splitlines(keepends=True):
        stripped = line.strip()
        at = start + len(line) - len(line.lstrip())
        yield (at, at + len(stripped)) if stripped else (start, start)
        start += len(line)


def _grouped(text: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines of each 款: it begins with every line that neither is an item nor goes on with something."""
    groups: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(lines):
        if groups and (
            _mark_at(text[start:end]) is not None
            or _BREAKS_OFF.search(text[slice(*groups[-1])])
            or _stands_within_list(text, groups[-1], lines[at + 1 :])
        ):
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return groups


def _stands_within_list(text: str, group: tuple[int, int], following: Sequence[tuple[int, int]]) -> bool:
    """Whether the list of a 款 goes on after a line without a number, which then belongs to the item before it."""
    marked = (_mark_at(text[start:end]) for start, end in following)
    following_mark = next((mark for mark in marked if mark is not None), None)
    if following_mark is None or following_mark[1] == 1:
        return False
    style, number = following_mark
    parts = _list_in(text, *group, NodeKind.PARAGRAPH)
    while parts:
        if (parts[-1].style, parts[-1].number) == (style, number - 1):
            return True
        parts = parts[-1].parts
    return False


def _mark_at(line: str) -> tuple[str, int] | None:
    """The style and number of the mark that a line begins with."""
    mark = list_mark(line)
    return None if mark is None else (mark.style, mark.number)


def _list_in(text: str, start: int, end: int, parent: NodeKind, used: frozenset[str] = frozenset()) -> tuple[Part, ...]:
    """The list in a stretch of text: pieces that begin with 1, 2, 3 … in turn; a number out of turn is a reference or a figure.

    The way of numbering whose first number comes first is the upper level; within its pieces another way is the next one.
    """
    stretch = text[start:end]
    first: tuple[int, str] | None = None
    for style in _MARKS.keys() - used:
        match = next((found for found in _MARKS[style].finditer(stretch) if number_in_mark(found["number"]) == 1), None)
        if match is not None and (first is None or match.start("mark") < first[0]):
            first = match.start("mark"), style
    if first is None:
        return ()
    style = first[1]
    kind = _kind(style, parent)
    starts: list[tuple[int, int]] = []
    for match in _MARKS[style].finditer(stretch):
        if number_in_mark(match["number"]) == len(starts) + 1:
            starts.append((start + match.start("mark"), start + match.end("mark")))
    edges = [*(at for at, _ in starts), end]
    parts = []
    for number, ((_, behind), (begin, until)) in enumerate(zip(starts, pairwise(edges), strict=True), start=1):
        until = begin + len(text[begin:until].rstrip())
        inner = _list_in(text, behind, until, kind, used | {style})
        parts.append(Part(kind, number, style, text[begin:behind], begin, until, inner))
    return tuple(parts)


def _kind(style: str, parent: NodeKind) -> NodeKind:
    if style in {"一、", "（一）"} and parent is NodeKind.PARAGRAPH:
        return NodeKind.ITEM
    if parent in {NodeKind.PARAGRAPH, NodeKind.ITEM}:
        return NodeKind.SUBITEM
    return NodeKind.POINT


def _tidy(text: str) -> str:
    """The lines of a text without the spaces around them."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
