"""A ledger's rows typed: cells with their fields, what they say, and the values of the tables' columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.buildings.columns import Field
from assistant.buildings.headers.mapped_columns import MappedColumn
from assistant.buildings.ledgers.cells import FIGURES, POINTS, MeantCell, ReadCells, read_cells
from assistant.buildings.ledgers.header_units import unit_in_header
from assistant.buildings.ledgers.ledger_rows import LedgerTable, cells_of
from assistant.buildings.ledgers.names import address_key, name_key
from assistant.buildings.qualifiers import flag_in_words
from assistant.buildings.rows import Category, categories_of, is_closed, is_total, offered_area, vacancy_percent
from assistant.buildings.units import is_blank, read_metro_lines
from assistant.documents.tables import DocumentRow
from assistant.records import GROUP_HEADER, Chunk
from assistant.text.figures import Span, normalise

_TEXT_COLUMNS = (
    Field.NAME, Field.ADDRESS, Field.STREET, Field.BUSINESS_AREA, Field.GRADE, Field.FIT_OUT, Field.OWNERSHIP, Field.USE,
    Field.METRO, Field.FLOOR, Field.LEASE_TERMS, Field.STATUS, Field.TOPIC, Field.COOPERATION, Field.UNIT,
)  # fmt: skip
_DATE_COLUMNS = (Field.COMPLETED_ON, Field.AVAILABLE_FROM, Field.DEADLINE, Field.VERIFIED_ON)
_SEVERAL = (Field.STREET, Field.BUSINESS_AREA, Field.USE, Field.TOPIC, Field.UNIT)
_BETWEEN = re.compile(r"[/、,，;；|]+")


_UNTOLD = Span(None, None)
_ENDS = tuple((field, f"{field.name.lower()}_low", f"{field.name.lower()}_high") for field in FIGURES)


@cache
def _named(fields: Sequence[Field]) -> tuple[tuple[Field, str], ...]:
    """Fields with the names of their columns."""
    return tuple((field, field.name.lower()) for field in fields)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row on its way into the tables. ``chunks`` are its passages, ``public`` and ``restricted`` its cells with their fields,
    ``read`` what the public ones say, ``columns`` the fields for which its ledger has a public column."""

    chunks: tuple[Chunk, ...]
    public: tuple[MeantCell, ...]
    restricted: tuple[MeantCell, ...]
    read: ReadCells
    columns: frozenset[Field]
    categories: frozenset[Category]

    def text(self, field: Field) -> str:
        """The field's text as written, "" where it is blank."""
        return self.read.texts.get(field, "")

    @property
    def internal(self) -> bool:
        """Whether the whole row is for staff only."""
        return all(chunk.passage.restricted for chunk in self.chunks)

    @property
    def category(self) -> str:
        """The one category, "" where it is not told or there are several."""
        return next(iter(self.categories)).value if len(self.categories) == 1 else ""


def type_rows(
    table: LedgerTable, columns: Sequence[MappedColumn], told: frozenset[Field], document: DocumentRow
) -> Iterator[TypedRow]:
    """The table's rows, its totals left out; ``told`` are the fields that its columns tell of."""
    by_header = {column.header: column for column in columns}
    for chunks in table.rows:
        cells = cells_of(chunks)
        if is_total(cells):
            continue
        meant = [(MeantCell(column.field if (column := by_header.get(cell.header)) else None, cell)) for cell in cells]
        public = tuple(item for item in meant if not item.cell.restricted)
        read = read_cells(public)
        passage = chunks[0].passage
        yield TypedRow(
            chunks=chunks,
            public=public,
            restricted=tuple(item for item in meant if item.cell.restricted),
            read=read,
            columns=told,
            categories=categories_of(
                read.texts.get(Field.CATEGORY, ""),
                passage.place.sheet or "",
                passage.heading,
                document.title,
                read.texts.get(Field.NAME, ""),
                next((cell.value for cell in cells if cell.header == GROUP_HEADER), ""),
            ),
        )


def column_values(row: TypedRow, document: DocumentRow) -> dict[str, object]:
    """The values of the row's typed columns in ``listings``."""
    spans = dict(row.read.spans)
    if rate := vacancy_percent(spans):
        spans[Field.VACANCY_PERCENT] = rate
    values: dict[str, object] = {}
    for field, low, high in _ENDS:
        span = spans.get(field, _UNTOLD)
        values[low], values[high] = span.low, span.high
    for field, name in _named(POINTS):
        values[name] = spans[field].exact if field in spans else None
    offered = offered_area(row.read.spans, row.columns, row.categories) or _UNTOLD
    values |= {"offered_area_m2_low": offered.low, "offered_area_m2_high": offered.high}
    values |= {name: _plain(row.text(field)) for field, name in _named(_TEXT_COLUMNS)}
    values |= {name: row.read.dates.get(field) for field, name in _named(_DATE_COLUMNS)}
    return values | {
        "name_key": name_key(row.text(Field.NAME)),
        "address_key": address_key(row.text(Field.ADDRESS)),
        "category": row.category,
        "closed": is_closed(document.kind, row.text(Field.STATUS), row.read.spans),
    }


def tags_of(row: TypedRow) -> set[tuple[Field, str]]:
    """The values of fields that may have several."""
    tags = {(Field.CATEGORY, category.value) for category in row.categories}
    tags |= {(Field.METRO, line) for line in read_metro_lines(row.text(Field.METRO))}
    for field in _SEVERAL:
        text = _plain(row.text(field))
        if not is_blank(text):
            tags |= {(field, value[:200]) for value in (text, *_BETWEEN.split(text)) if value}
    return tags


def detail_cells(row: TypedRow) -> list[dict[str, str]]:
    """The public cells as ``listing_details`` keeps them."""
    return [
        {
            "field": item.field.name if item.field else "",
            "header": item.cell.header,
            "text": item.cell.value,
            "unit": unit_in_header(item.cell.header),
            "column": item.cell.column,
        }
        for item in row.public
    ]


def search_text(row: TypedRow, document: DocumentRow) -> str:
    """All that the public cells say, a yes or no in words, with the names that stand above them, in lower case."""
    passage = row.chunks[0].passage
    said = [item.cell.value for item in row.public]
    said += [words for item in row.public if (words := flag_in_words(item.cell.header, item.cell.value))]
    return "\n".join([*said, document.title, passage.heading, passage.place.sheet or ""]).lower()


@lru_cache(maxsize=16_384)
def _plain(text: str) -> str:
    """One kind of digits, letters and signs, without spaces."""
    return re.sub(r"\s+", "", normalise(text)).upper() if text else ""
