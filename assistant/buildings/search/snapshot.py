"""What one kind of caller may see of the listed rows on one day: their table, and the words and values they use."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from assistant import access
from assistant.buildings.columns import Field
from assistant.buildings.headers.header_words import bare_lines
from assistant.buildings.ledgers.ledger_tables import LedgerRow, told_fields
from assistant.buildings.ledgers.listings import current_listings
from assistant.buildings.ledgers.tables import ListingRow
from assistant.buildings.search.loading import read_table
from assistant.buildings.search.own_columns import FEW_VALUES, OwnColumns, read_own_columns
from assistant.buildings.search.table import TEXT_FIELDS, Table, categories_in
from assistant.buildings.search.vocabulary import Vocabulary, read_vocabulary
from assistant.database import Database
from assistant.documents.seeing import closed_documents
from assistant.documents.tables import StoreFactRow
from assistant.records import Clearance, DocumentKind, Principal

_SAID_AS_THEY_STAND = (Field.STATUS, Field.LEASE_TERMS, Field.OWNERSHIP, Field.COOPERATION, Field.USE)
_MOST_KEPT = 8
_Key = tuple[DocumentKind, tuple[Clearance, ...], frozenset[str], date]
"""Kind, what the caller may see, of which documents only what is public, day."""


@dataclass(frozen=True)
class Snapshot:
    """The rows of ``kind`` that a caller may see on ``as_of``.

    ``current`` selects them in the record, ``table`` holds what they are judged by, ``vocabulary`` the words that a sentence can refer to.
    """

    kind: DocumentKind
    as_of: date
    current: Select[ListingRow]
    table: Table
    vocabulary: Vocabulary

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.table)

    @property
    def own(self) -> OwnColumns:
        """The ledgers' own columns."""
        return self.table.own

    @cached_property
    def values(self) -> Mapping[Field, tuple[str, ...]]:
        """The different values of each text field."""
        return values_of(self.table)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The types that are listed."""
        return tuple(item.value for item in categories_in(self.table.all_categories))


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
    table = read_table(session, current, kind, as_of, own)
    # Of fields that say in their own words how a place is to be had or used, a question can repeat the words.
    named = {
        field: said
        for field, said in values_of(table).items()
        if field in _SAID_AS_THEY_STAND and len(said) <= FEW_VALUES
    }
    told, heads = _told(session, table), _heads(session, table)
    return Snapshot(kind, as_of, current, table, read_vocabulary(table, kind, named, told, heads))


def values_of(table: Table) -> dict[Field, tuple[str, ...]]:
    """The different values of each text field; the blank one is none."""
    return {field: table.texts[field].values[1:] for field in TEXT_FIELDS}


def _told(session: Session, table: Table) -> frozenset[Field]:
    """The fields that a ledger has a column for, and those of which a row says something all the same."""
    headed = session.execute(select(LedgerRow.number, LedgerRow.columns))
    shown = set(table.ledgers.tolist())
    found = {field for number, columns in headed if number in shown for field in told_fields(columns)}
    found |= {field for field in TEXT_FIELDS if table.texts[field].values[1:]}
    figures = {**table.figures, **table.days}
    return frozenset(found | {field for field, of_one in figures.items() if not of_one.unknown.all()})


def _heads(session: Session, table: Table) -> dict[Field, tuple[str, ...]]:
    """What the ledgers of these rows call each field that they show, without units and the lines above."""
    shown = set(table.ledgers.tolist())
    found: defaultdict[Field, dict[str, None]] = defaultdict(dict)
    for number, columns in session.execute(select(LedgerRow.number, LedgerRow.columns)):
        for column in columns if number in shown else ():
            if column["field"] and not column["restricted"]:
                found[Field[str(column["field"])]][bare_lines(str(column["header"]))[-1]] = None
    return {field: tuple(heads) for field, heads in found.items()}
