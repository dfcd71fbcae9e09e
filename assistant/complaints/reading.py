"""From rows to records."""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from assistant.complaints.letters.reply_records import Draft
from assistant.complaints.records import Attachment, Complaint, Extension, Link, Pause, ReplyVersion
from assistant.complaints.tables import AttachmentRow, ComplaintRow, LinkRow, ReplyVersionRow

DRAFTS = TypeAdapter(Draft)


def to_complaint(session: Session, row: ComplaintRow) -> Complaint:
    """One complaint with everything that belongs to it."""
    return to_complaints(session, [row])[0]


def to_complaints(session: Session, rows: Sequence[ComplaintRow]) -> tuple[Complaint, ...]:
    """Complaints with everything that belongs to them, in the order of the rows."""
    links = _links(session, [row.id for row in rows])
    return tuple(_complaint(row, links.get(row.id, ())) for row in rows)


def to_attachment(row: AttachmentRow) -> Attachment:
    """An attachment without its bytes."""
    return Attachment(row.id, row.name, row.media_type, row.sha256, row.size_bytes, row.text, row.remark)


def to_version(row: ReplyVersionRow) -> ReplyVersion:
    """A version of a reply."""
    return ReplyVersion(
        number=row.number,
        draft=DRAFTS.validate_python(row.draft),
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        digest=row.digest,
        remark=row.remark,
        approved_at=row.approved_at,
        approved_by=row.approved_by,
    )


def latest_letters() -> Select[ReplyVersionRow, ComplaintRow]:
    """The latest version of each letter with its complaint, the latest saved first; those that were erased apart."""
    latest = (
        select(ReplyVersionRow.complaint_id, func.max(ReplyVersionRow.number).label("number"))
        .group_by(ReplyVersionRow.complaint_id)
        .subquery()
    )
    return (
        select(ReplyVersionRow, ComplaintRow)
        .join(
            latest,
            (latest.c.complaint_id == ReplyVersionRow.complaint_id) & (latest.c.number == ReplyVersionRow.number),
        )
        .join(ComplaintRow, ComplaintRow.id == ReplyVersionRow.complaint_id)
        .where(ComplaintRow.erased_at.is_(None))
        .order_by(ReplyVersionRow.saved_at.desc())
    )


def _complaint(row: ComplaintRow, links: tuple[Link, ...]) -> Complaint:
    return Complaint(
        id=row.id,
        number=row.number,
        channel=row.channel,
        subject=row.subject,
        text=row.text,
        complainant=row.complainant,
        contact=row.contact,
        received_at=row.received_at,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        state=row.state,
        state_before=row.state_before,
        filed_by=row.filed_by,
        category=row.category,
        language=row.language,
        accepted_at=row.accepted_at,
        decided_at=row.decided_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        erased_at=row.erased_at,
        referred_to=row.referred_to,
        attachments=tuple(to_attachment(one) for one in row.attachments),
        pauses=tuple(Pause(one.asked_at, one.asked_for, one.received_at) for one in row.pauses),
        extensions=tuple(Extension(one.at, one.days, one.reason) for one in row.extensions),
        links=links,
    )


def _links(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[Link, ...]]:
    found: dict[int, tuple[Link, ...]] = {}
    rows = list(session.scalars(select(LinkRow).where(or_(LinkRow.newer_id.in_(ids), LinkRow.older_id.in_(ids)))))
    if not rows:
        return found
    ends = {end for row in rows for end in (row.newer_id, row.older_id)}
    others = {row.id: row for row in session.scalars(select(ComplaintRow).where(ComplaintRow.id.in_(ends)))}
    for row in rows:
        for own, other in ((row.newer_id, others[row.older_id]), (row.older_id, others[row.newer_id])):
            link = Link(row.kind, other.id, other.number, other.subject, is_newer=other.id == row.newer_id)
            found[own] = (*found.get(own, ()), link)
    return found
