"""The frozen records that pass between steps. Read this first.

A file becomes a document (``DocumentInfo``) cut into passages (``Passage``). A stored passage read back together with
its document is a ``Chunk``; retrieval returns ``Hit``s; answering returns an ``Answer`` whose ``Citation``s point to
chunks. Dates are inclusive on both ends; an unknown start is ``OPEN_START``, an open end ``OPEN_END``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

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
    may_curate: bool = False  # what was not answered, and what becomes of it
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


GROUP_HEADER = "分组"
"""The column of a table's rows that holds the label of the group that they stand in (``二、门面商铺``)."""


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
class SearchResult:
    """What retrieval found for one question.

    ``hits`` may be quoted as current on the day; ``lapsed`` matched but are not in force on it (expired, repealed, not yet in
    force) and may be mentioned only as such.
    """

    hits: tuple[Hit, ...]
    lapsed: tuple[Hit, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
