"""Hits made readable: the parts of one split clause put together, short neighbouring sections joined."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from assistant.documents.tables import ChunkRow
from assistant.records import Chunk, ChunkKind, Hit

_SECTION_REACH = 1


def one_hit_a_clause(hits: Iterable[Hit]) -> list[Hit]:
    """The hits without further parts of a clause of which a better part was hit."""
    kept: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        kept.setdefault((hit.chunk.document.id, _first_ordinal(hit.chunk)), hit)
    return list(kept.values())


def with_reading_text(session: Session, hits: Sequence[Hit]) -> list[Hit]:
    """The hits with the text to read: a clause whole, a section with the sections beside it under the same heading."""
    rows = _rows_around(session, hits)
    merged = []
    for hit in hits:
        near = [row for row in rows.get(hit.chunk.document.id, ()) if _belongs(row, hit.chunk)]
        merged.append(replace(hit, reading_text="\n".join(row.text for row in near)) if len(near) > 1 else hit)
    return merged


def _first_ordinal(chunk: Chunk) -> int:
    """The ordinal of the first part of the chunk's clause; parts follow each other in a document."""
    return chunk.ordinal - chunk.passage.part + 1


def _reach(chunk: Chunk) -> tuple[int, int]:
    """First and last ordinal to read for a chunk."""
    if chunk.passage.parts > 1:
        return _first_ordinal(chunk), _first_ordinal(chunk) + chunk.passage.parts - 1
    if chunk.passage.kind is ChunkKind.SECTION:
        return chunk.ordinal - _SECTION_REACH, chunk.ordinal + _SECTION_REACH
    return chunk.ordinal, chunk.ordinal


def _rows_around(session: Session, hits: Sequence[Hit]) -> dict[str, list[ChunkRow]]:
    """The rows that the hits may be read with, by document, in order: one query for all."""
    reaches = {(hit.chunk.document.id, *_reach(hit.chunk)) for hit in hits}
    wanted = [
        and_(ChunkRow.document_id == document_id, ChunkRow.ordinal.between(first, last))
        for document_id, first, last in sorted(reaches)
        if last > first
    ]
    found: dict[str, list[ChunkRow]] = {}
    if wanted:
        for row in session.scalars(select(ChunkRow).where(or_(*wanted)).order_by(ChunkRow.ordinal)):
            found.setdefault(row.document_id, []).append(row)
    return found


def _belongs(row: ChunkRow, chunk: Chunk) -> bool:
    """Whether a row is read together with a chunk: never a restricted row with an open one, nor across headings."""
    passage = chunk.passage
    first, last = _reach(chunk)
    if row.kind is not passage.kind or row.restricted != passage.restricted or not first <= row.ordinal <= last:
        return False
    return row.locator == passage.locator if passage.parts > 1 else row.heading == passage.heading
