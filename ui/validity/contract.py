"""What the API sends of dates and links that need a look."""

from assistant.contract.message import Message
from ui.contract import Document


class StatedValue(Message):
    """What one source says of a date."""

    value: str
    origin_name: str
    evidence: str
    working: str


class QueueEntry(Message):
    """One thing to look at; ``correctable`` ones are dates."""

    document: Document
    subject: str
    need: str
    value: str
    remark: str
    evidence: str
    correctable: bool
    stated: tuple[StatedValue, ...]


class ValidityQueue(Message):
    """What waits, the most needed first; ``counts`` by need."""

    items: tuple[QueueEntry, ...]
    total: int
    counts: dict[str, int]


class Confirmed(Message):
    """Who confirmed which value."""

    subject: str
    value: str
    confirmed_by: str
