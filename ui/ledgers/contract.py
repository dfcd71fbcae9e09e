"""What the API sends of the state of the ledgers."""

from datetime import date
from decimal import Decimal

from assistant.contract.message import Message


class SourceRow(Message):
    """A row behind a figure, and the cell that the figure stands in."""

    id: str
    name: str
    text: str = ""
    verified_on: date | None = None
    cell: str = ""
    document: str = ""
    sheet: str = ""
    source_id: str = ""
    chunk_id: str = ""


class Vacancy(Message):
    """Vacancy of a street, a grade, or all, with the rows that were added."""

    name: str = ""
    vacant_m2: Decimal = Decimal(0)
    total_m2: Decimal = Decimal(0)
    percent: Decimal | None = None
    unknown: int = 0
    rows: tuple[SourceRow, ...] = ()


class Gone(Message):
    """Something that is no longer listed."""

    name: str
    address: str = ""
    last_seen_on: date
    delisted_on: date


class Dashboard(Message):
    """What staff watch."""

    as_of: date
    stale_days: int
    listings: int
    whole: Vacancy
    by_street: tuple[Vacancy, ...] = ()
    by_grade: tuple[Vacancy, ...] = ()
    stale: tuple[SourceRow, ...] = ()
    unverified: int = 0
    gone: tuple[Gone, ...] = ()
    warnings: int = 0
    near_names: int = 0


class CellWarning(Message):
    """A cell that could not be read."""

    document: str
    sheet: str = ""
    cell: str = ""
    header: str = ""
    text: str = ""
    message: str
    document_id: str = ""
    listing_id: str = ""


class WarningList(Message):
    """Cells that could not be read."""

    warnings: tuple[CellWarning, ...] = ()
    total: int = 0


class NamedEntry(Message):
    """One of two names that may mean one thing."""

    number: int
    name: str
    address: str = ""


class NearName(Message):
    """Two names that may mean one thing, and why."""

    first: NamedEntry
    second: NamedEntry
    reason: str


class NearNameList(Message):
    """All pairs that nobody has decided."""

    near_names: tuple[NearName, ...] = ()


class MappedColumn(Message):
    """A column and what it was taken for."""

    header: str
    column: str = ""
    field: str = ""
    label: str = ""
    restricted: bool = False
    origin: str = ""
    score: float = 1.0
    doubt: str = ""
    waiting: bool = False


class Ledger(Message):
    """A table with its columns."""

    source_id: str = ""
    document: str
    sheet: str = ""
    caption: str = ""
    layout: str
    columns: tuple[MappedColumn, ...] = ()

    @property
    def waiting(self) -> tuple[MappedColumn, ...]:
        """The columns that nobody has released."""
        return tuple(column for column in self.columns if column.waiting)

    @property
    def doubtful(self) -> tuple[MappedColumn, ...]:
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
