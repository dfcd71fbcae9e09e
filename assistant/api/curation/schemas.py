"""What curators send and get."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.api.schemas.base import Request
from assistant.curation.asked_questions import Signal
from assistant.curation.basis import MOST_SOURCES, SourceWanted
from assistant.curation.standard_records import AnswerState, NewStandardAnswer, StandardAnswer
from assistant.curation.unanswered import Cluster
from assistant.records import Clearance, Role, Status

MessageIds = Annotated[tuple[str, ...], Field(max_length=4000)]


class FoundPassage(BaseModel):
    """A passage that retrieval gave for questions of a cluster, ``times`` for how many."""

    model_config = ConfigDict(from_attributes=True)

    chunk_id: str
    label: str
    document_id: str
    clearance: Clearance
    status: Status
    excerpt: str
    times: int


class ClusterResponse(BaseModel):
    """Questions of one matter that were not answered."""

    id: str
    question: str
    count: int
    signals: dict[Signal, int]
    roles: dict[Role, int]
    first_on: date
    last_on: date
    days: int
    questions: tuple[tuple[str, int], ...]
    searched: tuple[str, ...]
    found: tuple[FoundPassage, ...]
    comments: tuple[str, ...]
    message_ids: tuple[str, ...]

    @classmethod
    def of(cls, cluster: Cluster) -> "ClusterResponse":
        return cls.model_validate(cluster, from_attributes=True)


class UnansweredResponse(BaseModel):
    """One page of the clusters, the most asked first; ``total`` counts all clusters, ``questions`` what is in them."""

    clusters: tuple[ClusterResponse, ...]
    total: int
    questions: int


class Messages(Request):
    """Questions by the ids of their messages."""

    message_ids: MessageIds


class Counted(BaseModel):
    """How many questions that were."""

    count: int


class WantedSource(Request):
    """A passage by its id, or an address such as 《办法》第八条; ``quote`` stands in it verbatim, "" for all of it."""

    chunk_id: str = ""
    address: str = ""
    quote: str = ""

    def wanted(self) -> SourceWanted:
        return SourceWanted(self.chunk_id, self.address, self.quote)


Sources = Annotated[tuple[WantedSource, ...], Field(max_length=MOST_SOURCES)]


class StandardAnswerRequest(Request):
    """A standard answer. Marks [n] in ``text`` refer to ``sources`` from 1; without any it rests on all of them."""

    question: str
    text: str
    sources: Sources
    phrasings: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    audience: Clearance = Clearance.PUBLIC
    note: str = ""
    message_ids: MessageIds = ()

    def record(self) -> NewStandardAnswer:
        sources = tuple(source.wanted() for source in self.sources)
        return NewStandardAnswer(
            self.question, self.text, sources, self.phrasings, self.audience, self.note, self.message_ids
        )


class StandardSourceResponse(BaseModel):
    """A source; ``problem`` says why it does not hold any more, ``whole`` whether all of the passage is quoted."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    document_id: str
    document: str
    label: str
    clause: str | None
    quote: str
    chunk_id: str
    problem: str
    whole: bool


class StandardAnswerResponse(BaseModel):
    """A standard answer; ``shown``: it answers today. ``problems`` are why an approved one is not shown, ``objections`` what the check of its
    sentences found (only where one answer is asked for), ``own``: the caller wrote it and cannot approve it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    question: str
    text: str
    audience: Clearance
    state: AnswerState
    shown: bool
    problems: tuple[str, ...]
    phrasings: tuple[str, ...]
    sources: tuple[StandardSourceResponse, ...]
    written_by: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    note: str
    own: bool
    objections: tuple[str, ...]

    @classmethod
    def of(cls, answer: StandardAnswer) -> "StandardAnswerResponse":
        return cls.model_validate(answer)


class StandardAnswers(BaseModel):
    """All standard answers, those to be looked at first; ``review`` counts them, ``waiting`` those that wait for a second person."""

    answers: tuple[StandardAnswerResponse, ...]
    review: int
    waiting: int

    @classmethod
    def of(cls, answers: tuple[StandardAnswer, ...]) -> "StandardAnswers":
        return cls(
            answers=tuple(map(StandardAnswerResponse.of, answers)),
            review=sum(one.state is AnswerState.APPROVED and not one.shown for one in answers),
            waiting=sum(one.state is AnswerState.DRAFT for one in answers),
        )


class EventResponse(BaseModel):
    """Who did what to a standard answer, and when; ``text`` is how it read then."""

    model_config = ConfigDict(from_attributes=True)

    action: Literal["write", "rewrite", "approve", "retire"]
    by: str
    at: datetime
    note: str
    text: str


class NoteRequest(Request):
    """A remark."""

    note: str = ""


class SynonymRequest(Request):
    """A word that people use, and what the documents call it."""

    word: str
    meaning: str
    note: str = ""


class SynonymResponse(BaseModel):
    """A word and its meaning."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    word: str
    meaning: str
    note: str
    made_by: str
    made_at: datetime


class SynonymList(BaseModel):
    """All words, in order."""

    synonyms: tuple[SynonymResponse, ...]
