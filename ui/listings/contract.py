"""What the API sends of a single listed row."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from assistant.contract.message import Message


class Figure(Message):
    """A figure with its unit; a missing end is open."""

    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""


class ListingCard(Message):
    """A row as lists show it; ``texts`` are the originals by field."""

    id: str
    kind: str = ""
    name: str
    texts: dict[str, str] = Field(default_factory=dict)
    dates: dict[str, date] = Field(default_factory=dict)
    over: bool = False
    stale: bool = False
    document: str = ""
    sheet: str = ""
    row: int | None = None
    chunk_id: str = ""


class ListingCell(Message):
    """A cell as the ledger writes it, and its name (``F3``) in a spreadsheet."""

    field: str = ""
    label: str = ""
    header: str
    text: str
    unit: str = ""
    cell: str = ""
    restricted: bool = False


class HistoryEntry(Message):
    """What one edition said on a day."""

    observed_on: date
    document: str
    status: str = ""
    figures: dict[str, Figure] = Field(default_factory=dict)
    cells: dict[str, str] = Field(default_factory=dict)


class Listing(ListingCard):
    """One row with all its cells and its history."""

    photo: str = ""
    cells: tuple[ListingCell, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    replaced: bool = False
    delisted_on: date | None = None
