"""What was not understood when documents were read."""

from typing import Literal

from pydantic import BaseModel

from assistant.api.schemas.base import Request
from assistant.api.schemas.documents import DocumentSummary
from assistant.documents.findings import KIND_NAMES, Finding, Findings
from assistant.documents.twins import Twins

Kind = Literal["twin", "table", "column", "cell", "page", "note"]


class FindingEntry(BaseModel):
    """One thing that was not understood: where (``place``), what stands there (``text``), what the matter is (``message``) and what to do
    (``remedy``). ``layout`` and ``header`` go to PATCH /api/ledgers/columns, with ``field`` and ``restricted`` as they are now; ``listing_id``
    is the row; ``other_id`` the document that this one is a twin of. ``settled``: somebody said that nothing is to be done."""

    key: str
    kind: Kind
    kind_name: str
    place: str
    text: str
    message: str
    remedy: str
    layout: str
    header: str
    field: str
    restricted: bool
    listing_id: str
    other_id: str
    settled: bool

    @classmethod
    def of(cls, finding: Finding) -> "FindingEntry":
        return cls.model_validate(
            {name: getattr(finding, name) for name in cls.model_fields if name not in {"kind", "kind_name", "other_id"}}
            | {"kind": finding.kind.value, "kind_name": KIND_NAMES[finding.kind], "other_id": finding.document_id}
        )


class DocumentFindings(BaseModel):
    """A document with what was not understood of it, what is open first; ``open`` counts that by kind."""

    document: DocumentSummary
    findings: tuple[FindingEntry, ...]
    open: dict[str, int]

    @classmethod
    def of(cls, found: Findings) -> "DocumentFindings":
        return cls(
            document=DocumentSummary.of(found.document),
            findings=tuple(map(FindingEntry.of, found.findings)),
            open={kind.value: count for kind, count in found.open.items()},
        )


class UnderstoodPartly(BaseModel):
    """A document of which something is open: how many of each kind."""

    document: DocumentSummary
    open: dict[str, int]


class FindingsOverview(BaseModel):
    """The documents of which something is open, those with the most first."""

    documents: tuple[UnderstoodPartly, ...]
    total: int

    @classmethod
    def of(cls, found: tuple[Findings, ...], limit: int, offset: int) -> "FindingsOverview":
        return cls(
            documents=tuple(
                UnderstoodPartly(
                    document=DocumentSummary.of(one.document),
                    open={kind.value: count for kind, count in one.open.items()},
                )
                for one in found[offset : offset + limit]
            ),
            total=len(found),
        )


class SettleFinding(Request):
    """That nothing is to be done about a finding; ``settled`` false takes it back."""

    key: str
    settled: bool = True


class TwinsEntry(BaseModel):
    """Two documents that may be one, how much of their texts is the same, and the id of the one that answers are given from ("": both)."""

    first: DocumentSummary
    second: DocumentSummary
    why: str
    percent: int
    rules: str

    @classmethod
    def of(cls, pair: Twins) -> "TwinsEntry":
        return cls(
            first=DocumentSummary.of(pair.first),
            second=DocumentSummary.of(pair.second),
            why=pair.why.value,
            percent=pair.percent,
            rules=pair.rules,
        )


class TwinsList(BaseModel):
    """All documents that are held twice."""

    twins: tuple[TwinsEntry, ...]
