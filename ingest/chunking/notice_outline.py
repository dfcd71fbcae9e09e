"""The tree of what is not divided into articles: notices that number 一、（一）1., covering notices, appendices, reports."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.policies.outline import NodeKind
from assistant.text.labels import ListMark, list_mark
from ingest.chunking.headings import (
    APPENDIX_LEVEL,
    STYLED_LEVEL,
    division_level,
    heading_level,
    inner_titles,
    is_appendix,
)
from ingest.chunking.outline_draft import OutlineDraft
from ingest.chunking.pieces import Piece, piece_of
from ingest.chunking.units import ends_body
from ingest.parsed import Heading, Paragraph

_KINDS = {5: NodeKind.PART, 6: NodeKind.ITEM, 7: NodeKind.SUBITEM, 8: NodeKind.POINT, 9: NodeKind.POINT}
_LEAD = re.compile(r"^(?P<lead>[^。；：，、:;,]{2,25})[。：:](?=.)")
_ONE_OF_SEVERAL = re.compile(r"[；;]$")


@dataclass(frozen=True, slots=True)
class _Open:
    """A node that the lines to come may stand below. ``holds_text`` is False for an item of a list: a line without a number ends the list."""

    level: int
    node: int
    holds_text: bool = True


def add_notice(
    draft: OutlineDraft, blocks: Sequence[Heading | Paragraph], title: str, group: int | None = None
) -> None:
    """Add the blocks below ``group``; a line that repeats the document's ``title`` is no heading of what follows."""
    pieces = [(block, piece_of(block)) for block in blocks]
    pieces = [(block, piece) for block, piece in pieces if piece.text]
    lines = [piece for _, piece in pieces]
    above: list[_Open] = []
    listed: dict[int, int | None] = {}
    titles = inner_titles([piece.text for piece in lines])
    for index, (block, piece) in enumerate(pieces):
        level, mark = APPENDIX_LEVEL if index in titles else heading_level(block), list_mark(piece.text.strip())
        if is_appendix(piece.text):
            above = [_Open(0, draft.add_appendix(piece))]
        elif group is None and ends_body(lines, index) and any(step.level > 0 for step in above):
            end = draft.add(NodeKind.END, piece.start, piece.start)
            draft.add_text(piece, end)
            above = [_Open(0, end)]
        elif mark is not None and division_level(piece.text) is None:
            above = _above_mark(draft, above, mark)
            parent = above[-1].node if above else group
            goes_on = mark.number > 1 and mark.level in listed and listed[mark.level] == parent
            is_list = level is None and (goes_on or _ONE_OF_SEVERAL.search(piece.text) is not None)
            if is_list:
                listed[mark.level] = parent
            node = draft.add(
                _KINDS[mark.level],
                piece.start,
                piece.end,
                parent,
                number=mark.number,
                heading=_name(piece.text.strip()[len(mark.mark) :], whole=level is not None),
                mark=mark.mark,
            )
            above.append(_Open(mark.level, node, not is_list))
        elif level is not None and " ".join(piece.text.split()) != title:
            above = [step for step in above if step.level < level and step.holds_text]
            above.append(_Open(level, _add_heading(draft, piece, above[-1].node if above else group)))
        else:
            while above and not above[-1].holds_text:
                above.pop()
            draft.add_text(piece, above[-1].node if above else group)


def _add_heading(draft: OutlineDraft, piece: Piece, parent: int | None) -> int:
    if division_level(piece.text) is not None:
        return draft.add_division(piece, parent)
    return draft.add(NodeKind.HEADING, piece.start, piece.end, parent, heading=" ".join(piece.text.split()))


def _above_mark(draft: OutlineDraft, above: list[_Open], mark: ListMark) -> list[_Open]:
    """What stays open above a numbered line: the numbered lines of higher levels, and headings that came after them."""
    if above and draft.kind_of(above[-1].node) is NodeKind.END:
        return []
    ended = next((at for at, step in enumerate(above) if mark.level <= step.level < STYLED_LEVEL), len(above))
    return above[:ended]


def _name(text: str, whole: bool) -> str:
    """What a numbered line calls itself: all of a heading, the first words of 租金补贴。对新设立的…."""
    if whole:
        return " ".join(text.split())
    lead = _LEAD.match(text.strip())
    return lead["lead"] if lead else ""
