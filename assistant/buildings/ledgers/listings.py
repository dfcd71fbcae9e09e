"""Rows of ledgers and lists, read from the typed tables into records.

The access rule is applied while reading: what a caller may not see (an internal ledger, a restricted cell) is not in the records at
all, so it can neither be shown nor found, filtered by, sorted by or summed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assistant import access
from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.ledgers.cells import FIGURES, MeantCell, texts_of
from assistant.buildings.ledgers.ledger_tables import LedgerRow, told_fields, visible_headers, waiting_headers
from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow, ListingTagRow, RestrictedListingCellRow
from assistant.buildings.own_cells import column_of_header
from assistant.buildings.rows import Category, ListedCell, ListedRow
from assistant.documents.reading import documents_by_id, to_chunks
from assistant.documents.seeing import seen_by
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.records import Cell, Chunk, DocumentKind, Principal
from assistant.text.figures import Span

_Item = TypeVar("_Item")
_BATCH = 500  # within SQLite's limit on bound variables of old builds


def current_listings(session: Session, principal: Principal, kind: DocumentKind, as_of: date) -> Select[ListingRow]:
    """A query of the rows that the caller may see and that are to be shown on the day, to be narrowed and ordered by the caller."""
    documents = session.scalars(select(DocumentRow.id).where(DocumentRow.kind == kind, seen_by(principal)))
    held = documents_by_id(session, documents.all())
    current = {name: document for name, document in held.items() if access.document_in_force(document, as_of)}
    inside = [name for name, document in current.items() if access.sees_inside(principal, document)]
    outside = list(current.keys() - set(inside))
    if not (inside and outside):
        shown = ListingRow.document_id.in_(list(current)) & (
            (ListingRow.staff_until if inside else ListingRow.current_until) >= as_of
        )
    else:
        shown = (ListingRow.document_id.in_(inside) & (ListingRow.staff_until >= as_of)) | (
            ListingRow.document_id.in_(outside) & (ListingRow.current_until >= as_of)
        )
    return select(ListingRow).where(ListingRow.kind == kind, ListingRow.current_from <= as_of, shown)


def read_rows(session: Session, principal: Principal, listings: Sequence[ListingRow]) -> tuple[ListedRow, ...]:
    """The records of these rows, which the caller may see, in the same order."""
    numbers = [listing.number for listing in listings]
    details = {
        row.listing_number: row
        for batch in _batches(numbers)
        for row in session.scalars(select(ListingDetailRow).where(ListingDetailRow.listing_number.in_(batch)))
    }
    chunks = _chunks_of(session, principal, listings)
    ledgers = _ledgers_of(session, {listing.ledger_number for listing in listings})
    categories = _categories_of(session, numbers)
    inside = {number for number, own in chunks.items() if access.sees_inside(principal, own[0].document)}
    restricted = _restricted_of(session, sorted(inside))
    return tuple(
        _record(
            listing,
            details[listing.number],
            restricted.get(listing.number, ()),
            chunks[listing.number],
            ledgers[listing.ledger_number],
            categories[listing.number],
            listing.number in inside,
        )
        for listing in listings
        if listing.number in chunks
    )


def _record(
    listing: ListingRow,
    detail: ListingDetailRow,
    restricted: Sequence[ListedCell],
    chunks: tuple[Chunk, ...],
    ledger: LedgerRow,
    categories: frozenset[Category],
    sees_all: bool,
) -> ListedRow:
    waiting = waiting_headers(ledger.columns)
    cells = tuple(
        ListedCell(_field(cell["field"]), cell["header"], cell["text"], cell["unit"], cell["column"])
        for cell in detail.cells
    )
    texts = texts_of([MeantCell(cell.field, Cell(cell.header, cell.text)) for cell in cells])
    return ListedRow(
        id=listing.id,
        number=listing.number,
        entry_number=listing.entry_number,
        chunks=chunks,
        cells=(*cells, *restricted),
        columns=told_fields(ledger.columns),
        texts=texts.texts,
        shown=texts.shown,
        spans={field: span for field in FIGURES if (span := _span(listing, field.name.lower())) is not None},
        dates={field: day for field in DATE_FIELDS if (day := getattr(listing, field.name.lower())) is not None},
        categories=categories,
        closed=listing.closed,
        offered_area_m2=_span(listing, "offered_area_m2"),
        search_text="\n".join(
            (detail.search_text, *(cell.text.lower() for cell in restricted if cell.header in waiting))
        ),
        own_columns=frozenset(map(column_of_header, visible_headers(ledger.columns, for_staff=sees_all))),
        longitude=listing.longitude,
        latitude=listing.latitude,
    )


def _span(listing: ListingRow, name: str) -> Span | None:
    low, high = getattr(listing, f"{name}_low"), getattr(listing, f"{name}_high")
    return None if low is None and high is None else Span(low, high)


def _field(name: str) -> Field | None:
    return Field.__members__.get(name)


def _chunks_of(session: Session, principal: Principal, listings: Sequence[ListingRow]) -> dict[int, tuple[Chunk, ...]]:
    """Each row's passages that the caller may see: they follow one another, the restricted one last."""
    first = {
        chunk.id: chunk
        for batch in _batches([listing.chunk_id for listing in listings])
        for chunk in session.scalars(select(ChunkRow).where(ChunkRow.id.in_(batch)))
    }
    places: defaultdict[str, set[int]] = defaultdict(set)
    for chunk in first.values():
        places[chunk.document_id].update(chunk.ordinal + offset for offset in range(1, chunk.parts + 2))
    near: dict[tuple[str, int], ChunkRow] = {}
    for document, ordinals in places.items():
        for some in _batches(sorted(ordinals)):
            query = select(ChunkRow).where(ChunkRow.document_id == document, ChunkRow.ordinal.in_(some))
            near |= {(chunk.document_id, chunk.ordinal): chunk for chunk in session.scalars(query)}
    found: dict[int, list[ChunkRow]] = {}
    for listing in listings:
        if (begin := first.get(listing.chunk_id)) is None:
            continue
        own = [begin]
        for offset in range(1, begin.parts + 2):
            following = near.get((begin.document_id, begin.ordinal + offset))
            if following is None or following.locator != begin.locator:
                break
            if following.part == 1 and not following.restricted:
                break
            own.append(following)
        found[listing.number] = own
    records = {chunk.id: chunk for chunk in to_chunks(session, [row for rows in found.values() for row in rows])}
    visible = {
        number: tuple(
            without_restricted_cells(records[row.id], principal)
            for row in rows
            if access.visible(principal, records[row.id])
        )
        for number, rows in found.items()
    }
    return {number: chunks for number, chunks in visible.items() if chunks}


