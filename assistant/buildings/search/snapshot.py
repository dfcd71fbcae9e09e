"""What one kind of caller may see of the listed rows on one day: the query that finds them, and the words and values they use."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from sqlalchemy import Select, String, func, select
from sqlalchemy.orm import Session

from assistant import access
from assistant.buildings.columns import Field
from assistant.buildings.ledgers.ledger_tables import LedgerRow, told_fields
from assistant.buildings.ledgers.listings import current_listings
from assistant.buildings.ledgers.tables import ListingRow, ListingTagRow
from assistant.buildings.rows import Category
from assistant.buildings.search.listed_lines import ListedLines, read_lines
from assistant.buildings.search.own_columns import FEW_VALUES, OwnColumns, read_own_columns
from assistant.buildings.search.ranks import Ranks, read_ranks
from assistant.buildings.search.vocabulary import Vocabulary, read_vocabulary
from assistant.database import Database
from assistant.documents.seeing import closed_documents
from assistant.documents.tables import DocumentRow, StoreFactRow
from assistant.records import Clearance, DocumentKind, Principal

TEXT_FIELDS = (
    Field.STREET, Field.BUSINESS_AREA, Field.GRADE, Field.FIT_OUT, Field.METRO, Field.OWNERSHIP, Field.FLOOR, Field.LEASE_TERMS,
    Field.STATUS, Field.TOPIC, Field.UNIT, Field.COOPERATION, Field.USE,
)  # fmt: skip
"""Text fields with few different values: a rule on one is decided once for each value, and SQL compares whole values."""

_SAID_AS_THEY_STAND = (Field.STATUS, Field.LEASE_TERMS, Field.OWNERSHIP, Field.COOPERATION, Field.USE)
_PARTS = {Field.VACANT_AREA_M2, Field.DIVISIBLE_FROM_M2}
"""Of ledgers without these columns what they list is offered as it stands."""

_MOST_KEPT = 8
_Key = tuple[DocumentKind, tuple[Clearance, ...], frozenset[str], date]
"""Kind, what the caller may see, of which documents only what is public, day."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of ``kind`` that a caller may see on ``as_of``.

    ``current`` selects them, ``documents`` are the ids of their ledgers by name. ``values`` holds the different values of each text
    field, ``lines`` all that the cells say, ``whole_ledgers`` the ledgers that list units offered whole, ``vocabulary`` the words that a
    sentence can refer to, ``categories`` the types that are listed, ``size`` the number of rows. ``unplaced`` are the rows of neither street
    nor business area, each with its number and what else may tell where it lies; ``typed`` tells that every row is of one type; ``ranks``
    are the rows in the orders that are often asked for. ``own`` are the ledgers' own columns,
    ``use_ledgers`` the ledgers that have a column for the use.
    """

    kind: DocumentKind
    as_of: date
    current: Select[ListingRow]
    documents: tuple[str, ...]
    values: Mapping[Field, tuple[str, ...]]
    lines: ListedLines
    whole_ledgers: tuple[int, ...]
    categories: tuple[str, ...]
    vocabulary: Vocabulary
    size: int
    unplaced: tuple[tuple[int, str], ...]
    typed: bool
    ranks: Ranks
    own: OwnColumns
    use_ledgers: tuple[int, ...]

    def values_where(self, field: Field, rule: Callable[[str], bool]) -> tuple[str, ...]:
        """The values of a text field for which a rule holds; the blank value is none."""
        return tuple(value for value in self.values[field] if rule(value))


class Snapshots:
    """Takes snapshots and keeps them until the store changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[_Key, tuple[str, Snapshot]] = {}
        self._taking = Lock()

    def of(self, principal: Principal, kind: DocumentKind, as_of: date) -> Snapshot:
        """The rows of this kind that the caller may see on the day."""
        with self._database.session() as session:
            key = (kind, access.clearances_of(principal), closed_documents(session, principal), as_of)
            if (snapshot := self._of_now(session, key)[1]) is not None:
                return snapshot
        with (
            self._taking,
            self._database.session() as session,
        ):  # of those who wait for the same one, the first takes it
            generation, snapshot = self._of_now(session, key)
            if snapshot is not None:
                return snapshot
            snapshot = take_snapshot(session, principal, kind, as_of)
            self._keep(key, generation, snapshot)
            return snapshot

    def _of_now(self, session: Session, key: _Key) -> tuple[str, Snapshot | None]:
        """What the store's state is called now, and the kept snapshot of it."""
        fact = session.get(StoreFactRow, "generation")
        generation = fact.value if fact is not None else ""
        kept = self._kept.get(key)
        return generation, kept[1] if kept is not None and generation and kept[0] == generation else None

    def _keep(self, key: _Key, generation: str, snapshot: Snapshot) -> None:
        # Millions of strings that live as long as the store is unchanged: the collector need not go over them during questions.
        gc.collect()
        gc.freeze()
        kept = {other: held for other, held in self._kept.items() if held[0] == generation}
        if len(kept) >= _MOST_KEPT:
            kept.pop(next(iter(kept)))
        self._kept = kept | {key: (generation, snapshot)}


