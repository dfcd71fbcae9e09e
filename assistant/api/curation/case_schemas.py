"""What is asked of missing documents and cases for the evaluation."""

from typing import Annotated

from pydantic import Field

from assistant.api.curation.schemas import MessageIds, Sources
from assistant.api.schemas.base import Request
from assistant.contract.curation import SearchState
from assistant.curation.evaluation_cases import NewCase
from assistant.curation.missing_documents import ChangedMissingDocument, NewMissingDocument
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
