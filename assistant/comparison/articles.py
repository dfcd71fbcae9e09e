"""The articles of a stored document, whole: parts of a split clause joined again."""

from dataclasses import dataclass

from sqlalchemy import select

from assistant import access
from assistant.database import Database
from assistant.documents.reading import document_info, to_chunk
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import NotFound
from assistant.records import ChunkKind, DocumentInfo, Principal
from assistant.text.labels import ARTICLE_LABEL


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``text`` is verbatim without the label; ``chunk_id`` is that of its first part, where a viewer opens it."""

    label: str
    heading: str
    text: str
    chunk_id: str


@dataclass(frozen=True, slots=True)
class ArticledDocument:
    """A document with its articles in order."""

    info: DocumentInfo
    articles: tuple[Article, ...]


def read_articles(database: Database, document_id: str, principal: Principal) -> ArticledDocument:
    """Raises NotFound when the caller may not see the document; it has no articles when its clauses have no numbers."""
    with database.session() as session:
        row = session.get(DocumentRow, document_id)
        if row is None or not access.may_see_document(principal, document_info(row)):
            raise NotFound("没有这份文件，或者您无权查看")
        info = document_info(row)
        query = select(ChunkRow).where(ChunkRow.document_id == document_id, ChunkRow.kind == ChunkKind.CLAUSE)
        articles: list[Article] = []
        first: ChunkRow | None = None
        for chunk in session.scalars(query.order_by(ChunkRow.ordinal)):
            if chunk.clause is None or not access.visible(principal, to_chunk(chunk, info)):
                continue
            if first is None or chunk.part == 1 or chunk.clause != first.clause:
                first = chunk
                articles.append(_article(row.text, first, chunk))
            else:
                articles[-1] = _article(row.text, first, chunk)
        return ArticledDocument(info, tuple(articles))


def _article(text: str, first: ChunkRow, last: ChunkRow) -> Article:
    whole = text[first.start : last.end].strip()
    label = ARTICLE_LABEL.match(whole)
    body = whole[label.end() :].strip() if label else whole
    return Article(first.clause or "", first.heading, body, first.id)
