"""A document's stored row passages put together again: its tables, and the cells of each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.records import Cell, Chunk, TableHeader


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """One table of a document: its columns, and its rows' passages (the parts of a long row, then its restricted passage)."""

    header: TableHeader
    rows: tuple[tuple[Chunk, ...], ...]


def cells_of(chunks: Sequence[Chunk]) -> tuple[Cell, ...]:
    """All cells of a row, each once, in the ledger's order where its columns have letters."""
    cells = tuple(cell for chunk in chunks for cell in chunk.passage.cells)
    places = [(len(cell.column), cell.column) for cell in cells]
    if all(length for length, _ in places):
        in_order = all(place < following for place, following in pairwise(places))
        return (
            cells if in_order else tuple(sorted(dict.fromkeys(cells), key=lambda cell: (len(cell.column), cell.column)))
        )
    return tuple(dict.fromkeys(cells))


def tables_of(chunks: Sequence[Chunk], headers: Sequence[TableHeader]) -> list[LedgerTable]:
    """The tables of a document whose row passages are given in order.

    ``headers`` are the tables' columns as parsing found them, blank columns included; without them a table has the columns that any of
    its rows fills.
    """
    groups: list[list[tuple[Chunk, ...]]] = []
    known: dict[str, str] = {}
    for row in _rows_of(chunks):
        own = {cell.column or cell.header: cell.header for cell in cells_of(row)}
        if (
            not groups
            or not _same_table(groups[-1][-1][0], row[0])
            or any(known.get(column, header) != header for column, header in own.items())
        ):
            groups.append([])
            known = {}
        groups[-1].append(row)
        known |= own
    waiting = list(headers)
    return [LedgerTable(_header_of(group, waiting), tuple(group)) for group in groups]


def values_below(table: LedgerTable) -> dict[str, list[str]]:
    """What stands below each header, blank cells left out."""
    found: dict[str, list[str]] = {}
    for row in table.rows:
        for cell in cells_of(row):
            found.setdefault(cell.header, []).append(cell.value)
    return found


def _rows_of(chunks: Sequence[Chunk]) -> list[tuple[Chunk, ...]]:
    """Passages of one row together. Tables without row numbers are told apart by the first part that begins each row."""
    groups: list[list[Chunk]] = []
    latest: dict[tuple[str | None, int | None, int | None, str], list[Chunk]] = {}
    for chunk in chunks:
        passage = chunk.passage
        key = (passage.place.sheet, passage.place.page, passage.place.row, passage.locator)
        begun = latest.get(key)
        if begun is not None and (passage.part > 1 or passage.restricted != begun[0].passage.restricted):
            begun.append(chunk)
            begun.sort(key=lambda item: item.passage.restricted)
        else:
            latest[key] = [chunk]
            groups.append(latest[key])
    return [tuple(group) for group in groups]


def _same_table(first: Chunk, second: Chunk) -> bool:
    return (first.passage.place.sheet, first.passage.heading) == (second.passage.place.sheet, second.passage.heading)


def _header_of(rows: Sequence[tuple[Chunk, ...]], waiting: list[TableHeader]) -> TableHeader:
    """The first of the waiting headers that has all columns of these rows, taken out; else the columns that the rows fill."""
    first = rows[0][0].passage
    cells = dict.fromkeys((cell.column, cell.header) for row in rows for cell in cells_of(row))
    filled = {header for _, header in cells}
    for header in waiting:
        if header.sheet == first.place.sheet and filled <= set(header.headers):
            waiting.remove(header)
            return header
    return TableHeader(
        headers=tuple(header for _, header in cells),
        columns=tuple(column for column, _ in cells),
        sheet=first.place.sheet,
        caption=first.heading,
    )
