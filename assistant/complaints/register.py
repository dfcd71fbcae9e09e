"""The register: complaints are entered, corrected, split and linked, each change with its line in the trail."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.complaints.browsing import Browsing, check_staff, code_hash
from assistant.complaints.changes import state_after
from assistant.complaints.intake.intake import ReadFile
from assistant.complaints.numbering import next_ordinal, row_of, written_number
from assistant.complaints.reading import to_complaint, to_complaints
from assistant.complaints.records import Action, Complaint, LinkKind, NewComplaint, State
from assistant.complaints.tables import AttachmentRow, ComplaintRow, LinkRow
from assistant.complaints.trail import add_line, lock_trail
from assistant.database import utc_now
from assistant.errors import Conflict, InvalidInput
from assistant.records import Principal
from assistant.text.characters import writable
from assistant.workdays import BEIJING

LONGEST_TEXT = 50_000
_SUBJECT_CHARACTERS = 40
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are mistaken for each other
_CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Registered:
    """A new complaint. ``query_code`` lets somebody without an account follow it; it is shown once, "" when none was asked for."""

    complaint: Complaint
    query_code: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """Registration data that was wrong; None leaves a value as it is."""

    subject: str | None = None
    complainant: str | None = None
    contact: str | None = None
    channel: str | None = None
    category: str | None = None
    received_at: datetime | None = None


class Register(Browsing):
    """All complaints of this deployment."""

    def add(
        self, new: NewComplaint, files: Sequence[ReadFile], by: Principal, *, with_code: bool = False
    ) -> Registered:
        """Register a complaint; its number is the year's next. Raises InvalidInput."""
        text = writable(new.text).strip()
        if not text:
            raise InvalidInput("没有诉求内容：请写明，或换一份能读出文字的文件")
        if len(text) > LONGEST_TEXT:
            raise InvalidInput(f"诉求内容太长：最多 {LONGEST_TEXT} 字，其余请作为附件")
        self.channel(new.channel)
        now = utc_now()
        received_at = new.received_at or now
        if received_at > now:
            raise InvalidInput("收到时间不能晚于现在")
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH)) if with_code else ""
        with self.database.session() as session:
            lock_trail(session)
            row = self._new_row(session, now)
            row.channel, row.text, row.received_at = new.channel, text, received_at
            row.subject = _subject(writable(new.subject), text)
            row.complainant = writable(new.complainant).strip()[:300]
            row.contact = writable(new.contact).strip()[:300]
            row.registered_by, row.filed_by = by.name, new.filed_by
            row.query_code_hash = code_hash(code) if code else ""
            session.add(row)
            session.flush()
            self._attach(session, row, files)
            add_line(session, row.id, Action.REGISTER, by, to_state=row.state)
            self.words.note_received(session, f"{row.subject}\n{row.text}", row.number)
            return Registered(to_complaint(session, row), code)

    def correct(self, reference: str | int, changes: Correction, by: Principal) -> Complaint:
        """Correct registration data; the trail names the fields, not their contents. Raises as ``act``."""
        check_staff(by)
        with self.changing(reference) as (session, row):
            state_after(Action.CORRECT, row.state, row.state_before, "")
            changed = []
            for name, label in _CORRECTED.items():
                value = getattr(changes, name)
                if value is not None and value != getattr(row, name):
                    setattr(row, name, value)
                    changed.append(label)
            self.channel(row.channel)
            _check_received(row)
            if changed:
                add_line(session, row.id, Action.CORRECT, by, note=f"更正{'、'.join(changed)}")
            return to_complaint(session, row)

    def attach(self, reference: str | int, files: Sequence[ReadFile], by: Principal) -> Complaint:
        """Add files: by staff, or by the investor with whose account it was filed. Raises NotFound, Conflict."""
        return self._attach_later(self.get(reference, by).id, files, by)

    def attach_by_code(self, number: str, code: str, files: Sequence[ReadFile]) -> Complaint:
        """Add files with the query code. Raises NotFound, Conflict."""
        return self._attach_later(self.get_by_code(number, code).id, files, Principal(name="诉求人"))

    def _attach_later(self, complaint_id: int, files: Sequence[ReadFile], by: Principal) -> Complaint:
        with self.changing(complaint_id) as (session, row):
            state_after(Action.ATTACH, row.state, row.state_before, "")
            self._attach(session, row, files)
            add_line(session, row.id, Action.ATTACH, by, note=f"{len(files)} 份附件")
            return to_complaint(session, row)

    def split(self, reference: str | int, parts: Sequence[str], by: Principal) -> tuple[Complaint, ...]:
        """One matter each: the complaint keeps the first part's matter, every other part becomes a new, linked complaint.

        ``parts`` are the matters' texts. The original text stays as it came. Returns all, the original first. Raises InvalidInput, Conflict.
        """
        check_staff(by)
        matters = [part.strip() for part in parts if part.strip()]
        if len(matters) < 2:
            raise InvalidInput("拆分至少要有两个事项：请分别写出各个事项的内容")
        with self.changing(reference) as (session, row):
            state_after(Action.SPLIT, row.state, row.state_before, "")
            row.subject = _subject("", matters[0])
            split = [row]
            for matter in matters[1:]:
                new = self._new_row(session, utc_now())
                for name in ("channel", "complainant", "contact", "received_at", "filed_by", "language"):
                    setattr(new, name, getattr(row, name))
                new.subject, new.text, new.registered_by = _subject("", matter), matter, by.name
                session.add(new)
                session.flush()
                session.add(LinkRow(newer_id=new.id, older_id=row.id, kind=LinkKind.SPLIT_FROM))
                note = f"由{row.number}拆分"
                add_line(session, new.id, Action.REGISTER, by, to_state=new.state, note=note)
                split.append(new)
            numbers = "、".join(new.number for new in split[1:])
            add_line(session, row.id, Action.SPLIT, by, note=f"拆出{numbers}")
            session.flush()
            return to_complaints(session, split)

    def link(self, reference: str | int, other: str | int, kind: LinkKind, by: Principal) -> Complaint:
        """Note that two complaints belong together. Raises InvalidInput for itself, Conflict when they are linked already."""
        check_staff(by)
        with self.changing(reference) as (session, row):
            related = row_of(session, other)
            if related.id == row.id:
                raise InvalidInput("不能和自己关联")
            newer, older = max(row.id, related.id), min(row.id, related.id)
            if session.scalar(select(LinkRow.id).where(LinkRow.newer_id == newer, LinkRow.older_id == older)):
                raise Conflict("这两件诉求已经关联")
            session.add(LinkRow(newer_id=newer, older_id=older, kind=kind))
            session.flush()
            add_line(session, row.id, Action.LINK, by, note=f"与{related.number}{_LINK_NAMES[kind]}")
            return to_complaint(session, row)

    def _new_row(self, session: Session, now: datetime) -> ComplaintRow:
        year = now.astimezone(BEIJING).year
        ordinal = next_ordinal(session, year)
        number = written_number(self.settings.number_prefix, year, ordinal)
        return ComplaintRow(number=number, year=year, ordinal=ordinal, registered_at=now, state=State.REGISTERED)

    def _attach(self, session: Session, row: ComplaintRow, files: Sequence[ReadFile]) -> None:
        for file in files:
            row.attachments.append(
                AttachmentRow(
                    name=writable(file.name)[:300],
                    media_type=file.media_type,
                    sha256=self.files.keep(file.content),
                    size_bytes=len(file.content),
                    text=writable(file.text),
                    remark=writable(file.remark),
                )
            )
        session.flush()


_CORRECTED = {
    "subject": "标题",
    "complainant": "投诉人",
    "contact": "联系方式",
    "channel": "渠道",
    "category": "类别",
    "received_at": "收到时间",
}
_LINK_NAMES = {LinkKind.SPLIT_FROM: "系拆分", LinkKind.DUPLICATE_OF: "重复", LinkKind.RELATED_TO: "相关"}


def _check_received(row: ComplaintRow) -> None:
    if row.received_at > utc_now():
        raise InvalidInput("收到时间不能晚于现在")


def _subject(given: str, text: str) -> str:
    """The given title, else the beginning of the text."""
    line = " ".join((given.strip() or text.strip().splitlines()[0]).split())
    if given.strip():
        return line[:300]
    return line if len(line) <= _SUBJECT_CHARACTERS else line[: _SUBJECT_CHARACTERS - 1] + "…"
