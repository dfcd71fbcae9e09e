"""Tables of what curators decide about questions, and of the standard answers that they write."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.conversations.tables import MessageRow
from assistant.database import Base, UtcDateTime, utc_now


class QuestionVectorRow(Base):
    """The vector of a message's question: half precision, little endian. ``model`` names the encoder; vectors of two models do not mix."""

    __tablename__ = "question_vectors"

    message_id: Mapped[str] = mapped_column(ForeignKey(MessageRow.id, ondelete="CASCADE"), primary_key=True)
    model: Mapped[str] = mapped_column(String(32))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class DecidedQuestionRow(Base):
    """What was decided about a message's question; it waits no longer. ``subject_id`` names what came of it, of the decision's own kind."""

    __tablename__ = "decided_questions"

    message_id: Mapped[str] = mapped_column(ForeignKey(MessageRow.id, ondelete="CASCADE"), primary_key=True)
    decision: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int | None]
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class StandardAnswerRow(Base):
    """A standard answer. Names stay when their accounts go; ``written_by_id`` tells the author apart from who approves."""

    __tablename__ = "standard_answers"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12), index=True)
    written_by_id: Mapped[int | None]
    written_by: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    approved_by: Mapped[str] = mapped_column(String(64), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")

    phrasings: Mapped[list["StandardPhrasingRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="StandardPhrasingRow.id"
    )
    citations: Mapped[list["StandardCitationRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="StandardCitationRow.number"
    )


class StandardPhrasingRow(Base):
    """One way to ask; ``key`` is the digest of its plain form, by which the same words are found again. ``vector`` as in QuestionVectorRow."""

    __tablename__ = "standard_phrasings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("standard_answers.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64), index=True)
    model: Mapped[str] = mapped_column(String(32))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class StandardCitationRow(Base):
    """A source of a standard answer as it read when it was cited: ``words_hash`` is the digest of the whole clause (of the passage, where
    there is no clause). The document may go: its name stays."""

    __tablename__ = "standard_citations"

    answer_id: Mapped[int] = mapped_column(ForeignKey("standard_answers.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(String(16), index=True)
    document: Mapped[str] = mapped_column(String(500))
    clause: Mapped[str | None] = mapped_column(String(60))
    locator: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    words_hash: Mapped[str] = mapped_column(String(64))


class MissingDocumentRow(Base):
    """A document that would answer what is asked and is not held: somebody is to get it."""

    __tablename__ = "missing_documents"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    title: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(12), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class EvaluationCaseRow(Base):
    """A question with what should come of it: ``sources`` are [{document_id, document, clause, chunk_id, quote}], none where it is to be
    refused; ``history`` are the questions before it."""

    __tablename__ = "evaluation_cases"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(Text)
    history: Mapped[list[str]] = mapped_column(JSON, default=list)
    role: Mapped[str] = mapped_column(String(10))
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class CurationEventRow(Base):
    """Who did what to a standard answer, and when. ``text`` is the answer as it read then."""

    __tablename__ = "curation_events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("standard_answers.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    note: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")


class SynonymRow(Base):
    """A word of people here and what the documents call it."""

    __tablename__ = "synonyms"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    word: Mapped[str] = mapped_column(String(30), unique=True)
    meaning: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class ConflictRow(Base):
    """Two sentences of two documents that speak of one matter and give different ``figures``, [[newer, older]]. ``key`` is of the sentences: what
    was decided stays when the documents are read anew."""

    __tablename__ = "conflicts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    newer_document: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    newer_chunk: Mapped[str] = mapped_column(String(24))
    newer_sentence: Mapped[str] = mapped_column(Text)
    older_document: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    older_chunk: Mapped[str] = mapped_column(String(24))
    older_sentence: Mapped[str] = mapped_column(Text)
    figures: Mapped[list[list[str]]] = mapped_column(JSON)
    likeness: Mapped[float]
    state: Mapped[str] = mapped_column(String(10), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReleaseRow(Base):
    """A document, or a column (``header``) of the ledgers of a ``layout``, that one person wants to be public and another one decides about.
    Names stay when their accounts go; ``asked_by_id`` tells the two apart."""

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(String(16), default="", index=True)
    layout: Mapped[str] = mapped_column(String(16), default="")
    header: Mapped[str] = mapped_column(String(300), default="")
    title: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(10), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    asked_by_id: Mapped[int | None]
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CheckedDocumentRow(Base):
    """A document that was compared with the others, as it was read at ``read_at``."""

    __tablename__ = "checked_documents"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
