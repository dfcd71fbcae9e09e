"""The state of the ledgers: what was read of them, what staff watch, what administrators decide."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.contract.message import Message


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
class GoneEntry:
    """Something that the newest edition of its ledger lists no more."""

    number: int
    name: str
    address: str
    last_seen_on: date
    delisted_on: date


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry as the flag of a near name shows it."""

    number: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class NearName:
    """Two entries that may be one, and why."""

    first: NamedEntry
    second: NamedEntry
    reason: str
    decision: str


class NearNameList(Message):
    """Pairs of names that may mean one thing."""

    near_names: tuple[NearName, ...]


class WarningList(Message):
    """Cells that could not be read."""

    warnings: tuple[CellWarning, ...]
    total: int


class SourceRow(Message):
    """A row behind a figure, and the cell that the figure stands in."""

    id: str
    name: str
    text: str
    verified_on: date | None
    cell: str
    document: str
    sheet: str
    source_id: str
    chunk_id: str


class Vacancy(Message):
    """Vacancy of a street, a grade, or all; ``rows`` are what was added, ``unknown`` counts rows without an exact figure."""

    name: str
    vacant_m2: Decimal
    total_m2: Decimal
    percent: Decimal | None
    unknown: int
    rows: tuple[SourceRow, ...]


class Dashboard(Message):
    """What staff watch."""

    as_of: date
    stale_days: int
    listings: int
    whole: Vacancy
    by_street: tuple[Vacancy, ...]
    by_grade: tuple[Vacancy, ...]
    stale: tuple[SourceRow, ...]
    unverified: int
    gone: tuple[GoneEntry, ...]
    warnings: int
    near_names: int


class Ledger(Message):
    """A table of a held document with its columns as they are mapped."""

    source_id: str
    document: str
    sheet: str
    caption: str
    layout: str
    columns: tuple[MappedHeader, ...]

    @property
    def waiting(self) -> tuple[MappedHeader, ...]:
        """The columns that nobody has released."""
        return tuple(column for column in self.columns if column.waiting)

    @property
    def doubtful(self) -> tuple[MappedHeader, ...]:
        """The columns that an administrator is asked about."""
        return tuple(column for column in self.columns if column.doubt)


class FieldName(Message):
    """A field that a column can hold."""

    field: str
    label: str


class LedgerList(Message):
    """Tables with their columns, and the fields that a correction can name."""

    ledgers: tuple[Ledger, ...] = ()
    fields: tuple[FieldName, ...] = ()
