"""Passages that belong to a found one: the clause above a table row, the rows of 下表, the part of a split clause that holds a quotation."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assistant import access
from assistant.database import Database
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow
from assistant.records import Chunk, ChunkKind, Principal

_LONGEST_TABLE = 30
_FARTHEST_ROW = 200
_REACH = 12
_LONGEST_DOCUMENT = 400


class Neighbours:
    """Reads around a passage, never beyond what the caller may see."""

    def __init__(self, database: Database, principal: Principal) -> None:
        self._database = database
        self._principal = principal

    def clause_above(self, row: Chunk) -> Chunk | None:
        """The clause that a table row stands under, None when rows of another kind of text come first."""
        before = self._between(row.document.id, row.ordinal - _LONGEST_TABLE, row.ordinal - 1)
        named = [one for one in before if one.passage.clause and row.passage.heading.endswith(one.passage.clause)]
        if named:
            return named[-1]
        for chunk in reversed(before):
            if chunk.passage.kind is not ChunkKind.ROW:
                return chunk if chunk.passage.kind is ChunkKind.CLAUSE else None
        return None

    def rows_below(self, clause: Chunk) -> tuple[Chunk, ...]:
        """The table rows that follow a clause directly."""
        first = clause.ordinal + clause.passage.parts - clause.passage.part + 1
        rows: list[Chunk] = []
        for chunk in self._between(clause.document.id, first, first + _LONGEST_TABLE):
            if chunk.passage.kind is not ChunkKind.ROW:
                break
            rows.append(chunk)
        return tuple(rows)

    def table_of(self, row: Chunk) -> tuple[Chunk, ...]:
        """The rows of the table that a row stands in: those around it under the same heading, without one of other text between them."""
        around = self._between(row.document.id, row.ordinal - _FARTHEST_ROW, row.ordinal + _FARTHEST_ROW)
        heads = {cell.header for cell in row.passage.cells}
        rows: list[Chunk] = []
        for chunk in around:
            own = chunk.passage.kind is ChunkKind.ROW and chunk.passage.heading == row.passage.heading
            if own and heads.intersection(cell.header for cell in chunk.passage.cells):
                rows.append(chunk)
            elif chunk.ordinal > row.ordinal:
                break
            else:
                rows.clear()
        return tuple(rows)

    def beside(self, first: Chunk, last: Chunk) -> tuple[Chunk, ...]:
        """The passages of a document directly before one and directly behind another."""
        around = self._between(first.document.id, first.ordinal - 1, last.ordinal + 1)
        return tuple(chunk for chunk in around if not first.ordinal <= chunk.ordinal <= last.ordinal)

    def holding(self, chunk: Chunk, quote: str) -> Chunk | None:
        """The passage that holds a quotation: the chunk itself, or one near it that it was merged with for reading."""
        if quote in chunk.passage.text:
            return chunk
        around = self._between(chunk.document.id, chunk.ordinal - _REACH, chunk.ordinal + _REACH)
        return next((near for near in around if quote in near.passage.text), None)

    def of_document(self, document_id: str) -> tuple[Chunk, ...]:
        """The passages of a document in their order, no more than its first few hundred."""
        return tuple(self._between(document_id, 0, _LONGEST_DOCUMENT))

    def chunks(self, chunk_ids: Sequence[str]) -> tuple[Chunk, ...]:
        """Passages by id in the order given; those that are gone or not for the caller are left out."""
        with self._database.session() as session:
            found = {
                chunk.id: chunk for chunk in self._visible(session, select(ChunkRow).where(ChunkRow.id.in_(chunk_ids)))
            }
        return tuple(found[chunk_id] for chunk_id in chunk_ids if chunk_id in found)

    def _between(self, document_id: str, first: int, last: int) -> list[Chunk]:
        query = select(ChunkRow).where(ChunkRow.document_id == document_id, ChunkRow.ordinal.between(first, last))
        with self._database.session() as session:
            return self._visible(session, query.order_by(ChunkRow.ordinal))

    def _visible(self, session: Session, query: Select[ChunkRow]) -> list[Chunk]:
        chunks = to_chunks(session, list(session.scalars(query)))
        return [chunk for chunk in chunks if access.visible(self._principal, chunk)]
