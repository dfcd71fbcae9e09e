"""The tree of a document, from the same units that its chunks are cut from."""

from collections.abc import Sequence

from assistant.policies.article_parts import Part, read_parts
from assistant.policies.outline import NodeKind, OutlineNode
from ingest.chunking.notice_outline import add_notice
from ingest.chunking.outline_draft import OutlineDraft
from ingest.chunking.units import Role, Unit
from ingest.parsed import Heading, Paragraph, ParsedDocument, Table

_GROUPS = {Role.FRONT: NodeKind.FRONT, Role.CONTENTS: NodeKind.CONTENTS, Role.END: NodeKind.END}


def outline_of(parsed: ParsedDocument, units: Sequence[Unit], title: str) -> tuple[OutlineNode, ...]:
    """The nodes in reading order; every word of the document is in one of them.

    ``units`` are those of a document of articles, empty for one that numbers 一、（一）1. or nothing.
    """
    draft = OutlineDraft(parsed)
    if units:
        _add_units(draft, units, title)
    else:
        prose = [block for block in parsed.blocks if not isinstance(block, Table)]
        add_notice(draft, prose, title)
    return draft.nodes()


def _add_units(draft: OutlineDraft, units: Sequence[Unit], title: str) -> None:
    above: list[tuple[int, int]] = []
    for unit in units:
        first = unit.pieces[0]
        if unit.role in _GROUPS:
            group = draft.add(_GROUPS[unit.role], first.start, first.start)
            lines: list[Heading | Paragraph] = [piece.as_paragraph() for piece in unit.pieces]
            add_notice(draft, lines, title, group)
        elif unit.role is Role.APPENDICES:
            add_notice(draft, [piece.as_paragraph() for piece in unit.pieces], title)
        elif unit.role is Role.DIVISION:
            level = unit.level or 1
            above = [(known, node) for known, node in above if known < level]
            above.append((level, draft.add_division(first, above[-1][1] if above else None)))
        elif unit.role is Role.APPENDIX:
            above = [(0, draft.add_appendix(first))]
        elif unit.role is Role.ARTICLE:
            _add_article(draft, unit, above[-1][1] if above else None)
        else:
            draft.add_text(first, above[-1][1] if above else None)


def _add_article(draft: OutlineDraft, unit: Unit, parent: int | None) -> None:
    assert unit.number is not None
    start = unit.pieces[0].start
    text = draft.prose(start, unit.pieces[-1].end)
    parts = read_parts(text)
    own_end = start + len(text[: parts.body].rstrip())
    article = draft.add(
        NodeKind.ARTICLE,
        start,
        own_end,
        parent,
        number=unit.number.article,
        inserted=unit.number.inserted,
        heading=parts.heading,
    )
    for paragraph in parts.paragraphs:
        _add_part(draft, text, start, paragraph, article)


def _add_part(draft: OutlineDraft, text: str, offset: int, part: Part, parent: int) -> None:
    own = text[part.start : part.own_end].rstrip()
    node = draft.add(
        part.kind, offset + part.start, offset + part.start + len(own), parent, number=part.number, mark=part.mark
    )
    for inner in part.parts:
        _add_part(draft, text, offset, inner, node)
