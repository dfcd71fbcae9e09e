"""Documents and passages in their context."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from pydantic import BaseModel

from assistant import access
from assistant.api.schemas.clauses import ReferenceEntry
from assistant.documents.catalogue import DocumentDetail
from assistant.documents.preview import InvestorPreview
from assistant.documents.viewer import ChunkContext
from assistant.records import Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Fact, Principal, Status
from assistant.request_values import Request
from assistant.workdays import today


class DocumentSummary(BaseModel):
    """A document as lists show it; ``status`` is today's."""

    id: str
    name: str
    title: str
    kind: DocumentKind
    clearance: Clearance
    media_type: str
    document_number: str
    issuer: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    edition_from: date | None
    repealed_on: date | None
    status: Status
    page_count: int

    @classmethod
    def of(cls, info: DocumentInfo) -> "DocumentSummary":
        return cls.model_validate(_fields_of(info))


class DocumentList(BaseModel):
    """One page of the list; ``total`` counts all that match."""

    documents: tuple[DocumentSummary, ...]
    total: int


class DocumentResponse(DocumentSummary):
    """One document. How it was read (``facts`` … ``size_bytes``) is for staff: others get it empty.

    Counts and remarks would tell an investor of rows and columns that are not public.
    """

    groups: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    chunks: dict[str, int] = {}
    ocr_pages: tuple[int, ...] = ()
    empty_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    size_bytes: int = 0
    ingested_at: datetime
    may_open_original: bool
    replaced_by: DocumentSummary | None = None

    @classmethod
    def for_reader(cls, detail: DocumentDetail, principal: Principal) -> "DocumentResponse":
        fields = _fields_of(detail.info) | {
            "groups": (),
            "ingested_at": detail.ingested_at,
            "may_open_original": access.may_open_original(principal, detail.info),
            "replaced_by": DocumentSummary.of(detail.replaced_by) if detail.replaced_by else None,
        }
        if access.sees_inside(principal, detail.info):
            fields |= {
                "groups": sorted(detail.info.groups),
                "facts": detail.facts,
                "chunks": dict(detail.chunks),
                "ocr_pages": detail.ocr_pages,
                "empty_pages": detail.empty_pages,
                "warnings": detail.warnings,
                "size_bytes": detail.size_bytes,
            }
        return cls.model_validate(fields)


class DocumentChanges(Request):
    """Corrected metadata; "" clears a value, what is left out stays."""

    title: str | None = None
    document_number: str | None = None
    issuer: str | None = None
    issued_on: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    edition_from: str | None = None
    kind: str | None = None
    clearance: str | None = None
    groups: str | None = None

    def values(self) -> Mapping[str, str]:
        """The fields that were sent."""
        return {name: value or "" for name, value in self.model_dump(exclude_unset=True).items()}


class ChunkSummary(BaseModel):
    """A passage and its place."""

    chunk_id: str
    label: str
    kind: ChunkKind
    heading: str
    clause: str | None
    page: int | None
    sheet: str | None
    row: int | None
    clearance: Clearance

    @classmethod
    def of(cls, chunk: Chunk) -> "ChunkSummary":
        passage = chunk.passage
        return cls(
            chunk_id=chunk.id,
            label=chunk.citation,
            kind=passage.kind,
            heading=passage.heading,
            clause=passage.clause,
            page=passage.place.page,
            sheet=passage.place.sheet,
            row=passage.place.row,
            clearance=chunk.clearance,
        )


class PreviewPassage(ChunkSummary):
    """A passage as an investor reads it."""

    text: str


class PreviewColumn(BaseModel):
    """A column: how many different values, and the first of them, an investor sees, or would see once it is released."""

    header: str
    shown: bool
    values: int
    examples: tuple[str, ...]


class PreviewResponse(BaseModel):
    """A document as an investor sees it, or would see it if it were public (``is_public`` false). ``total`` counts the passages that an
    investor sees, ``for_staff`` the others."""

    document: DocumentSummary
    is_public: bool
    passages: tuple[PreviewPassage, ...]
    total: int
    for_staff: int
    columns: tuple[PreviewColumn, ...]
    may_open_original: bool
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, preview: InvestorPreview) -> "PreviewResponse":
        passages = (
            PreviewPassage(**dict(ChunkSummary.of(chunk)), text=chunk.passage.text) for chunk in preview.passages
        )
        return cls(
            document=DocumentSummary.of(preview.document),
            is_public=preview.is_public,
            passages=tuple(passages),
            total=preview.total,
            for_staff=preview.for_staff,
            columns=tuple(PreviewColumn(**asdict(column)) for column in preview.columns),
            may_open_original=preview.may_open_original,
            warnings=preview.warnings,
        )


class ContextTable(BaseModel):
    """A row among its neighbours: ``rows[highlight]`` is the one."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    highlight: int


class ChunkResponse(BaseModel):
    """A passage in its context: ``before + quote + after`` is a stretch of the original's text.

    ``references`` are the other clauses that the passage mentions; their places count characters of ``quote``.
    """

    chunk: ChunkSummary
    document: DocumentSummary
    before: str
    quote: str
    after: str
    page: int | None
    page_count: int
    has_page_image: bool
    may_open_original: bool
    table: ContextTable | None
    references: tuple[ReferenceEntry, ...] = ()

    @classmethod
    def of(
        cls, context: ChunkContext, principal: Principal, references: tuple[ReferenceEntry, ...] = ()
    ) -> "ChunkResponse":
        table = None
        if context.table is not None and context.highlight is not None:
            table = ContextTable(columns=context.table.columns, rows=context.table.rows, highlight=context.highlight)
        return cls(
            chunk=ChunkSummary.of(context.chunk),
            document=DocumentSummary.of(context.chunk.document),
            before=context.before,
            quote=context.quote,
            after=context.after,
            page=context.chunk.passage.place.page,
            page_count=context.page_count,
            has_page_image=context.has_page_image,
            may_open_original=access.may_open_original(principal, context.chunk.document),
            table=table,
            references=references,
        )


def _fields_of(info: DocumentInfo) -> dict[str, object]:
    """Values of a DocumentSummary; the record's other fields are left out by it."""
    return asdict(info) | {"status": access.document_status_on(info, today())}
