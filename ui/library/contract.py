"""What the API sends of documents and imports."""

from datetime import datetime

from pydantic import Field

from assistant.contract.message import Message
from ui.contract import Document


class DocumentList(Message):
    """One page of the library's list."""

    documents: tuple[Document, ...]
    total: int


class Fact(Message):
    """A metadata value and where it was found."""

    field: str
    value: str
    origin: str
    evidence: str = ""


class DocumentDetail(Document):
    """Everything about one document. ``chunks`` counts its passages by kind."""

    groups: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    chunks: dict[str, int] = Field(default_factory=dict)
    ocr_pages: tuple[int, ...] = ()
    empty_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    size_bytes: int = 0
    ingested_at: datetime | None = None
    may_open_original: bool = True


class Finding(Message):
    """One thing that was not understood; with ``layout`` a column that can be corrected, with ``other_id`` a twin to look at."""

    key: str
    kind: str
    place: str = ""
    text: str = ""
    message: str
    remedy: str = ""
    layout: str = ""
    header: str = ""
    field: str = ""
    restricted: bool = False
    listing_id: str = ""
    other_id: str = ""
    settled: bool = False


class DocumentFindings(Message):
    """What was not understood of a document, what is open first."""

    findings: tuple[Finding, ...] = ()
    open: dict[str, int] = Field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many nobody has settled."""
        return sum(self.open.values())


class UnderstoodPartly(Message):
    """A document of which something is open: how many of each kind."""

    document: Document
    open: dict[str, int] = Field(default_factory=dict)


class FindingsOverview(Message):
    """One page of the documents of which something is open."""

    documents: tuple[UnderstoodPartly, ...] = ()
    total: int = 0


class JobProgress(Message):
    """How far an import is."""

    files_done: int = 0
    files_total: int = 0
    chunks_done: int = 0
    current: str = ""
    stage: str = ""
    seconds: float = 0.0


class FileOutcome(Message):
    """What became of one uploaded file."""

    name: str
    status: str
    document_id: str = ""
    kind: str | None = None
    clearance: str | None = None
    title: str = ""
    reason: str = ""
    same_as: str = ""
    chunks: dict[str, int] = Field(default_factory=dict)
    pages: int = 0
    ocr_pages: tuple[int, ...] = ()
    empty_parts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class JobReport(Message):
    """The result of an import."""

    files: tuple[FileOutcome, ...] = ()
    seconds: float = 0.0


class Job(Message):
    """An import under way or over. ``state`` is ``running``, ``done`` or ``failed``."""

    state: str
    progress: JobProgress | None = None
    report: JobReport | None = None
    error: str = ""
