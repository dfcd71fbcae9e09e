"""Stores conversations and gives them back to whom they belong."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from assistant.answers import Answer, Turn
from assistant.conversations.answer_json import answer_from_json, answer_to_json
from assistant.conversations.tables import ConversationRow, FeedbackRow, MessageRow
from assistant.conversations.visibility import answered_for, roles_shown_to, withdrawn
from assistant.database import Database, utc_now
from assistant.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from assistant.records import Hit, Principal

Channel = Literal["chat", "openai"]
Rating = Literal["up", "down"]
LONGEST_COMMENT = 1000
_TITLE_CHARACTERS = 40
_HISTORY = 6  # earlier exchanges that a follow-up may refer to
_LISTED = 200
_SHOWN = 200
_SEARCHED = 20
_NO_ANSWER = "没有这条回答，可能已被删除"
_WITHDRAWN = "这条回答引用的资料已经撤回，不再显示。"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer, to be stored. ``hits`` are the passages that retrieval gave."""

    question: str
    standalone_question: str
    as_of: date
    answer: Answer
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where an exchange was stored."""

    conversation_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation as lists show it."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class StoredExchange:
    """A question, its answer, and what its asker thought of it (``rating`` None: nothing yet)."""

    message_id: str
    question: str
    as_of: date
    created_at: datetime
    answer: Answer
    rating: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A whole conversation, oldest exchange first."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    exchanges: tuple[StoredExchange, ...]


class Conversations:
    """Conversations by owner. One that is not the caller's does not exist for the caller."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def check(self, conversation_id: str, principal: Principal) -> None:
        """Raise NotFound unless the conversation is the caller's."""
        with self.database.session() as session:
            _own(session, conversation_id, principal)

    def history(self, conversation_id: str, principal: Principal, limit: int = _HISTORY) -> tuple[Turn, ...]:
        """The last exchanges, oldest first. Raises NotFound."""
        with self.database.session() as session:
            _own(session, conversation_id, principal)
            stored = _messages(session, conversation_id, principal, limit)
            return tuple(
                Turn.of(row.question, row.standalone_question, answer)
                for row, answer, is_withdrawn in stored
                if not is_withdrawn
            )

    def record(
        self,
        exchange: Exchange,
        principal: Principal,
        conversation_id: str | None = None,
        channel: Channel = "chat",
    ) -> Recorded:
        """Store an exchange in the caller's conversation, or in a new one. Raises NotFound."""
        answer = exchange.answer
        now = utc_now()
        with self.database.session() as session:
            if conversation_id is None:
                conversation = ConversationRow(
                    id=secrets.token_urlsafe(16),
                    user_id=principal.user_id,
                    channel=channel,
                    title=_title(exchange.question),
                )
                session.add(conversation)
            else:
                conversation = _own(session, conversation_id, principal)
            conversation.updated_at = now
            message = MessageRow(
                id=secrets.token_urlsafe(16),
                question=exchange.question,
                question_hash=_hash(exchange.question),
                standalone_question=exchange.standalone_question,
                role=principal.role,
                as_of=exchange.as_of,
                answer=answer_to_json(answer),
                text=answer.text,
                intent=answer.intent,
                refused=answer.refused,
                withheld=answer.withheld,
                hits=[{"chunk_id": hit.chunk.id, "score": float(hit.score)} for hit in exchange.hits],
                timings={name: float(value) for name, value in answer.timings_ms.items()},
                model=answer.model,
                created_at=now,
                conversation=conversation,
            )
            session.add(message)
            return Recorded(conversation.id, message.id)

    def list(self, principal: Principal) -> tuple[ConversationSummary, ...]:
        """The account's conversations, latest first. Raises NotSignedIn: nobody's conversations cannot be listed."""
        if principal.user_id is None:
            raise NotSignedIn("登录后才能查看历史对话")
        query = (
            select(ConversationRow)
            .where(ConversationRow.user_id == principal.user_id, ConversationRow.channel == "chat")
            .order_by(ConversationRow.updated_at.desc())
            .limit(_LISTED)
        )
        with self.database.session() as session:
            return tuple(
                ConversationSummary(row.id, row.title, row.created_at, row.updated_at) for row in session.scalars(query)
            )

    def get(self, conversation_id: str, principal: Principal) -> Conversation:
        """The conversation, without what the caller may not see any more. Raises NotFound."""
        with self.database.session() as session:
            conversation = _own(session, conversation_id, principal)
            stored = _messages(session, conversation_id, principal, _SHOWN)
            return Conversation(
                id=conversation.id,
                title=conversation.title,
                created_at=conversation.created_at,
                updated_at=conversation.updated_at,
                exchanges=tuple(_stored_exchange(row, answer, gone) for row, answer, gone in stored),
            )

    def delete(self, conversation_id: str, principal: Principal) -> None:
        """Forget the conversation with all its messages. Raises NotFound."""
        with self.database.session() as session:
            session.delete(_own(session, conversation_id, principal))

    def feedback(self, message_id: str, principal: Principal, rating: Rating, comment: str = "") -> None:
        """Keep the caller's rating of an answer; a later one replaces it. Raises NotFound, InvalidInput."""
        if len(comment) > LONGEST_COMMENT:
            raise InvalidInput(f"意见太长：最多 {LONGEST_COMMENT} 字")
        with self.database.session() as session:
            row = session.scalar(select(MessageRow).where(MessageRow.id == message_id))
            if row is None or not _owns(row.conversation, principal) or not answered_for(row, principal):
                raise NotFound(_NO_ANSWER)
            kept = session.merge(
                FeedbackRow(message_id=message_id, rating=rating, comment=comment.strip(), created_at=utc_now())
            )
            kept.closed_at, kept.closed_by, kept.closing_note = None, "", ""

    def own_message(self, message_id: str, principal: Principal) -> None:
        """Raise NotFound unless the answer is in a conversation of the caller, who may still see it."""
        with self.database.session() as session:
            row = session.scalar(select(MessageRow).where(MessageRow.id == message_id))
            if row is None or not _owns(row.conversation, principal) or not answered_for(row, principal):
                raise NotFound(_NO_ANSWER)

    def shared(self, message_id: str, principal: Principal) -> StoredExchange:
        """A question and its answer as it was given, for somebody to whom the address was handed.

        Without what its asker thought of it, and withdrawn like the asker's own. Raises NotFound when it was deleted with its
        conversation, NotPermitted when it was given to a role that sees more than this reader.
        """
        with self.database.session() as session:
            row = session.scalar(select(MessageRow).where(MessageRow.id == message_id))
            if row is None:
                raise NotFound(_NO_ANSWER)
            if not answered_for(row, principal):
                raise NotPermitted("这条回答含有只给工作人员看的内容，请登录工作人员账号后再打开")
            answer = answer_from_json(row.answer)
            exchange = _stored_exchange(row, answer, withdrawn(session, [answer], principal)[0])
            return replace(exchange, rating=None, comment="")

    def recorded_turn(self, question: str, shown: str, principal: Principal) -> Turn | None:
        """The stored exchange that a client without conversation ids sends back: same caller, same question, and ``shown`` begins
        with its answer's text. None when there is none."""
        query = (
            select(MessageRow)
            .join(MessageRow.conversation)
            .where(
                MessageRow.question_hash == _hash(question),
                MessageRow.role.in_(roles_shown_to(principal)),
                ConversationRow.channel == "openai",
                _is_owner(principal),
            )
            .order_by(MessageRow.number.desc())
            .limit(_SEARCHED)
        )
        with self.database.session() as session:
            for row in session.scalars(query):
                answer = answer_from_json(row.answer)
                if shown.startswith(row.text) and not withdrawn(session, [answer], principal)[0]:
                    return Turn.of(row.question, row.standalone_question, answer)
        return None


