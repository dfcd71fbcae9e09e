"""Deadlines as an iCalendar file that calendar programs subscribe to. It names numbers and steps, never contents or people."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from assistant.complaints.queue import QueueEntry
from assistant.complaints.records import ClockKind

_CLOCK_NAMES = {ClockKind.ACCEPTANCE: "受理决定", ClockKind.CONCLUSION: "办结答复"}
_REMIND_BEFORE = timedelta(days=1)


def deadline_calendar(entries: Iterable[QueueEntry], made_at: datetime) -> bytes:
    """One all-day event for each running clock, with a reminder the day before (RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", "-//huizhao//complaints//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "诉求办理时限")
    calendar.add("refresh-interval", timedelta(hours=6), {"VALUE": "DURATION"})
    for entry in entries:
        for deadline in entry.deadlines:
            if deadline.due is None or deadline.met_on is not None:
                continue
            name = _CLOCK_NAMES[deadline.kind]
            estimated = "（推算）" if deadline.estimated else ""
            event = Event()
            event.add("uid", f"{entry.complaint.id}-{deadline.kind}@huizhao")
            event.add("dtstamp", made_at.astimezone(UTC))
            event.add("dtstart", deadline.due)
            event.add("summary", f"{entry.complaint.number} {name}到期{estimated}")
            event.add("description", f"{entry.urgency.label}。依据：{deadline.basis}")
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"{entry.complaint.number} {name}明天到期")
            alarm.add("trigger", -_REMIND_BEFORE)
            event.add_component(alarm)
            calendar.add_component(event)
    return bytes(calendar.to_ical())
