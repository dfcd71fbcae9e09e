"""A passage in its place in the original, for a reader who wants to check a citation."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.answers import AnswerTable
from assistant.database import Database
from assistant.documents.reading import document_info, to_chunk, to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow, PageLineRow
from assistant.errors import NotFound
from assistant.records import Chunk, ChunkKind, Principal

_CONTEXT_CHARACTERS = 600
_NEIGHBOUR_ROWS = 4
_IMAGE_PAGES = ("application/pdf", "image/")


@dataclass(frozen=True, slots=True)
class ChunkContext:
    """A passage with what stands around it.

    ``before + quote + after`` is a stretch of the document's text. For a table row ``table`` holds the row among its neighbours and
    ``highlight`` its index there. ``has_page_image`` tells whether the page can be shown as a picture with the passage marked.
    """

    chunk: Chunk
    before: str
    quote: str
    after: str
    page_count: int
    has_page_image: bool
    table: AnswerTable | None = None
    highlight: int | None = None


class Viewer:
    """Reads passages back in their context, by the access rule."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def chunk(self, chunk_id: str, principal: Principal) -> Chunk:
        """One passage. Raises NotFound also when the caller may not know of it."""
        with self.database.session() as session:
            return _visible_chunk(session, chunk_id, principal)[1]

    def chunk_in_context(self, chunk_id: str, principal: Principal) -> ChunkContext:
        """The passage and its surroundings. Raises NotFound also when the caller may not know of it."""
        with self.database.session() as session:
            row, chunk = _visible_chunk(session, chunk_id, principal)
            document = session.get_one(DocumentRow, row.document_id)
            place = chunk.passage.place
            whole = access.may_open_original(principal, chunk.document)
            table, highlight = _neighbour_rows(session, row, principal) if row.kind is ChunkKind.ROW else (None, None)
            show_text = whole and row.kind is not ChunkKind.ROW
            return ChunkContext(
                chunk=chunk,
                before=document.text[max(0, place.start - _CONTEXT_CHARACTERS) : place.start] if show_text else "",
                quote=document.text[place.start : place.end] if show_text else chunk.passage.text,
                after=document.text[place.end : place.end + _CONTEXT_CHARACTERS] if show_text else "",
                page_count=document.page_count,
                has_page_image=whole and place.page is not None and document.media_type.startswith(_IMAGE_PAGES),
                table=table,
                highlight=highlight,
            )

    def passages(self, document_id: str, principal: Principal) -> tuple[Chunk, ...]:
        """All passages of a document that the caller may see, in reading order. Raises NotFound also when the caller may not know of it."""
        with self.database.session() as session:
            row = session.get(DocumentRow, document_id)
            if row is None or not access.may_see_document(principal, document_info(row)):
                raise NotFound("没有这份文件，或者您无权查看")
            rows = session.scalars(
                select(ChunkRow).where(ChunkRow.document_id == document_id).order_by(ChunkRow.ordinal)
            )
            return tuple(chunk for chunk in to_chunks(session, list(rows)) if access.visible(principal, chunk))

    def lines_of(self, chunk_id: str, page: int, principal: Principal) -> tuple[tuple[float, ...], ...]:
        """Boxes (x0, y0, x1, y1), in fractions of the page, of the passage's printed lines on a page."""
        with self.database.session() as session:
            row, chunk = _visible_chunk(session, chunk_id, principal)
            lines = session.get(PageLineRow, (row.document_id, page))
            place = chunk.passage.place
            if lines is None:
                return ()
            return tuple(
                (x0, y0, x1, y1)
                for start, end, x0, y0, x1, y1 in lines.lines
                if start < place.end and end > place.start
            )


def _visible_chunk(session: Session, chunk_id: str, principal: Principal) -> tuple[ChunkRow, Chunk]:
    row = session.scalar(select(ChunkRow).where(ChunkRow.id == chunk_id))
    chunk = to_chunk(row, document_info(session.get_one(DocumentRow, row.document_id))) if row else None
    if row is None or chunk is None or not access.visible(principal, chunk):
        raise NotFound("没有这段内容，可能已被删除或更新，或者您无权查看")
    return row, chunk


def _neighbour_rows(session: Session, row: ChunkRow, principal: Principal) -> tuple[AnswerTable | None, int | None]:
    """The row among those before and after it on the same sheet, as the caller may see them."""
    query = (
        select(ChunkRow)
        .where(
            ChunkRow.document_id == row.document_id,
            ChunkRow.kind == ChunkKind.ROW,
            ChunkRow.sheet.is_(row.sheet) if row.sheet is None else ChunkRow.sheet == row.sheet,
            ChunkRow.restricted.is_(row.restricted),
            ChunkRow.part == row.part,
        )
        .order_by(ChunkRow.ordinal)
    )
    rows = list(session.scalars(query))
    at = next((index for index, other in enumerate(rows) if other.id == row.id), None)
    if at is None:
        return None, None
    first = max(0, at - _NEIGHBOUR_ROWS)
    near = [
        chunk
        for chunk in to_chunks(session, rows[first : at + _NEIGHBOUR_ROWS + 1])
        if access.visible(principal, chunk)
    ]
    columns = tuple(cell.header for cell in near[at - first].passage.cells) if near else ()
    table = AnswerTable(
        columns=columns,
        rows=tuple(
            tuple({cell.header: cell.value for cell in chunk.passage.cells}.get(name, "") for name in columns)
            for chunk in near
        ),
        total=len(rows),
    )
    return table, at - first
