"""A document as investors see it, or would see it if it were public: to be looked at before it, or a column of it, is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from assistant import access
from assistant.database import Database
from assistant.documents.reading import document_info, to_chunk
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import NotFound
from assistant.records import Chunk, Clearance, DocumentInfo, Principal

_INVESTOR = Principal()
_MOST_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column of the document's tables. ``values`` counts the different ones in its cells, ``examples`` are the first of them: what an
    investor sees (``shown``) or would see once it is released."""

    header: str
    shown: bool
    values: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvestorPreview:
    """``document`` as it would be if it were public, which it is today if ``is_public``. ``passages`` are those from the offset on of the
    ``total`` that an investor sees; ``for_staff`` counts the others. ``warnings`` say why the original is withheld, if it is."""

    document: DocumentInfo
    is_public: bool
    passages: tuple[Chunk, ...]
    total: int
    for_staff: int
    columns: tuple[ColumnPreview, ...]
    may_open_original: bool
    warnings: tuple[str, ...]


def preview_as_investor(
    database: Database, document_id: str, by: Principal, *, limit: int = 50, offset: int = 0
) -> InvestorPreview:
    """What an investor gets of a document, by the access rule itself. Raises NotFound for one that the caller may not know of."""
    with database.session() as session:
        row = session.get(DocumentRow, document_id)
        if row is None or not access.may_see_document(by, document_info(row)):
            raise NotFound("没有这份文件，或者您无权查看")
        document = replace(document_info(row), clearance=Clearance.PUBLIC)
        query = select(ChunkRow).where(ChunkRow.document_id == row.id).order_by(ChunkRow.ordinal)
        chunks = [to_chunk(chunk, document) for chunk in session.scalars(query)]
        seen = [chunk for chunk in chunks if access.visible(_INVESTOR, chunk)]
        return InvestorPreview(
            document=document,
            is_public=row.clearance is Clearance.PUBLIC,
            passages=tuple(seen[offset : offset + limit]),
            total=len(seen),
            for_staff=len(chunks) - len(seen),
            columns=_columns(chunks, seen),
            may_open_original=access.may_open_original(_INVESTOR, document),
            warnings=tuple(row.warnings),
        )


def _columns(chunks: Sequence[Chunk], seen: Sequence[Chunk]) -> tuple[ColumnPreview, ...]:
    """The columns in the order of the tables, each shown if a passage that an investor sees has it."""
    shown = {cell.header for chunk in seen for cell in chunk.passage.cells}
    values: dict[str, dict[str, None]] = {}
    for chunk in chunks:
        for cell in chunk.passage.cells:
            values.setdefault(cell.header, {}).setdefault(cell.value)
    return tuple(
        ColumnPreview(header, header in shown, len(found), tuple(found)[:_MOST_EXAMPLES])
        for header, found in values.items()
    )
