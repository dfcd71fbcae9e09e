"""Loads the rows' columns: one plain query a table, no record of a row is made."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Date, Select, String, and_, case, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.ledgers.cells import FIGURES
from assistant.buildings.ledgers.ledger_tables import LedgerRow, told_fields
from assistant.buildings.ledgers.names import name_key
from assistant.buildings.ledgers.tables import ListingRow, ListingTagRow
from assistant.buildings.rows import Category
from assistant.buildings.search.lines import read_lines
from assistant.buildings.search.own_columns import OwnColumns
from assistant.buildings.search.table import ABOVE, BELOW, TEXT_FIELDS, Figures, Table, Texts, category_bits
from assistant.buildings.units import asks_for_the_whole
from assistant.documents.tables import DocumentRow
from assistant.records import DocumentKind

_PART = 500  # small, so that few rows live at once
_OFFERED = "offered_area_m2"
_DAYS = tuple(field for field in Field if field in DATE_FIELDS)
_TEXTS = (*TEXT_FIELDS, Field.NAME, Field.ADDRESS)
_PLACES = {Field.STREET, Field.BUSINESS_AREA, Field.ADDRESS}
_PARTS = {Field.VACANT_AREA_M2, Field.DIVISIBLE_FROM_M2}
"""Of ledgers without these columns what they list is offered as it stands."""


class _Said:
    """A text of each row, read part by part; of a column that is blank there are none."""

    def __init__(self) -> None:
        self._known = defaultdict[Any, int](count(1).__next__, {"": 0, None: 0})
        self._parts: list[np.ndarray] = []

    def add(self, values: Sequence[Any]) -> None:
        """The next rows' texts, or days as the database gives them."""
        self._parts.append(np.fromiter(map(self._known.__getitem__, values), np.int32, len(values)))

    def texts(self, order: np.ndarray) -> Texts:
        """All of them, in this order of the rows; the values as they come first."""
        values = ("", *filter(None, self._known))
        if not self._parts:
            return Texts(np.zeros(len(order), np.int32), values)
        codes = np.concatenate(self._parts)
        if (np.diff(order) == 1).all():
            return Texts(codes, values)
        codes = codes[order]
        first = np.full(len(values), len(codes))
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        first[0] = -1
        by_first = np.argsort(first, kind="stable")
        places = np.empty(len(values), np.int32)
        places[by_first] = np.arange(len(values))
        return Texts(places[codes], tuple(values[place] for place in by_first.tolist()))


class _Whole:
    """A whole number of each row, read part by part."""

    def __init__(self) -> None:
        self._parts: list[np.ndarray] = []

    def add(self, values: Sequence[int]) -> None:
        """The next rows' numbers."""
        self._parts.append(np.fromiter(values, np.int64, len(values)))

    def array(self) -> np.ndarray:
        """All of them."""
        return np.concatenate(self._parts) if self._parts else np.empty(0, np.int64)


class _Reader:
    """What is read of the rows, a column each: whole numbers, texts and days, figures. One that no row tells is not read, and of a figure
    whose ends are the same of all rows only one is."""

    def __init__(
        self,
        session: Session,
        current: Select[ListingRow],
        whole: Sequence[str],
        said: Sequence[str],
        figures: Sequence[str],
    ) -> None:
        self._session, self._current = session, current
        self._columns: list[ColumnElement[Any]] = []
        self._adders: list[Callable[[Sequence[Any]], None]] = []
        self.whole = {name: _Whole() for name in whole}
        self.said = {name: _Said() for name in said}
        self.figures: dict[str, tuple[_Whole, ...]] = dict.fromkeys(figures, ())
        self._choose()

    def _choose(self) -> None:
        ends = {name: [self._number(f"{name}_{end}") for end in ("low", "high")] for name in self.figures}
        told = self._told(
            {
                **{name: _blank(getattr(ListingRow, name)) for name in self.said},
                **{name: and_(low.is_(None), high.is_(None)) for name, (low, high) in ends.items()},
                **{f"{name}_range": low.is_not_distinct_from(high) for name, (low, high) in ends.items()},
            }
        )
        for name, numbers in self.whole.items():
            self._add(self._number(name), numbers.add)
        for name in told & self.said.keys():
            self._add(type_coerce(getattr(ListingRow, name), String), self.said[name].add)
        for name in told & ends.keys():
            read = list(zip(ends[name], (BELOW, ABOVE), strict=True))[: 2 if f"{name}_range" in told else 1]
            self.figures[name] = tuple(_Whole() for _ in read)
            for (column, open_end), numbers in zip(read, self.figures[name], strict=True):
                self._add(func.coalesce(column, open_end), numbers.add)

    def read(self) -> None:
        """Reads all that was asked for, in one query."""
        query = self._current.with_only_columns(*self._columns).order_by(None)
        for part in self._session.connection().execute(query).partitions(_PART):
            for add, values in zip(self._adders, zip(*part, strict=True), strict=True):
                add(values)

    def _add(self, column: ColumnElement[Any], adder: Callable[[Sequence[Any]], None]) -> None:
        self._columns.append(column)
        self._adders.append(adder)

    def _number(self, name: str) -> ColumnElement[int]:
        return type_coerce(getattr(ListingRow, name), BigInteger)

    def _told(self, tests: Mapping[str, ColumnElement[bool]]) -> set[str]:
        """The names of the tests that do not hold of every row."""
        failing = [func.max(case((~test, 1))) for test in tests.values()]
        found = self._session.execute(self._current.with_only_columns(*failing).order_by(None)).one()
        return {name for name, value in zip(tests, found, strict=True) if value is not None}


