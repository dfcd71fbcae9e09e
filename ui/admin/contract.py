"""What the API sends to the pages of 管理."""

from datetime import date, datetime

from ui.contract import Message

SIGNALS = ("refused", "disliked", "withheld", "asked_again")
STATES = ("open", "requested", "arrived", "dropped")


class FoundPassage(Message):
    """A passage that was found for a question and did not answer it."""

    chunk_id: str
    label: str
    clearance: str
    status: str
    excerpt: str
    times: int


class Cluster(Message):
    """Questions of one matter."""

    id: str
    question: str
    count: int
    signals: dict[str, int]
    roles: dict[str, int]
    first_on: date
    last_on: date
    days: int
    questions: tuple[tuple[str, int], ...]
    searched: tuple[str, ...]
    found: tuple[FoundPassage, ...]
    comments: tuple[str, ...]
    message_ids: tuple[str, ...]


class Unanswered(Message):
    """One page of the clusters."""

    clusters: tuple[Cluster, ...]
    total: int
    questions: int


class StandardSource(Message):
    """A source of a standard answer."""

    number: int
    label: str
    quote: str
    chunk_id: str
    problem: str
    whole: bool


class StandardAnswer(Message):
    """A standard answer."""

    id: int
    question: str
    text: str
    audience: str
    state: str
    shown: bool
    problems: tuple[str, ...]
    phrasings: tuple[str, ...]
    sources: tuple[StandardSource, ...]
    written_by: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    note: str
    own: bool
    objections: tuple[str, ...]

    @property
    def standing(self) -> str:
        """``review`` where it was approved and does not hold any more, else its state."""
        return "review" if self.state == "approved" and not self.shown else self.state


class StandardAnswers(Message):
    """All of them, those to be looked at first."""

    answers: tuple[StandardAnswer, ...]
    review: int
    waiting: int


class Synonym(Message):
    """A word and what the documents call it."""

    id: int
    word: str
    meaning: str
    made_by: str
    made_at: datetime


class Synonyms(Message):
    """The bureau's own words."""

    synonyms: tuple[Synonym, ...]


class MissingDocument(Message):
    """A document to get."""

    id: int
    title: str
    question: str
    owner: str
    state: str
    note: str
    made_by: str
    made_at: datetime
    changed_at: datetime


class MissingDocuments(Message):
    """The documents to get, and who can be asked."""

    documents: tuple[MissingDocument, ...]
    owners: tuple[str, ...]


class CaseSource(Message):
    """A clause that answers."""

    document: str
    clause: str


class Case(Message):
    """A question of the evaluation suite."""

    id: int
    question: str
    history: tuple[str, ...]
    role: str
    sources: tuple[CaseSource, ...]
    made_by: str
    made_at: datetime


class Cases(Message):
    """All cases, the latest first."""

    cases: tuple[Case, ...]


class ConflictSide(Message):
    """A sentence in its document."""

    document_id: str
    document: str
    issuer: str
    label: str
    clause: str | None
    sentence: str
    status: str
    clearance: str


class Conflict(Message):
    """Two sentences of one matter with different figures, those of the newer document first."""

    id: int
    newer: ConflictSide
    older: ConflictSide
    figures: tuple[tuple[str, str], ...]
    state: str
    found_at: datetime
    decided_by: str
    decided_at: datetime | None


class Conflicts(Message):
    """A page of them."""

    conflicts: tuple[Conflict, ...]
    total: int


class Ended(Message):
    """A document, or clauses of it, that a release ends."""

    document_id: str
    document: str
    clauses: tuple[str, ...]
    on: date
    already: bool


class Resting(Message):
    """Something that rests on what ends."""

    id: str
    name: str
    clauses: tuple[str, ...]


class Effects(Message):
    """What changes if a document is released."""

    ended: tuple[Ended, ...]
    standards: tuple[Resting, ...]
    rules: tuple[Resting, ...]
    replies: tuple[Resting, ...]
    cases: tuple[Resting, ...]
    answers: tuple[Resting, ...]
    answers_in_all: int
    conflicts: tuple[Conflict, ...]


class FeedbackItem(Message):
    """What was thought of one answer."""

    message_id: str
    question: str
    answer: str
    refused: bool
    role: str
    rating: str
    comment: str
    given_at: datetime
    closed_at: datetime | None
    closed_by: str
    closing_note: str


class FeedbackList(Message):
    """One page of feedback."""

    items: tuple[FeedbackItem, ...]
    total: int
    open: int


class DayUsage(Message):
    """One day."""

    day: date
    questions: int
    refused: int
    liked: int
    disliked: int
    standard: int


class Speed(Message):
    """Milliseconds that half, and 95 % of the answers stayed below."""

    counted: int
    half_ms: float | None
    most_ms: float | None


class CitedDocument(Message):
    """A document and the clauses that are cited most."""

    document_id: str
    title: str
    answers: int
    clauses: tuple[tuple[str, int], ...]


class UncitedDocument(Message):
    """A document that no answer cited."""

    document_id: str
    title: str
    kind: str
    clearance: str
    current: bool


class Usage(Message):
    """The figures of a period."""

    since: date
    until: date
    questions: int
    refused_share: float
    days: tuple[DayUsage, ...]
    intents: dict[str, int]
    roles: dict[str, int]
    first_sentence: Speed
    whole_answer: Speed
    cited: tuple[CitedDocument, ...]
    never_cited: tuple[UncitedDocument, ...]
