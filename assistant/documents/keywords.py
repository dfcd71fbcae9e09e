"""A document's chunks in the keyword index."""

import logging
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assistant.database import Database
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.records import Clearance
from assistant.retrieval.keywords.index import KeywordIndex, indexed_text
from assistant.retrieval.keywords.tables import KeywordDocumentRow

log = logging.getLogger(__name__)
_CHUNKS_AT_ONCE = 2000


def chunk_clearance(document: Clearance, chunk: ChunkRow) -> Clearance:
    """Who may see a chunk of a document of this clearance."""
    return Clearance.INTERNAL if chunk.restricted else document


def index_document(session: Session, index: KeywordIndex, row: DocumentRow, chunks: Sequence[ChunkRow]) -> None:
    """Index all chunks of a document, which the index must not know yet."""
    entries: dict[Clearance, list[tuple[int, str]]] = {}
    for chunk in chunks:
        text = indexed_text(row.document_number, row.title, chunk.heading, chunk.locator, chunk.text)
        entries.setdefault(chunk_clearance(row.clearance, chunk), []).append((chunk.number, text))
    index.add(session, row.id, entries)


def index_missing(database: Database, index: KeywordIndex) -> int:
    """Index the stored documents that the index does not know, as after an upgrade that made it anew; returns how many.

    What is done stays done if it is interrupted. The caller holds the writer's place.
    """
    with database.session() as session:
        waiting = list(session.scalars(_unknown()))
    if waiting:
        log.warning("indexing the words of %d documents", len(waiting))
    done = 0
    while done < len(waiting):
        with database.session() as session:
            together = 0
            while done < len(waiting) and together < _CHUNKS_AT_ONCE:
                row = session.get_one(DocumentRow, waiting[done])
                index_document(session, index, row, row.chunks)
                together += len(row.chunks)
                done += 1
    return done


def lacks_documents(database: Database) -> bool:
    """Whether there are stored documents that the index does not know."""
    with database.session() as session:
        return session.scalar(_unknown().limit(1)) is not None


def _unknown() -> Select[str]:
    known = select(KeywordDocumentRow.document_id)
    with_chunks = select(ChunkRow.document_id)
    return select(DocumentRow.id).where(DocumentRow.id.in_(with_chunks), DocumentRow.id.not_in(known))
