"""Dify's external knowledge API, as its documentation of June 2026 gives it and as its own client sends and reads it."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant import access
from assistant.api.metadata_conditions import Condition, Conditions, Operator, Value
from assistant.api.schemas.base import Writable
from assistant.records import Chunk, DocumentInfo, DocumentKind
from assistant.retrieval.judging import JudgedHit

ALL = "all"
KNOWLEDGE = (ALL, *(kind.value for kind in DocumentKind))
MOST_RECORDS = 50
_USUAL_RECORDS = 4
CHUNK_FIELDS = frozenset(
    {"citation", "clause", "status", "heading", "page", "sheet", "row", "clearance", "chunk_id", "url"}
)
"""Metadata that differ between the passages of one document."""


class MetadataConditionItem(BaseModel):
    """One condition; older clients send several names."""

    model_config = ConfigDict(extra="ignore")

    name: str | list[str]
    comparison_operator: Operator
    value: Value | list[Value] | None = None

    def condition(self) -> Condition:
        names = [self.name] if isinstance(self.name, str) else self.name
        value = self.value
        values = () if value is None else tuple(value) if isinstance(value, list) else (value,)
        return Condition(tuple(names), self.comparison_operator, values)


class MetadataCondition(BaseModel):
    """The conditions that every record must meet."""

    model_config = ConfigDict(extra="ignore")

    logical_operator: Literal["and", "or"] | None = "and"
    conditions: list[MetadataConditionItem] | None = None

    def together(self) -> Conditions:
        items = self.conditions or []
        return Conditions(tuple(item.condition() for item in items), self.logical_operator == "or")


class RetrievalSetting(BaseModel):
    """How many records at most, and how sure each must be at least (0 to 1)."""

    model_config = ConfigDict(extra="ignore")

    top_k: int = Field(_USUAL_RECORDS, ge=1)
    score_threshold: float = Field(0.0, ge=0, le=1)

    @field_validator("top_k", mode="before")
    @classmethod
    def _usual_number(cls, given: object) -> object:
        return _USUAL_RECORDS if given is None else given

    @field_validator("score_threshold", mode="before")
    @classmethod
    def _no_threshold(cls, given: object) -> object:
        return 0.0 if given is None else given


class RetrievalRequest(Writable):
    """What Dify sends."""

    model_config = ConfigDict(extra="ignore")

    knowledge_id: str
    query: str
    retrieval_setting: RetrievalSetting = RetrievalSetting()
    metadata_condition: MetadataCondition | None = None


class Record(BaseModel):
    """A passage. ``metadata`` holds texts and numbers only; what a passage does not have is left out."""

    content: str
    score: float
    title: str
    metadata: dict[str, Value]

    @classmethod
    def of(cls, found: JudgedHit, metadata: dict[str, Value]) -> "Record":
        return cls(content=found.hit.text, score=found.answers, title=found.hit.chunk.document.title, metadata=metadata)


class DifyErrorBody(BaseModel):
    """An error as Dify reads it."""

    error_code: int
    error_msg: str


class RetrievalResponse(BaseModel):
    """The likeliest first."""

    records: tuple[Record, ...]


def document_metadata(document: DocumentInfo) -> dict[str, Value]:
    """What is the same for all passages of a document."""
    return _without_gaps(
        {
            "document": document.title,
            "document_id": document.id,
            "document_number": document.document_number,
            "kind": document.kind,
            "issuer": document.issuer,
            "issued_on": document.issued_on,
            "valid_from": document.valid_from,
            "valid_to": document.valid_to,
        }
    )


def metadata_of(chunk: Chunk, day: date, url: str) -> dict[str, Value]:
    """All metadata of a passage on a day; ``url`` is where it can be read in its place."""
    place = chunk.passage.place
    return document_metadata(chunk.document) | _without_gaps(
        {
            "citation": chunk.citation,
            "clause": chunk.passage.clause,
            "status": access.chunk_status_on(chunk, day),
            "heading": chunk.passage.heading,
            "page": place.page,
            "sheet": place.sheet,
            "row": place.row,
            "clearance": chunk.clearance,
            "chunk_id": chunk.id,
            "url": url,
        }
    )


def _without_gaps(values: dict[str, str | int | date | None]) -> dict[str, Value]:
    return {
        name: value if isinstance(value, int) else str(value)
        for name, value in values.items()
        if value is not None and value != ""
    }
