"""What the API sends of answers and conversations."""

from datetime import datetime

from assistant.contract.message import Message
from ui.contract import Citation, Table


class Choice(Message):
    """A question that may have been meant."""

    question: str


class Step(Message):
    """Something done to find an answer."""

    tool: str
    asked: str
    found: int
    sure: float | None = None


class StandardMark(Message):
    """The standard answer that was given."""

    id: int


class Answer(Message):
    """A whole answer. ``choices`` are there where it asks back, ``related`` what a refusal quotes as nearest;
    ``model`` is the language model that wrote the text, "" where it is quoted."""

    text: str
    refused: bool = False
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    steps: tuple[Step, ...] = ()
    table: Table | None = None
    notice: str = ""
    standard: StandardMark | None = None
    model: str = ""
    wanted: tuple[str, ...] = ()
    conversation_id: str = ""
    message_id: str = ""


class Verdict(Message):
    """What a condition says of a row."""

    verdict: str = ""
    reason: str = ""


class Value(Message):
    """A cell of a row."""

    label: str
    text: str


class FoundRow(Message):
    """A row that a search found."""

    id: str
    name: str
    verdict: str = "met"
    checks: tuple[Verdict, ...] = ()
    values: tuple[Value, ...] = ()


class FoundRows(Message):
    """Rows that a search found."""

    rows: tuple[FoundRow, ...] = ()


class Sentence(Message):
    """The next sentence of an answer that is being written."""

    text: str
    citations: tuple[Citation, ...] = ()


class ConversationSummary(Message):
    """A stored conversation as the list shows it."""

    id: str
    title: str = ""
    updated_at: datetime | None = None


class StoredExchange(Message):
    """One question of a stored conversation and its answer."""

    message_id: str
    question: str
    answer: Answer
    rating: str | None = None


class Conversation(Message):
    """A stored conversation."""

    id: str
    title: str = ""
    exchanges: tuple[StoredExchange, ...] = ()
