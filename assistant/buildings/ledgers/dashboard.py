"""What staff watch: what is vacant where, what nobody has verified for long, what is no longer listed. Every figure with its rows."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.browsing import is_stale
from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow, ListingHistoryRow
from assistant.buildings.ledgers.listings import current_listings, read_rows
from assistant.buildings.ledgers.tables import ListingRow
from assistant.buildings.rows import Category, ListedRow
from assistant.contract.ledgers import GoneEntry
from assistant.documents.seeing import closed_documents
from assistant.documents.tables import DocumentRow
from assistant.records import DocumentKind, Principal

UNSTATED = "未列明"


@dataclass(frozen=True, slots=True)
class VacancyGroup:
    """Rows that share a street or a grade. ``vacant_m2`` and ``total_m2`` add the exact figures of ``counted`` rows; ``unknown`` rows
    have none. ``percent`` is vacant / total over the rows that tell both; None where none does."""

    name: str
    vacant_m2: Decimal
    total_m2: Decimal
    percent: Decimal | None
    counted: tuple[ListedRow, ...]
    unknown: tuple[ListedRow, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The state of the ledgers on a day."""

    listings: int
    whole: VacancyGroup
    by_street: tuple[VacancyGroup, ...]
    by_grade: tuple[VacancyGroup, ...]
    stale: tuple[ListedRow, ...]
    unverified: int
    gone: tuple[GoneEntry, ...]


def dashboard(session: Session, principal: Principal, today: date, stale_days: int) -> Dashboard:
    """Figures over all listings that are current on the day."""
    query = current_listings(session, principal, DocumentKind.LISTING, today)
    in_order = query.join(DocumentRow, DocumentRow.id == ListingRow.document_id).order_by(
        DocumentRow.name, ListingRow.ordinal
    )
    rows = read_rows(session, principal, session.scalars(in_order).all())
    floors = [row for row in rows if _has_floors(row)]
    return Dashboard(
        listings=len(rows),
        whole=_group("", floors),
        by_street=_grouped(floors, lambda row: row.texts.get(Field.STREET, "")),
        by_grade=_grouped(
            [row for row in floors if Field.GRADE in row.columns], lambda row: row.texts.get(Field.GRADE, "")
        ),
        stale=tuple(
            sorted(
                (row for row in rows if is_stale(row, today, stale_days)), key=lambda row: row.dates[Field.VERIFIED_ON]
            )
        ),
        unverified=sum(Field.VERIFIED_ON not in row.dates for row in rows),
        gone=_gone(session, today, closed_documents(session, principal)),
    )


def _has_floors(row: ListedRow) -> bool:
    """Whether the row counts for vacancy: land has no floors, and a unit of a list without vacant areas is vacant until it is let."""
    let_whole = row.closed and Field.VACANT_AREA_M2 not in row.columns
    return Category.LAND not in row.categories and not let_whole


def _grouped(rows: Sequence[ListedRow], name_of: Callable[[ListedRow], str]) -> tuple[VacancyGroup, ...]:
    members: defaultdict[str, list[ListedRow]] = defaultdict(list)
    for row in rows:
        members[name_of(row).strip() or UNSTATED].append(row)
    groups = [_group(name, found) for name, found in members.items()]
    return tuple(sorted(groups, key=lambda group: (group.name == UNSTATED, -group.vacant_m2, group.name)))


def _group(name: str, rows: Sequence[ListedRow]) -> VacancyGroup:
    """Only what stands in the ledger as one exact figure is added."""
    vacant = {row.id: span.exact for row in rows if (span := row.offered_area_m2) is not None}
    counted = tuple(row for row in rows if vacant.get(row.id) is not None)
    both = [
        (figure, total.exact)
        for row in counted
        if (figure := vacant[row.id]) is not None
        and Field.VACANT_AREA_M2 in row.columns
        and (total := row.spans.get(Field.TOTAL_AREA_M2)) is not None
        and total.exact
    ]
    whole = sum((total for _, total in both), Decimal(0))
    share = sum((figure for figure, _ in both), Decimal(0))
    return VacancyGroup(
        name=name,
        vacant_m2=sum((figure for figure in vacant.values() if figure is not None), Decimal(0)),
        total_m2=whole,
        percent=(share * 100 / whole).quantize(Decimal("0.1")) if whole else None,
        counted=counted,
        unknown=tuple(row for row in rows if vacant.get(row.id) is None),
    )


def _gone(session: Session, today: date, closed: frozenset[str]) -> tuple[GoneEntry, ...]:
    """What is no longer listed, unless a document told of it that is kept from the caller."""
    query = (
        select(LedgerEntryRow)
        .where(LedgerEntryRow.delisted_on.is_not(None), LedgerEntryRow.delisted_on <= today)
        .order_by(LedgerEntryRow.delisted_on.desc(), LedgerEntryRow.number)
    )
    if closed:
        kept = select(ListingHistoryRow.entry_number).where(ListingHistoryRow.document_id.in_(sorted(closed)))
        query = query.where(LedgerEntryRow.number.not_in(kept))
    return tuple(
        GoneEntry(row.number, row.name, row.address, row.last_seen_on, row.delisted_on)
        for row in session.scalars(query)
        if row.delisted_on is not None
    )
