"""What each edition said of vacancy, rent and status: written at ingest, kept when the ledger is replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow, ListingHistoryRow
from assistant.buildings.ledgers.typed_rows import TypedRow
from assistant.documents.seeing import seen_by
from assistant.documents.tables import DocumentRow
from assistant.records import Principal
from assistant.text.figures import Span

_FIGURES = (
    Field.VACANT_AREA_M2,
    Field.TOTAL_AREA_M2,
    Field.RENT_YUAN_PER_M2_MONTH,
    Field.INVESTMENT_YUAN,
)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one edition said on a day, and where: document, sheet, row, and the cell of each figure (``H7``)."""

    observed_on: date
    document_id: str
    document: str
    sheet: str
    row: int | None
    status: str
    figures: dict[Field, Span]
    cells: dict[Field, str]


def record_history(
    session: Session,
    document: DocumentRow,
    rows: Sequence[TypedRow],
    entries: Sequence[LedgerEntryRow],
    edition_on: date,
) -> None:
    """Note what an edition says in rows that are not for staff only. The same day told again by the same document is told anew."""
    session.flush()
    held: dict[tuple[int, date], ListingHistoryRow] = {
        (row.entry_number, row.observed_on): row
        for row in session.scalars(select(ListingHistoryRow).where(ListingHistoryRow.document_id == document.id))
    }
    fresh: dict[tuple[int, date], dict[str, object]] = {}
    for row, entry in zip(rows, entries, strict=True):
        at = (entry.number, row.read.dates.get(Field.VERIFIED_ON, edition_on))
        if row.internal:  # what an edition says is told by whoever may see the edition
            fresh.pop(at, None)
            if at in held:
                session.delete(held.pop(at))
            continue
        said = _said(row, document)
        if at in held:
            for name, value in said.items():
                setattr(held[at], name, value)
        else:
            fresh[at] = {"entry_number": at[0], "document_id": document.id, "observed_on": at[1], **said}
    if fresh:
        session.flush()
        session.connection().execute(insert(ListingHistoryRow), list(fresh.values()))


def _said(row: TypedRow, document: DocumentRow) -> dict[str, object]:
    """What a row says, as ``listing_history`` keeps it."""
    place = row.chunks[0].passage.place
    said: dict[str, object] = {"sha256": document.sha256, "sheet": place.sheet or "", "row": place.row}
    cells: dict[str, str] = {}
    for field in _FIGURES:
        span = row.read.spans.get(field, Span(None, None))
        said |= {f"{field.name.lower()}_low": span.low, f"{field.name.lower()}_high": span.high}
        cell = next((item.cell for item in row.public if item.field is field), None)
        if cell is not None and cell.column and place.row is not None:
            cells[field.name] = f"{cell.column}{place.row}"
    return said | {"status": row.text(Field.STATUS)[:100], "cells": cells}


def history_of(session: Session, entry_number: int, principal: Principal) -> tuple[Observation, ...]:
    """What the editions that the caller may see said of an entry, oldest first."""
    query = (
        select(ListingHistoryRow, DocumentRow.title)
        .join(DocumentRow, DocumentRow.id == ListingHistoryRow.document_id)
        .where(
            ListingHistoryRow.entry_number == entry_number,
            seen_by(principal),
        )
        .order_by(ListingHistoryRow.observed_on, ListingHistoryRow.number)
    )
    return tuple(_observation(row, title) for row, title in session.execute(query))


def _observation(row: ListingHistoryRow, title: str) -> Observation:
    figures = {
        field: Span(getattr(row, f"{field.name.lower()}_low"), getattr(row, f"{field.name.lower()}_high"))
        for field in _FIGURES
    }
    return Observation(
        observed_on=row.observed_on,
        document_id=row.document_id,
        document=title,
        sheet=row.sheet,
        row=row.row,
        status=row.status,
        figures={field: span for field, span in figures.items() if span.ends != (None, None)},
        cells={Field[name]: cell for name, cell in row.cells.items()},
    )
