"""Questions, answers and stored conversations."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answers import AnswerTable, Choice, Citation, StandardMark, Step
from assistant.api.schemas.base import Day, Request
from assistant.chat_service import Reply
from assistant.records import Intent


class ChatRequest(Request):
    """A question, perhaps within a conversation, perhaps as of another day than today."""

    question: str
    conversation_id: str | None = None
    as_of: Day = None


class AnswerResponse(BaseModel):
    """An Answer, in DESIGN's shape."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    refused: bool
    intent: Intent
    citations: tuple[Citation, ...]
    related: tuple[Citation, ...]
    choices: tuple[Choice, ...]
    steps: tuple[Step, ...]
    table: AnswerTable | None
    notice: str
    withheld: int
    model: str
    timings_ms: dict[str, float]
    standard: StandardMark | None = None
    wanted: tuple[str, ...] = ()


class ChatResponse(AnswerResponse):
    """An answer and where it is stored."""

    conversation_id: str
    message_id: str

    @classmethod
    def of(cls, reply: Reply) -> "ChatResponse":
        answer = AnswerResponse.model_validate(reply.answer)
        return cls(**dict(answer), conversation_id=reply.conversation_id, message_id=reply.message_id)


class SentenceEvent(BaseModel):
    """The server-sent event ``sentence``."""

    text: str
    citations: tuple[Citation, ...]


class FeedbackRequest(Request):
    """Thumbs up or down, perhaps with a comment."""

    message_id: str
    rating: Literal["up", "down"]
    comment: str = ""


class ConversationItem(BaseModel):
    """A conversation as lists show it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    created_at: datetime
    updated_at: datetime


class ConversationList(BaseModel):
    """The account's conversations, latest first."""

    conversations: tuple[ConversationItem, ...]


class ExchangeResponse(BaseModel):
    """A stored question and its answer."""

    model_config = ConfigDict(from_attributes=True)

    message_id: str
    question: str
    as_of: date
    created_at: datetime
    answer: AnswerResponse
    rating: str | None
    comment: str


class ConversationResponse(ConversationItem):
    """A whole conversation, oldest exchange first."""

    exchanges: tuple[ExchangeResponse, ...]


class ShareRequest(Request):
    """The answer that is to have an address."""

    message_id: str


class SharedAnswer(BaseModel):
    """Where it can be read."""

    path: str


class SharedAnswerResponse(BaseModel):
    """A shared question and its answer."""

    model_config = ConfigDict(from_attributes=True)

    question: str
    as_of: date
    created_at: datetime
    answer: AnswerResponse
