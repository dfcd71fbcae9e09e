"""The queue: what is due when, and what comes first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.complaints.browsing import Browsing
from assistant.complaints.changes import OPEN_STATES
from assistant.complaints.paging import ALL, WHOLE, Leaf, Wanted
from assistant.complaints.records import Complaint, Deadline, State
from assistant.records import Principal


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


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A part of the queue; ``total`` of all that were wanted, ``counts`` by urgency of all that match, whichever urgency was wanted."""

    entries: tuple[QueueEntry, ...]
    total: int
    counts: Mapping[Urgency, int]


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


def unfinished(register: Browsing, by: Principal, wanted: Wanted = ALL) -> tuple[QueueEntry, ...]:
    """All that are open or have a clock that runs, the most pressing first. Raises NotPermitted."""
    return pressing_first(entry_of(register, complaint) for complaint in register.unfinished(by, wanted))


def due(register: Browsing, by: Principal) -> tuple[QueueEntry, ...]:
    """What is overdue or due soon, the most pressing first. Raises NotPermitted."""
    return tuple(entry for entry in unfinished(register, by) if entry.urgency in (Urgency.OVERDUE, Urgency.DUE_SOON))


def queue_page(
    register: Browsing, by: Principal, wanted: Wanted = ALL, urgency: Urgency | None = None, leaf: Leaf = WHOLE
) -> QueuePage:
    """The most pressing first, then what is over, newest first. Raises NotPermitted."""
    pressing = unfinished(register, by, wanted)
    listed = [entry for entry in pressing if urgency in (None, entry.urgency)]
    end = None if leaf.limit is None else leaf.offset + leaf.limit
    shown = listed[leaf.offset : end]
    room = None if leaf.limit is None else leaf.limit - len(shown)
    wants_over = urgency in (None, Urgency.CLOSED)
    behind = Leaf(room if wants_over else 0, max(0, leaf.offset - len(listed)))
    over, number_over = register.over(by, wanted, behind)
    counts = Counter(entry.urgency for entry in pressing)
    if number_over:
        counts[Urgency.CLOSED] = number_over
    total = len(listed) + (number_over if wants_over else 0)
    return QueuePage((*shown, *(entry_of(register, complaint) for complaint in over)), total, counts)


def _pressing(entry: QueueEntry) -> tuple[int, date, int]:
    due = entry.next_deadline.due if entry.next_deadline and entry.next_deadline.due else date.max
    return _ORDER.index(entry.urgency), due, entry.complaint.id


def _due(deadline: Deadline) -> date:
    return deadline.due or date.max
