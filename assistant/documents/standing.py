"""How a document stands now, for checking what was quoted from it earlier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.documents.reading import document_info
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import NotFound
from assistant.records import DocumentInfo, Principal


@dataclass(frozen=True, slots=True)
class Standing:
    """A document as it is held on a day: its ``words``, without white space, and the clause of each passage by its id."""

    document: DocumentInfo
    day: date
    words: str
    clauses: Mapping[str, str | None]

    def in_force(self, chunk_id: str) -> bool:
        """Whether a passage quoted earlier may be quoted as current. One that is not held any more goes with the document."""
        return access.clause_in_force(self.document, self.clauses.get(chunk_id), self.day)

    def holds(self, quote: str) -> bool:
        """Whether the quoted words still stand there."""
        return _plain(quote) in self.words


def standing_of(session: Session, document_id: str, principal: Principal, day: date) -> Standing:
    """Raises NotFound where there is no such document, or the caller may not know of it."""
    row = session.get(DocumentRow, document_id)
    document = document_info(row) if row is not None else None
    if document is None or not access.may_see_document(principal, document):
        raise NotFound("没有这份文件，或者您无权查看")
    chunks = session.execute(
        select(ChunkRow.id, ChunkRow.kind, ChunkRow.clause, ChunkRow.heading, ChunkRow.text)
        .where(ChunkRow.document_id == document_id)
        .order_by(ChunkRow.ordinal)
    ).all()
    words = _plain("".join(chunk.text for chunk in chunks))
    clauses = {chunk.id: access.clause_around(chunk.kind, chunk.clause, chunk.heading) for chunk in chunks}
    return Standing(document, day, words, clauses)


def _plain(text: str) -> str:
    """Without white space: a table's row and a line broken by a page are put together differently each time they are read."""
    return "".join(text.split())
