"""Replies: every saved draft is a version; a second person with the right approves one, and from then on it does not change."""

import hashlib
import json
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.audit.chain import add_line as audit
from assistant.audit.events import Event
from assistant.complaints.browsing import check_staff
from assistant.complaints.changes import state_after
from assistant.complaints.desk import Desk
from assistant.complaints.letters.blanks import open_blanks
from assistant.complaints.letters.editing import EditedLetter, edited_draft
from assistant.complaints.letters.reply_records import Draft
from assistant.complaints.numbering import row_of
from assistant.complaints.reading import DRAFTS, to_complaint, to_complaints, to_version
from assistant.complaints.records import Action, Complaint, ReplyVersion, State
from assistant.complaints.tables import ComplaintRow, ReplyVersionRow
from assistant.complaints.trail import add_line
from assistant.database import utc_now
from assistant.errors import Conflict, InvalidInput, NotFound, NotPermitted
from assistant.records import Principal
from assistant.workdays import today

_LATER = ("variants", "english")


class Replies:
    """The versions of the replies, and who may put which into force."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def save(self, reference: str | int, draft: Draft, by: Principal, remark: str = "") -> ReplyVersion:
        """Keep a draft as the next version. One may be prepared before it is decided whether the complaint is accepted.

        Raises InvalidInput for an empty letter, Conflict when the state allows no drafting, NotPermitted, NotFound.
        """
        check_staff(by)
        if not any(paragraph.text.strip() for paragraph in draft.paragraphs):
            raise InvalidInput("复函没有内容")
        with self.desk.changing(reference) as (session, row):
            before = row.state
            if before is not State.REGISTERED:
                row.state = state_after(Action.DRAFT, before, row.state_before, "")
            last = _last(session, row)
            version = ReplyVersionRow(
                complaint_id=row.id,
                number=(last.number if last else 0) + 1,
                draft=DRAFTS.dump_python(draft, mode="json"),
                digest=digest_of(draft),
                remark=remark.strip(),
                saved_by=by.name,
                saved_by_id=by.user_id,
            )
            session.add(version)
            session.flush()
            note = f"第 {version.number} 版{f'：{remark.strip()}' if remark.strip() else ''}"
            add_line(session, row.id, Action.DRAFT, by, from_state=before, to_state=row.state, note=note)
            return to_version(version)

    def save_edited(
        self, reference: str | int, edited: EditedLetter, by: Principal, remark: str = "", issuer: str = ""
    ) -> ReplyVersion:
        """Keep an edited text as the next version. A first one without signature and date gets the issuer's and today's.

        Raises as ``save``.
        """
        versions = self.versions(reference, by)
        if not versions:
            edited = replace(edited, signature=edited.signature or issuer, dated=edited.dated or today())
        draft = edited_draft(edited, versions[-1].draft if versions else None)
        return self.save(reference, draft, by, remark)

    def versions(self, reference: str | int, principal: Principal) -> tuple[ReplyVersion, ...]:
        """All versions, oldest first; for staff. Raises NotPermitted, NotFound."""
        check_staff(principal)
        with self.desk.database.session() as session:
            row = row_of(session, reference)
            query = select(ReplyVersionRow).where(ReplyVersionRow.complaint_id == row.id)
            return tuple(to_version(one) for one in session.scalars(query.order_by(ReplyVersionRow.number)))

    def latest(self, reference: str | int, principal: Principal) -> ReplyVersion:
        """Raises NotFound when nothing was drafted, NotPermitted."""
        versions = self.versions(reference, principal)
        if not versions:
            raise NotFound("还没有起草复函")
        return versions[-1]

    def sent(self, complaint: Complaint) -> ReplyVersion | None:
        """The approved version, once the reply went out: what an investor may read of it."""
        if complaint.answered_at is None or complaint.erased_at is not None:
            return None
        with self.desk.database.session() as session:
            approved = session.scalar(
                select(ReplyVersionRow)
                .where(ReplyVersionRow.complaint_id == complaint.id, ReplyVersionRow.approved_at.is_not(None))
                .order_by(ReplyVersionRow.number.desc())
                .limit(1)
            )
            return to_version(approved) if approved else None

    def sent_lately(self, most: int) -> tuple[tuple[Complaint, ReplyVersion], ...]:
        """The complaints answered last with the versions that went out, newest first; without those that were erased."""
        with self.desk.database.session() as session:
            answered = select(ComplaintRow).where(
                ComplaintRow.answered_at.is_not(None), ComplaintRow.erased_at.is_(None)
            )
            rows = list(session.scalars(answered.order_by(ComplaintRow.answered_at.desc()).limit(most)))
            approved = select(ReplyVersionRow).where(
                ReplyVersionRow.complaint_id.in_([row.id for row in rows]), ReplyVersionRow.approved_at.is_not(None)
            )
            last = {one.complaint_id: one for one in session.scalars(approved.order_by(ReplyVersionRow.number))}
            return tuple((one, to_version(last[one.id])) for one in to_complaints(session, rows) if one.id in last)

    def submit(self, reference: str | int, by: Principal, note: str = "") -> Complaint:
        """Hand the latest version to the approver. Raises Conflict, also while blanks are open, NotPermitted, NotFound."""
        check_staff(by)
        with self.desk.changing(reference) as (session, row):
            version = _needed(session, row)
            state_after(Action.SUBMIT, row.state, row.state_before, note)
            _check_filled(DRAFTS.validate_python(version.draft), "送审")
            return self._move(session, row, Action.SUBMIT, by, version, note)

    def recall(self, reference: str | int, by: Principal, note: str = "") -> Complaint:
        """Take one's own version back from review. Raises NotPermitted for another's, Conflict when nothing is under review, NotFound."""
        check_staff(by)
        with self.desk.changing(reference) as (session, row):
            version = _needed(session, row)
            state_after(Action.RECALL, row.state, row.state_before, note)
            if version.saved_by_id != by.user_id:
                raise NotPermitted(f"只有起草人（{version.saved_by}）能撤回送审；要退回修改，请由有审批权的同事办理")
            return self._move(session, row, Action.RECALL, by, version, note)

    def send_back(self, reference: str | int, note: str, by: Principal) -> Complaint:
        """Return the version under review with what to change. Raises InvalidInput without a reason, Conflict, NotPermitted, NotFound."""
        _check_approver(by)
        with self.desk.changing(reference) as (session, row):
            return self._move(session, row, Action.RETURN, by, _needed(session, row), note)

    def approve(self, reference: str | int, by: Principal, note: str = "") -> Complaint:
        """Approve the version under review: it is frozen from here on.

        Raises NotPermitted without the right or for one's own draft, Conflict when nothing is under review, NotFound.
        """
        _check_approver(by)
        with self.desk.changing(reference) as (session, row):
            version = _needed(session, row)
            state_after(Action.APPROVE, row.state, row.state_before, note)
            if version.saved_by_id == by.user_id:
                raise NotPermitted("不能批准自己起草的复函，请另一位有审批权的同事批准")
            if digest_of(DRAFTS.validate_python(version.draft)) != version.digest:
                raise Conflict("这一版复函与保存时不一致，不能批准；请重新保存一版")
            _check_filled(DRAFTS.validate_python(version.draft), "批准")
            if not DRAFTS.validate_python(version.draft).signature.strip():
                raise Conflict(
                    "复函没有署名，不能批准：请把本局全称设为 HUIZHAO_LETTER__ISSUER 后重新起草，或在复函里写上署名"
                )
            version.approved_at, version.approved_by = utc_now(), by.name
            complaint = self._move(session, row, Action.APPROVE, by, version, note)
            audit(session, Event.APPROVE, row.number, {"version": str(version.number), "digest": version.digest}, by=by)
            return complaint

    def note_export(self, reference: str | int, number: int, kind: str, by: Principal) -> None:
        """Write down that a version was taken out as a file."""
        check_staff(by)
        with self.desk.changing(reference) as (session, row):
            add_line(session, row.id, Action.EXPORT, by, note=f"第 {number} 版，{kind}")
            audit(session, Event.EXPORT, row.number, {"version": str(number), "kind": kind}, by=by)

    @staticmethod
    def _move(
        session: Session, row: ComplaintRow, action: Action, by: Principal, version: ReplyVersionRow, note: str
    ) -> Complaint:
        before = row.state
        row.state = state_after(action, before, row.state_before, note)
        written = "；".join(part for part in (f"第 {version.number} 版", note.strip()) if part)
        add_line(session, row.id, action, by, from_state=before, to_state=row.state, note=written)
        return to_complaint(session, row)


def digest_of(draft: Draft) -> str:
    """SHA-256 of the draft's canonical JSON: what is approved is this and nothing else."""
    dumped = DRAFTS.dump_python(draft, mode="json")
    for paragraph in dumped["paragraphs"]:  # letters that were saved before there were these keep their fingerprint
        for name in _LATER:
            if not paragraph[name]:
                del paragraph[name]
    canonical = json.dumps(dumped, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _check_filled(draft: Draft, what: str) -> None:
    if blanks := open_blanks(draft):
        raise Conflict(f"复函还有 {len(blanks)} 处待填写，不能{what}：{'、'.join(blanks[:3])}")


def _check_approver(by: Principal) -> None:
    """Approving is done by a known person: an account with the right."""
    if by.user_id is None or not by.may_approve:
        raise NotPermitted("没有审批权：请由有审批权的同事用自己的账号办理（huizhao users approver 账号）")


def _last(session: Session, row: ComplaintRow) -> ReplyVersionRow | None:
    query = select(ReplyVersionRow).where(ReplyVersionRow.complaint_id == row.id)
    return session.scalar(query.order_by(ReplyVersionRow.number.desc()).limit(1))


def _needed(session: Session, row: ComplaintRow) -> ReplyVersionRow:
    version = _last(session, row)
    if version is None:
        raise Conflict("还没有起草复函")
    return version
