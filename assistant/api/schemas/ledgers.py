"""Listings with their history and sources, opportunities, and what staff watch and administrators decide about ledgers."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from assistant.api.schemas.base import Request
from assistant.buildings.columns import UNITS
from assistant.buildings.columns import Field as ListingField
from assistant.buildings.ledgers.browsing import ListingDetail, OpportunityPage, is_stale
from assistant.buildings.ledgers.decisions import MappedLedger, NearName
from assistant.buildings.ledgers.history import Observation
from assistant.buildings.ledgers.photos import photo_address
from assistant.buildings.rows import ListedCell, ListedRow
from assistant.ingestion import CellWarning, MappedHeader
from assistant.records import DocumentKind
from assistant.text.figures import Span


class Figure(BaseModel):
    """A figure read from a cell, both ends inclusive; a missing end is open (``500起``)."""

    low: Decimal | None
    high: Decimal | None
    unit: str

    @classmethod
    def of(cls, field: ListingField, span: Span) -> "Figure":
        return cls(low=span.low, high=span.high, unit=UNITS.get(field, ""))


class ListingCell(BaseModel):
    """A cell as the ledger writes it, and the place of it: ``cell`` is B7 in a spreadsheet, "" elsewhere. ``field`` is "" for an extra
    column; ``restricted`` cells are sent to staff alone."""

    field: str
    label: str
    header: str
    text: str
    unit: str
    cell: str
    restricted: bool

    @classmethod
    def of(cls, cell: ListedCell, row: int | None) -> "ListingCell":
        return cls(
            field=cell.field.name if cell.field else "",
            label=cell.field.value if cell.field else cell.header,
            header=cell.header,
            text=cell.text,
            unit=cell.unit,
            cell=f"{cell.column}{row}" if cell.column and row is not None else "",
            restricted=cell.restricted,
        )


class ListingCard(BaseModel):
    """A row as lists show it. ``texts`` are the originals by field, with the header's unit; ``source_id`` and ``chunk_id`` open its source."""

    id: str
    kind: DocumentKind
    name: str
    texts: dict[str, str]
    figures: dict[str, Figure]
    dates: dict[str, date]
    categories: tuple[str, ...]
    over: bool
    stale: bool
    source_id: str
    chunk_id: str
    document: str
    sheet: str
    row: int | None

    @classmethod
    def of(cls, row: ListedRow, today: date, stale_days: int) -> "ListingCard":
        place = row.chunk.passage.place
        return cls(
            id=row.id,
            kind=row.kind,
            name=row.name,
            texts={field.name: text for field, text in row.shown.items()},
            figures={field.name: Figure.of(field, span) for field, span in row.spans.items()},
            dates={field.name: day for field, day in row.dates.items()},
            categories=tuple(sorted(item.value for item in row.categories)),
            over=row.closed_on(today),
            stale=is_stale(row, today, stale_days),
            source_id=row.chunk.document.id,
            chunk_id=row.chunk.id,
            document=row.chunk.document.title,
            sheet=place.sheet or "",
            row=place.row,
        )


class HistoryEntry(BaseModel):
    """What one edition said on a day; ``cells`` names the cell of each figure."""

    observed_on: date
    source_id: str
    document: str
    sheet: str
    row: int | None
    status: str
    figures: dict[str, Figure]
    cells: dict[str, str]

    @classmethod
    def of(cls, seen: Observation) -> "HistoryEntry":
        return cls(
            observed_on=seen.observed_on,
            source_id=seen.document_id,
            document=seen.document,
            sheet=seen.sheet,
            row=seen.row,
            status=seen.status,
            figures={field.name: Figure.of(field, span) for field, span in seen.figures.items()},
            cells={field.name: cell for field, cell in seen.cells.items()},
        )


class ListingResponse(ListingCard):
    """One listing with all its cells and its history. ``replaced``: a newer edition of the ledger stands in its place."""

    photo: str
    cells: tuple[ListingCell, ...]
    history: tuple[HistoryEntry, ...]
    replaced: bool
    delisted_on: date | None

    @classmethod
    def of_detail(
        cls, detail: ListingDetail, today: date, stale_days: int, photo_hosts: Collection[str]
    ) -> "ListingResponse":
        row = detail.row.chunk.passage.place.row
        return cls(
            **ListingCard.of(detail.row, today, stale_days).model_dump(),
            photo=photo_address(detail.row, photo_hosts),
            cells=tuple(ListingCell.of(cell, row) for cell in detail.row.cells),
            history=tuple(HistoryEntry.of(seen) for seen in detail.history),
            replaced=detail.replaced,
            delisted_on=detail.delisted_on,
        )


class OpportunityList(BaseModel):
    """One page of opportunities; ``total`` counts all that fit, ``expired`` those of them that are over."""

    opportunities: tuple[ListingCard, ...]
    total: int
    expired: int
    topics: tuple[str, ...]
    units: tuple[str, ...]
    statuses: tuple[str, ...]

    @classmethod
    def of(cls, page: OpportunityPage, today: date, stale_days: int) -> "OpportunityList":
        return cls(
            opportunities=tuple(ListingCard.of(row, today, stale_days) for row in page.rows),
            total=page.total,
            expired=page.expired,
            topics=page.topics,
            units=page.units,
            statuses=page.statuses,
        )


class WarningList(BaseModel):
    """Cells that could not be read."""

    warnings: tuple[CellWarning, ...]
    total: int


class LedgerEntry(BaseModel):
    """A table of a held document with its columns as they are mapped."""

    source_id: str
    document: str
    sheet: str
    caption: str
    layout: str
    columns: tuple[MappedHeader, ...]

    @classmethod
    def of(cls, ledger: MappedLedger) -> "LedgerEntry":
        report = ledger.report
        return cls(
            source_id=ledger.document_id,
            document=ledger.document,
            sheet=report.sheet,
            caption=report.caption,
            layout=report.layout,
            columns=report.columns,
        )


class FieldName(BaseModel):
    """A field that a column can hold."""

    field: str
    label: str


class LedgerList(BaseModel):
    """Tables with their columns, and the fields that a correction can name."""

    ledgers: tuple[LedgerEntry, ...]
    fields: tuple[FieldName, ...] = tuple(FieldName(field=field.name, label=field.value) for field in ListingField)


class ColumnCorrection(Request):
    """What a column of a layout holds (a field's name, "" for an extra column) and whether only staff may see it. What is left out
    stays as it is."""

    layout: str = Field(max_length=16)
    header: str = Field(max_length=300)
    field: str | None = None
    restricted: bool | None = None


class ColumnRelease(Request):
    """A column of a layout that everybody may see who may see its ledger; ``released`` false takes that back."""

    layout: str = Field(max_length=16)
    header: str = Field(max_length=300)
    released: bool = True


class NearNameList(BaseModel):
    """Pairs of names that may mean one thing."""

    near_names: tuple[NearName, ...]


class NearNameDecision(Request):
    """Whether the two are ``same`` or ``different``; ``undo`` takes that back."""

    first: int
    second: int
    decision: str
