"""Clocks: working days with 调休, the rules of counting, and what is not published yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.complaints.clocks import deadlines
from assistant.complaints.queue import Urgency, queue_entry
from assistant.complaints.records import ClockKind, Complaint, Deadline, Extension, Pause, State
from assistant.sections.complaints import ComplaintSettings
from assistant.workdays import BEIJING, WorkCalendar

CHANNELS = ComplaintSettings().channels
DAY_ENDS = time(17, 30)
CALENDAR = WorkCalendar()


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BEIJING)


def complaint(received: datetime, channel: str, **more: object) -> Complaint:
    return Complaint(
        id=1,
        number="云投诉〔2025〕1号",
        channel=channel,
        subject="补贴未到账",
        text="补贴未到账",
        complainant="",
        contact="",
        received_at=received,
        registered_at=received,
        registered_by="",
        state=more.pop("state", State.REGISTERED),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def clock(
    case: Complaint, kind: ClockKind, today: date = date(2025, 9, 1), calendar: WorkCalendar = CALENDAR
) -> Deadline:
    found = deadlines(case, CHANNELS[case.channel], calendar, DAY_ENDS, today)
    return next(deadline for deadline in found if deadline.kind is kind)


@pytest.mark.parametrize(
    ("channel", "received", "due"),
    [
        pytest.param("foreign", at("2025-09-26"), "2025-10-13", id="national-day-2025-counts-both-makeup-days"),
        pytest.param("foreign", at("2025-09-26", "17:29"), "2025-10-13", id="just-before-the-day-ends"),
        pytest.param("foreign", at("2025-09-26", "17:30"), "2025-10-14", id="after-hours-is-the-makeup-sunday"),
        pytest.param("foreign", at("2025-09-27"), "2025-10-14", id="on-a-saturday-off"),
        pytest.param("foreign", at("2025-09-28"), "2025-10-14", id="on-the-makeup-sunday"),
        pytest.param("foreign", at("2025-10-01"), "2025-10-17", id="on-national-day"),
        pytest.param("bureau", at("2025-01-24"), "2025-02-07", id="spring-festival-2025"),
        pytest.param("bureau", at("2025-01-28"), "2025-02-11", id="on-new-years-eve-2025"),
        pytest.param("bureau", at("2026-02-11"), "2026-02-25", id="spring-festival-2026-with-makeup-saturday"),
        pytest.param("bureau", at("2026-02-14", "18:00"), "2026-03-02", id="after-hours-before-spring-festival-2026"),
        pytest.param("hotline", at("2026-09-28"), "2026-10-10", id="national-day-2026"),
        pytest.param("bureau", at("2025-11-03"), "2025-11-10", id="a-plain-week"),
        pytest.param("petition", at("2025-09-20"), "2025-10-09", id="calendar-days-end-after-the-holiday"),
        pytest.param("petition", at("2025-11-03"), "2025-11-18", id="calendar-days"),
    ],
)
def test_the_first_clock_ends_on(channel: str, received: datetime, due: str) -> None:
    found = deadlines(complaint(received, channel), CHANNELS[channel], CALENDAR, DAY_ENDS, date(2025, 9, 1))
    assert [deadline.due for deadline in found] == [date.fromisoformat(due)]
    assert not found[0].estimated


@pytest.mark.parametrize(
    ("channel", "accepted", "due"),
    [
        pytest.param("foreign", at("2025-07-10", "19:00"), "2025-10-09", id="sixty-working-days-over-national-day"),
        pytest.param("foreign", at("2025-11-25"), "2026-02-25", id="sixty-working-days-over-spring-festival-2026"),
        pytest.param("petition", at("2025-12-03"), "2026-02-02", id="sixty-days-end-on-a-sunday"),
    ],
)
def test_the_conclusion_counts_from_acceptance(channel: str, accepted: datetime, due: str) -> None:
    case = complaint(accepted - timedelta(days=2), channel, state=State.ACCEPTED, accepted_at=accepted)
    assert clock(case, ClockKind.CONCLUSION).due == date.fromisoformat(due)


def test_the_conclusion_has_no_clock_before_acceptance() -> None:
    found = deadlines(
        complaint(at("2025-09-26"), "foreign"), CHANNELS["foreign"], CALENDAR, DAY_ENDS, date(2025, 9, 26)
    )
    assert [deadline.kind for deadline in found] == [ClockKind.ACCEPTANCE]


def test_days_spent_waiting_for_complements_do_not_count() -> None:
    pause = Pause(at("2025-11-05"), "营业执照", at("2025-11-10"))
    case = complaint(at("2025-11-03"), "bureau", pauses=(pause,))
    # The 4th and 5th were used; the rest counts from the day after the complements came.
    assert clock(case, ClockKind.CONCLUSION).due == date(2025, 11, 13)


def test_the_decision_on_acceptance_counts_anew_from_complete_materials() -> None:
    pause = Pause(at("2025-11-05"), "营业执照", at("2025-11-10"))
    case = complaint(at("2025-11-03"), "foreign", pauses=(pause,))
    assert clock(case, ClockKind.ACCEPTANCE).due == date(2025, 11, 19)


def test_complements_that_come_at_night_count_from_the_next_working_day() -> None:
    pause = Pause(at("2025-11-05"), "营业执照", at("2025-11-07", "20:00"))
    case = complaint(at("2025-11-03"), "bureau", pauses=(pause,))
    assert clock(case, ClockKind.CONCLUSION).due == date(2025, 11, 13)


def test_a_clock_stands_still_while_complements_are_awaited() -> None:
    case = complaint(
        at("2025-11-03"), "bureau", state=State.SUPPLEMENTING, pauses=(Pause(at("2025-11-05"), "营业执照"),)
    )
    found = clock(case, ClockKind.CONCLUSION, date(2026, 1, 1))
    assert found.paused and found.due is None and not found.overdue
    assert queue_entry(case, [found], 3).urgency is Urgency.PAUSED


def test_an_extension_adds_days_to_the_conclusion_only() -> None:
    case = complaint(at("2025-11-03"), "bureau", extensions=(Extension(at("2025-11-07"), 5, "情况复杂"),))
    assert clock(case, ClockKind.CONCLUSION).due == date(2025, 11, 17)


@pytest.mark.parametrize(
    ("today", "left", "urgency"),
    [
        pytest.param(date(2025, 11, 4), 4, Urgency.RUNNING, id="four-days-left"),
        pytest.param(date(2025, 11, 5), 3, Urgency.DUE_SOON, id="three-days-left"),
        pytest.param(date(2025, 11, 10), 0, Urgency.DUE_SOON, id="the-last-day"),
        pytest.param(date(2025, 11, 11), -1, Urgency.OVERDUE, id="one-day-late"),
    ],
)
def test_days_left_are_counted_in_the_clocks_unit(today: date, left: int, urgency: Urgency) -> None:
    case = complaint(at("2025-11-03"), "bureau")
    found = clock(case, ClockKind.CONCLUSION, today)
    assert found.days_left == left
    assert queue_entry(case, [found], 3).urgency is urgency


@pytest.mark.parametrize(
    ("answered", "overdue"),
    [
        pytest.param(at("2025-11-10", "23:00"), False, id="on-the-last-evening"),
        pytest.param(at("2025-11-11", "00:10"), True, id="after-midnight"),
    ],
)
def test_an_answer_is_in_time_until_the_end_of_the_last_day(answered: datetime, overdue: bool) -> None:
    case = complaint(at("2025-11-03"), "bureau", state=State.ANSWERED, answered_at=answered)
    found = clock(case, ClockKind.CONCLUSION, date(2026, 1, 1))
    assert found.overdue is overdue and found.days_left is None
    assert queue_entry(case, [found], 3).urgency is Urgency.CLOSED


def test_beyond_the_published_notices_a_deadline_is_an_estimate() -> None:
    found = clock(complaint(at("2026-12-28"), "bureau"), ClockKind.CONCLUSION, date(2026, 12, 28))
    assert (found.due, found.estimated) == (date(2027, 1, 4), True)


def test_an_estimate_becomes_exact_when_the_notice_is_known() -> None:
    case = complaint(at("2025-09-26"), "foreign")
    before = clock(case, ClockKind.ACCEPTANCE, calendar=WorkCalendar(published_years={2024}))
    assert (before.due, before.estimated) == (date(2025, 10, 7), True)
    after = clock(case, ClockKind.ACCEPTANCE)
    assert (after.due, after.estimated) == (date(2025, 10, 13), False)


@given(
    start=st.dates(date(2024, 1, 1), date(2026, 6, 1)),
    count=st.integers(0, 90),
    skipped=st.frozensets(st.dates(date(2024, 1, 1), date(2026, 12, 1)), max_size=20),
)
def test_exactly_so_many_working_days_lie_between(start: date, count: int, skipped: frozenset[date]) -> None:
    due = CALENDAR.add_working_days(start, count, skipped).day
    days = [start + timedelta(days=step) for step in range(1, (due - start).days + 1)]
    counted = [day for day in days if CALENDAR.is_working_day(day) and day not in skipped]
    assert len(counted) == count
    assert count == 0 or counted[-1] == due
    if not skipped:
        assert CALENDAR.working_days_between(start, due) == count


@pytest.mark.parametrize("key", CHANNELS, ids=str)
def test_every_clock_names_its_legal_basis(key: str) -> None:
    channel = CHANNELS[key]
    assert channel.conclusion.basis and (channel.acceptance is None or channel.acceptance.basis)


def test_one_number_of_a_channel_is_configured_alone() -> None:
    settings = ComplaintSettings.model_validate({"channels": {"bureau": {"conclusion": {"days": "10"}}}})
    assert settings.channels["bureau"].conclusion.days == 10
    assert settings.channels["bureau"].label == "企业诉求（本局）"
    assert settings.channels["foreign"] == CHANNELS["foreign"]


def test_a_withdrawn_complaint_has_no_running_clock() -> None:
    case = complaint(at("2025-11-03"), "foreign", state=State.WITHDRAWN, closed_at=at("2025-11-04"))
    found = clock(case, ClockKind.ACCEPTANCE, date(2026, 1, 1))
    assert not found.overdue
    assert queue_entry(replace(case), [found], 3).urgency is Urgency.CLOSED
