"""Held texts that disagree, and what a release changes."""

from datetime import date, datetime
from enum import StrEnum

from assistant.contract.message import Message
from assistant.records import Clearance, Status


class ConflictState(StrEnum):
    """``open`` waits for a person; ``apart``: they speak of different things, both are right; ``settled``: one was put right."""

    OPEN = "open"
    APART = "apart"
    SETTLED = "settled"


class ConflictSide(Message):
    """A sentence in its document; ``chunk_id`` opens it in the viewer."""

    document_id: str
    document: str
    document_number: str
    issuer: str
    label: str
    clause: str | None
    chunk_id: str
    sentence: str
    status: Status
    clearance: Clearance


class TextConflict(Message):
    """Two sentences of one matter; ``figures`` are the values that differ, those of ``newer`` (read in later) first."""

    id: int
    newer: ConflictSide
    older: ConflictSide
    figures: tuple[tuple[str, str], ...]
    likeness: float
    state: ConflictState
    note: str
    found_at: datetime
    decided_by: str
    decided_at: datetime | None


class TextConflicts(Message):
    """A page of conflicts, the most alike first."""

    conflicts: tuple[TextConflict, ...]
    total: int


class EndedDocument(Message):
    """A document, or clauses of it (none named: all of it), that a release ends; ``already``: they have ended before it."""

    document_id: str
    document: str
    clauses: tuple[str, ...]
    on: date
    already: bool


class Resting(Message):
    """Something that rests on what ends: its number or id, what it is called, and the clauses that it rests on."""

    id: str
    name: str
    clauses: tuple[str, ...]


class ReleaseEffects(Message):
    """What a release ends and what rests on it, at most so many of each kind, the latest first; ``answers_in_all`` counts all past
    answers, ``conflicts`` are the figures that stand otherwise in other held texts."""

    document_id: str
    document: str
    ended: tuple[EndedDocument, ...]
    standards: tuple[Resting, ...]
    rules: tuple[Resting, ...]
    replies: tuple[Resting, ...]
    cases: tuple[Resting, ...]
    answers: tuple[Resting, ...]
    answers_in_all: int
    conflicts: tuple[TextConflict, ...] = ()
