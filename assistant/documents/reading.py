"""Rows of the relational store as frozen records."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assistant.documents.tables import ChunkRow, DocumentRow, FactRow
from assistant.groups import held_groups
from assistant.records import Cell, Chunk, DocumentInfo, EndedClause, Fact, Passage, Place

_Item = TypeVar("_Item")
_IN_BATCH = 500  # below SQLite's limit on bound variables of old builds


def document_info(row: DocumentRow) -> DocumentInfo:
    """A document's record."""
    return DocumentInfo(
        id=row.id,
        name=row.name,
        title=row.title,
        kind=row.kind,
        clearance=row.clearance,
        media_type=row.media_type,
        document_number=row.document_number,
        issuer=row.issuer,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        repealed_on=row.repealed_on,
        repealed_by=row.repealed_by,
        amended=row.amended,
        edition_from=row.edition_from,
        extended_by=row.extended_by,
        ended_clauses=tuple(
            EndedClause(end["clause"], date.fromisoformat(end["ended_on"]), end["ended_by"], end.get("adjusted", ""))
            for end in row.ended_clauses or ()
        ),
        page_count=row.page_count,
        has_restricted=row.has_restricted,
        groups=held_groups(row.groups or ""),
    )


def fact_of(row: FactRow) -> Fact:
    """A stored fact's record."""
    return Fact(row.field, row.value, row.origin, row.evidence, row.confidence, row.working)


def fact_row(document_id: str, fact: Fact) -> FactRow:
    """A fact to store."""
    return FactRow(
        document_id=document_id,
        field=fact.field,
        origin=fact.origin,
        value=fact.value,
        evidence=fact.evidence,
        confidence=fact.confidence,
        working=fact.working,
    )


def to_chunk(row: ChunkRow, document: DocumentInfo) -> Chunk:
    """A chunk's record; the document is passed so that many chunks share one."""
    return Chunk(
        id=row.id,
        document=document,
        ordinal=row.ordinal,
        passage=Passage(
            kind=row.kind,
            text=row.text,
            locator=row.locator,
            place=Place(start=row.start, end=row.end, page=row.page, sheet=row.sheet, row=row.row),
            heading=row.heading,
            clause=row.clause,
            part=row.part,
            parts=row.parts,
            cells=tuple(
                Cell(
                    str(cell["header"]),
                    str(cell["value"]),
                    bool(cell.get("restricted", False)),
                    str(cell.get("column", "")),
                )
                for cell in row.cells
            ),
            restricted=row.restricted,
        ),
    )


def to_chunks(session: Session, rows: Sequence[ChunkRow], known: dict[str, DocumentInfo] | None = None) -> list[Chunk]:
    """Chunk records in the order of ``rows``. Their documents are read in one query, those in ``known`` not again: it gains the others."""
    documents = {} if known is None else known
    documents |= documents_by_id(session, {row.document_id for row in rows} - documents.keys())
    return [to_chunk(row, documents[row.document_id]) for row in rows]


def documents_by_id(session: Session, ids: Iterable[str]) -> dict[str, DocumentInfo]:
    """Documents by id; unknown ids are left out. The document's text is not loaded."""
    found: dict[str, DocumentInfo] = {}
    for batch in _batches(sorted(set(ids))):
        for row in session.scalars(
            select(DocumentRow).where(DocumentRow.id.in_(batch)).options(defer(DocumentRow.text))
        ):
            found[row.id] = document_info(row)
    return found


def chunks_by_vector_id(
    session: Session, vector_ids: Sequence[str], known: dict[str, DocumentInfo] | None = None
) -> dict[str, Chunk]:
    """Chunks by the id of their vector; ``known`` as in ``to_chunks``. A vector whose chunk was deleted is left out: it answers nothing."""
    rows = [
        row
        for batch in _batches(vector_ids)
        for row in session.scalars(select(ChunkRow).where(ChunkRow.vector_id.in_(batch)))
    ]
    return dict(zip((row.vector_id for row in rows), to_chunks(session, rows, known), strict=True))


def chunks_by_number(
    session: Session, numbers: Sequence[int], known: dict[str, DocumentInfo] | None = None
) -> dict[int, Chunk]:
    """Chunks by their row number, as the keyword index names them; ``known`` as in ``to_chunks``."""
    rows = [
        row
        for batch in _batches(numbers)
        for row in session.scalars(select(ChunkRow).where(ChunkRow.number.in_(batch)))
    ]
    return dict(zip((row.number for row in rows), to_chunks(session, rows, known), strict=True))


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _IN_BATCH):
        yield items[start : start + _IN_BATCH]


def vector_ids_of(session: Session, chunk_ids: Sequence[str]) -> dict[str, str]:
    """The ids of the chunks' vectors."""
    found: dict[str, str] = {}
    for start in range(0, len(chunk_ids), _IN_BATCH):
        some = chunk_ids[start : start + _IN_BATCH]
        rows = session.execute(select(ChunkRow.id, ChunkRow.vector_id).where(ChunkRow.id.in_(some)))
        found.update((chunk_id, vector_id) for chunk_id, vector_id in rows)
    return found


def vector_ids_among(session: Session, vector_ids: Sequence[str], document_ids: frozenset[str]) -> frozenset[str]:
    """Those of the vectors that are of passages of these documents."""
    return frozenset(
        found
        for batch in _batches(vector_ids)
        for found, document in session.execute(
            select(ChunkRow.vector_id, ChunkRow.document_id).where(ChunkRow.vector_id.in_(batch))
        )
        if document in document_ids
    )