def _blank(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return column.is_(None) if isinstance(column.type, Date) else column == ""


def read_table(
    session: Session, current: Select[ListingRow], kind: DocumentKind, as_of: date, own: OwnColumns
) -> Table:
    """These rows, which the caller may see on the day, in the order of their documents' names and then as their ledgers have them."""
    number, ledger, closed, texts, figures = _read_columns(session, current)
    names, keys, addressed = _named(texts)
    days = {field: _days(texts[field.name.lower()]) for field in _DAYS}
    past = days[Field.DEADLINE].high < as_of.toordinal()
    plans = kind is DocumentKind.OPPORTUNITY
    return Table(
        numbers=number,
        ledgers=ledger,
        categories=_categories(session, current, number, texts["category"]),
        closed=closed,
        over=closed | past if plans else closed,
        whole=_of_ledgers(session, ledger, lambda told: not _PARTS & told),
        asks_whole_rent=_asking_whole_rents(session, ledger),
        placeless=_of_ledgers(session, ledger, lambda told: not _PLACES & told),
        asks_use=_of_ledgers(session, ledger, lambda told: kind is DocumentKind.LISTING and Field.USE in told),
        offered=figures[_OFFERED],
        figures={field: figures[field.name.lower()] for field in FIGURES},
        days=days,
        texts={field: texts[field.name.lower()] for field in _TEXTS} | {Field.NAME: names},
        name_keys=keys,
        lines=read_lines(session, current, number, plans=plans, more=own.unreleased(session)),
        own=own,
        as_of=as_of,
        addressed=addressed,
        sheets=_sheets(session, ledger),
    )


def _read_columns(
    session: Session, current: Select[ListingRow]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, Texts], dict[str, Figures]]:
    """The rows' numbers and their ledgers', whether they are closed, their texts, days and figures by the names of the columns."""
    reader = _Reader(
        session,
        current,
        ("number", "ledger_number", "ordinal", "closed"),
        ("document_id", "category", "name_key", *(field.name.lower() for field in (*_TEXTS, *_DAYS))),
        (*(field.name.lower() for field in FIGURES), _OFFERED),
    )
    reader.read()
    number, ledger, ordinal, closed = (of_one.array() for of_one in reader.whole.values())
    documents = reader.said.pop("document_id").texts(np.arange(len(number)))
    order = np.lexsort((number, ordinal, _ranks_of(session, documents)))
    texts = {name: of_one.texts(order) for name, of_one in reader.said.items()}
    figures = {
        name: _figures([end.array()[order] for end in of_one], len(order)) for name, of_one in reader.figures.items()
    }
    return number[order], ledger[order], closed[order].astype(bool), texts, figures


def _figures(ends: Sequence[np.ndarray], rows: int) -> Figures:
    """Figures of which two ends were read, or one for both, or none."""
    if not ends:
        return Figures(np.broadcast_to(np.int64(BELOW), rows), np.broadcast_to(np.int64(ABOVE), rows))
    low, high = ends if len(ends) == 2 else (ends[0], np.where(ends[0] == BELOW, ABOVE, ends[0]))
    return Figures(low, high)


