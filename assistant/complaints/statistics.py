"""How the desk is doing: counts by month, channel and category, and how much was done in time."""

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median

from assistant.complaints.queue import QueueEntry, Urgency
from assistant.complaints.records import ClockKind
from assistant.contract.complaints import DeskFigures, MonthOfDesk, OnTime
from assistant.workdays import BEIJING, beijing_day

UNCATEGORISED = "未分类"


def statistics_of(entries: Iterable[QueueEntry], channel_labels: Mapping[str, str]) -> DeskFigures:
    """Figures of these complaints as they stand today."""
    kept = list(entries)
    complaints = [entry.complaint for entry in kept]
    answered = [one for one in complaints if one.answered_at is not None]
    days = [(beijing_day(one.answered_at) - beijing_day(one.received_at)).days for one in answered if one.answered_at]
    received_in = Counter(f"{one.received_at.astimezone(BEIJING):%Y-%m}" for one in complaints)
    answered_in = Counter(f"{one.answered_at.astimezone(BEIJING):%Y-%m}" for one in answered if one.answered_at)
    urgencies = Counter(entry.urgency for entry in kept)
    return DeskFigures(
        total=len(kept),
        open=len(kept) - urgencies[Urgency.CLOSED],
        overdue=urgencies[Urgency.OVERDUE],
        due_soon=urgencies[Urgency.DUE_SOON],
        acceptance=_on_time(kept, ClockKind.ACCEPTANCE),
        conclusion=_on_time(kept, ClockKind.CONCLUSION),
        median_days=median(days) if days else None,
        by_month=tuple(
            MonthOfDesk(month=month, received=received_in[month], answered=answered_in[month])
            for month in sorted(received_in | answered_in)
        ),
        by_channel=_counted(channel_labels.get(one.channel, one.channel) for one in complaints),
        by_category=_counted(one.category or UNCATEGORISED for one in complaints),
        by_state=_counted(one.state.label for one in complaints),
    )


def _on_time(entries: Iterable[QueueEntry], kind: ClockKind) -> OnTime:
    clocks = [deadline for entry in entries for deadline in entry.deadlines if deadline.kind is kind]
    ended = [deadline for deadline in clocks if deadline.met_on is not None or deadline.overdue]
    in_time = sum(not deadline.overdue for deadline in ended)
    return OnTime(ended=len(ended), in_time=in_time, rate=in_time / len(ended) if ended else None)


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())
