"""Ledgers read from a file to their records without a store, for tests of reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.buildings.columns import Field
from assistant.buildings.headers.ledger_identity import why_no_ledger
from assistant.buildings.headers.mapping import ColumnMapper
from assistant.buildings.ledgers.cells import MeantCell, ReadCells, read_cells
from assistant.records import Cell, DocumentKind, TableHeader
from assistant.text.figures import Span, show_number
from ingest.parsed import ParsedDocument, Table
from ingest.parsing import parse_file
from ingest.parsing.limits import ParseLimits


@dataclass(frozen=True)
class ReadRecord:
    """A listed row: what it says, the headers that only staff may see, and where it stands."""

    said: ReadCells
    restricted: frozenset[str]
    table: Table

    def show(self, field: Field) -> str:
        """The value of a field as text: a day, a figure, a range or the words; "" where there is none."""
        if field in self.said.dates:
            return self.said.dates[field].isoformat()
        if field in self.said.spans:
            return show_span(self.said.spans[field])
        return self.said.texts.get(field, "")

    @property
    def name(self) -> str:
        """What it is called."""
        return self.said.texts.get(Field.NAME, "")


def show_span(span: Span) -> str:
    """``1200``, ``1200-1500``, ``1200-``."""
    low, high = ("" if end is None else show_number(end) for end in span.ends)
    return low if low == high else f"{low}-{high}"


def read_file(path: Path) -> ParsedDocument:
    """The file as parsed."""
    return parse_file(path, ParseLimits())


def records_in(tables: Iterable[Table], kind: DocumentKind = DocumentKind.LISTING) -> list[ReadRecord]:
    """The rows of those tables that are ledgers."""
    mapper = ColumnMapper()
    found: list[ReadRecord] = []
    for table in tables:
        header = TableHeader(table.headers, table.columns, table.place.sheet, table.caption)
        values = {name: [row.values[at] for row in table.rows] for at, name in enumerate(table.headers)}
        columns = mapper.map(header, kind, {}, values)
        if why_no_ledger(header, columns, values):
            continue
        restricted = frozenset(column.header for column in columns if column.restricted)
        fields: Mapping[str, Field | None] = {column.header: column.field for column in columns}
        for row in table.rows:
            cells = [
                MeantCell(fields[name], Cell(name, value))
                for name, value in zip(table.headers, row.values, strict=True)
                if name not in restricted
            ]
            found.append(ReadRecord(read_cells(cells), restricted, table))
    return found


def records_of(path: Path, kind: DocumentKind = DocumentKind.LISTING) -> list[ReadRecord]:
    """The rows of a ledger file."""
    return records_in((block for block in read_file(path).blocks if isinstance(block, Table)), kind)


def day(text: str) -> date:
    """A day of an expected value."""
    return date.fromisoformat(text)
