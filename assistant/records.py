"""The frozen records that pass between steps. Read this first.

A file becomes a document (``DocumentInfo``) cut into passages (``Passage``). A stored passage read back together with
its document is a ``Chunk``; retrieval returns ``Hit``s; answering returns an ``Answer`` whose ``Citation``s point to
chunks. Dates are inclusive on both ends; an unknown start is ``OPEN_START``, an open end ``OPEN_END``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from assistant.errors import HuizhaoError

OPEN_START = date(1, 1, 1)
OPEN_END = date(9999, 12, 31)


class Clearance(StrEnum):
    """Who a document was released to."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Role(StrEnum):
    """Who asks. Without an account everyone is an investor."""

    INVESTOR = "investor"
    STAFF = "staff"
    ADMIN = "admin"


class DocumentKind(StrEnum):
    """What a document is for."""

    POLICY = "policy"
    REPORT = "report"
    LISTING = "listing"
    OPPORTUNITY = "opportunity"
    GUIDE = "guide"
    OTHER = "other"


class ChunkKind(StrEnum):
    """How a passage was cut."""

    CLAUSE = "clause"
    ROW = "row"
    SECTION = "section"


class Status(StrEnum):
    """Validity of a document on a day, as shown to users."""

    UPCOMING = "未施行"
    IN_FORCE = "现行有效"
    EXPIRED = "已失效"
    REPEALED = "已废止"
    AMENDED = "已被修订"
    UNDATED = "待确认"


class Confidence(StrEnum):
    """How sure a date is: written out in the closing clause (or by a person), worked out from another date, or guessed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Intent(StrEnum):
    """What a question wants."""

    POLICY = "policy"
    BUILDING = "building"
    OPPORTUNITY = "opportunity"
    REPORT = "report"
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: the role comes from the token, never from the request."""

    role: Role = Role.INVESTOR
    user_id: int | None = None
    name: str = ""
    may_approve: bool = False  # replies to complaints that somebody else wrote
    groups: frozenset[str] = frozenset()  # departments of a member of staff


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in the original.

    ``start`` and ``end`` are character offsets into the document's text. ``page`` (from 1) is set for paged formats,
    ``sheet`` and ``row`` (from 1, as the spreadsheet program numbers them) for tables in workbooks.
    """

    start: int
    end: int
    page: int | None = None
    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row with its joined header. A restricted cell (底价 …) is for staff only.

    ``column`` is the letter that a spreadsheet program shows above it, "" in formats whose cells have no such name.
    """

    header: str
    value: str
    restricted: bool = False
    column: str = ""


@dataclass(frozen=True, slots=True)
class TableHeader:
    """The columns of one table of a document, blank ones included: joined headers and the letters above them."""

    headers: tuple[str, ...]
    columns: tuple[str, ...]
    sheet: str | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document as chunking cuts it, before it is stored.

    ``text`` is verbatim. ``heading`` is the path of headings above it (``第二章 支持措施``), "" if none. ``locator`` names the
    place within the document as a reader cites it: ``第八条``, ``第八条第二款``, ``写字楼 第7行``, ``第3页``, ``二、（一）``.
    ``clause`` is the article's label for clauses (``第八条``). A clause longer than the model's window is cut into ``parts``
    parts, numbered from 1. A row's ``cells`` hold every cell with its header. ``restricted`` passages hold what an investor
    must not see although the document itself is public.
    """

    kind: ChunkKind
    text: str
    locator: str
    place: Place
    heading: str = ""
    clause: str | None = None
    part: int = 1
    parts: int = 1
    cells: tuple[Cell, ...] = ()
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of metadata and where it was found.

    ``field`` is one of METADATA_FIELDS, ``value`` its text (dates as YYYY-MM-DD). ``origin`` is ``text``, ``index`` (the
    publisher's table beside it), ``file`` (the file's own properties or name), ``manifest``, ``option`` or ``admin``; ``evidence`` is the sentence or place it was read from. ``working``
    tells, in Chinese, how a value that does not stand there was worked out ("" for one that does).
    """

    field: str
    value: str
    origin: str
    evidence: str = ""
    confidence: Confidence = Confidence.HIGH
    working: str = ""


METADATA_FIELDS = (
    "title",
    "document_number",
    "issuer",
    "issued_on",
    "valid_from",
    "valid_to",
    "edition_from",
    "kind",
    "clearance",
    "groups",
    "released",
)


