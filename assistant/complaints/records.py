"""What the complaints desk passes around: a case, its clocks, its trail. Read this before the room's other modules.

A complaint is one matter; one that brings two is split into linked complaints. Moments are aware; days are Beijing's. What is
known of a complaint's contents (``Analysis``) and what is answered (``Draft``) stands in ``reply_records.py``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.complaints.letters.reply_records import Draft


class State(StrEnum):
    """Where a complaint stands."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REFERRED = "referred"
    SUPPLEMENTING = "supplementing"
    DRAFTING = "drafting"
    REVIEW = "review"
    APPROVED = "approved"
    ANSWERED = "answered"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """As users read it."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.REGISTERED: "已登记",
    State.ACCEPTED: "受理中",
    State.REJECTED: "不予受理",
    State.REFERRED: "转办",
    State.SUPPLEMENTING: "补正中",
    State.DRAFTING: "起草",
    State.REVIEW: "审核",
    State.APPROVED: "已批准",
    State.ANSWERED: "已答复",
    State.ARCHIVED: "归档",
    State.WITHDRAWN: "撤回",
}


class Action(StrEnum):
    """What can be done to a complaint. ``changes.TRANSITIONS`` says from which state into which."""

    REGISTER = "register"
    ACCEPT = "accept"
    REJECT = "reject"
    REFER = "refer"
    ASK_SUPPLEMENT = "ask_supplement"
    RECEIVE_SUPPLEMENT = "receive_supplement"
    EXTEND = "extend"
    DRAFT = "draft"
    SUBMIT = "submit"
    RECALL = "recall"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"
    ANSWER = "answer"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    ATTACH = "attach"
    SPLIT = "split"
    LINK = "link"
    CORRECT = "correct"
    ANALYSE = "analyse"
    EXPORT = "export"
    ERASE = "erase"

    @property
    def label(self) -> str:
        """As users read it."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    Action.REGISTER: "登记",
    Action.ACCEPT: "受理",
    Action.REJECT: "不予受理",
    Action.REFER: "转办",
    Action.ASK_SUPPLEMENT: "通知补正",
    Action.RECEIVE_SUPPLEMENT: "收到补正材料",
    Action.EXTEND: "延期",
    Action.DRAFT: "起草复函",
    Action.SUBMIT: "送审",
    Action.RECALL: "撤回送审",
    Action.RETURN: "退回修改",
    Action.APPROVE: "批准",
    Action.REOPEN: "重新起草",
    Action.ANSWER: "答复",
    Action.ARCHIVE: "归档",
    Action.WITHDRAW: "撤回",
    Action.ATTACH: "添加附件",
    Action.SPLIT: "拆分",
    Action.LINK: "关联",
    Action.CORRECT: "更正登记信息",
    Action.ANALYSE: "分析",
    Action.EXPORT: "导出复函",
    Action.ERASE: "清除内容",
}


class LinkKind(StrEnum):
    """How two complaints belong together; read from the newer one to the older."""

    SPLIT_FROM = "split_from"
    DUPLICATE_OF = "duplicate_of"
    RELATED_TO = "related_to"


class ClockKind(StrEnum):
    """What a clock is for."""

    ACCEPTANCE = "acceptance"
    CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a complaint, kept under the hash of its bytes. ``text`` is what was read of it, "" if nothing was."""

    id: int
    name: str
    media_type: str
    sha256: str
    size_bytes: int
    text: str = ""
    remark: str = ""  # why nothing, or not all, could be read


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the complainant was asked to complete the materials. Clocks stand still until ``received_at``."""

    asked_at: datetime
    asked_for: str
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """More days for the conclusion, in the unit of its clock."""

    at: datetime
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another complaint that belongs to this one. ``kind`` is read from ``newer`` to the other."""

    kind: LinkKind
    complaint_id: int
    number: str
    subject: str
    is_newer: bool  # whether the other complaint is the newer of the two


@dataclass(frozen=True, slots=True)
class Complaint:
    """One registered matter.

    ``channel`` is a key of the setting ``complaints.channels``. ``filed_by`` is the account that filed it at the web page, None for
    one that staff registered or somebody filed without an account. ``state_before`` is where it returns to after a 补正.
    ``erased_at`` is set when its contents were removed after the retention period: the texts are then empty.
    """

    id: int
    number: str
    channel: str
    subject: str
    text: str
    complainant: str
    contact: str
    received_at: datetime
    registered_at: datetime
    registered_by: str
    state: State
    state_before: State | None = None
    filed_by: int | None = None
    category: str = ""
    language: str = "zh"
    accepted_at: datetime | None = None
    decided_at: datetime | None = None  # accepted, rejected or referred: what the acceptance clock waits for
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    erased_at: datetime | None = None
    referred_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What is needed to register a complaint. ``received_at`` None means now."""

    text: str
    channel: str
    subject: str = ""
    complainant: str = ""
    contact: str = ""
    received_at: datetime | None = None
    filed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """How a clock stands on a day.

    ``due`` is the last day in time, None while the clock stands still or has not begun. ``estimated`` (推算) where the published
    working days do not reach. ``days_left`` counts in the clock's unit from tomorrow up to ``due``: 0 on the due day itself, negative
    when overdue. ``met_on`` is the day on which what was waited for happened.
    """

    kind: ClockKind
    total_days: int
    unit: str  # 工作日 | 日
    basis: str
    due: date | None
    days_left: int | None
    estimated: bool = False
    paused: bool = False
    met_on: date | None = None

    @property
    def overdue(self) -> bool:
        """Whether it was, or is, missed."""
        if self.due is None:
            return False
        return self.met_on > self.due if self.met_on is not None else (self.days_left or 0) < 0


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the trail; ``digest`` covers it and the line before, so that a change anywhere shows."""

    number: int
    complaint_id: int
    at: datetime
    by: str
    action: Action
    from_state: State | None
    to_state: State | None
    note: str
    digest: str


@dataclass(frozen=True, slots=True)
class ReplyVersion:
    """A saved version of the reply. ``digest`` is the SHA-256 of the draft's canonical JSON; an approved version never changes."""

    number: int
    draft: Draft
    saved_at: datetime
    saved_by: str
    digest: str
    remark: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class SimilarComplaint:
    """An earlier complaint that resembles one. ``similarity`` in 0..1 of the texts; ``same_party`` by name or contact."""

    complaint: Complaint
    similarity: float
    same_party: bool
