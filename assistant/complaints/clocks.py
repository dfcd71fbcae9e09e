"""When a complaint is due: nothing computed is stored, so a deadline is always what today's calendar and settings say.

Rules: the day of receipt does not count (《民法典》第二百零一条). What comes after hours or on a day off is taken as received on the next
working day. From the day after complements were asked for up to the day they came, no day counts. A clock in calendar days whose last
day is a day off ends on the next working day (第二百零三条).
"""

from datetime import date, datetime, time, timedelta

from assistant.complaints.records import ClockKind, Complaint, Deadline, State
from assistant.sections.complaints import ChannelSettings, ClockSettings
from assistant.workdays import BEIJING, Reckoning, WorkCalendar, beijing_day

_UNIT_NAMES = {"working": "工作日", "calendar": "日"}


def day_of_receipt(moment: datetime, calendar: WorkCalendar, day_ends: time) -> Reckoning:
    """The working day that counts as the day of receipt."""
    local = moment.astimezone(BEIJING)
    late = local.time() >= day_ends and calendar.is_working_day(local.date())
    return calendar.working_day_from(local.date() + timedelta(days=int(late)))


def deadlines(
    complaint: Complaint, channel: ChannelSettings, calendar: WorkCalendar, day_ends: time, today: date
) -> tuple[Deadline, ...]:
    """The clocks that have begun, the decision on acceptance first."""
    clocks = [(ClockKind.ACCEPTANCE, channel.acceptance)] if channel.acceptance else []
    clocks.append((ClockKind.CONCLUSION, channel.conclusion))
    counted = (_deadline(complaint, kind, clock, calendar, day_ends, today) for kind, clock in clocks)
    return tuple(deadline for deadline in counted if deadline is not None)


def _deadline(
    complaint: Complaint, kind: ClockKind, clock: ClockSettings, calendar: WorkCalendar, day_ends: time, today: date
) -> Deadline | None:
    """None when the clock has not begun, or never will: what was rejected or referred is not concluded."""
    met_on = _met_on(complaint, kind)
    start = _start(complaint, clock, calendar, day_ends)
    if start is None:
        return None
    total = clock.days
    if kind is ClockKind.CONCLUSION:
        total += sum(extension.days for extension in complaint.extensions)
    if complaint.state is State.SUPPLEMENTING and met_on is None:
        return Deadline(kind, total, _UNIT_NAMES[clock.unit], clock.basis, due=None, days_left=None, paused=True)
    skipped = _paused_days(complaint, calendar, day_ends)
    due = _count(start, total, clock, calendar, skipped)
    return Deadline(
        kind=kind,
        total_days=total,
        unit=_UNIT_NAMES[clock.unit],
        basis=clock.basis,
        due=due.day,
        days_left=None if met_on is not None else _left(today, due.day, clock, calendar),
        estimated=due.estimated,
        met_on=met_on,
    )


def _left(today: date, due: date, clock: ClockSettings, calendar: WorkCalendar) -> int:
    return calendar.working_days_between(today, due) if clock.unit == "working" else (due - today).days


def _met_on(complaint: Complaint, kind: ClockKind) -> date | None:
    """When what the clock waits for happened; a withdrawal ends every clock."""
    ends = [complaint.closed_at]
    if kind is ClockKind.ACCEPTANCE:
        ends.append(complaint.decided_at)
    else:
        ends.append(complaint.answered_at)
    return min((beijing_day(moment) for moment in ends if moment is not None), default=None)


def _start(complaint: Complaint, clock: ClockSettings, calendar: WorkCalendar, day_ends: time) -> Reckoning | None:
    """The day after which counting begins."""
    if clock.starts == "accepted":
        if complaint.accepted_at is None:
            return None
        return Reckoning(beijing_day(complaint.accepted_at), estimated=False)
    start = day_of_receipt(complaint.received_at, calendar, day_ends)
    if clock.after_supplement == "restart":
        completed = [pause.received_at for pause in complaint.pauses if pause.received_at is not None]
        starts = [start, *(day_of_receipt(moment, calendar, day_ends) for moment in completed)]
        start = max(starts, key=lambda reckoning: reckoning.day)
    return start


def _paused_days(complaint: Complaint, calendar: WorkCalendar, day_ends: time) -> frozenset[date]:
    """Days that do not count because complements were awaited."""
    days: set[date] = set()
    for pause in complaint.pauses:
        if pause.received_at is None:
            continue
        asked, came = beijing_day(pause.asked_at), day_of_receipt(pause.received_at, calendar, day_ends).day
        days.update(asked + timedelta(days=step) for step in range(1, (came - asked).days + 1))
    return frozenset(days)


def _count(
    start: Reckoning, total: int, clock: ClockSettings, calendar: WorkCalendar, skipped: frozenset[date]
) -> Reckoning:
    if clock.unit == "working":
        counted = calendar.add_working_days(start.day, total, skipped)
        return Reckoning(counted.day, start.estimated or counted.estimated)
    day, remaining = start.day, total
    while remaining > 0:
        day += timedelta(days=1)
        remaining -= day not in skipped
    last = calendar.working_day_from(day)
    return Reckoning(last.day, start.estimated or last.estimated)
