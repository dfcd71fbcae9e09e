"""The API's routes of shared answers, and what they send. Each raises ApiProblem."""

from datetime import date, datetime

from assistant.contract.message import Message
from ui.chat.contract import Answer
from ui.client import ApiClient


class SharedAddress(Message):
    """Where an answer can be read by others."""

    path: str


class SharedAnswer(Message):
    """A question and its answer as it was given."""

    question: str
    as_of: date
    created_at: datetime
    answer: Answer


async def share(api: ApiClient, message_id: str) -> SharedAddress:
    """Give an answer of one's own conversation an address."""
    return await api.read(SharedAddress, "POST", "/api/answers", json={"message_id": message_id})


async def shared(api: ApiClient, answer_id: str) -> SharedAnswer:
    """The answer of an address."""
    return await api.read(SharedAnswer, "GET", f"/api/answers/{answer_id}")
