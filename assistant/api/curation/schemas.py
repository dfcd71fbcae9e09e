"""What curators send."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.api.schemas.base import Request
from assistant.curation.basis import MOST_SOURCES, SourceWanted
from assistant.curation.standard_records import NewStandardAnswer
from assistant.records import Clearance

MessageIds = Annotated[tuple[str, ...], Field(max_length=4000)]


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
