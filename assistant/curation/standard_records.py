"""Standard answers as records."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.curation.basis import SourceWanted
from assistant.records import Chunk, Clearance


class AnswerState(StrEnum):
    """A standard answer waits for a second person, is shown, or is not used any more."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class NewStandardAnswer:
    """What a curator writes: ``question`` is the chief way to ask, ``phrasings`` are further ones; marks [n] of ``text`` refer to ``sources``, from
    1. ``message_ids`` are the questions that it settles."""

    question: str
    text: str
    sources: tuple[SourceWanted, ...]
    phrasings: tuple[str, ...] = ()
    audience: Clearance = Clearance.PUBLIC
    note: str = ""
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardSource:
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


@dataclass(frozen=True, slots=True)
class StandardAnswer:
    """A standard answer. ``problems`` are why it is not shown although it was approved: what it rests on has changed, and it is to be looked
    at. ``objections`` are what the check of sentences against sources found, for who approves."""

    id: int
    question: str
    text: str
    audience: Clearance
    state: AnswerState
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
    def problems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source.problem for source in self.sources if source.problem))

    @property
    def shown(self) -> bool:
        """Whether it answers today."""
        return self.state is AnswerState.APPROVED and not self.problems


@dataclass(frozen=True, slots=True)
class CurationEvent:
    """Who did what to a standard answer, and when; ``text`` is how it read then."""

    action: str
    by: str
    at: datetime
    note: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A standard answer that holds on the day for this caller: its text and, for each mark from 1, the passage and the words quoted."""

    id: int
    text: str
    sources: tuple[tuple[Chunk, str], ...]
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class NearPhrasing:
    """A phrasing of an approved answer that is near a question in meaning; ``likeness`` is the cosine."""

    answer_id: int
    text: str
    likeness: float
