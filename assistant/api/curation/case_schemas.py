"""What is sent and asked of missing documents, cases for the evaluation and feedback."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.api.curation.schemas import MessageIds, Sources
from assistant.api.schemas.base import Request
from assistant.curation.evaluation_cases import NewCase
from assistant.curation.missing_documents import ChangedMissingDocument, NewMissingDocument, SearchState
from assistant.records import Role


class MissingRequest(Request):
    """A document to get, who is to get it, and the questions that wait for it."""

    title: str
    question: str = ""
    owner: str = ""
    note: str = ""
    message_ids: MessageIds = ()

    def record(self) -> NewMissingDocument:
        return NewMissingDocument(self.title, self.question, self.owner, self.note, self.message_ids)


class MissingChange(Request):
    """What is to be another; what is left out stays."""

    title: str | None = None
    owner: str | None = None
    state: SearchState | None = None
    note: str | None = None

    def record(self) -> ChangedMissingDocument:
        return ChangedMissingDocument(self.title, self.owner, self.state, self.note)


class MissingResponse(BaseModel):
    """A document to get."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    question: str
    owner: str
    state: SearchState
    note: str
    made_by: str
    made_at: datetime
    changed_at: datetime


class MissingList(BaseModel):
    """The documents to get, and the accounts that can be asked."""

    documents: tuple[MissingResponse, ...]
    owners: tuple[str, ...]


class CaseRequest(Request):
    """A question and the sources of which one should be cited; none: it was rightly refused."""

    question: str
    sources: Sources = ()
    history: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    role: Role = Role.INVESTOR
    message_ids: MessageIds = ()

    def record(self) -> NewCase:
        sources = tuple(source.wanted() for source in self.sources)
        return NewCase(self.question, sources, self.history, self.role, self.message_ids)


class CaseSourceResponse(BaseModel):
    """A clause that answers."""

    model_config = ConfigDict(from_attributes=True)

    document_id: str
    document: str
    clause: str
    quote: str


class CaseResponse(BaseModel):
    """A case of an evaluation suite."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    question: str
    history: tuple[str, ...]
    role: Role
    sources: tuple[CaseSourceResponse, ...]
    made_by: str
    made_at: datetime


class CaseList(BaseModel):
    """All cases, the latest first."""

    cases: tuple[CaseResponse, ...]


class FeedbackItem(BaseModel):
    """What was thought of one answer."""

    model_config = ConfigDict(from_attributes=True)

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


class FeedbackList(BaseModel):
    """One page of feedback, the latest first; ``open`` counts what nobody has dealt with."""

    model_config = ConfigDict(from_attributes=True)

    items: tuple[FeedbackItem, ...]
    total: int
    open: int
