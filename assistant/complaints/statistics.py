"""How the desk is doing: counts by month, channel and category, and how much was done in time."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from assistant.complaints.queue import QueueEntry, Urgency
from assistant.complaints.records import ClockKind
from assistant.workdays import BEIJING, beijing_day

UNCATEGORISED = "未分类"


@dataclass(frozen=True, slots=True)
class OnTime:
    """Of ``ended`` clocks ``in_time`` were met in time. A clock that ran out unmet counts as ended, not in time."""

    ended: int
    in_time: int

    @property
    def rate(self) -> float | None:
        """In 0..1; None when nothing has ended."""
        return self.in_time / self.ended if self.ended else None


@dataclass(frozen=True, slots=True)
class Month:
    """What came in and went out in a month (YYYY-MM, of the receipt and of the answer)."""

    month: str
    received: int
    answered: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a set of complaints. ``median_days`` is of calendar days from receipt to answer, None without an answer."""

    total: int
    open: int
    overdue: int
    due_soon: int
    acceptance: OnTime
    conclusion: OnTime
    median_days: float | None
    by_month: tuple[Month, ...]
    by_channel: Mapping[str, int]
    by_category: Mapping[str, int]
    by_state: Mapping[str, int]


def statistics_of(entries: Iterable[QueueEntry], channel_labels: Mapping[str, str]) -> Statistics:
    """Figures of these complaints as they stand today."""
    kept = list(entries)
    complaints = [entry.complaint for entry in kept]
    answered = [one for one in complaints if one.answered_at is not None]
    days = [(beijing_day(one.answered_at) - beijing_day(one.received_at)).days for one in answered if one.answered_at]
    received_in = Counter(f"{one.received_at.astimezone(BEIJING):%Y-%m}" for one in complaints)
    answered_in = Counter(f"{one.answered_at.astimezone(BEIJING):%Y-%m}" for one in answered if one.answered_at)
    urgencies = Counter(entry.urgency for entry in kept)
    return Statistics(
        total=len(kept),
        open=len(kept) - urgencies[Urgency.CLOSED],
        overdue=urgencies[Urgency.OVERDUE],
        due_soon=urgencies[Urgency.DUE_SOON],
        acceptance=_on_time(kept, ClockKind.ACCEPTANCE),
        conclusion=_on_time(kept, ClockKind.CONCLUSION),
        median_days=median(days) if days else None,
        by_month=tuple(
            Month(month, received_in[month], answered_in[month]) for month in sorted(received_in | answered_in)
        ),
        by_channel=_counted(channel_labels.get(one.channel, one.channel) for one in complaints),
        by_category=_counted(one.category or UNCATEGORISED for one in complaints),
        by_state=_counted(one.state.label for one in complaints),
    )


def _on_time(entries: Iterable[QueueEntry], kind: ClockKind) -> OnTime:
    clocks = [deadline for entry in entries for deadline in entry.deadlines if deadline.kind is kind]
    ended = [deadline for deadline in clocks if deadline.met_on is not None or deadline.overdue]
    return OnTime(len(ended), sum(not deadline.overdue for deadline in ended))


def _counted(names: Iterable[str]) -> Mapping[str, int]:
    return dict(Counter(names).most_common())
