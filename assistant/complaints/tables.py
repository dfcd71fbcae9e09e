"""Tables of the complaints desk.

``complaint_trail`` takes no update and no delete: the database itself refuses (triggers, see the migration), and each line's digest
covers the one before. A note stands beside its line, so that erasing a complaint's contents leaves the trail whole. A reply's version
takes no change but its approval, once.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.accounts.tables import UserRow
from assistant.complaints.records import Action, LinkKind, State
from assistant.database import Base, UtcDateTime, utc_now


def _kept_as_text(kind: type[StrEnum]) -> Enum:
    """A column of the enum's values as plain text: a new value needs no migration."""
    return Enum(kind, native_enum=False, length=30, values_callable=lambda members: [item.value for item in members])


class ComplaintRow(Base):
    """A complaint. ``query_code_hash`` lets somebody without an account follow it; "" for one that staff registered."""

    __tablename__ = "complaints"
    __table_args__ = (
        UniqueConstraint("year", "ordinal"),
        Index("ix_complaints_state_received", "state", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    year: Mapped[int]
    ordinal: Mapped[int]
    channel: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    complainant: Mapped[str] = mapped_column(String(300), default="", index=True)
    contact: Mapped[str] = mapped_column(String(300), default="", index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    registered_by: Mapped[str] = mapped_column(String(64), default="")
    filed_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id, ondelete="SET NULL"), index=True)
    query_code_hash: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[State] = mapped_column(_kept_as_text(State))
    state_before: Mapped[State | None] = mapped_column(_kept_as_text(State))
    category: Mapped[str] = mapped_column(String(60), default="")
    language: Mapped[str] = mapped_column(String(10), default="zh")
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    referred_to: Mapped[str] = mapped_column(String(300), default="")

    attachments: Mapped[list["AttachmentRow"]] = relationship(
        order_by="AttachmentRow.id", cascade="all, delete-orphan", passive_deletes=True
    )
    pauses: Mapped[list["PauseRow"]] = relationship(
        order_by="PauseRow.id", cascade="all, delete-orphan", passive_deletes=True
    )
    extensions: Mapped[list["ExtensionRow"]] = relationship(
        order_by="ExtensionRow.id", cascade="all, delete-orphan", passive_deletes=True
    )


class ComplaintCounterRow(Base):
    """The last number given in a year; raised in the transaction that gives it, so that none is left out."""

    __tablename__ = "complaint_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class AttachmentRow(Base):
    """A file that came with a complaint; its bytes lie in the data folder under their hash."""

    __tablename__ = "complaint_attachments"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(100), default="")
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")


class PauseRow(Base):
    """A 补正: clocks stand still from ``asked_at`` until ``received_at``."""

    __tablename__ = "complaint_pauses"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_for: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExtensionRow(Base):
    """A 延期 of the conclusion."""

    __tablename__ = "complaint_extensions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")


class LinkRow(Base):
    """Two complaints that belong together."""

    __tablename__ = "complaint_links"
    __table_args__ = (UniqueConstraint("newer_id", "older_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    newer_id: Mapped[int] = mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"), index=True)
    older_id: Mapped[int] = mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LinkKind] = mapped_column(_kept_as_text(LinkKind))


class AnalysisRow(Base):
    """The latest Analysis of a complaint, as JSON."""

    __tablename__ = "complaint_analyses"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"), primary_key=True)
    analysis: Mapped[dict[str, object]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class ReplyVersionRow(Base):
    """A version of the reply: its Draft as JSON and the SHA-256 of that JSON in canonical form."""

    __tablename__ = "complaint_replies"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    draft: Mapped[dict[str, object]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    remark: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    saved_by: Mapped[str] = mapped_column(String(64))
    saved_by_id: Mapped[int | None]
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[str] = mapped_column(String(64), default="")


class TrailRow(Base):
    """A line of the trail. No foreign key to the complaint: the line outlives it."""

    __tablename__ = "complaint_trail"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    complaint_id: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None]
    action: Mapped[Action] = mapped_column(_kept_as_text(Action))
    from_state: Mapped[State | None] = mapped_column(_kept_as_text(State))
    to_state: Mapped[State | None] = mapped_column(_kept_as_text(State))
    note_sha256: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class TrailNoteRow(Base):
    """What was written to a line of the trail. Erasure may remove it; its hash stays in the line."""

    __tablename__ = "complaint_trail_notes"

    number: Mapped[int] = mapped_column(ForeignKey(TrailRow.number), primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)


class TrailHeadRow(Base):
    """The end of the trail: written first in every change, which makes changes wait for each other; tells a cut-off end."""

    __tablename__ = "complaint_trail_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
