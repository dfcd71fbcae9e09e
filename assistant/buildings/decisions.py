"""What administrators decide about ledgers: what a column holds, who may see it, whether two names are one building."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.editions import place_in_time
from assistant.buildings.ledger_reports import report_of
from assistant.buildings.ledger_tables import (
    ColumnCorrectionRow,
    LedgerEntryRow,
    LedgerRow,
    ListingHistoryRow,
    NearNameRow,
)
from assistant.buildings.tables import ListingRow
from assistant.database import Database, utc_now
from assistant.documents.tables import DocumentRow
from assistant.errors import InvalidInput, NotFound
from assistant.records import LedgerReport, Principal

DECISIONS = ("same", "different")


@dataclass(frozen=True, slots=True)
class MappedLedger:
    """A table of a held document with its columns."""

    document_id: str
    document: str
    report: LedgerReport


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column of a layout as an administrator wants it. ``field`` is a Field's name, "" for an extra column; None leaves it as it is,
    like ``restricted`` None."""

    layout: str
    header: str
    field: str | None = None
    restricted: bool | None = None


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry as the flag of a near name shows it."""

    number: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class NearName:
    """Two entries that may be one, and why."""

    first: NamedEntry
    second: NamedEntry
    reason: str
    decision: str


class LedgerDecisions:
    """Reads and takes decisions. ``retype`` types stored rows anew, ``reread`` reads originals anew: a column that changes sides between
    public and restricted is cut into other passages."""

    def __init__(
        self,
        database: Database,
        retype: Callable[[Sequence[str]], None],
        reread: Callable[[Sequence[str]], object],
    ) -> None:
        self._database = database
        self._retype = retype
        self._reread = reread

    def ledgers(self) -> tuple[MappedLedger, ...]:
        """Every table that is listed, with its columns."""
        query = (
            select(LedgerRow, DocumentRow.title)
            .join(DocumentRow, DocumentRow.id == LedgerRow.document_id)
            .order_by(DocumentRow.name, LedgerRow.ordinal)
        )
        with self._database.session() as session:
            return tuple(MappedLedger(row.document_id, title, report_of(row)) for row, title in session.execute(query))

    def correct(self, change: ColumnChange, by: Principal) -> tuple[MappedLedger, ...]:
        """Remember a correction for the layout and apply it to every held table of that layout; those tables.

        Raises NotFound for a layout or header that no held table has, InvalidInput for an unknown field.
        """
        if change.field and change.field not in Field.__members__:
            raise InvalidInput(f"没有“{change.field}”这个字段")
        with self._database.session() as session:
            ledgers = session.scalars(select(LedgerRow).where(LedgerRow.layout == change.layout)).all()
            columns = [item for row in ledgers for item in report_of(row).columns if item.header == change.header]
            if not columns:
                raise NotFound("没有这种版式的台账，或其中没有这一列")
            was = columns[0]
            restricted = was.restricted if change.restricted is None else change.restricted
            session.merge(
                ColumnCorrectionRow(
                    layout=change.layout,
                    header=change.header,
                    field=was.field if change.field is None else change.field,
                    restricted=restricted,
                    corrected_by=by.name,
                    corrected_at=utc_now(),
                )
            )
            documents = sorted({row.document_id for row in ledgers})
        if any(column.restricted != restricted for column in columns):
            self._reread(documents)
        else:
            self._retype(documents)
        return tuple(ledger for ledger in self.ledgers() if ledger.report.layout == change.layout)

    def near_names(self, *, undecided: bool = True) -> tuple[NearName, ...]:
        """Flags of near names, the undecided alone or all."""
        query = select(NearNameRow).order_by(NearNameRow.first_number, NearNameRow.second_number)
        if undecided:
            query = query.where(NearNameRow.decision == "")
        with self._database.session() as session:
            rows = session.scalars(query).all()
            numbers = {number for row in rows for number in (row.first_number, row.second_number)}
            entries = {number: _named(session.get_one(LedgerEntryRow, number)) for number in numbers}
            return tuple(
                NearName(entries[row.first_number], entries[row.second_number], row.reason, row.decision)
                for row in rows
            )

    def decide(self, first: int, second: int, decision: str, by: Principal) -> NearName:
        """Say that two entries are the same, whose histories then become one, or different.

        Raises NotFound where they are not flagged, InvalidInput for another word or where it was decided before.
        """
        if decision not in DECISIONS:
            raise InvalidInput("请回答 same（同一个）或 different（不是同一个）")
        with self._database.session() as session:
            flag = session.get(NearNameRow, (first, second))
            if flag is None:
                raise NotFound("没有这一对待确认的名称")
            if flag.decision == "same":
                raise InvalidInput("已经合并过了")
            flag.decision, flag.decided_by, flag.decided_at = decision, by.name, utc_now()
            named = NearName(
                _named(session.get_one(LedgerEntryRow, first)),
                _named(session.get_one(LedgerEntryRow, second)),
                flag.reason,
                decision,
            )
            if decision == "same":
                _merge(session, first, second)
        return replace(named, decision=decision)


def _named(entry: LedgerEntryRow) -> NamedEntry:
    return NamedEntry(entry.number, entry.name, entry.address)


def _merge(session: Session, first: int, second: int) -> None:
    """The second entry becomes another name of the first: its rows and history move there."""
    kept = session.get_one(LedgerEntryRow, first)
    alias = session.get_one(LedgerEntryRow, second)
    root = kept.same_as or kept.number
    alias.same_as = root
    session.execute(update(LedgerEntryRow).where(LedgerEntryRow.same_as == second).values(same_as=root))
    session.execute(update(ListingRow).where(ListingRow.entry_number == second).values(entry_number=root))
    told = select(ListingHistoryRow.document_id, ListingHistoryRow.observed_on)
    known = {tuple(row) for row in session.execute(told.where(ListingHistoryRow.entry_number == root))}
    for row in session.scalars(select(ListingHistoryRow).where(ListingHistoryRow.entry_number == second)).all():
        if (row.document_id, row.observed_on) in known:
            session.execute(delete(ListingHistoryRow).where(ListingHistoryRow.number == row.number))
        else:
            row.entry_number = root
    kept.first_seen_on = min(kept.first_seen_on, alias.first_seen_on)
    kept.last_seen_on = max(kept.last_seen_on, alias.last_seen_on)
    session.flush()
    place_in_time(session, {root})
