"""What the HTTP API sends, as frozen records. Fields the page does not use are ignored."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

KINDS = ("policy", "report", "listing", "opportunity", "guide", "other")
CLEARANCES = ("internal", "public")


class Message(BaseModel):
    """A part of the API's JSON."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Account(Message):
    """A signed-in user. ``token`` goes into the Authorization header."""

    token: str
    name: str
    role: str


class Identity(Message):
    """Whom the API takes the caller for."""

    name: str = ""
    role: str = "investor"


class Citation(Message):
    """A numbered source of an answer."""

    number: int
    label: str
    document: str = ""
    clause: str | None = None
    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    quote: str = ""
    clearance: str = "public"
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = ""
    chunk_id: str = ""


class Table(Message):
    """Rows of an answer, of which ``total`` exist; or of a passage's surroundings, with the cited row at ``highlight``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int = 0
    highlight: int | None = None


class Answer(Message):
    """A whole answer."""

    text: str
    refused: bool = False
    citations: tuple[Citation, ...] = ()
    table: Table | None = None
    notice: str = ""
    conversation_id: str = ""
    message_id: str = ""


class Sentence(Message):
    """The next sentence of an answer that is being written."""

    text: str
    citations: tuple[Citation, ...] = ()


class Document(Message):
    """A document as lists show it."""

    id: str
    title: str
    name: str = ""
    kind: str = "other"
    clearance: str = "internal"
    media_type: str = ""
    document_number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    repealed_on: date | None = None
    status: str = ""
    page_count: int = 0


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

    facts: tuple[Fact, ...] = ()
    chunks: dict[str, int] = {}
    ocr_pages: tuple[int, ...] = ()
    empty_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    size_bytes: int = 0
    ingested_at: datetime | None = None
    may_open_original: bool = True


class Passage(Message):
    """A cited passage."""

    chunk_id: str
    label: str = ""
    heading: str = ""
    clause: str | None = None
    page: int | None = None
    sheet: str | None = None
    row: int | None = None


class ReferenceTarget(Message):
    """What stands where a reference leads, "" when nothing does that the caller may see."""

    address: str
    text: str = ""
    status: str | None = None


class Reference(Message):
    """Another clause that a passage mentions: characters ``start`` to ``end`` of its quote."""

    start: int
    end: int
    text: str
    targets: tuple[ReferenceTarget, ...] = ()

    @property
    def leads_somewhere(self) -> bool:
        return any(target.text for target in self.targets)


class PassageInContext(Message):
    """A passage with what stands around it."""

    chunk: Passage
    document: Document
    before: str = ""
    quote: str = ""
    after: str = ""
    page: int | None = None
    page_count: int = 0
    has_page_image: bool = False
    may_open_original: bool = True
    table: Table | None = None
    references: tuple[Reference, ...] = ()


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
    title: str = ""
    reason: str = ""
    same_as: str = ""
    chunks: dict[str, int] = {}
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


class ConversationSummary(Message):
    """A stored conversation as the list shows it."""

    id: str
    title: str = ""
    updated_at: datetime | None = None


class StoredExchange(Message):
    """One question of a stored conversation and its answer."""

    message_id: str
    question: str
    answer: Answer
    rating: str | None = None


class Conversation(Message):
    """A stored conversation."""

    id: str
    title: str = ""
    exchanges: tuple[StoredExchange, ...] = ()
