"""One listing with its history and where each figure stands; the opportunity list by its conditions."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, Integer, Select, UnaryExpression, and_, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from assistant import access
from assistant.buildings.columns import Field
from assistant.buildings.ledgers.history import Observation, history_of
from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow
from assistant.buildings.ledgers.listings import current_listings, read_rows
from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow
from assistant.buildings.rows import ListedRow
from assistant.documents.reading import document_info
from assistant.documents.seeing import closed_documents
from assistant.documents.tables import DocumentRow
from assistant.errors import InvalidInput, NotFound
from assistant.records import OPEN_END, DocumentInfo, DocumentKind, Principal

SORTS = ("ledger", "deadline", "investment", "-investment")


@dataclass(frozen=True, slots=True)
class ListingDetail:
    """A row, its document, what earlier editions said, and whether its 核验时间 is old (``stale``) or a newer edition has replaced it
    (``replaced``) or lists it no more (``delisted_on``)."""

    row: ListedRow
    document: DocumentInfo
    history: tuple[Observation, ...]
    stale: bool
    replaced: bool
    delisted_on: date | None


@dataclass(frozen=True, slots=True)
class OpportunityFilter:
    """What opportunities are looked for; None and "" do not narrow. Investments in 元."""

    topic: str = ""
    unit: str = ""
    status: str = ""
    words: str = ""
    minimum_yuan: Decimal | None = None
    maximum_yuan: Decimal | None = None
    due_by: date | None = None
    with_expired: bool = True
    sort: str = "ledger"


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """Some of the opportunities that fit, how many there are, how many of them are over, and the values that filters can take."""

    rows: tuple[ListedRow, ...]
    total: int
    expired: int
    topics: tuple[str, ...]
    units: tuple[str, ...]
    statuses: tuple[str, ...]


def is_stale(row: ListedRow, today: date, stale_days: int) -> bool:
    """Whether nobody has verified the row for longer than the set number of days. A row without the day is not called stale."""
    verified = row.dates.get(Field.VERIFIED_ON)
    return verified is not None and verified < today - timedelta(days=stale_days)


def listing_detail(
    session: Session, listing_id: str, principal: Principal, today: date, stale_days: int
) -> ListingDetail:
    """The listing. Raises NotFound where there is none, or none that the caller may see."""
    listing = session.scalar(select(ListingRow).where(ListingRow.id == listing_id))
    document = session.get(DocumentRow, listing.document_id) if listing else None
    missing = NotFound("没有这条房源或机会，或者您无权查看")
    if listing is None or document is None or not access.may_see_document(principal, document_info(document)):
        raise missing
    rows = read_rows(session, principal, [listing])
    if not rows:
        raise missing
    entry = session.get_one(LedgerEntryRow, listing.entry_number)
    sees_all = access.sees_inside(principal, document_info(document))
    last_day = listing.staff_until if sees_all else listing.current_until
    return ListingDetail(
        row=rows[0],
        document=document_info(document),
        history=history_of(session, listing.entry_number, principal),
        stale=is_stale(rows[0], today, stale_days),
        replaced=last_day < today,
        delisted_on=_delisted_on(session, entry, principal) if sees_all else None,
    )


def _delisted_on(session: Session, entry: LedgerEntryRow, principal: Principal) -> date | None:
    """Since when no edition lists the entry; of editions that are kept from the caller nothing is told, not even that they still list it."""
    closed = closed_documents(session, principal)
    if not closed:
        return entry.delisted_on
    days = session.execute(
        select(ListingRow.document_id, ListingRow.current_until, ListingRow.staff_until).where(
            ListingRow.entry_number == entry.number
        )
    )
    ends = [until if document in closed else staff_until for document, until, staff_until in days]
    last = max(ends, default=OPEN_END)
    return None if last == OPEN_END else last + timedelta(days=1)


def opportunities(
    session: Session, wanted: OpportunityFilter, principal: Principal, today: date, limit: int, offset: int
) -> OpportunityPage:
    """Opportunities that fit, those that are over last within the chosen order. Raises InvalidInput for an unknown order."""
    if wanted.sort not in SORTS:
        raise InvalidInput(f"排序方式应为 {'、'.join(SORTS)} 之一")
    held = current_listings(session, principal, DocumentKind.OPPORTUNITY, today)
    found = _narrowed(held, wanted, today)
    over = _is_over(today)
    counted = found.with_only_columns(func.count(), func.coalesce(func.sum(cast(over, Integer)), 0))
    total, expired = session.execute(counted).one()
    page = session.scalars(
        found.join(DocumentRow, DocumentRow.id == ListingRow.document_id)
        .order_by(over, *_order(wanted.sort), DocumentRow.name, ListingRow.ordinal)
        .limit(limit)
        .offset(offset)
    ).all()
    return OpportunityPage(
        rows=read_rows(session, principal, page),
        total=total,
        expired=expired,
        topics=_values(session, held, ListingRow.topic),
        units=_values(session, held, ListingRow.unit),
        statuses=_values(session, held, ListingRow.status),
    )


def _is_over(today: date) -> ColumnElement[bool]:
    """Whether an opportunity is past its deadline or its status says that it is closed."""
    return or_(ListingRow.closed, and_(ListingRow.deadline.is_not(None), ListingRow.deadline < today))


def _narrowed(held: Select[ListingRow], wanted: OpportunityFilter, today: date) -> Select[ListingRow]:
    query = held
    for column, value in (
        (ListingRow.topic, wanted.topic),
        (ListingRow.unit, wanted.unit),
        (ListingRow.status, wanted.status),
    ):
        if value:
            query = query.where(column == value)
    if wanted.words.strip():
        details = select(ListingDetailRow.listing_number)
        for word in wanted.words.lower().split():
            details = details.where(ListingDetailRow.search_text.contains(word, autoescape=True))
        query = query.where(ListingRow.number.in_(details))
    if wanted.minimum_yuan is not None:
        highest = func.coalesce(ListingRow.investment_yuan_high, ListingRow.investment_yuan_low)
        query = query.where(highest >= wanted.minimum_yuan)
    if wanted.maximum_yuan is not None:
        lowest = func.coalesce(ListingRow.investment_yuan_low, ListingRow.investment_yuan_high)
        query = query.where(lowest <= wanted.maximum_yuan)
    if wanted.due_by is not None:
        query = query.where(ListingRow.deadline <= wanted.due_by)
    return query if wanted.with_expired else query.where(~_is_over(today))


def _order(
    sort: str,
) -> tuple[UnaryExpression[Decimal] | UnaryExpression[Decimal | None] | UnaryExpression[date | None], ...]:
    """Unknown figures and days last."""
    if sort == "deadline":
        return (ListingRow.deadline.asc().nulls_last(),)
    if sort == "investment":
        return (ListingRow.investment_yuan_low.asc().nulls_last(),)
    if sort == "-investment":
        return (func.coalesce(ListingRow.investment_yuan_high, ListingRow.investment_yuan_low).desc().nulls_last(),)
    return ()


def _values(session: Session, held: Select[ListingRow], column: InstrumentedAttribute[str]) -> tuple[str, ...]:
    """The values of a column in the order in which the list first has them."""
    query = held.with_only_columns(column).where(column != "").group_by(column).order_by(func.min(ListingRow.number))
    return tuple(session.scalars(query))
