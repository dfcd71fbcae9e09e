"""Tables of the keyword index: plain ones, which any database has."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Base
from assistant.records import Clearance

LONGEST_TERM = 64
"""Characters; of longer words the first ones count."""


class KeywordTermRow(Base):
    """A word that stands in chunks of a clearance, and in how many: the words of internal chunks are rows of their own."""

    __tablename__ = "keyword_terms"
    __table_args__ = (UniqueConstraint("clearance", "term"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    clearance: Mapped[Clearance]
    term: Mapped[str] = mapped_column(String(LONGEST_TERM))
    chunks: Mapped[int]


class KeywordBlockRow(Base):
    """Up to 500 of the chunks that hold a term, by number: ``POSTING`` records as bytes (``blocks.py``), the first of which has the number
    ``first``. The blocks of a term do not overlap."""

    __tablename__ = "keyword_blocks"
    __table_args__ = (UniqueConstraint("term_id", "first"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    term_id: Mapped[int]
    first: Mapped[int]
    postings: Mapped[bytes] = mapped_column(LargeBinary)


class KeywordDocumentRow(Base):
    """What is indexed of a document: the numbers of its chunks, their words together, and the ids of their terms, as 32-bit integers.

    The database refuses to delete a document that the index still knows.
    """

    __tablename__ = "keyword_documents"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    clearance: Mapped[Clearance] = mapped_column(primary_key=True)
    words: Mapped[int]
    numbers: Mapped[bytes] = mapped_column(LargeBinary)
    terms: Mapped[bytes] = mapped_column(LargeBinary)


class KeywordTotalRow(Base):
    """How many chunks of a clearance are indexed, and how many words they have together. Who changes the index holds both rows."""

    __tablename__ = "keyword_totals"

    clearance: Mapped[Clearance] = mapped_column(primary_key=True)
    chunks: Mapped[int]
    words: Mapped[int] = mapped_column(BigInteger)
