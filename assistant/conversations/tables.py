"""Tables of conversations, their messages and the feedback on them."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.accounts.tables import UserRow
from assistant.database import Base, UtcDateTime, utc_now
from assistant.records import Intent, Role


class ConversationRow(Base):
    """A conversation. Without ``user_id`` it is anonymous: whoever knows its unguessable id and has no account may go on with it.

    ``channel`` is the door it came through: ``chat``, or ``openai`` whose clients keep their own conversations.
    """

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_user_updated", "user_id", "updated_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id, ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(10), default="chat")
    title: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    messages: Mapped[list["MessageRow"]] = relationship(
        back_populates="conversation",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="MessageRow.number",
    )


class MessageRow(Base):
    """One question and its answer.

    ``role`` is the caller's when it was answered. ``answer`` is the whole Answer; the columns beside it are what reports filter and
    sort by. ``hits`` are the passages that retrieval gave, [{chunk_id, score}], cited or not.
    """

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_conversation_number", "conversation_id", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(Text)
    question_hash: Mapped[str] = mapped_column(String(64), index=True)
    standalone_question: Mapped[str] = mapped_column(Text)
    role: Mapped[Role]
    as_of: Mapped[date]
    answer: Mapped[dict[str, object]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    intent: Mapped[Intent] = mapped_column(index=True)
    refused: Mapped[bool] = mapped_column(index=True)
    withheld: Mapped[int] = mapped_column(default=0, server_default="0")
    hits: Mapped[list[dict[str, str | float]]] = mapped_column(JSON, default=list)
    timings: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    model: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)

    conversation: Mapped[ConversationRow] = relationship(back_populates="messages")
    feedback: Mapped["FeedbackRow | None"] = relationship(
        back_populates="message", cascade="all, delete-orphan", passive_deletes=True
    )


class FeedbackRow(Base):
    """Thumbs up or down for an answer, the latest one. ``closed_at`` is set once a curator has dealt with it."""

    __tablename__ = "feedback"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    rating: Mapped[str] = mapped_column(String(4))
    comment: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(64), default="", server_default="")
    closing_note: Mapped[str] = mapped_column(Text, default="", server_default="")

    message: Mapped[MessageRow] = relationship(back_populates="feedback")
