"""What curators see: unanswered questions, standard answers, words, missing documents, cases and feedback."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from assistant.contract.message import Message
from assistant.records import Clearance, Role, Status


class Signal(StrEnum):
    """How it shows that a question was not answered."""

    REFUSED = "refused"
    DISLIKED = "disliked"
    WITHHELD = "withheld"
    ASKED_AGAIN = "asked_again"


class SearchState(StrEnum):
    """How far getting a document is."""

    OPEN = "open"
    REQUESTED = "requested"
    ARRIVED = "arrived"
    DROPPED = "dropped"


class AnswerState(StrEnum):
    """A standard answer waits for a second person, is shown, or is not used any more."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


class FoundPassage(Message):
    """A passage that retrieval gave for questions of a cluster, ``times`` for how many of them. Passages that are gone are left out."""

    chunk_id: str
    label: str
    document_id: str
    clearance: Clearance
    status: Status
    excerpt: str
    times: int = 0


class Cluster(Message):
    """Questions of one matter that were not answered. ``id`` is that of its earliest message, ``question`` the one in their middle;
    ``questions`` are the ways to ask with their counts, ``searched`` what was looked for, ``comments`` what those wrote who were not
    content. Telephone numbers and the like are masked."""

    id: str
    question: str
    count: int
    signals: Mapping[Signal, int]
    roles: Mapping[Role, int]
    first_on: date
    last_on: date
    days: int
    questions: tuple[tuple[str, int], ...]
    searched: tuple[str, ...]
    found: tuple[FoundPassage, ...]
    comments: tuple[str, ...]
    message_ids: tuple[str, ...]


class Unanswered(Message):
    """One page of the clusters, the most asked first; ``total`` counts all clusters, ``questions`` what is in them."""

    clusters: tuple[Cluster, ...]
    total: int
    questions: int


class StandardSource(Message):
    """A source of a standard answer; ``problem`` says why it does not hold any more, "" where it does. ``chunk_id`` is the passage as it is
    held now, "" where it is gone; ``whole``: all of it is quoted."""

    number: int
    document_id: str
    document: str
    label: str
    clause: str | None
    quote: str
    chunk_id: str
    problem: str
    whole: bool


class StandardAnswer(Message):
    """A standard answer; ``shown``: it answers today. ``problems`` are why it is not shown although it was approved: what it rests on has
    changed. ``objections`` are what the check of sentences against sources found, for who approves (only where one answer is asked for).
    ``own``: the caller wrote it and cannot approve it."""

    id: int
    question: str
    text: str
    audience: Clearance
    state: AnswerState
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
    objections: tuple[str, ...] = ()

    @property
    def standing(self) -> str:
        """``review`` where it was approved and does not hold any more, else its state."""
        return "review" if self.state is AnswerState.APPROVED and not self.shown else self.state


class StandardAnswers(Message):
    """All standard answers, those to be looked at first; ``review`` counts them, ``waiting`` those that wait for a second person."""

    answers: tuple[StandardAnswer, ...]
    review: int
    waiting: int


class Synonym(Message):
    """A word and what the documents call it."""

    id: int
    word: str
    meaning: str
    note: str
    made_by: str
    made_at: datetime


class Synonyms(Message):
    """The bureau's own words, in order."""

    synonyms: tuple[Synonym, ...]


class MissingDocument(Message):
    """A document to get. ``question`` is one that it would answer."""

    id: int
    title: str
    question: str
    owner: str
    state: SearchState
    note: str
    made_by: str
    made_at: datetime
    changed_at: datetime


class MissingDocuments(Message):
    """The documents to get, and the accounts that can be asked."""

    documents: tuple[MissingDocument, ...]
    owners: tuple[str, ...]


class CaseSource(Message):
    """A clause or passage that answers; ``quote`` are the sentences that do."""

    document_id: str
    document: str
    clause: str
    quote: str


class EvaluationCase(Message):
    """A question with the sources of which one should be cited; none: it should be refused. ``history`` are the questions before it."""

    id: int
    question: str
    history: tuple[str, ...]
    role: Role
    sources: tuple[CaseSource, ...]
    made_by: str
    made_at: datetime


class EvaluationCases(Message):
    """All cases, the latest first."""

    cases: tuple[EvaluationCase, ...]


class Feedback(Message):
    """What was thought of one answer; telephone numbers and the like are masked. ``closed_by`` is "" while nobody has dealt with it."""

    message_id: str
    question: str
    answer: str
    refused: bool
    role: Role
    rating: Literal["up", "down"]
    comment: str
    given_at: datetime
    closed_at: datetime | None
    closed_by: str
    closing_note: str


class FeedbackPage(Message):
    """Some of the feedback, the latest first, of ``total``; ``open`` counts what nobody has dealt with."""

    items: tuple[Feedback, ...]
    total: int
    open: int
