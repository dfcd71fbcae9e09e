"""Ledgers over time: from which day an edition holds, which rows a newer one replaces, what is no longer listed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from assistant.access import covers
from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow, LedgerRow, ListingHistoryRow
from assistant.buildings.ledgers.tables import ListingRow
from assistant.documents.tables import DocumentRow
from assistant.groups import held_groups
from assistant.records import OPEN_END, OPEN_START, Clearance
from assistant.text.days import PRINTED_MONTH, date_of
from assistant.workdays import today

_LEAST_SHARED = 0.3
"""Share of an older ledger's entries that a newer one of the same title must list to be its next edition."""

_SECOND_DAY = OPEN_START + timedelta(days=1)
"""An internal row ends for everybody but staff on the first day of all and begins on the second: there is no day on which it is shown."""

_BATCH = 500


def edition_day(title: str, issued_on: date | None, verified: Sequence[date]) -> date:
    """The day from which a ledger holds: as the document is dated, as its title says, its newest 核验时间, else today."""
    if issued_on is not None:
        return issued_on
    found = PRINTED_MONTH.search(title)
    titled = date_of(found) if found else None  # 2026年13月 is no month: such a title says nothing
    if titled is not None:
        return titled
    return max((day for day in verified if day <= today()), default=today())


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row among the editions of what it is about; sorted by time."""

    edition_on: date
    ingested_at: datetime
    document_id: str
    number: int
    entry_number: int
    clearance: Clearance
    series: str
    groups: str
    current_from: date
    current_until: date
    staff_until: date

    @property
    def kept_to(self) -> frozenset[str]:
        """The groups whose staff alone see the row."""
        return frozenset() if self.clearance is Clearance.PUBLIC else held_groups(self.groups)

    @property
    def order(self) -> tuple[date, datetime, str]:
        return self.edition_on, self.ingested_at, self.document_id


def entries_of(session: Session, document_id: str) -> set[int]:
    """The entries that a document's rows are about."""
    return set(session.scalars(select(ListingRow.entry_number).where(ListingRow.document_id == document_id)))


def place_in_time(session: Session, entry_numbers: Iterable[int], gone_on: date | None = None) -> None:
    """Work out anew on which days the rows of these entries, and of the ledgers they stand in, are to be shown.

    The result depends on what is held, not on the order in which it came. ``gone_on`` is the day on which entries without any row left
    stopped being listed: of a replaced edition. None: their document was deleted.
    """
    session.flush()
    touched = set(entry_numbers)
    series = _series_of(session, touched)
    rows = _placed(session, touched, series)
    touched |= {row.entry_number for row in rows}
    public = [row for row in rows if row.clearance is Clearance.PUBLIC]
    everyone, staff, begun = _last_days(public), _for_staff(rows, _last_days), _first_days(public)
    begun |= _for_staff([row for row in rows if row.clearance is Clearance.INTERNAL], _first_days)
    moved: list[dict[str, object]] = []
    for row in rows:
        first = begun[row.number] if row.number in everyone else max(begun[row.number], _SECOND_DAY)
        days = (first, everyone.get(row.number, OPEN_START), staff[row.number])
        if days != (row.current_from, row.current_until, row.staff_until):
            names = ("current_from", "current_until", "staff_until")
            moved.append({"number": row.number, **dict(zip(names, days, strict=True))})
    if moved:
        session.execute(update(ListingRow), moved)
    _mark_delisted(session, touched, rows, staff, gone_on)


def _series_of(session: Session, entry_numbers: set[int]) -> set[str]:
    found: set[str] = set()
    for batch in _batches(sorted(entry_numbers)):
        query = (
            select(LedgerRow.series).join(ListingRow, ListingRow.ledger_number == LedgerRow.number).distinct()
        ).where(ListingRow.entry_number.in_(batch))
        found |= set(session.scalars(query))
    return found - {""}


def _placed(session: Session, entry_numbers: set[int], series: set[str]) -> list[_Placed]:
    """Rows of the entries, and all rows of ledgers of these series."""
    query = (
        select(
            LedgerRow.edition_on,
            DocumentRow.ingested_at,
            ListingRow.document_id,
            ListingRow.number,
            ListingRow.entry_number,
            ListingRow.clearance,
            LedgerRow.series,
            DocumentRow.groups,
            ListingRow.current_from,
            ListingRow.current_until,
            ListingRow.staff_until,
        )
        .join(LedgerRow, LedgerRow.number == ListingRow.ledger_number)
        .join(DocumentRow, DocumentRow.id == ListingRow.document_id)
    )
    found: dict[int, _Placed] = {}
    wanted = [ListingRow.entry_number.in_(numbers) for numbers in _batches(sorted(entry_numbers))]
    wanted += [LedgerRow.series.in_(names) for names in _batches(sorted(series))]
    for condition in wanted:
        found |= {row.number: _Placed(*row) for row in session.execute(query.where(condition))}
    return sorted(found.values(), key=lambda row: row.order)