def _own(session: Session, conversation_id: str, principal: Principal) -> ConversationRow:
    row = session.get(ConversationRow, conversation_id)
    if row is None or not _owns(row, principal):
        raise NotFound("没有这段对话，可能已被删除")
    return row


def _owns(row: ConversationRow, principal: Principal) -> bool:
    """An account's conversation is its own; an anonymous one belongs to whoever has no account and knows its id."""
    return row.user_id == principal.user_id


def _is_owner(principal: Principal) -> ColumnElement[bool]:
    """``_owns`` as a query."""
    if principal.user_id is None:
        return ConversationRow.user_id.is_(None)
    return ConversationRow.user_id == principal.user_id


def _messages(
    session: Session, conversation_id: str, principal: Principal, limit: int
) -> tuple[tuple[MessageRow, Answer, bool], ...]:
    """The last messages that the caller may see, oldest first, each with its answer and whether that was withdrawn since."""
    latest = session.scalars(
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.role.in_(roles_shown_to(principal)))
        .order_by(MessageRow.number.desc())
        .limit(limit)
        .options(selectinload(MessageRow.feedback))
    ).all()
    rows = latest[::-1]
    answers = [answer_from_json(row.answer) for row in rows]
    return tuple(zip(rows, answers, withdrawn(session, answers, principal), strict=True))


def _stored_exchange(row: MessageRow, answer: Answer, is_withdrawn: bool) -> StoredExchange:
    return StoredExchange(
        message_id=row.id,
        question=row.question,
        as_of=row.as_of,
        created_at=row.created_at,
        answer=Answer(text=_WITHDRAWN, refused=True, intent=answer.intent) if is_withdrawn else answer,
        rating=row.feedback.rating if row.feedback else None,
        comment=row.feedback.comment if row.feedback else "",
    )


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= _TITLE_CHARACTERS else line[: _TITLE_CHARACTERS - 1] + "…"


def _hash(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()
