"""How a document stands now, for checking what was quoted from it earlier."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.documents.reading import document_info
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import NotFound
from assistant.records import Principal


@dataclass(frozen=True, slots=True)
class Standing:
    """The words of a document as it is held (``words``, without white space), and whether it is in force on the day."""

    words: str
    in_force: bool

    def holds(self, quote: str) -> bool:
        """Whether the quoted words still stand there."""
        return _plain(quote) in self.words


def standing_of(session: Session, document_id: str, principal: Principal, day: date) -> Standing:
    """Raises NotFound where there is no such document, or the caller may not know of it."""
    document = session.get(DocumentRow, document_id)
    if document is None or not access.may_see_document(principal, document_info(document)):
        raise NotFound("没有这份文件，或者您无权查看")
    texts = session.scalars(select(ChunkRow.text).where(ChunkRow.document_id == document_id).order_by(ChunkRow.ordinal))
    return Standing(_plain("".join(texts)), access.in_force(document_info(document), day))


def _plain(text: str) -> str:
    """Without white space: a table's row and a line broken by a page are put together differently each time they are read."""
    return "".join(text.split())
