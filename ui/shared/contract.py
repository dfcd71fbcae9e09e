"""What the API sends of a shared answer."""

from datetime import date, datetime

from assistant.contract.message import Message
from ui.chat.contract import Answer


class SharedAddress(Message):
    """Where an answer can be read by others."""

    path: str


class SharedAnswer(Message):
    """A question and its answer as it was given."""

    question: str
    as_of: date
    created_at: datetime
    answer: Answer
