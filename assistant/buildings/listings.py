"""Rows of ledgers and lists, read from the store into typed records.

The access rule is applied while reading: what a caller may not see (an internal ledger, a restricted passage, a restricted
cell) is not in the records at all, so it can neither be shown nor found, filtered by, sorted by or summed.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.buildings import units
from assistant.buildings.columns import Field
from assistant.buildings.rows import ListedRow, field_meant, typed_row
from assistant.database import Database
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow, StoreFactRow
from assistant.records import Cell, Chunk, ChunkKind, Clearance, DocumentKind, Principal

_TOTAL_ROW = re.compile(r"(?:合|总|小|共)\s*计.*|本页合计")


class Listings:
    """Reads the rows a caller may see; keeps them until the store changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[tuple[DocumentKind, tuple[Clearance, ...]], tuple[str, tuple[ListedRow, ...]]] = {}

    def rows(self, principal: Principal, kind: DocumentKind, as_of: date) -> tuple[ListedRow, ...]:
        """Every row of this kind of document that the caller may see and that is current on the day, in the ledgers' order."""
        key = (kind, access.clearances_of(principal))
        with self._database.session() as session:
            generation = session.get(StoreFactRow, "generation")
            kept = self._kept.get(key)
            if generation is None or kept is None or kept[0] != generation.value:
                rows = read_rows(session, principal, kind)
                if generation is not None:
                    self._kept[key] = (generation.value, rows)
            else:
                rows = kept[1]
        current = tuple(row for row in rows if access.in_force(row.chunk.document, as_of))
        return rows if len(current) == len(rows) else current


def read_rows(session: Session, principal: Principal, kind: DocumentKind) -> tuple[ListedRow, ...]:
    """Every row of this kind that the caller may see."""
    query = (
        select(ChunkRow)
        .join(DocumentRow)
        .where(
            ChunkRow.kind == ChunkKind.ROW,
            DocumentRow.kind == kind,
            DocumentRow.clearance.in_(access.clearances_of(principal)),
        )
        .order_by(DocumentRow.name, ChunkRow.ordinal)
    )
    chunks = [
        _without_restricted_cells(chunk, principal)
        for chunk in to_chunks(session, session.scalars(query).all())
        if access.visible(principal, chunk)
    ]
    groups = _group_by_row(chunks)
    columns: defaultdict[tuple[str, str | None], set[Field]] = defaultdict(set)
    for chunk in chunks:
        columns[_ledger_of(chunk)].update(_fields(chunk.passage.cells, kind))
    return tuple(
        typed_row(group, frozenset(columns[_ledger_of(group[0])])) for group in groups if not _is_total(group[0])
    )


def _without_restricted_cells(chunk: Chunk, principal: Principal) -> Chunk:
    if access.may_see(principal, Clearance.INTERNAL) or not any(cell.restricted for cell in chunk.passage.cells):
        return chunk
    public = tuple(cell for cell in chunk.passage.cells if not cell.restricted)
    return replace(chunk, passage=replace(chunk.passage, cells=public))


def _group_by_row(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    """Passages of one row together: parts of a long row, and its restricted passage. Rows keep their order.

    Tables without row numbers are told apart by the first part that begins each row.
    """
    groups: list[list[Chunk]] = []
    latest: dict[tuple[str, str | None, int | None, int | None], list[Chunk]] = {}
    for chunk in chunks:
        passage = chunk.passage
        key = (chunk.document.id, passage.place.sheet, passage.place.page, passage.place.row)
        begun = latest.get(key)
        if begun is not None and (passage.part > 1 or passage.restricted != begun[0].passage.restricted):
            begun.append(chunk)
            begun.sort(key=lambda item: item.passage.restricted)
        else:
            latest[key] = [chunk]
            groups.append(latest[key])
    return groups


def _is_total(chunk: Chunk) -> bool:
    """A ledger's own total is no record, wherever it came from."""
    said = [cell.value.strip() for cell in chunk.passage.cells if not units.is_blank(cell.value)]
    return any(_TOTAL_ROW.fullmatch(value) for value in said[:2])


def _ledger_of(chunk: Chunk) -> tuple[str, str | None]:
    return chunk.document.id, chunk.passage.place.sheet


def _fields(cells: Sequence[Cell], kind: DocumentKind) -> set[Field]:
    return {meaning for cell in cells if (meaning := field_meant(cell.header, kind)) is not None}
