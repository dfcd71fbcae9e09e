"""Stored questions that may not have been answered, with how that shows."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from assistant.contract.curation import Signal
from assistant.conversations.tables import ConversationRow, FeedbackRow, MessageRow
from assistant.curation.tables import DecidedQuestionRow
from assistant.records import Intent, Role
from assistant.workdays import BEIJING

_MOST = 4_000
"""Questions looked at, the latest: more of them nobody reads."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A message's question; ``standalone`` is how it was understood on its own, ``hits`` are the ids of the passages that retrieval gave,
    ``comment`` is what an asker who was not content wrote."""

    id: str
    conversation_id: str
    question: str
    standalone: str
    role: Role
    intent: Intent
    at: datetime
    hits: tuple[str, ...]
    signals: frozenset[Signal]
    comment: str


def undecided_with_signals(session: Session, since: date) -> list[AskedQuestion]:
    """Those whose stored answer, or what was thought of it, shows it; the latest first."""
    shows = or_(MessageRow.refused, MessageRow.withheld > 0, FeedbackRow.rating == "down")
    query = _undecided(since).where(shows).order_by(MessageRow.number.desc()).limit(_MOST)
    return [_asked(row) for row in session.execute(query)]


def undecided_of_conversations(session: Session, since: date) -> list[AskedQuestion]:
    """All of the conversations in which more than one was asked since then, conversation by conversation, in order."""
    several = (
        select(MessageRow.conversation_id)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(MessageRow.created_at >= start_of(since), ConversationRow.channel == "chat")
        .group_by(MessageRow.conversation_id)
        .having(func.count() > 1)
    )
    query = (
        _undecided(since).where(MessageRow.conversation_id.in_(several)).order_by(MessageRow.number.desc()).limit(_MOST)
    )
    found = [_asked(row) for row in session.execute(query)]
    return sorted(found, key=lambda item: (item.conversation_id, item.at))


def start_of(day: date) -> datetime:
    """The moment at which a day begins in Beijing."""
    return datetime.combine(day, time(), BEIJING)


def _undecided(since: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            MessageRow.id,
            MessageRow.conversation_id,
            MessageRow.question,
            MessageRow.standalone_question,
            MessageRow.role,
            MessageRow.intent,
            MessageRow.created_at,
            MessageRow.hits,
            MessageRow.refused,
            MessageRow.withheld,
            FeedbackRow.rating,
            FeedbackRow.comment,
        )
        .outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
        .outerjoin(DecidedQuestionRow, DecidedQuestionRow.message_id == MessageRow.id)
        .where(MessageRow.created_at >= start_of(since), DecidedQuestionRow.message_id.is_(None))
    )


def _asked(row: Row[*tuple[Any, ...]]) -> AskedQuestion:
    shown = {
        Signal.REFUSED: row.refused,
        Signal.WITHHELD: row.withheld > 0,
        Signal.DISLIKED: row.rating == "down",
    }
    return AskedQuestion(
        id=row.id,
        conversation_id=row.conversation_id,
        question=row.question,
        standalone=row.standalone_question or row.question,
        role=row.role,
        intent=row.intent,
        at=row.created_at,
        hits=tuple(str(hit["chunk_id"]) for hit in row.hits),
        signals=frozenset(signal for signal, holds in shown.items() if holds),
        comment=(row.comment or "") if row.rating == "down" else "",
    )
