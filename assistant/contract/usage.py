"""How much is asked, refused and liked, how fast answers come, and what is cited."""

from collections.abc import Mapping
from datetime import date

from assistant.contract.message import Message
from assistant.records import Clearance, DocumentKind, Intent, Role


class DayUsage(Message):
    """What was asked on one day in Beijing."""

    day: date
    questions: int
    refused: int
    liked: int
    disliked: int
    standard: int


class Speed(Message):
    """Milliseconds that half, and all but a twentieth, of ``counted`` answers stayed below; None where none was timed."""

    counted: int
    half_ms: float | None = None
    most_ms: float | None = None


class CitedDocument(Message):
    """In how many answers a document was cited, and each of its clauses (the most cited ones)."""

    document_id: str
    title: str
    answers: int
    clauses: tuple[tuple[str, int], ...]


class UncitedDocument(Message):
    """A document that no answer cited; ``current``: it holds today."""

    document_id: str
    title: str
    kind: DocumentKind
    clearance: Clearance
    current: bool


class Usage(Message):
    """The figures of a period, both days included. ``days`` has every day; ``refused_share`` is of all questions but courtesies."""

    since: date
    until: date
    questions: int
    refused_share: float
    days: tuple[DayUsage, ...]
    intents: Mapping[Intent, int]
    roles: Mapping[Role, int]
    first_sentence: Speed
    whole_answer: Speed
    cited: tuple[CitedDocument, ...]
    never_cited: tuple[UncitedDocument, ...]
