"""Retention and erasure: a closed complaint's contents go, its number, its dates and the lines of its trail stay."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from assistant.audit.chain import add_line as audit
from assistant.audit.events import Event
from assistant.complaints.browsing import check_staff
from assistant.complaints.desk import Desk
from assistant.complaints.reading import to_complaint
from assistant.complaints.records import Action, Complaint, State
from assistant.complaints.tables import (
    AnalysisRow,
    AttachmentRow,
    ComplaintRow,
    ReplyVersionRow,
    TrailNoteRow,
    TrailRow,
)
from assistant.complaints.trail import add_line
from assistant.database import utc_now
from assistant.errors import Conflict, InvalidInput
from assistant.records import Principal
from assistant.workdays import beijing_day

CLOSED = frozenset({State.REJECTED, State.REFERRED, State.ANSWERED, State.ARCHIVED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge erased, or would erase: the complaints' numbers; ``before`` is the day before which they were closed."""

    before: date
    numbers: tuple[str, ...]


class Erasure:
    """Removes contents for good. What was removed is nowhere in the store afterwards; that it was, by whom and why, is in the trail."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def erase(self, reference: str | int, reason: str, by: Principal) -> Complaint:
        """Erase one closed complaint: texts, names, contacts, attachments, analysis, reply versions, notes of the trail.

        Raises InvalidInput without a reason, Conflict while it is being handled or when it was erased already, NotPermitted, NotFound.
        """
        check_staff(by)
        if not reason.strip():
            raise InvalidInput("请写明清除的依据，如保存期限届满、本人申请")
        with self._desk.changing(reference) as (session, row):
            if row.state not in CLOSED:
                raise Conflict(f"这件诉求还在办理（{row.state.label}），办结后才能清除")
            orphans = _erase(session, row, reason, by)
            complaint = to_complaint(session, row)
        for sha256 in orphans:
            self._desk.files.erase(sha256)
        return complaint

    def due_for_purge(self, today: date) -> Purge:
        """The complaints whose retention is over."""
        before = today - timedelta(days=self._desk.settings.retention_days)
        with self._desk.database.session() as session:
            query = select(ComplaintRow).where(ComplaintRow.erased_at.is_(None), ComplaintRow.state.in_(CLOSED))
            rows = session.scalars(query.order_by(ComplaintRow.id))
            return Purge(before, tuple(row.number for row in rows if beijing_day(_closed_at(row)) < before))

    def purge(self, today: date, by: Principal) -> Purge:
        """Erase all of them. Raises NotPermitted."""
        check_staff(by)
        due = self.due_for_purge(today)
        for number in due.numbers:
            self.erase(number, f"保存期限届满（{self._desk.settings.retention_days} 天）", by)
        return due


def _closed_at(row: ComplaintRow) -> datetime:
    return row.closed_at or row.answered_at or row.decided_at or row.registered_at


def _erase(session: Session, row: ComplaintRow, reason: str, by: Principal) -> tuple[str, ...]:
    """Remove the contents in this transaction; returns the hashes of files that nothing needs any more."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))  # freed pages would keep the text
    hashes = {attachment.sha256 for attachment in row.attachments}
    approved = session.scalars(
        select(ReplyVersionRow.digest).where(
            ReplyVersionRow.complaint_id == row.id, ReplyVersionRow.approved_at.is_not(None)
        )
    ).all()
    row.attachments.clear()
    for pause in row.pauses:
        pause.asked_for = ""
    for extension in row.extensions:
        extension.reason = ""
    session.execute(delete(AnalysisRow).where(AnalysisRow.complaint_id == row.id))
    session.execute(delete(ReplyVersionRow).where(ReplyVersionRow.complaint_id == row.id))
    lines = select(TrailRow.number).where(TrailRow.complaint_id == row.id)
    session.execute(delete(TrailNoteRow).where(TrailNoteRow.number.in_(lines)))
    row.subject = row.text = row.complainant = row.contact = row.query_code_hash = ""
    row.erased_at = utc_now()
    session.flush()
    digests = "".join(f"；批准版 SHA-256 {digest}" for digest in approved)
    add_line(
        session, row.id, Action.ERASE, by, from_state=row.state, to_state=row.state, note=f"{reason.strip()}{digests}"
    )
    audit(session, Event.DELETE, row.number, {"what": "complaint"}, by=by)
    kept = set(session.scalars(select(AttachmentRow.sha256).where(AttachmentRow.sha256.in_(hashes))))
    return tuple(hashes - kept)
