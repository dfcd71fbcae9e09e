"""What administrators decide about ledgers: what a column holds, who may see it, whether two names are one building."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.buildings.columns import Field
from assistant.buildings.headers.mapping import AS_MAPPED
from assistant.buildings.ledgers.ledger_reports import report_of
from assistant.buildings.ledgers.ledger_tables import (
    ColumnCorrectionRow,
    LedgerEntryRow,
    LedgerRow,
    ListingHistoryRow,
    NearNameRow,
)
from assistant.buildings.ledgers.merging import merge, split
from assistant.contract.ledgers import NamedEntry, NearName
from assistant.database import Database, utc_now
from assistant.documents.tables import DocumentRow
from assistant.errors import InvalidInput, NotFound
from assistant.ingestion import LedgerReport
from assistant.records import Principal

DECISIONS = ("same", "different", "undo")


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

    def ledgers(self, without: frozenset[str] = frozenset()) -> tuple[MappedLedger, ...]:
        """Every table that is listed, with its columns, but those of the documents left out."""
        query = (
            select(LedgerRow, DocumentRow.title)
            .join(DocumentRow, DocumentRow.id == LedgerRow.document_id)
            .where(DocumentRow.id.not_in(sorted(without)))
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
            named = was.waiting and bool(change.field)  # a column that waited because nobody knew it is known now
            restricted = (was.restricted and not named) if change.restricted is None else change.restricted
            said = session.get(ColumnCorrectionRow, (change.layout, change.header))
            field = change.field if change.field is not None else said.field if said is not None else AS_MAPPED
            session.merge(
                ColumnCorrectionRow(
                    layout=change.layout,
                    header=change.header,
                    field=field,
                    restricted=restricted,
                    corrected_by=by.name,
                    corrected_at=utc_now(),
                )
            )
            documents = sorted({row.document_id for row in ledgers})
            changed = any(column.restricted != restricted for column in columns)
            session.flush()
            detail = {"layout": change.layout, "field": field, "public": str(not restricted)}
            add_line(session, Event.RELEASE if changed else Event.CORRECT, f"列 {change.header}", detail)
        if changed:
            self._reread(documents)
        else:
            self._retype(documents)
        return tuple(ledger for ledger in self.ledgers() if ledger.report.layout == change.layout)

    def release(self, layout: str, header: str, released: bool, by: Principal) -> tuple[MappedLedger, ...]:
        """Show a column of a layout to everybody who may see its ledger, or take that back; the tables of that layout.

        Raises NotFound like ``correct``.
        """
        return self.correct(ColumnChange(layout, header, restricted=not released), by)

    def waiting(self, without: frozenset[str] = frozenset()) -> tuple[MappedLedger, ...]:
        """The tables with the columns of each that wait for being released; documents left out as in ``ledgers``."""
        found = []
        for ledger in self.ledgers(without):
            columns = tuple(column for column in ledger.report.columns if column.waiting)
            if columns:
                found.append(replace(ledger, report=replace(ledger.report, columns=columns)))
        return tuple(found)

    def near_names(self, *, undecided: bool = True, without: frozenset[str] = frozenset()) -> tuple[NearName, ...]:
        """Flags of near names, the undecided alone or all, but those of names that only the documents left out hold."""
        query = select(NearNameRow).order_by(NearNameRow.first_number, NearNameRow.second_number)
        if undecided:
            query = query.where(NearNameRow.decision == "")
        if without:
            told = select(ListingHistoryRow.entry_number).where(ListingHistoryRow.document_id.not_in(sorted(without)))
            query = query.where(NearNameRow.first_number.in_(told), NearNameRow.second_number.in_(told))
        with self._database.session() as session:
            rows = session.scalars(query).all()
            numbers = {number for row in rows for number in (row.first_number, row.second_number)}
            entries = {number: _named(session.get_one(LedgerEntryRow, number)) for number in numbers}
            return tuple(
                NearName(entries[row.first_number], entries[row.second_number], row.reason, row.decision)
                for row in rows
            )

    def decide(self, first: int, second: int, decision: str, by: Principal) -> NearName:
        """Say that two entries are the same, whose histories then become one, or different; ``undo`` makes them two and undecided again.

        Raises NotFound where they are not flagged, InvalidInput for another word, for what was decided before and for what cannot be undone.
        """
        if decision not in DECISIONS:
            raise InvalidInput("请回答 same（同一个）、different（不是同一个）或 undo（撤销）")
        with self._database.session() as session:
            flag = session.get(NearNameRow, (first, second))
            if flag is None:
                raise NotFound("没有这一对待确认的名称")
            if decision == "undo":
                _undo(session, flag)
            elif flag.decision == "same":
                raise InvalidInput("已经合并过了；要分开请撤销（undo）")
            elif decision == "same":
                merge(session, flag)
            flag.decision = "" if decision == "undo" else decision
            flag.decided_by, flag.decided_at = by.name, utc_now()
            return NearName(
                _named(session.get_one(LedgerEntryRow, first)),
                _named(session.get_one(LedgerEntryRow, second)),
                flag.reason,
                flag.decision,
            )


def _undo(session: Session, flag: NearNameRow) -> None:
    if not flag.decision:
        raise InvalidInput("这一对还没有确认过，没有可撤销的")
    if flag.decision == "same" and not flag.merged:
        raise InvalidInput("这次合并早于可撤销的版本，没有记下原来的样子，无法分开")
    if flag.decision == "same":
        split(session, flag)


def _named(entry: LedgerEntryRow) -> NamedEntry:
    return NamedEntry(entry.number, entry.name, entry.address)