def take_snapshot(session: Session, principal: Principal, kind: DocumentKind, as_of: date) -> Snapshot:
    """Reads what the rows are and say."""
    current = current_listings(session, principal, kind, as_of)
    of_kind = select(ListingRow).where(ListingRow.kind == kind)
    size = session.scalar(current.with_only_columns(func.count())) or 0
    if size == session.scalar(of_kind.with_only_columns(func.count())):
        current = of_kind  # all that is held is public and current: nothing to be asked of each row
    for_staff, closed = access.may_see(principal, Clearance.INTERNAL), closed_documents(session, principal)
    own = read_own_columns(session, current, lambda document: for_staff and document not in closed, size=size)
    lines = read_lines(session, current, plans=kind is DocumentKind.OPPORTUNITY, more=own.unreleased(session))
    documents = _documents(session, current)
    values = _values(session, current)
    told = _told(session, current, values)
    return Snapshot(
        kind=kind,
        as_of=as_of,
        current=current,
        documents=documents,
        values=values,
        lines=lines,
        whole_ledgers=_ledgers_where(session, lambda told: not _PARTS & told),
        categories=_categories(session, current),
        vocabulary=read_vocabulary(session, current, kind, lines, own, _named_values(values), told),
        size=size,
        unplaced=_unplaced(session, current),
        typed=session.scalar(current.where(ListingRow.category == "").with_only_columns(ListingRow.number).limit(1))
        is None,
        ranks=read_ranks(session, current, documents),
        own=own,
        use_ledgers=_ledgers_where(session, lambda told: Field.USE in told) if kind is DocumentKind.LISTING else (),
    )


def _named_values(values: Mapping[Field, tuple[str, ...]]) -> dict[Field, tuple[str, ...]]:
    """The values of the fields that say in their own words how a place is to be had or used: a question can say the same."""
    return {field: said for field in _SAID_AS_THEY_STAND if len(said := values[field]) <= FEW_VALUES}


def _told(session: Session, current: Select[ListingRow], values: Mapping[Field, tuple[str, ...]]) -> frozenset[Field]:
    """The fields that a ledger has a column for, and those of which a row says something all the same."""
    ledgers = current.with_only_columns(ListingRow.ledger_number).distinct().order_by(None)
    headed = session.scalars(select(LedgerRow.columns).where(LedgerRow.number.in_(ledgers)))
    found = {field for columns in headed for field in told_fields(columns)} | {
        field for field, said in values.items() if said
    }
    for field in Field:
        column = getattr(ListingRow, f"{field.name.lower()}_low", None) or getattr(ListingRow, field.name.lower(), None)
        if field in found or field in TEXT_FIELDS or column is None or isinstance(column.type, String):
            continue
        if session.scalar(current.where(column.is_not(None)).with_only_columns(ListingRow.number).limit(1)) is not None:
            found.add(field)
    return frozenset(found)


def _documents(session: Session, current: Select[ListingRow]) -> tuple[str, ...]:
    ids = current.with_only_columns(ListingRow.document_id).distinct()
    return tuple(session.scalars(select(DocumentRow.id).where(DocumentRow.id.in_(ids)).order_by(DocumentRow.name)))


def _values(session: Session, current: Select[ListingRow]) -> dict[Field, tuple[str, ...]]:
    """The different values of each text field, read in one pass; the blank one is none."""
    columns = [getattr(ListingRow, field.name.lower()) for field in TEXT_FIELDS]
    found: list[dict[str, None]] = [{} for _ in TEXT_FIELDS]
    for row in session.connection().execute(current.with_only_columns(*columns)):
        for values, value in zip(found, row, strict=True):
            values[value] = None
    return {field: tuple(filter(None, values)) for field, values in zip(TEXT_FIELDS, found, strict=True)}


def _unplaced(session: Session, current: Select[ListingRow]) -> tuple[tuple[int, str], ...]:
    """Addresses and names, where street and business area are both blank."""
    rows = current.where(ListingRow.street == "", ListingRow.business_area == "")
    found = session.execute(rows.with_only_columns(ListingRow.number, ListingRow.address, ListingRow.name))
    return tuple((number, f"{address}\n{name}") for number, address, name in found)


def _categories(session: Session, current: Select[ListingRow]) -> tuple[str, ...]:
    tagged = (ListingTagRow.listing_number == ListingRow.number) & (ListingTagRow.field == Field.CATEGORY.name)
    query = current.join(ListingTagRow, tagged).with_only_columns(ListingTagRow.value)
    held = set(session.scalars(query.distinct()))
    return tuple(category.value for category in Category if category.value in held)


def _ledgers_where(session: Session, rule: Callable[[frozenset[Field]], bool]) -> tuple[int, ...]:
    """The ledgers whose columns meet a rule."""
    ledgers = session.execute(select(LedgerRow.number, LedgerRow.columns))
    return tuple(number for number, columns in ledgers if rule(told_fields(columns)))
