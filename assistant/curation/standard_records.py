"""Standard answers as records."""

from dataclasses import dataclass
from datetime import datetime

from assistant.curation.basis import SourceWanted
from assistant.records import Chunk, Clearance


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
