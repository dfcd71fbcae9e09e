"""The queue in pages: what is over comes from the record, and is what the clocks say is over."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from assistant.complaints.paging import ALL, Leaf, Wanted, is_over, rows_of
from assistant.complaints.queue import Urgency, due, entry_of, pressing_first, queue_page, unfinished
from assistant.complaints.reading import to_complaints
from assistant.complaints.records import State
from assistant.complaints.tables import ComplaintRow
from assistant.database import utc_now
from assistant.errors import NotPermitted
from tests.complaints_desk import DeskWorld

_SEED = 20261201
_COUNT = 300


@pytest.fixture
def busy(desk_world: DeskWorld) -> DeskWorld:
    """Complaints of every state and channel whose moments are drawn at random, those too that the steps would not lead to."""
    chance = random.Random(_SEED)
    channels = [*desk_world.settings.complaints.channels, "gone"]
    with desk_world.database.session() as session:
        for number in range(1, _COUNT + 1):
            received = utc_now() - timedelta(days=chance.randrange(1, 60))

            def perhaps(since: datetime = received) -> datetime | None:
                return since + timedelta(hours=chance.randrange(1, 20)) if chance.random() < 0.5 else None

            session.add(
                ComplaintRow(
                    number=f"{number}号",
                    year=2026,
                    ordinal=number,
                    channel=chance.choice(channels),
                    subject=f"第{number}件{'补贴' if number % 3 else '停车'}",
                    text="请核实。",
                    received_at=received,
                    state=chance.choice(list(State)),
                    accepted_at=perhaps(),
                    decided_at=perhaps(),
                    answered_at=perhaps(),
                    closed_at=perhaps(),
                )
            )
    return desk_world


def test_what_is_over_is_what_the_clocks_say(busy: DeskWorld) -> None:
    with busy.database.session() as session:
        over = {row.id for row in session.scalars(select(ComplaintRow).where(is_over(busy.desk.settings.channels)))}
        entries = [entry_of(busy.desk, one) for one in to_complaints(session, list(session.scalars(rows_of())))]
    assert over == {entry.complaint.id for entry in entries if entry.urgency is Urgency.CLOSED}
    assert 0 < len(over) < _COUNT


@pytest.mark.parametrize("urgency", [None, *Urgency])
@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(ALL, id="all"),
        pytest.param(Wanted(text="补贴"), id="a-word"),
        pytest.param(Wanted((State.ANSWERED, State.REVIEW)), id="states"),
    ],
)
def test_the_pages_together_are_the_queue(busy: DeskWorld, urgency: Urgency | None, wanted: Wanted) -> None:
    whole = queue_page(busy.desk, busy.zhang, wanted, urgency)
    pages = [queue_page(busy.desk, busy.zhang, wanted, urgency, Leaf(40, at)) for at in range(0, whole.total + 1, 40)]
    assert [entry.complaint.id for page in pages for entry in page.entries] == [
        entry.complaint.id for entry in whole.entries
    ]
    assert {page.total for page in pages} == {whole.total} == {len(whole.entries)}
    entries = [entry_of(busy.desk, one) for one in busy.desk.list(busy.zhang, wanted)]
    assert {entry.complaint.id for entry in whole.entries} == {
        entry.complaint.id for entry in entries if urgency in (None, entry.urgency)
    }
    assert sum(whole.counts.values()) == len(entries)
    pressing = [entry for entry in whole.entries if entry.urgency is not Urgency.CLOSED]
    assert tuple(pressing) == pressing_first(pressing) == whole.entries[: len(pressing)]


def test_what_is_due_is_unfinished(busy: DeskWorld) -> None:
    ids = {entry.complaint.id for entry in unfinished(busy.desk, busy.zhang)}
    assert {entry.complaint.id for entry in due(busy.desk, busy.zhang)} < ids
    with pytest.raises(NotPermitted):
        queue_page(busy.desk, busy.keshang)


def test_a_page_costs_the_same_number_of_queries_whatever_is_held(busy: DeskWorld) -> None:
    from sqlalchemy import event

    asked: list[str] = []
    event.listen(busy.database.engine, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    queue_page(busy.desk, busy.zhang, leaf=Leaf(10))
    few = len(asked)
    queue_page(busy.desk, busy.zhang, leaf=Leaf(200))
    assert len(asked) - few <= few + 2
    assert few < 20
