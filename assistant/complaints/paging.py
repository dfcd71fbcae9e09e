"""Complaints a page at a time, whatever number the years bring.

What presses is worked out from today's calendar and settings and stored nowhere, so the cases that are still open, or have a clock that runs, are
read and put in order; they are as many as the staff can handle. What is over grows for ever, and comes in pages from the record.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import selectinload

from assistant.complaints.changes import OPEN_STATES
from assistant.complaints.records import State
from assistant.complaints.tables import ComplaintRow
from assistant.sections.complaints import ChannelSettings, ClockSettings


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which complaints; what is empty or None does not choose. Each word of ``text`` stands in the number, subject, complainant or text."""

    states: Collection[State] = ()
    channel: str = ""
    text: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: so many from an offset on, from 0; ``limit`` None is all."""

    limit: int | None = None
    offset: int = 0


ALL = Wanted()
WHOLE = Leaf()


def chosen(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a choice."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(ComplaintRow.state.in_(wanted.states))
    if wanted.channel:
        conditions.append(ComplaintRow.channel == wanted.channel)
    if wanted.year is not None:
        conditions.append(ComplaintRow.year == wanted.year)
    conditions += [
        ComplaintRow.number.contains(word, autoescape=True)
        | ComplaintRow.subject.contains(word, autoescape=True)
        | ComplaintRow.complainant.contains(word, autoescape=True)
        | ComplaintRow.text.contains(word, autoescape=True)
        for word in wanted.text.split()
    ]
    return tuple(conditions)


def rows_of(*conditions: ColumnElement[bool], leaf: Leaf = WHOLE) -> Select[ComplaintRow]:
    """Complaints that fit, newest first, with what belongs to them in a query for all instead of some for each."""
    rows = select(ComplaintRow).where(*conditions).order_by(ComplaintRow.id.desc())
    rows = rows.options(
        selectinload(ComplaintRow.attachments),
        selectinload(ComplaintRow.pauses),
        selectinload(ComplaintRow.extensions),
    )
    return rows.limit(leaf.limit).offset(leaf.offset or None)


def number_of(*conditions: ColumnElement[bool]) -> Select[int]:
    """How many fit."""
    return select(func.count()).select_from(ComplaintRow).where(*conditions)


def is_over(channels: Mapping[str, ChannelSettings]) -> ColumnElement[bool]:
    """``Urgency.CLOSED`` of ``queue.py`` as a condition: not open, and no clock of its channel runs."""
    running = [and_(ComplaintRow.channel == key, or_(*_running_clocks(channel))) for key, channel in channels.items()]
    return and_(ComplaintRow.state.not_in(OPEN_STATES), not_(or_(false(), *running)))


def _running_clocks(channel: ChannelSettings) -> list[ColumnElement[bool]]:
    clocks = [_runs(channel.conclusion, ComplaintRow.answered_at.is_(None))]
    if channel.acceptance is not None:
        clocks.append(_runs(channel.acceptance, ComplaintRow.decided_at.is_(None)))
    return clocks


def _runs(clock: ClockSettings, unmet: ColumnElement[bool]) -> ColumnElement[bool]:
    begun = [ComplaintRow.accepted_at.is_not(None)] if clock.starts == "accepted" else []
    return and_(unmet, ComplaintRow.closed_at.is_(None), *begun)