@dataclass(frozen=True, slots=True)
class EndedClause:
    """A clause of a document that another one (its id) repeals without repealing the whole; ``ended_on`` is the first day without it. Where only
    a part of it is worded anew, ``adjusted`` is the sentence that does so, from that day on: the rest of the clause stays."""

    clause: str
    ended_on: date
    ended_by: str
    adjusted: str = ""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A stored document as lists and citations show it.

    ``name`` is the path it is known by; ``valid_from``/``valid_to`` are None where nothing is known. An amended law keeps its first
    ``valid_from``: ``edition_from`` is the first day of this text where that is later. ``valid_to`` counts the extension by another
    held document (``extended_by``, its id). ``repealed_on`` is the first day on which a newer held document (``repealed_by``, its id)
    has replaced it; ``amended`` where that is a newer edition of itself. ``ended_clauses`` ended before the document did. What is internal
    of it is for the staff of its ``groups``; of all, where there are none.
    """

    id: str
    name: str
    title: str
    kind: DocumentKind
    clearance: Clearance
    media_type: str
    document_number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    repealed_on: date | None = None
    repealed_by: str | None = None
    amended: bool = False
    edition_from: date | None = None
    extended_by: str | None = None
    ended_clauses: tuple[EndedClause, ...] = ()
    page_count: int = 0
    has_restricted: bool = False
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored passage together with its document."""

    id: str
    document: DocumentInfo
    ordinal: int
    passage: Passage

    @property
    def clearance(self) -> Clearance:
        """The stricter of the document's and the passage's own."""
        return Clearance.INTERNAL if self.passage.restricted else self.document.clearance

    @property
    def citation(self) -> str:
        """As the reader sees it: 《办法》第八条."""
        return f"《{self.document.title}》{self.passage.locator}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that retrieval found. ``score`` orders hits of one search; ``similarity`` is the cosine to the question (None where
    no vector was asked); ``keyword_score`` is BM25, higher is better (None if only the vector found it). ``reading_text`` is
    the chunk merged with its neighbours (other parts of one split clause), for reading; by default the chunk's own text."""

    chunk: Chunk
    score: float
    similarity: float | None = None
    keyword_score: float | None = None
    reading_text: str = ""

    @property
    def text(self) -> str:
        return self.reading_text or self.chunk.passage.text


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source of an answer; ``quote`` stands verbatim in the cited passage."""

    number: int
    label: str
    document: str
    clause: str | None
    page: int | None
    sheet: str | None
    row: int | None
    quote: str
    clearance: Clearance
    valid_from: date | None
    valid_to: date | None
    status: Status
    source_id: str
    chunk_id: str


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Rows of an answer; ``total`` counts all matching rows, of which ``rows`` may show only the first.

    Where each row is a thing of its own, ``places`` holds its address in the page (``b/…`` a building, ``o/…`` an opportunity, ``p/…#…`` a clause)
    and ``sources`` the number of the citation that it comes from, 0 where none was given. ``verdicts`` names the column that tells whether it fits.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    places: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    verdicts: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A whole question to ask instead of one that does not say what it is about, and what it names."""

    question: str
    source_id: str
    chunk_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something done to find an answer. ``tool`` is the name of the tool that does the same, ``asked`` what was looked for, ``found`` how many
    passages or rows came of it, ``sure`` the reader's probability that one of them answers (None where nothing is read)."""

    tool: str
    asked: str
    found: int
    sure: float | None = None


