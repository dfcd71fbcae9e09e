"""What the HTTP API sends to more than one page, as frozen records. Fields that no page uses are ignored.

What only one page reads stands in that page's own ``contract.py``.
"""

from datetime import date

from assistant.contract.message import Message

KINDS = ("policy", "report", "listing", "opportunity", "guide", "other")
CLEARANCES = ("internal", "public")


class Account(Message):
    """A signed-in user. ``token`` goes into the Authorization header; ``must_enrol``: it is good for setting up the second factor alone."""

    token: str
    name: str
    role: str
    must_enrol: bool = False


class Identity(Message):
    """Whom the API takes the caller for."""

    name: str = ""
    role: str = "investor"
    may_approve: bool = False
    may_curate: bool = False


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
    source_id: str = ""
    chunk_id: str = ""

    @property
    def has_clauses(self) -> bool:
        """Whether it stands in a text that the page reads clause by clause, not in a row of a table."""
        return bool(self.source_id) and self.row is None


class Table(Message):
    """Rows of an answer, of which ``total`` exist; or of a passage's surroundings, with the cited row at ``highlight``.

    ``places`` are the rows' addresses, ``heads`` those of the columns where each is a thing of its own, ``sources`` the numbers of the rows'
    citations (0: none), ``verdicts`` the column that tells how each fits.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int = 0
    highlight: int | None = None
    places: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    verdicts: str = ""
    heads: tuple[str, ...] = ()

    @property
    def named(self) -> dict[str, str]:
        """Addresses of rows, or of columns, by their names; of a name that several have, none."""
        names = [*self.columns] if self.heads else [row[0] for row in self.rows if row]
        known = zip(names, self.heads or self.places, strict=False)
        return {name: place for name, place in known if place[:2] in ("b/", "o/") and names.count(name) == 1}


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
    """What stands where a reference leads, "" when nothing does that the caller may see; ``ordinal`` names a node of the same document."""

    address: str
    ordinal: int | None = None
    text: str = ""
    source_id: str | None = None
    status: str | None = None


class Reference(Message):
    """Another clause that a passage mentions: characters ``start`` to ``end`` of its quote, or of a node's text."""

    start: int
    end: int
    text: str = ""
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


class PreviewPassage(Message):
    """A passage that an investor reads."""

    label: str
    text: str


class PreviewColumn(Message):
    """A column and some of its values."""

    header: str
    shown: bool
    values: int
    examples: tuple[str, ...] = ()


class InvestorPreview(Message):
    """A document as an investor sees it, or would see it if it were public."""

    document: Document
    is_public: bool
    passages: tuple[PreviewPassage, ...]
    total: int
    for_staff: int
    columns: tuple[PreviewColumn, ...]
    may_open_original: bool
    warnings: tuple[str, ...] = ()
