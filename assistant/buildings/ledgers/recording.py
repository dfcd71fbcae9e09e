"""Typed rows are written here, in the transaction that stores their document."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.headers.ledger_identity import why_no_ledger
from assistant.buildings.headers.mapped_columns import MappedColumn
from assistant.buildings.headers.mapping import LISTED_KINDS, ColumnMapper, corrections_of, layout_of
from assistant.buildings.ledgers.cells import READERS, read_figure
from assistant.buildings.ledgers.editions import edition_day, entries_of, place_in_time
from assistant.buildings.ledgers.entries import Sighting, find_entries
from assistant.buildings.ledgers.header_units import unit_in_header
from assistant.buildings.ledgers.history import record_history
from assistant.buildings.ledgers.ledger_reports import warning_values
from assistant.buildings.ledgers.ledger_rows import LedgerTable, tables_of, values_below
from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow, LedgerRow, LedgerWarningRow, told_fields
from assistant.buildings.ledgers.names import series_of
from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow, ListingTagRow, RestrictedListingCellRow
from assistant.buildings.ledgers.typed_rows import (
    TypedRow,
    column_values,
    detail_cells,
    search_text,
    tags_of,
    type_rows,
)
from assistant.documents.metadata import effective_values, released_columns
from assistant.documents.reading import fact_of, to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow, FactRow
from assistant.records import OPEN_END, OPEN_START, Chunk, ChunkKind, Clearance, TableHeader


@dataclass(frozen=True, slots=True)
class _RowOfLedger:
    """A typed row with the number of the ledger that it stands in."""

    row: TypedRow
    ledger_number: int


def record_listings(
    session: Session, document: DocumentRow, mapper: ColumnMapper, headers: Sequence[TableHeader] | None = None
) -> None:
    """Type the stored rows of a document anew; a document of another kind has none.

    ``headers`` are its tables' columns; None: as they were recorded before.
    """
    if headers is None:
        headers = _recorded_headers(session, document.id)
    earlier = entries_of(session, document.id)
    session.execute(delete(ListingRow).where(ListingRow.document_id == document.id))
    session.execute(delete(LedgerRow).where(LedgerRow.document_id == document.id))
    session.execute(delete(LedgerWarningRow).where(LedgerWarningRow.document_id == document.id))
    rows: list[_RowOfLedger] = []
    ledgers: list[LedgerRow] = []
    if document.kind in LISTED_KINDS:
        for ordinal, table in enumerate(tables_of(_row_chunks(session, document.id), headers)):
            values = values_below(table)
            columns = _map_columns(session, table, document, mapper, values)
            if reason := why_no_ledger(table.header, columns, values):
                columns = (replace(columns[0], doubt=reason), *columns[1:])
            ledger = _ledger(document, ordinal, table, columns)
            session.add(ledger)
            session.flush()
            ledgers.append(ledger)
            typed = () if reason else type_rows(table, columns, told_fields(ledger.columns), document)
            rows += [_RowOfLedger(row, ledger.number) for row in typed]
    day = edition_day(
        document.title,
        document.issued_on,
        [day for item in rows if (day := item.row.read.dates.get(Field.VERIFIED_ON))],
    )
    for ledger in ledgers:
        ledger.edition_on = day
    entries = find_entries(
        session,
        document.kind,
        [
            Sighting(
                name=item.row.text(Field.NAME),
                address=item.row.text(Field.ADDRESS),
                floor=item.row.text(Field.FLOOR),
                category=item.row.category,
                seen_on=item.row.read.dates.get(Field.VERIFIED_ON, day),
                place=f"{document.id} {item.row.chunks[0].passage.locator}",
            )
            for item in rows
        ],
    )
    _write(session, document, rows, entries)
    record_history(session, document, [item.row for item in rows], entries, day)
    place_in_time(session, earlier | {entry.number for entry in entries}, gone_on=day)


def _row_chunks(session: Session, document_id: str) -> list[Chunk]:
    query = select(ChunkRow).where(ChunkRow.document_id == document_id, ChunkRow.kind == ChunkKind.ROW)
    return to_chunks(session, session.scalars(query.order_by(ChunkRow.ordinal)).all())


def _map_columns(
    session: Session,
    table: LedgerTable,
    document: DocumentRow,
    mapper: ColumnMapper,
    values: Mapping[str, Sequence[str]],
) -> tuple[MappedColumn, ...]:
    corrections = corrections_of(session, layout_of(table.header, document.id))
    return mapper.map(table.header, document.kind, corrections, values, _released(session, document.id))


def _released(session: Session, document_id: str) -> frozenset[str]:
    facts = session.scalars(select(FactRow).where(FactRow.document_id == document_id, FactRow.field == "released"))
    return released_columns(effective_values(map(fact_of, facts)))


def _ledger(document: DocumentRow, ordinal: int, table: LedgerTable, columns: Sequence[MappedColumn]) -> LedgerRow:
    return LedgerRow(
        document_id=document.id,
        ordinal=ordinal,
        sheet=table.header.sheet or "",
        caption=table.header.caption,
        layout=layout_of(table.header, document.id),
        series=series_of(document.title),
        edition_on=OPEN_START,
        columns=[
            {
                "header": column.header,
                "column": column.column,
                "field": column.field.name if column.field else "",
                "restricted": column.restricted,
                "origin": column.origin,
                "score": round(column.score, 3),
                "doubt": column.doubt,
                "part_let": column.part_let,
                "waiting": column.waiting,
            }
            for column in columns
        ],
    )


def _recorded_headers(session: Session, document_id: str) -> list[TableHeader]:
    rows = session.scalars(select(LedgerRow).where(LedgerRow.document_id == document_id).order_by(LedgerRow.ordinal))
    return [
        TableHeader(
            tuple(str(column["header"]) for column in row.columns),
            tuple(str(column["column"]) for column in row.columns),
            row.sheet or None,
            row.caption,
        )
        for row in rows
    ]


def _write(
    session: Session, document: DocumentRow, rows: Sequence[_RowOfLedger], entries: Sequence[LedgerEntryRow]
) -> None:
    if not rows:
        return
    seen: dict[str, int] = {}
    listings: list[dict[str, object]] = []
    identities: list[str] = []
    for ordinal, (item, entry) in enumerate(zip(rows, entries, strict=True)):
        passage = item.row.chunks[0].passage
        seen[entry.key] = seen.get(entry.key, 0) + 1
        identity = "\x1f".join((document.id, entry.key, str(seen[entry.key])))
        identities.append(hashlib.sha256(identity.encode()).hexdigest()[:24])
        listings.append(
            {
                "id": identities[-1],
                "document_id": document.id,
                "ledger_number": item.ledger_number,
                "entry_number": entry.number,
                "chunk_id": item.row.chunks[0].id,
                "ordinal": ordinal,
                "kind": document.kind,
                "clearance": Clearance.INTERNAL if item.row.internal else document.clearance,
                "sheet": passage.place.sheet or "",
                "row": passage.place.row,
                "page": passage.place.page,
                "locator": passage.locator,
                "current_from": OPEN_START,
                "current_until": OPEN_END,
                "staff_until": OPEN_END,
                **column_values(item.row, document),
            }
        )
    session.flush()
    connection = session.connection()  # rows by the thousand, without an object for each
    connection.execute(insert(ListingRow), listings)
    numbers = dict(
        session.execute(
            select(ListingRow.ordinal, ListingRow.number).where(ListingRow.document_id == document.id)
        ).all()
    )
    details, tags, restricted, warnings = [], [], [], []
    for ordinal, item in enumerate(rows):
        number = numbers[ordinal]
        details.append(
            {"listing_number": number, "cells": detail_cells(item.row), "search_text": search_text(item.row, document)}
        )
        tags += [{"listing_number": number, "field": field.name, "value": value} for field, value in tags_of(item.row)]
        restricted += _restricted_values(number, item.row)
        warnings += warning_values(document.id, identities[ordinal], item.row)
    for table, values in (
        (ListingDetailRow, details),
        (ListingTagRow, tags),
        (RestrictedListingCellRow, restricted),
        (LedgerWarningRow, warnings),
    ):
        if values:
            connection.execute(insert(table), values)


def _restricted_values(number: int, row: TypedRow) -> list[dict[str, object]]:
    values: list[dict[str, object]] = []
    for ordinal, item in enumerate(row.restricted):
        reader = READERS.get(item.field) if item.field else None
        span = read_figure(item.field, item.cell, reader) if item.field and reader else None
        values.append(
            {
                "listing_number": number,
                "ordinal": ordinal,
                "field": item.field.name if item.field else "",
                "header": item.cell.header,
                "text": item.cell.value,
                "unit": unit_in_header(item.cell.header),
                "column": item.cell.column,
                "low": span.low if span else None,
                "high": span.high if span else None,
            }
        )
    return values