def _for_staff(rows: Sequence[_Placed], days: Callable[[Sequence[_Placed]], dict[int, date]]) -> dict[int, date]:
    """The days of all rows, each worked out among those that everybody who sees it sees too: what is kept to a group ends and begins
    nothing for the staff of others."""
    found: dict[int, date] = {}
    for groups in {row.kept_to for row in rows}:
        among = days([row for row in rows if covers(row.kept_to, groups)])
        found |= {row.number: among[row.number] for row in rows if row.kept_to == groups}
    return found


def _first_days(rows: Sequence[_Placed]) -> dict[int, date]:
    """From which day each row is shown: an edition's first row of an entry from ever, a later one from its edition's day."""
    seen: dict[int, str] = {}
    days: dict[int, date] = {}
    later = {newer for older, newer in _next_editions(rows).items()}
    for row in rows:
        first = seen.setdefault(row.entry_number, row.document_id) == row.document_id
        days[row.number] = OPEN_START if first and row.document_id not in later else row.edition_on
    return days


def _last_days(rows: Sequence[_Placed]) -> dict[int, date]:
    """Until which day each row is shown: the day before a newer edition of its ledger, or a newer row of its entry, begins."""
    days = {row.number: OPEN_END for row in rows}
    begins = {row.document_id: row.edition_on for row in rows}
    following = _next_editions(rows)
    by_entry: defaultdict[int, list[_Placed]] = defaultdict(list)
    for row in rows:
        by_entry[row.entry_number].append(row)
        if (newer := following.get(row.document_id)) is not None:
            days[row.number] = begins[newer] - timedelta(days=1)
    for same in by_entry.values():
        for older, newer_row in pairwise(same):
            if older.document_id != newer_row.document_id:
                days[older.number] = min(days[older.number], newer_row.edition_on - timedelta(days=1))
    return days


def _next_editions(rows: Sequence[_Placed]) -> dict[str, str]:
    """Of each document that has one, the document that is the next edition of the same ledger."""
    entries: defaultdict[str, set[int]] = defaultdict(set)
    by_series: defaultdict[str, dict[str, tuple[date, datetime, str]]] = defaultdict(dict)
    for row in rows:
        entries[row.document_id].add(row.entry_number)
        if row.series:
            by_series[row.series][row.document_id] = row.order
    following: dict[str, str] = {}
    for documents in by_series.values():
        for older, newer in pairwise(sorted(documents, key=lambda name: documents[name])):
            if len(entries[older] & entries[newer]) >= _LEAST_SHARED * len(entries[older]):
                following[older] = newer
    return following


def _mark_delisted(
    session: Session, entry_numbers: set[int], rows: Sequence[_Placed], last_days: dict[int, date], gone_on: date | None
) -> None:
    ends: defaultdict[int, date] = defaultdict(lambda: OPEN_START)
    for row in rows:
        ends[row.entry_number] = max(ends[row.entry_number], last_days[row.number])
    for batch in _batches(sorted(entry_numbers)):
        for entry in session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.number.in_(batch))):
            if entry.number in ends:
                end = ends[entry.number]
                entry.delisted_on = None if end == OPEN_END else end + timedelta(days=1)
            elif gone_on is not None and entry.same_as is None:
                entry.delisted_on = entry.delisted_on or gone_on
    if gone_on is None:
        _forget_unlisted(session, entry_numbers - set(ends))


def _forget_unlisted(session: Session, entry_numbers: set[int]) -> None:
    """What only a deleted document told of is forgotten with it."""
    for batch in _batches(sorted(entry_numbers)):
        with_history = set(
            session.scalars(select(ListingHistoryRow.entry_number).where(ListingHistoryRow.entry_number.in_(batch)))
        )
        gone = [number for number in batch if number not in with_history]
        session.execute(update(LedgerEntryRow).where(LedgerEntryRow.same_as.in_(gone)).values(same_as=None))
        session.execute(delete(LedgerEntryRow).where(LedgerEntryRow.number.in_(gone)))


def _batches(items: Sequence[int] | Sequence[str]) -> Iterable[Sequence[int] | Sequence[str]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