def _named(texts: Mapping[str, Texts]) -> tuple[Texts, tuple[str, ...], frozenset[str]]:
    """What the rows are called, with the key of each different name, and the names that are addresses: of a row without a name it is its
    address."""
    names, addresses = texts[Field.NAME.name.lower()], texts[Field.ADDRESS.name.lower()]
    keys = _keys(names, texts["name_key"])
    nameless = names.blank & ~addresses.blank
    if not nameless.any():
        return names, keys, frozenset()
    known = {value: code for code, value in enumerate(names.values)}
    own = {addresses.values[code] for code in np.unique(addresses.codes[nameless]).tolist()}
    values = (*names.values, *(more := [value for value in addresses.values if value in own and value not in known]))
    places = {value: code for code, value in enumerate(values)}
    of_address = np.array([places.get(value, 0) for value in addresses.values], np.int32)
    codes = np.where(nameless, of_address.take(addresses.codes), names.codes)
    return Texts(codes, values), (*keys, *map(name_key, more)), frozenset(more)


def _sheets(session: Session, ledgers: np.ndarray) -> tuple[str, ...]:
    """The names of the sheets that the rows stand in; none where they all stand in one."""
    named = session.execute(select(LedgerRow.number, LedgerRow.sheet).order_by(LedgerRow.number))
    shown = set(np.unique(ledgers).tolist())
    found = tuple(dict.fromkeys(sheet for number, sheet in named if number in shown))
    return tuple(filter(None, found)) if len(found) > 1 else ()


def _keys(names: Texts, keys: Texts) -> tuple[str, ...]:
    """The key of each different name."""
    codes = np.zeros(len(names.values), np.int64)
    codes[names.codes] = keys.codes
    return tuple(keys.values[code] for code in codes.tolist())


def _days(texts: Texts) -> Figures:
    """Days by their ordinals: a database gives them as days or as they are written."""
    known = [date.fromisoformat(str(value)).toordinal() if value else None for value in texts.values]
    first = np.array([BELOW if day is None else day for day in known], np.int64)
    last = np.array([ABOVE if day is None else day for day in known], np.int64)
    return Figures(first[texts.codes], last[texts.codes])


def _ranks_of(session: Session, documents: Texts) -> np.ndarray:
    """The place of each row's document in the order of the documents' names."""
    named = session.scalars(
        select(DocumentRow.id)
        .where(DocumentRow.id.in_(documents.values[1:]))
        .order_by(DocumentRow.name, DocumentRow.id)
    )
    ranks = {document: rank for rank, document in enumerate(named)}
    places = np.array([ranks.get(document, len(ranks)) for document in documents.values], np.int64)
    return places.take(documents.codes)


def _categories(session: Session, current: Select[ListingRow], numbers: np.ndarray, single: Texts) -> np.ndarray:
    """Each row's types as bits; of a row of several, or of none, they stand in the tags."""
    known: Mapping[str, Category] = {item.value: item for item in Category}
    bits = np.array([category_bits((known[value],) if value in known else ()) for value in single.values], np.uint8)
    found = bits.take(single.codes)
    if single.blank.any():
        tagged = (ListingTagRow.listing_number == ListingRow.number) & (ListingTagRow.field == Field.CATEGORY.name)
        query = current.join(ListingTagRow, tagged).where(
            ListingRow.category == "", ListingTagRow.value.in_(list(Category))
        )
        places = dict(zip(numbers.tolist(), range(len(numbers)), strict=True))
        for number, value in session.execute(query.with_only_columns(ListingRow.number, ListingTagRow.value)):
            found[places[number]] |= category_bits((known[value],))
    return found


def _asking_whole_rents(session: Session, ledgers: np.ndarray) -> np.ndarray:
    """Which rows are of ledgers whose rents are those of whole places: ``月租金（整铺，元）``."""
    headed = session.execute(select(LedgerRow.number, LedgerRow.columns))
    whole = [
        number
        for number, columns in headed
        if any(
            column["field"] == Field.RENT_YUAN_PER_M2_MONTH.name and asks_for_the_whole(str(column["header"]))
            for column in columns
        )
    ]
    return np.isin(ledgers, whole)


def _of_ledgers(session: Session, ledgers: np.ndarray, rule: Callable[[frozenset[Field]], bool]) -> np.ndarray:
    """Which rows are of ledgers whose columns meet a rule."""
    headed = session.execute(select(LedgerRow.number, LedgerRow.columns))
    return np.isin(ledgers, [number for number, columns in headed if rule(told_fields(columns))])
