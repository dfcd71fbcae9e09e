"""The columns of the ledgers that are no field, read as they stand: what they are called, what they say, which figures they hold.

A condition, an order or a sum can be about any of them. They are read when a question first names one, and only what the caller may see:
of a column that waits to be released the cells are for staff, what is restricted for good (底价 …) is never among them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlalchemy import Connection, Engine, Select, select
from sqlalchemy.orm import Session

from assistant.buildings.columns import Column, Field
from assistant.buildings.ledgers.ledger_tables import LedgerRow, waiting_headers
from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow, RestrictedListingCellRow
from assistant.buildings.own_cells import column_of_header
from assistant.buildings.units import is_blank

MOST_ROWS = 50_000
"""Of more rows only ledgers with columns of their own are read for their words: the others' cells are all in the typed tables."""

FEW_VALUES = 60
"""A column of at most so many different texts has values that a question can name."""

_TYPED_ELSEWHERE = frozenset({Field.CATEGORY, Field.FLOOR, Field.CONTENT})
"""Fields whose cells say more than the typed tables keep: ``单层厂房``, the number of a floor."""


@dataclass(frozen=True, slots=True)
class OwnCells:
    """What one column says: its different ``texts`` in the order met, and for the row ``numbers[i]`` which of them, ``places[i]``.

    ``headers`` are the headers as written, with the unit; ``field`` is set where the column is one of the fields after all.
    """

    column: Column
    headers: tuple[str, ...]
    texts: tuple[str, ...]
    numbers: np.ndarray
    places: np.ndarray
    field: Field | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """Its different texts where they are few enough to be named one by one."""
        said = [text for text in self.texts if not is_blank(text)]
        return tuple(said) if len(said) <= FEW_VALUES else ()


class OwnColumns:
    """The own columns of the rows that a caller sees. Their cells are read once, when a question first needs them."""

    def __init__(
        self,
        current: Select[ListingRow],
        public: Mapping[int, Mapping[str, Field | None]],
        waiting: Mapping[int, frozenset[str]],
        bind: Engine | Connection,
    ) -> None:
        """Of each ledger the headers of its ``public`` own columns, each with the field that it holds after all, and of those ``waiting``."""
        self._current, self._public, self._waiting, self._bind = current, public, waiting, bind

    @cached_property
    def cells(self) -> Mapping[Column, OwnCells]:
        """Each column with what it says."""
        if not self._public and not self._waiting:
            return {}
        with Session(self._bind) as session:
            waiting = ((number, header, text, None) for number, header, text in self._waiting_cells(session))
            return _gathered([*_public_cells(session, self._current, self._public), *waiting])

    def of(self, column: Column) -> OwnCells | None:
        """One column's cells; None where no row that the caller sees has it."""
        return self.cells.get(column)

    def ledgers_with(self, column: Column) -> frozenset[int]:
        """The ledgers that have the column."""
        headed = (
            (ledger, header) for part in (self._public, self._waiting) for ledger, of in part.items() for header in of
        )
        return frozenset(ledger for ledger, header in headed if column_of_header(header) == column)

    def of_field(self, field: Field) -> OwnCells | None:
        """The column that holds a field."""
        return next((cells for cells in self.cells.values() if cells.field is field), None)

    def unreleased(self, session: Session) -> Iterator[tuple[int, str]]:
        """What rows say in columns that only staff see until they are released: a row's number and a text."""
        return ((number, text) for number, _, text in self._waiting_cells(session))

    def _waiting_cells(self, session: Session) -> Iterator[tuple[int, str, str]]:
        if not self._waiting:
            return
        cell = RestrictedListingCellRow
        cells = self._current.where(ListingRow.ledger_number.in_(self._waiting)).join(
            cell, cell.listing_number == ListingRow.number
        )
        columns = (ListingRow.number, ListingRow.ledger_number, cell.header, cell.text)
        for number, ledger, header, text in session.execute(
            cells.with_only_columns(*columns).order_by(ListingRow.number)
        ):
            if header in self._waiting[ledger]:
                yield number, header, text


def read_own_columns(
    session: Session, current: Select[ListingRow], sees_inside: Callable[[str], bool], *, size: int
) -> OwnColumns:
    """The own columns of these ``size`` rows; ``sees_inside`` tells of a document, by its id, whether the caller sees what is internal."""
    ledgers = current.with_only_columns(ListingRow.ledger_number).distinct().order_by(None)
    public: dict[int, dict[str, Field | None]] = {}
    waiting: dict[int, frozenset[str]] = {}
    for ledger in session.scalars(select(LedgerRow).where(LedgerRow.number.in_(ledgers))):
        shown = {
            str(column["header"]): Field.__members__.get(str(column["field"]))
            for column in ledger.columns
            if not column["restricted"] and (not column["field"] or Field[str(column["field"])] in _TYPED_ELSEWHERE)
        }
        if size <= MOST_ROWS or None in shown.values():
            public[ledger.number] = shown
        if (held := waiting_headers(ledger.columns)) and sees_inside(ledger.document_id):
            waiting[ledger.number] = held
    return OwnColumns(current, public, waiting, session.get_bind())


_Cell = tuple[int, str, str, Field | None]
"""A row's number, a header, what the cell says, the field that the column holds."""


def _public_cells(
    session: Session, current: Select[ListingRow], wanted: Mapping[int, Mapping[str, Field | None]]
) -> Iterator[_Cell]:
    if not wanted:
        return
    details = current.where(ListingRow.ledger_number.in_(wanted)).join(
        ListingDetailRow, ListingDetailRow.listing_number == ListingRow.number
    )
    columns = (ListingRow.number, ListingRow.ledger_number, ListingDetailRow.cells)
    for number, ledger, cells in session.execute(details.with_only_columns(*columns).order_by(ListingRow.number)):
        of_ledger = wanted[ledger]
        for cell in cells:
            if cell["header"] in of_ledger:
                yield number, cell["header"], cell["text"], of_ledger[cell["header"]]


def _gathered(cells: Sequence[_Cell]) -> dict[Column, OwnCells]:
    by_column: defaultdict[Column, list[_Cell]] = defaultdict(list)
    for cell in cells:
        by_column[column_of_header(cell[1])].append(cell)
    found: dict[Column, OwnCells] = {}
    for column, own in by_column.items():
        known: dict[str, int] = {}
        places = [known.setdefault(text, len(known)) for _, _, text, _ in own]
        found[column] = OwnCells(
            column=column,
            headers=tuple(dict.fromkeys(header for _, header, _, _ in own)),
            texts=tuple(known),
            numbers=np.array([number for number, *_ in own], dtype=np.int64),
            places=np.array(places, dtype=np.int64),
            field=next((field for *_, field in own if field is not None), None),
        )
    return found