def without_restricted_cells(chunk: Chunk, principal: Principal) -> Chunk:
    """The passage without the cells that the caller must not see."""
    if access.sees_inside(principal, chunk.document) or not any(cell.restricted for cell in chunk.passage.cells):
        return chunk
    public = tuple(cell for cell in chunk.passage.cells if not cell.restricted)
    return replace(chunk, passage=replace(chunk.passage, cells=public))


def _ledgers_of(session: Session, numbers: set[int]) -> dict[int, LedgerRow]:
    return {
        ledger.number: ledger
        for batch in _batches(sorted(numbers))
        for ledger in session.scalars(select(LedgerRow).where(LedgerRow.number.in_(batch)))
    }


def _categories_of(session: Session, numbers: Sequence[int]) -> Mapping[int, frozenset[Category]]:
    found: defaultdict[int, frozenset[Category]] = defaultdict(frozenset)
    for batch in _batches(numbers):
        # The field is asked of the few tags found: SQLite would read all tags of a field rather than those of a row.
        for tag in session.scalars(select(ListingTagRow).where(ListingTagRow.listing_number.in_(batch))):
            if tag.field == Field.CATEGORY.name:
                found[tag.listing_number] |= {Category(tag.value)}
    return found


def _restricted_of(session: Session, numbers: Sequence[int]) -> dict[int, tuple[ListedCell, ...]]:
    found: defaultdict[int, tuple[ListedCell, ...]] = defaultdict(tuple)
    for batch in _batches(numbers):
        query = (
            select(RestrictedListingCellRow)
            .where(RestrictedListingCellRow.listing_number.in_(batch))
            .order_by(RestrictedListingCellRow.listing_number, RestrictedListingCellRow.ordinal)
        )
        for row in session.scalars(query):
            cell = ListedCell(_field(row.field), row.header, row.text, row.unit, row.column, restricted=True)
            found[row.listing_number] += (cell,)
    return found


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
