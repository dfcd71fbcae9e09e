"""The queue: what is due when, and what comes first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.complaints.browsing import Browsing
from assistant.complaints.changes import OPEN_STATES
from assistant.complaints.records import Complaint, Deadline, State


class Urgency(StrEnum):
    """How pressing a complaint is today."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """As users read it."""
        return _LABELS[self]


_LABELS = {
    Urgency.OVERDUE: "已超期",
    Urgency.DUE_SOON: "临期",
    Urgency.RUNNING: "办理中",
    Urgency.PAUSED: "暂停计时",
    Urgency.CLOSED: "已办结",
}
_ORDER = tuple(Urgency)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A complaint with its clocks; ``next_deadline`` is the one that runs out first, None when none runs."""

    complaint: Complaint
    deadlines: tuple[Deadline, ...]
    next_deadline: Deadline | None
    urgency: Urgency


def queue_entry(complaint: Complaint, deadlines: Sequence[Deadline], due_soon_days: int) -> QueueEntry:
    """How a complaint stands."""
    running = [deadline for deadline in deadlines if deadline.due is not None and deadline.met_on is None]
    first = min(running, key=_due, default=None)
    if complaint.state not in OPEN_STATES and first is None:
        urgency = Urgency.CLOSED
    elif first is None:
        urgency = Urgency.PAUSED if complaint.state is State.SUPPLEMENTING else Urgency.RUNNING
    elif first.overdue:
        urgency = Urgency.OVERDUE
    else:
        urgency = Urgency.DUE_SOON if (first.days_left or 0) <= due_soon_days else Urgency.RUNNING
    return QueueEntry(complaint, tuple(deadlines), first, urgency)


def pressing_first(entries: Iterable[QueueEntry]) -> tuple[QueueEntry, ...]:
    """The most pressing first, then by due date."""
    return tuple(sorted(entries, key=_pressing))


def entry_of(register: Browsing, complaint: Complaint) -> QueueEntry:
    """A complaint with its clocks as they stand today."""
    return queue_entry(complaint, register.deadlines(complaint), register.settings.due_soon_days)


def _pressing(entry: QueueEntry) -> tuple[int, date, int]:
    due = entry.next_deadline.due if entry.next_deadline and entry.next_deadline.due else date.max
    return _ORDER.index(entry.urgency), due, entry.complaint.id


def _due(deadline: Deadline) -> date:
    return deadline.due or date.max
