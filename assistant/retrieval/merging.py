"""Hits made readable: the parts of one split clause put together, short neighbouring sections joined."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from assistant.documents.tables import ChunkRow
from assistant.records import ChunkKind, Hit

_SECTION_REACH = 1


def merge_for_reading(session: Session, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, best first, each with the text to read.

    Parts of one split clause become one hit, read whole; a section is read with the sections beside it under the same heading.
    """
    neighbours = _neighbours(session, hits)
    merged: list[Hit] = []
    seen: set[tuple[str, str]] = set()
    for hit in hits:
        passage, document_id = hit.chunk.passage, hit.chunk.document.id
        if passage.parts > 1:
            key = (document_id, f"{passage.locator}@{hit.chunk.ordinal - passage.part}")
            if key in seen:
                continue
            seen.add(key)
        near = [row for row in neighbours.get(document_id, ()) if _belongs(row, hit)]
        text = _joined(near) if len(near) > 1 else ""
        merged.append(replace(hit, reading_text=text))
    return merged


def _neighbours(session: Session, hits: Sequence[Hit]) -> dict[str, list[ChunkRow]]:
    wanted = []
    for hit in hits:
        passage = hit.chunk.passage
        if passage.kind is ChunkKind.ROW or (passage.kind is ChunkKind.CLAUSE and passage.parts == 1):
            continue
        reach_back = passage.part - 1 if passage.parts > 1 else _SECTION_REACH
        reach_on = passage.parts - passage.part if passage.parts > 1 else _SECTION_REACH
        first, last = hit.chunk.ordinal - reach_back, hit.chunk.ordinal + reach_on
        wanted.append(and_(ChunkRow.document_id == hit.chunk.document.id, ChunkRow.ordinal.between(first, last)))
    found: dict[str, list[ChunkRow]] = {}
    if wanted:
        for row in session.scalars(select(ChunkRow).where(or_(*wanted)).order_by(ChunkRow.ordinal)):
            found.setdefault(row.document_id, []).append(row)
    return found


def _belongs(row: ChunkRow, hit: Hit) -> bool:
    passage, ordinal = hit.chunk.passage, hit.chunk.ordinal
    if row.kind is not passage.kind or row.restricted != passage.restricted:
        return False
    if passage.parts > 1:
        return row.locator == passage.locator and row.ordinal - row.part == ordinal - passage.part
    return (
        passage.kind is ChunkKind.SECTION
        and row.heading == passage.heading
        and abs(row.ordinal - ordinal) <= _SECTION_REACH
    )


def _joined(rows: Sequence[ChunkRow]) -> str:
    return "\n".join(row.text for row in rows)
