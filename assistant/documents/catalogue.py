"""What documents there are: lists and details for people, by the access rule."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from assistant import access
from assistant.database import Database
from assistant.documents.reading import document_info, fact_of
from assistant.documents.seeing import seen_by
from assistant.documents.tables import ChunkRow, DocumentRow, PageLineRow
from assistant.errors import NotFound
from assistant.files import Files
from assistant.records import Clearance, DocumentInfo, DocumentKind, Fact, Principal

_NO_ORIGINAL = "没有这份原件，或者您无权查看"


class DocumentOrder(StrEnum):
    """By what a list of documents is ordered; ``ADDED``: the newest reading first."""

    ADDED = "added"
    TITLE = "title"
    NUMBER = "document_number"
    KIND = "kind"
    CLEARANCE = "clearance"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    PAGES = "page_count"


_COLUMNS: Mapping[DocumentOrder, InstrumentedAttribute[Any]] = {
    DocumentOrder.TITLE: DocumentRow.title,
    DocumentOrder.NUMBER: DocumentRow.document_number,
    DocumentOrder.KIND: DocumentRow.kind,
    DocumentOrder.CLEARANCE: DocumentRow.clearance,
    DocumentOrder.VALID_FROM: DocumentRow.valid_from,
    DocumentOrder.VALID_TO: DocumentRow.valid_to,
    DocumentOrder.PAGES: DocumentRow.page_count,
}


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """Everything a person may want to know about one document."""

    info: DocumentInfo
    facts: tuple[Fact, ...]
    chunks: Mapping[str, int]
    ocr_pages: tuple[int, ...]
    empty_pages: tuple[int, ...]
    warnings: tuple[str, ...]
    size_bytes: int
    sha256: str
    ingested_at: datetime
    replaced_by: DocumentInfo | None


class Catalogue:
    """Reads of the documents' record."""

    def __init__(self, database: Database, files: Files) -> None:
        self.database = database
        self.files = files

    def list(
        self,
        principal: Principal,
        *,
        kind: DocumentKind | None = None,
        clearance: Clearance | None = None,
        text: str = "",
        order: DocumentOrder = DocumentOrder.ADDED,
        descending: bool = False,
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[tuple[DocumentInfo, ...], int]:
        """Documents that the caller may see, and how many there are in all. Those without what they are ordered by come last."""
        query = select(DocumentRow).where(seen_by(principal))
        if kind is not None:
            query = query.where(DocumentRow.kind == kind)
        if clearance is not None:
            query = query.where(DocumentRow.clearance == clearance)
        if text.strip():
            pattern = f"%{text.strip()}%"
            query = query.where(
                or_(
                    DocumentRow.title.ilike(pattern),
                    DocumentRow.document_number.ilike(pattern),
                    DocumentRow.issuer.ilike(pattern),
                    DocumentRow.name.ilike(pattern),
                )
            )
        with self.database.session() as session:
            total = _count(session, query)
            page = query.order_by(*_ordering(order, descending)).limit(limit).offset(offset)
            rows = session.scalars(page.options(defer(DocumentRow.text)))
            return tuple(document_info(row) for row in rows), total

    def all(self, principal: Principal, kind: DocumentKind | None = None) -> tuple[DocumentInfo, ...]:
        """Every document that the caller may see, in no order that means anything."""
        query = select(DocumentRow).where(seen_by(principal))
        if kind is not None:
            query = query.where(DocumentRow.kind == kind)
        with self.database.session() as session:
            return tuple(document_info(row) for row in session.scalars(query.options(defer(DocumentRow.text))))

    def called(self, titles: Sequence[str], principal: Principal) -> tuple[DocumentInfo, ...]:
        """The documents of exactly these titles that the caller may see."""
        query = select(DocumentRow).where(seen_by(principal), DocumentRow.title.in_(titles)).order_by(DocumentRow.id)
        with self.database.session() as session:
            return tuple(document_info(row) for row in session.scalars(query.options(defer(DocumentRow.text))))

    def get(self, document_id: str, principal: Principal) -> DocumentDetail:
        """One document. Raises NotFound also when the caller may not know of it."""
        with self.database.session() as session:
            row = self._row(session, document_id, principal)
            successor = session.get(DocumentRow, row.repealed_by) if row.repealed_by else None
            counts = session.execute(
                select(ChunkRow.kind, func.count()).where(ChunkRow.document_id == row.id).group_by(ChunkRow.kind)
            )
            return DocumentDetail(
                info=document_info(row),
                facts=tuple(fact_of(fact) for fact in sorted(row.facts, key=lambda fact: (fact.field, fact.origin))),
                chunks={str(kind): count for kind, count in counts},
                ocr_pages=tuple(row.ocr_pages),
                empty_pages=tuple(row.empty_pages),
                warnings=tuple(row.warnings),
                size_bytes=row.size_bytes,
                sha256=row.sha256,
                ingested_at=row.ingested_at,
                replaced_by=self._visible_info(successor, principal),
            )

    def original(self, document_id: str, principal: Principal) -> Path:
        """The original file. Raises NotFound when the caller may not open it or it is gone, FilesUnavailable."""
        with self.database.session() as session:
            row = self._row(session, document_id, principal)
            if not access.may_open_original(principal, document_info(row)):
                raise NotFound(_NO_ORIGINAL)
            key = original_key(row.sha256, row.name)
        try:
            return self.files.path(key)
        except NotFound as error:
            raise NotFound(_NO_ORIGINAL) from error

    def page_lines(self, document_id: str, page: int) -> tuple[tuple[float, ...], ...]:
        """The page's printed lines, each (start, end, x0, y0, x1, y1); empty when none are kept."""
        with self.database.session() as session:
            row = session.get(PageLineRow, (document_id, page))
            return tuple(tuple(line) for line in row.lines) if row else ()

    def _row(self, session: Session, document_id: str, principal: Principal) -> DocumentRow:
        row = session.get(DocumentRow, document_id)
        if row is None or not access.may_see_document(principal, document_info(row)):
            raise NotFound("没有这份文件，或者您无权查看")
        return row

    @staticmethod
    def _visible_info(row: DocumentRow | None, principal: Principal) -> DocumentInfo | None:
        if row is None:
            return None
        info = document_info(row)
        return info if access.may_see_document(principal, info) else None


def _ordering(order: DocumentOrder, descending: bool) -> Iterator[ColumnElement[Any]]:
    """The newest reading first where nothing else is asked for, or what is asked for is the same."""
    column = _COLUMNS.get(order)
    if column is not None:
        yield or_(column.is_(None), cast(column, String) == "")
        yield column.desc() if descending else column.asc()
    yield DocumentRow.ingested_at.desc()
    yield DocumentRow.id.asc()


def original_key(sha256: str, name: str) -> str:
    """Where the bytes of a document are kept: named by their hash, so that equal files share one copy."""
    return f"originals/{sha256[:2]}/{sha256}{PurePath(name).suffix.lower()}"


def _count(session: Session, query: Select[DocumentRow]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0
