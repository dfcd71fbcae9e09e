"""Complaints as the API gives them. Staff get the whole case; an investor gets what concerns the own matter."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel

from assistant.api.complaints.parts import letter_text
from assistant.complaints.changes import OPEN_STATES, actions_in
from assistant.complaints.queue import QueueEntry, Urgency
from assistant.complaints.records import (
    Action,
    Attachment,
    ClockKind,
    Complaint,
    Deadline,
    LinkKind,
    ReplyVersion,
    State,
)

INTERNAL_STATES = frozenset({State.DRAFTING, State.REVIEW, State.APPROVED})


_IN_HAND = "办理中"


class DeadlineEntry(BaseModel):
    """A clock as it stands today."""

    kind: ClockKind
    due: date | None
    days_left: int | None
    total_days: int
    unit: str
    basis: str
    estimated: bool
    paused: bool
    met_on: date | None
    overdue: bool

    @classmethod
    def of(cls, deadline: Deadline) -> "DeadlineEntry":
        return cls(
            kind=deadline.kind,
            due=deadline.due,
            days_left=deadline.days_left,
            total_days=deadline.total_days,
            unit=deadline.unit,
            basis=deadline.basis,
            estimated=deadline.estimated,
            paused=deadline.paused,
            met_on=deadline.met_on,
            overdue=deadline.overdue,
        )


class AttachmentEntry(BaseModel):
    """A file that came with a complaint."""

    id: int
    name: str
    media_type: str
    size_bytes: int
    remark: str

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentEntry":
        return cls(
            id=attachment.id,
            name=attachment.name,
            media_type=attachment.media_type,
            size_bytes=attachment.size_bytes,
            remark=attachment.remark,
        )


class LinkEntry(BaseModel):
    """Another complaint that belongs to this one."""

    kind: LinkKind
    id: int
    number: str
    subject: str
    is_newer: bool


class ComplaintSummary(BaseModel):
    """A complaint as the desk's queue shows it."""

    id: int
    number: str
    subject: str
    channel: str
    channel_label: str
    complainant: str
    category: str
    state: State
    state_label: str
    received_at: datetime
    urgency: Urgency
    urgency_label: str
    due: date | None
    days_left: int | None
    unit: str
    due_for: ClockKind | None
    estimated: bool

    @classmethod
    def of(cls, entry: QueueEntry, channel_label: str) -> "ComplaintSummary":
        return cls.model_validate(_summary(entry, channel_label))


class ComplaintList(BaseModel):
    """The queue, the most pressing first; ``counts`` of all that match, by urgency."""

    complaints: tuple[ComplaintSummary, ...]
    total: int
    counts: dict[str, int]


class ComplaintResponse(ComplaintSummary):
    """The whole case, for staff. ``actions`` are the steps that its state allows."""

    text: str
    contact: str
    registered_at: datetime
    registered_by: str
    filed_online: bool
    language: str
    referred_to: str
    erased: bool
    deadlines: tuple[DeadlineEntry, ...]
    attachments: tuple[AttachmentEntry, ...]
    links: tuple[LinkEntry, ...]
    actions: tuple[Action, ...]

    @classmethod
    def of(cls, entry: QueueEntry, channel_label: str) -> "ComplaintResponse":
        complaint = entry.complaint
        return cls.model_validate(
            _summary(entry, channel_label)
            | {
                "text": complaint.text,
                "contact": complaint.contact,
                "registered_at": complaint.registered_at,
                "registered_by": complaint.registered_by,
                "filed_online": complaint.filed_by is not None,
                "language": complaint.language,
                "referred_to": complaint.referred_to,
                "erased": complaint.erased_at is not None,
                "deadlines": tuple(DeadlineEntry.of(deadline) for deadline in entry.deadlines),
                "attachments": tuple(AttachmentEntry.of(one) for one in complaint.attachments),
                "links": tuple(
                    LinkEntry(
                        kind=link.kind,
                        id=link.complaint_id,
                        number=link.number,
                        subject=link.subject,
                        is_newer=link.is_newer,
                    )
                    for link in complaint.links
                ),
                "actions": actions_in(complaint.state),
            }
        )


class FiledComplaint(BaseModel):
    """A complaint for whoever filed it. How far the bureau's own drafting is stays inside: it is being dealt with.

    ``asked_for`` is what must be supplied now, ``reply`` the letter's text once it went out. ``query_code`` is given once.
    """

    id: int
    number: str
    subject: str
    text: str
    channel_label: str
    state_label: str
    is_open: bool
    received_at: datetime
    deadlines: tuple[DeadlineEntry, ...]
    asked_for: str = ""
    referred_to: str = ""
    answered_at: datetime | None = None
    reply: str = ""
    attachments: tuple[AttachmentEntry, ...] = ()
    query_code: str = ""

    @classmethod
    def of(
        cls, entry: QueueEntry, channel_label: str, reply: ReplyVersion | None, query_code: str = ""
    ) -> "FiledComplaint":
        complaint = entry.complaint
        return cls(
            id=complaint.id,
            number=complaint.number,
            subject=complaint.subject,
            text=complaint.text,
            channel_label=channel_label,
            state_label=_IN_HAND if complaint.state in INTERNAL_STATES else complaint.state.label,
            is_open=complaint.state in OPEN_STATES,
            received_at=complaint.received_at,
            deadlines=tuple(DeadlineEntry.of(deadline) for deadline in entry.deadlines),
            asked_for=_asked_for(complaint),
            referred_to=complaint.referred_to,
            answered_at=complaint.answered_at,
            reply=letter_text(reply.draft) if reply else "",
            attachments=tuple(AttachmentEntry.of(one) for one in complaint.attachments),
            query_code=query_code,
        )


class FiledList(BaseModel):
    """An investor's own complaints, newest first."""

    complaints: tuple[FiledComplaint, ...]


def summaries(entries: Sequence[QueueEntry], labels: dict[str, str]) -> tuple[ComplaintSummary, ...]:
    """Entries of the queue."""
    return tuple(
        ComplaintSummary.of(entry, labels.get(entry.complaint.channel, entry.complaint.channel)) for entry in entries
    )


def _asked_for(complaint: Complaint) -> str:
    waiting = [pause.asked_for for pause in complaint.pauses if pause.received_at is None]
    return waiting[-1] if waiting and complaint.state is State.SUPPLEMENTING else ""


def _summary(entry: QueueEntry, channel_label: str) -> dict[str, object]:
    complaint, deadline = entry.complaint, entry.next_deadline
    return {
        "id": complaint.id,
        "number": complaint.number,
        "subject": complaint.subject,
        "channel": complaint.channel,
        "channel_label": channel_label,
        "complainant": complaint.complainant,
        "category": complaint.category,
        "state": complaint.state,
        "state_label": complaint.state.label,
        "received_at": complaint.received_at,
        "urgency": entry.urgency,
        "urgency_label": entry.urgency.label,
        "due": deadline.due if deadline else None,
        "days_left": deadline.days_left if deadline else None,
        "unit": deadline.unit if deadline else "",
        "due_for": deadline.kind if deadline else None,
        "estimated": deadline.estimated if deadline else False,
    }
