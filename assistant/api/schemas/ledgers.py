"""Listings with their history and sources, opportunities, and what staff watch and administrators decide about ledgers."""

from collections.abc import Collection, Iterable
from datetime import date

from pydantic import Field

from assistant.api.schemas.base import Request
from assistant.buildings.columns import UNITS
from assistant.buildings.columns import Field as ListingField
from assistant.buildings.ledgers.browsing import ListingDetail, OpportunityPage, is_stale
from assistant.buildings.ledgers.decisions import MappedLedger
from assistant.buildings.ledgers.history import Observation
from assistant.buildings.ledgers.photos import photo_address
from assistant.buildings.rows import ListedCell, ListedRow
from assistant.contract.ledgers import FieldName, Ledger, LedgerList
from assistant.contract.listings import Figure, HistoryEntry, Listing, ListingCard, ListingCell, OpportunityList
from assistant.text.figures import Span


def figure_of(field: ListingField, span: Span) -> Figure:
    """A figure with the unit of its field."""
    return Figure(low=span.low, high=span.high, unit=UNITS.get(field, ""))


def cell_of(cell: ListedCell, row: int | None) -> ListingCell:
    """A cell of the row with this number in its sheet."""
    return ListingCell(
        field=cell.field.name if cell.field else "",
        label=cell.field.value if cell.field else cell.header,
        header=cell.header,
        text=cell.text,
        unit=cell.unit,
        cell=f"{cell.column}{row}" if cell.column and row is not None else "",
        restricted=cell.restricted,
    )


def card_of(row: ListedRow, today: date, stale_days: int) -> ListingCard:
    """A row as lists show it on a day."""
    place = row.chunk.passage.place
    return ListingCard(
        id=row.id,
        kind=row.kind,
        name=row.name,
        texts={field.name: text for field, text in row.shown.items()},
        figures={field.name: figure_of(field, span) for field, span in row.spans.items()},
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


def seen_in(seen: Observation) -> HistoryEntry:
    """What an edition said."""
    return HistoryEntry(
        observed_on=seen.observed_on,
        source_id=seen.document_id,
        document=seen.document,
        sheet=seen.sheet,
        row=seen.row,
        status=seen.status,
        figures={field.name: figure_of(field, span) for field, span in seen.figures.items()},
        cells={field.name: cell for field, cell in seen.cells.items()},
    )


def listing_of(detail: ListingDetail, today: date, stale_days: int, photo_hosts: Collection[str]) -> Listing:
    """A row with all its cells, photo and history."""
    row = detail.row.chunk.passage.place.row
    return Listing(
        **dict(card_of(detail.row, today, stale_days)),
        photo=photo_address(detail.row, photo_hosts),
        cells=tuple(cell_of(cell, row) for cell in detail.row.cells),
        history=tuple(seen_in(seen) for seen in detail.history),
        replaced=detail.replaced,
        delisted_on=detail.delisted_on,
    )


def opportunities_of(page: OpportunityPage, today: date, stale_days: int) -> OpportunityList:
    """A page of opportunities on a day."""
    return OpportunityList(
        opportunities=tuple(card_of(row, today, stale_days) for row in page.rows),
        total=page.total,
        expired=page.expired,
        topics=page.topics,
        units=page.units,
        statuses=page.statuses,
    )


def ledgers_of(ledgers: Iterable[MappedLedger]) -> LedgerList:
    """Tables with their columns, and all fields."""
    return LedgerList(
        ledgers=tuple(
            Ledger(
                source_id=ledger.document_id,
                document=ledger.document,
                sheet=ledger.report.sheet,
                caption=ledger.report.caption,
                layout=ledger.report.layout,
                columns=ledger.report.columns,
            )
            for ledger in ledgers
        ),
        fields=tuple(FieldName(field=field.name, label=field.value) for field in ListingField),
    )


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


class NearNameDecision(Request):
    """Whether the two are ``same`` or ``different``; ``undo`` takes that back."""

    first: int
    second: int
    decision: str
