"""Two entries of ledgers become one, and two again."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.buildings.ledgers.editions import place_in_time
from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow, ListingHistoryRow, NearNameRow
from assistant.buildings.ledgers.tables import ListingRow
from assistant.errors import InvalidInput


def merge(session: Session, flag: NearNameRow) -> None:
    """The flag's second entry becomes another name of the first: its rows and history move there.

    What an edition says of both on one day stays with the second. ``flag.merged`` notes what moved, to be able to split it again.
    """
    kept = session.get_one(LedgerEntryRow, flag.first_number)
    alias = session.get_one(LedgerEntryRow, flag.second_number)
    root = kept if kept.same_as is None else session.get_one(LedgerEntryRow, kept.same_as)
    others = session.scalars(select(LedgerEntryRow.number).where(LedgerEntryRow.same_as == alias.number)).all()
    told = select(ListingHistoryRow.document_id, ListingHistoryRow.observed_on)
    known = {tuple(row) for row in session.execute(told.where(ListingHistoryRow.entry_number == root.number))}
    own = session.scalars(select(ListingHistoryRow).where(ListingHistoryRow.entry_number == alias.number)).all()
    moved = [row for row in own if (row.document_id, row.observed_on) not in known]
    flag.merged = {
        "root": root.number,
        "aliases": list(others),
        "history": [row.number for row in moved],
        "seen": [root.first_seen_on.isoformat(), root.last_seen_on.isoformat()],
    }
    alias.same_as = root.number
    session.execute(update(LedgerEntryRow).where(LedgerEntryRow.number.in_(others)).values(same_as=root.number))
    session.execute(update(ListingRow).where(ListingRow.entry_number == alias.number).values(entry_number=root.number))
    for row in moved:
        row.entry_number = root.number
    root.first_seen_on = min(root.first_seen_on, alias.first_seen_on)
    root.last_seen_on = max(root.last_seen_on, alias.last_seen_on)
    session.flush()
    place_in_time(session, {root.number})


def split(session: Session, flag: NearNameRow) -> None:
    """Undo ``merge``: the second entry is one of its own again, with its history and the rows of its name and address, also those of
    editions that came since.

    Raises InvalidInput where the first entry was itself merged into another since: that is to be undone before.
    """
    noted = flag.merged
    root = session.get_one(LedgerEntryRow, noted["root"])
    alias = session.get_one(LedgerEntryRow, flag.second_number)
    if root.same_as is not None or alias.same_as != root.number:
        raise InvalidInput("合并之后又与别的名称合并过，请先撤销后来的合并")
    alias.same_as = None
    session.execute(
        update(LedgerEntryRow).where(LedgerEntryRow.number.in_(noted["aliases"])).values(same_as=alias.number)
    )
    names = [alias, *session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.number.in_(noted["aliases"])))]
    keys = {(entry.name_key, entry.address_key) for entry in names}
    rows = session.scalars(select(ListingRow).where(ListingRow.entry_number == root.number)).all()
    own = [row for row in rows if (row.name_key, row.address_key) in keys]
    places = {(row.document_id, row.sheet, row.row) for row in own}
    for row in own:
        row.entry_number = alias.number
    history = select(ListingHistoryRow).where(ListingHistoryRow.entry_number == root.number)
    for told in session.scalars(history).all():
        if told.number in noted["history"] or (told.document_id, told.sheet, told.row) in places:
            told.entry_number = alias.number
    session.flush()
    _see_again(session, root, noted["seen"])
    flag.merged = {}
    session.flush()
    place_in_time(session, {root.number, alias.number})


def _see_again(session: Session, root: LedgerEntryRow, seen: list[str]) -> None:
    """The first entry's days without the second's."""
    days = session.scalars(
        select(ListingHistoryRow.observed_on).where(ListingHistoryRow.entry_number == root.number)
    ).all()
    first, last = (date.fromisoformat(day) for day in seen)
    root.first_seen_on = min([first, *days])
    root.last_seen_on = max([last, *days])
