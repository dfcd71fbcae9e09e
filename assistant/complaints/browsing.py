"""Finding and reading complaints, and the one way into a change."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from assistant.access import may_handle_complaints, may_see_complaint
from assistant.audit.word_notes import WordWatch
from assistant.complaints.clocks import deadlines
from assistant.complaints.intake.file_store import FileStore
from assistant.complaints.intake.similar import Candidate, resembling
from assistant.complaints.numbering import row_of
from assistant.complaints.paging import ALL, WHOLE, Leaf, Wanted, chosen, is_over, number_of, rows_of
from assistant.complaints.reading import to_complaint, to_complaints
from assistant.complaints.records import AuditEntry, Complaint, Deadline, SimilarComplaint
from assistant.complaints.tables import ComplaintRow
from assistant.complaints.trail import lines_of, lock_trail, trail_problems
from assistant.database import Database
from assistant.errors import Conflict, InvalidInput, NotFound, NotPermitted
from assistant.records import Principal
from assistant.sections.complaints import ChannelSettings, ComplaintSettings
from assistant.workdays import WorkCalendar, today

_MOST_SIMILAR = 10
UNKNOWN = "没有这件诉求，请核对编号"


class Browsing:
    """Reads of the register. Who may see what is ``access.py``'s rule; what one may not know of is not found."""

    def __init__(
        self,
        database: Database,
        settings: ComplaintSettings,
        files: FileStore,
        calendar: WorkCalendar | None = None,
        words: WordWatch | None = None,
    ) -> None:
        self.database = database
        self.settings = settings
        self.files = files
        self.calendar = calendar or WorkCalendar()
        self.words = words or WordWatch()

    def get(self, reference: str | int, principal: Principal) -> Complaint:
        """A complaint by id or number. Raises NotFound also for one that the caller may not know of."""
        with self.database.session() as session:
            row = row_of(session, reference)
            if not may_see_complaint(principal, row.filed_by):
                raise NotFound(UNKNOWN)
            return to_complaint(session, row)

    def get_by_code(self, number: str, code: str) -> Complaint:
        """For somebody without an account. A wrong code and a wrong number get the same answer: NotFound."""
        wrong = "编号或查询码不正确"
        with self.database.session() as session:
            try:
                row = row_of(session, number)
            except (NotFound, InvalidInput) as error:
                raise NotFound(wrong) from error
            if not row.query_code_hash or not secrets.compare_digest(row.query_code_hash, code_hash(code)):
                raise NotFound(wrong)
            return to_complaint(session, row)

    def list(self, principal: Principal, wanted: Wanted = ALL, leaf: Leaf = WHOLE) -> tuple[Complaint, ...]:
        """Complaints that the caller may see, newest first; staff see all, an investor the own."""
        conditions = chosen(wanted)
        if not may_handle_complaints(principal):
            if principal.user_id is None:
                return ()
            conditions = (*conditions, ComplaintRow.filed_by == principal.user_id)
        with self.database.session() as session:
            return to_complaints(session, list(session.scalars(rows_of(*conditions, leaf=leaf))))

    def unfinished(self, by: Principal, wanted: Wanted = ALL) -> tuple[Complaint, ...]:
        """Complaints that are open or have a clock that runs. Raises NotPermitted."""
        check_staff(by)
        with self.database.session() as session:
            rows = rows_of(*chosen(wanted), not_(is_over(self.settings.channels)))
            return to_complaints(session, list(session.scalars(rows)))

    def over(self, by: Principal, wanted: Wanted, leaf: Leaf) -> tuple[tuple[Complaint, ...], int]:
        """A page of the others, newest first, and how many there are. Raises NotPermitted."""
        check_staff(by)
        conditions = (*chosen(wanted), is_over(self.settings.channels))
        with self.database.session() as session:
            total = session.scalar(number_of(*conditions)) or 0
            if leaf.limit == 0 or leaf.offset >= total:
                return (), total
            return to_complaints(session, list(session.scalars(rows_of(*conditions, leaf=leaf)))), total

    def similar(self, reference: str | int, principal: Principal) -> tuple[SimilarComplaint, ...]:
        """Other complaints by the same party or of like text, most alike first; for staff. Raises NotPermitted, NotFound."""
        check_staff(principal)
        with self.database.session() as session:
            own = row_of(session, reference)
            others = list(
                session.scalars(select(ComplaintRow).where(ComplaintRow.id != own.id, ComplaintRow.erased_at.is_(None)))
            )
            found = resembling(_candidate(own), [_candidate(row) for row in others])[:_MOST_SIMILAR]
            by_id = {row.id: row for row in others}
            complaints = to_complaints(session, [by_id[one.id] for one in found])
            return tuple(
                SimilarComplaint(complaint, one.similarity, one.same_party)
                for complaint, one in zip(complaints, found, strict=True)
            )

    def trail(self, reference: str | int, principal: Principal) -> tuple[AuditEntry, ...]:
        """What happened to a complaint, oldest first. Raises NotFound."""
        with self.database.session() as session:
            row = row_of(session, reference)
            if not may_see_complaint(principal, row.filed_by):
                raise NotFound(UNKNOWN)
            return lines_of(session, row.id)

    def trail_problems(self) -> tuple[str, ...]:
        """What is wrong with the whole trail; empty when it is as it was written."""
        with self.database.session() as session:
            return trail_problems(session)

    def deadlines(self, complaint: Complaint) -> tuple[Deadline, ...]:
        """The complaint's clocks as they stand today."""
        channel = self.settings.channels.get(complaint.channel)
        if channel is None:
            return ()
        return deadlines(complaint, channel, self.calendar, self.settings.day_ends, today())

    def channel(self, key: str) -> ChannelSettings:
        """Raises InvalidInput naming the channels there are."""
        channel = self.settings.channels.get(key)
        if channel is None:
            known = "、".join(f"{name}（{known.label}）" for name, known in self.settings.channels.items())
            raise InvalidInput(f"没有渠道“{key}”；可选：{known}")
        return channel

    def attachment(self, reference: str | int, attachment_id: int, principal: Principal) -> tuple[str, str, bytes]:
        """Name, media type and bytes of an attachment. Raises NotFound."""
        complaint = self.get(reference, principal)
        for attachment in complaint.attachments:
            if attachment.id == attachment_id:
                return attachment.name, attachment.media_type, self.files.read(attachment.sha256)
        raise NotFound("没有这份附件")

    @contextmanager
    def changing(self, reference: str | int) -> Iterator[tuple[Session, ComplaintRow]]:
        """One change: the writer's place is taken before the complaint is read. Raises NotFound, Conflict for an erased one."""
        with self.database.session() as session:
            lock_trail(session)
            row = row_of(session, reference)
            if row.erased_at is not None:
                raise Conflict("这件诉求的内容已按保存期限清除，不能再办理")
            yield session, row


def check_staff(principal: Principal) -> None:
    """Raises NotPermitted for an investor."""
    if not may_handle_complaints(principal):
        raise NotPermitted("只有工作人员可以办理诉求")


def code_hash(code: str) -> str:
    """The form in which a query code is kept; case and spaces do not count."""
    return hashlib.sha256("".join(code.upper().split()).encode()).hexdigest()


def _candidate(row: ComplaintRow) -> Candidate:
    return Candidate(row.id, row.text, row.complainant, row.contact)
