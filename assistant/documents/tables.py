"""Tables of documents, their metadata and their chunks: the system of record."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.database import Base, UtcDateTime, utc_now
from assistant.records import ChunkKind, Clearance, Confidence, DocumentKind


class DocumentRow(Base):
    """A document. ``id`` is derived from ``name``, so a changed file keeps it."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_groups", "groups"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(1000), unique=True)
    origin: Mapped[str] = mapped_column(Text, default="")  # where the file lay when it was read; "" for an upload
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    kind: Mapped[DocumentKind] = mapped_column(index=True)
    clearance: Mapped[Clearance] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(500))
    document_number: Mapped[str] = mapped_column(String(100), default="", index=True)
    issuer: Mapped[str] = mapped_column(String(300), default="")
    issued_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    repealed_on: Mapped[date | None]
    amended: Mapped[bool] = mapped_column(default=False, server_default=false())  # by a newer edition of itself
    edition_from: Mapped[date | None]  # first day of this text of an amended law
    extended_by: Mapped[str | None] = mapped_column(String(16))  # the document whose extension valid_to counts
    repealed_by: Mapped[str | None] = mapped_column(ForeignKey("documents.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    page_count: Mapped[int] = mapped_column(default=0)
    ocr_pages: Mapped[list[int]] = mapped_column(JSON, default=list)
    empty_pages: Mapped[list[int]] = mapped_column(JSON, default=list)
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    has_restricted: Mapped[bool] = mapped_column(default=False)
    repeals: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    extensions: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    ended_clauses: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    groups: Mapped[str] = mapped_column(Text, default="", server_default="")  # as ``groups.stored_groups`` writes them
    recipe: Mapped[str] = mapped_column(String(64), default="")  # version of the way it was read and cut
    ingested_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    arrived_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, default=utc_now
    )  # when these bytes were first read
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # of the text (``likeness.py``)

    chunks: Mapped[list["ChunkRow"]] = relationship(
        back_populates="document",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="ChunkRow.ordinal",
    )
    facts: Mapped[list["FactRow"]] = relationship(
        back_populates="document", cascade="all, delete-orphan", passive_deletes=True
    )


class FactRow(Base):
    """One metadata value and where it was found. ``admin`` facts win over all others and survive re-ingesting."""

    __tablename__ = "document_facts"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(String(30), primary_key=True)
    origin: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[Confidence] = mapped_column(default=Confidence.HIGH, server_default=Confidence.HIGH.name)
    working: Mapped[str] = mapped_column(Text, default="", server_default="")

    document: Mapped[DocumentRow] = relationship(back_populates="facts")


class ConfirmationRow(Base):
    """An administrator's word that a date (``subject``: its field) or a link to another document is right.

    It stands for the ``value`` that was looked at: when the value changes, it is to be confirmed anew.
    """

    __tablename__ = "confirmations"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(250), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[str] = mapped_column(String(100))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class ChunkRow(Base):
    """A passage. ``vector_id`` names its vector in Chroma and changes with the embedded text."""

    __tablename__ = "chunks"
    __table_args__ = (Index("ix_chunks_document_ordinal", "document_id", "ordinal"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(24), unique=True)
    vector_id: Mapped[str] = mapped_column(String(24), unique=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    kind: Mapped[ChunkKind]
    text: Mapped[str] = mapped_column(Text)
    embedded_text: Mapped[str] = mapped_column(Text)
    heading: Mapped[str] = mapped_column(Text, default="")
    locator: Mapped[str] = mapped_column(Text)
    clause: Mapped[str | None] = mapped_column(String(60), index=True)
    part: Mapped[int] = mapped_column(default=1)
    parts: Mapped[int] = mapped_column(default=1)
    start: Mapped[int]
    end: Mapped[int]
    page: Mapped[int | None]
    sheet: Mapped[str | None] = mapped_column(String(200))
    row: Mapped[int | None]
    cells: Mapped[list[dict[str, str | bool]]] = mapped_column(JSON, default=list)
    restricted: Mapped[bool] = mapped_column(default=False)

    document: Mapped[DocumentRow] = relationship(back_populates="chunks")


class SentenceVectorsRow(Base):
    """The vectors of what stands above a passage and of its sentences, in order: half precision, little endian, (1 + sentences) x dimensions.
    ``model`` names the encoder."""

    __tablename__ = "sentence_vectors"

    chunk_id: Mapped[str] = mapped_column(ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True)
    model: Mapped[str] = mapped_column(String(16))
    vectors: Mapped[bytes] = mapped_column(LargeBinary)


class PageLineRow(Base):
    """Lines of paged originals with their boxes, so that a viewer can mark a quotation.

    One row a page: ``lines`` is a list of [start, end, x0, y0, x1, y1] with boxes in fractions of the page, origin top left.
    """

    __tablename__ = "page_lines"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list[list[float]]] = mapped_column(JSON, default=list)


class StoreFactRow(Base):
    """Facts about the store itself, such as the fingerprint of the embedding model."""

    __tablename__ = "store_facts"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