@dataclass(frozen=True, slots=True)
class StandardMark:
    """The standard answer that was given, and the day in Beijing on which it was approved."""

    id: int
    approved_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user gets. ``text`` carries [n] marks that refer to ``citations``. ``notice`` tells of a fallback, an expired source or
    withheld sentences ("" if none). ``withheld`` counts model sentences that failed the grounding check. ``related`` quotes, under a refusal,
    what is nearest; it is no answer. ``choices`` are there where the question is asked back. ``steps`` tell how it was looked for. ``standard``
    is set where people wrote it and approved it beforehand. ``wanted`` names what the asker may add, so that more can be told."""

    text: str
    refused: bool
    intent: Intent
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    steps: tuple[Step, ...] = ()
    table: AnswerTable | None = None
    notice: str = ""
    withheld: int = 0
    model: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    standard: StandardMark | None = None
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked, how it was understood alone, and what was answered."""

    question: str
    standalone_question: str
    answer: str
    intent: Intent
    cited_chunk_ids: tuple[str, ...] = ()
    cited_document_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, question: str, standalone_question: str, answer: Answer) -> "Turn":
        """The exchange that ended in an answer."""
        chunks = tuple(citation.chunk_id for citation in answer.citations)
        documents = tuple(dict.fromkeys(citation.source_id for citation in answer.citations))
        return cls(question, standalone_question, answer.text, answer.intent, chunks, documents)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What retrieval found for one question.

    ``hits`` may be quoted as current on the day; ``lapsed`` matched but are not in force on it (expired, repealed, not yet in
    force) and may be mentioned only as such.
    """

    hits: tuple[Hit, ...]
    lapsed: tuple[Hit, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MappedHeader:
    """What ingestion took a ledger's column for. ``field`` is the field's name, "" for an extra column, ``label`` what users call it;
    ``origin`` tells how it was found: ``name``, ``pattern``, ``slip``, ``similar`` (``score`` is the cosine), ``admin``, ``none``, or
    ``outdone`` by another column. ``doubt`` is what an administrator is to be asked of it, "" where nothing is;
    ``waiting``: it is for staff only because nobody has released it yet."""

    header: str
    column: str
    field: str
    label: str
    restricted: bool
    origin: str
    score: float
    doubt: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """The columns of one table of a document as they were mapped; ``layout`` is the fingerprint that corrections are kept under."""

    sheet: str
    caption: str
    layout: str
    columns: tuple[MappedHeader, ...]


@dataclass(frozen=True, slots=True)
class CellWarning:
    """A cell whose value could not be read: its file, its sheet, its name (``B7``), what stands in it and what was expected."""

    document: str
    sheet: str
    cell: str
    header: str
    text: str
    message: str
    document_id: str = ""
    listing_id: str = ""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. ``status`` is ``read``, ``unchanged``, ``duplicate`` (same bytes as ``same_as``), ``failed`` or ``skipped``
    (a file that no parser is for, such as a manifest)."""

    name: str
    status: str
    document_id: str = ""
    kind: DocumentKind | None = None
    clearance: Clearance | None = None
    title: str = ""
    reason: str = ""
    same_as: str = ""
    chunks: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    ocr_pages: tuple[int, ...] = ()
    empty_parts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    ledgers: tuple[LedgerReport, ...] = ()
    cell_warnings: tuple[CellWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far ingestion is: for a progress bar."""

    files_done: int
    files_total: int
    chunks_done: int
    current: str
    stage: str
    seconds: float


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The result of one ingestion."""

    files: tuple[FileOutcome, ...]
    seconds: float

    @property
    def failed(self) -> tuple[FileOutcome, ...]:
        return tuple(outcome for outcome in self.files if outcome.status == "failed")


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file says. ``ocr_pages`` were recognised from their image."""

    text: str
    ocr_pages: tuple[int, ...] = ()


class FileReader(Protocol):
    """Reads a file without taking it into the library."""

    def read_texts(self, paths: Sequence[Path], who: str = "") -> tuple[FileText | HuizhaoError, ...]:
        """The texts of files of any format that ingestion reads, images and scans included, one after the other.

        In a file's place stands why it was not read: UnsupportedFormat, FileTooLarge, UnreadableFile, ToolMissing, or
        ParsingTimedOut once all of them together took too long. Raises Busy while others' files are read, or another of ``who``'s.
        """
        ...


class Ingestor(FileReader, Protocol):
    """What the API and the command line need of ``ingest``, which they may not import."""

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        options: Mapping[str, str] | None = None,
        names: Mapping[Path, str] | None = None,
        progress: Callable[[IngestProgress], None] | None = None,
    ) -> IngestReport:
        """Read files and folders (recursively; a folder's ``manifest.yaml`` describes its files).

        ``options`` are metadata values that win over the manifest (``clearance``, ``kind``, ``title`` …); ``names`` gives uploaded
        files the name they are to be known by.
        """
        ...

    def reread(self, document_ids: Sequence[str]) -> IngestReport:
        """Read stored originals anew, with what their manifest, option and administrators said of them. Unknown ids are left out."""
        ...
