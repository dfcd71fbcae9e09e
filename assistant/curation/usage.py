"""用法: how much is asked, refused and liked, how fast the first sentence comes, and which documents are cited or never are."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import quantiles
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from assistant.access import CURRENT, document_status_on
from assistant.contract.usage import CitedDocument, DayUsage, Speed, UncitedDocument, Usage
from assistant.conversations.tables import FeedbackRow, MessageRow
from assistant.curation.asked_questions import start_of
from assistant.database import Database
from assistant.documents.reading import documents_by_id
from assistant.documents.tables import DocumentRow
from assistant.errors import InvalidInput
from assistant.records import Intent, Role
from assistant.workdays import beijing_day

LONGEST_PERIOD = 366
_SHOWN = 50
_AT_ONCE = 500
FIRST_SENTENCE = "first_sentence"
"""The timing of an answer's first piece."""


@dataclass(slots=True)
class _Counts:
    questions: Counter[date] = field(default_factory=Counter)
    refused: Counter[date] = field(default_factory=Counter)
    standard: Counter[date] = field(default_factory=Counter)
    ratings: Counter[tuple[date, str]] = field(default_factory=Counter)
    intents: Counter[Intent] = field(default_factory=Counter)
    roles: Counter[Role] = field(default_factory=Counter)
    first_ms: list[float] = field(default_factory=list)
    total_ms: list[float] = field(default_factory=list)
    documents: Counter[str] = field(default_factory=Counter)
    titles: dict[str, str] = field(default_factory=dict)
    clauses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def usage(database: Database, since: date, until: date) -> Usage:
    """What the stored answers of the period tell. Raises InvalidInput for a period that ends before it begins or is longer than a year."""
    if not 0 <= (until - since).days < LONGEST_PERIOD:
        raise InvalidInput(f"统计的时段最长 {LONGEST_PERIOD} 天，结束日不能早于开始日")
    counts = _Counts()
    with database.session() as session:
        for row in session.execute(_answers(since, until).execution_options(yield_per=_AT_ONCE)):
            _count(counts, row)
        never = _never_cited(session, set(counts.documents), until)
    asked = sum(counts.questions.values()) - counts.intents[Intent.SMALL_TALK]
    return Usage(
        since=since,
        until=until,
        questions=sum(counts.questions.values()),
        refused_share=sum(counts.refused.values()) / asked if asked else 0.0,
        days=tuple(_day(counts, since + timedelta(days=number)) for number in range((until - since).days + 1)),
        intents=counts.intents,
        roles=counts.roles,
        first_sentence=_speed(counts.first_ms),
        whole_answer=_speed(counts.total_ms),
        cited=tuple(
            CitedDocument(
                document_id=document,
                title=counts.titles[document],
                answers=number,
                clauses=tuple(counts.clauses[document].most_common(5)),
            )
            for document, number in counts.documents.most_common(_SHOWN)
        ),
        never_cited=never,
    )


def _answers(since: date, until: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            MessageRow.created_at,
            MessageRow.role,
            MessageRow.intent,
            MessageRow.refused,
            MessageRow.timings,
            MessageRow.answer,
            FeedbackRow.rating,
        )
        .outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
        .where(MessageRow.created_at >= start_of(since), MessageRow.created_at < start_of(until + timedelta(days=1)))
    )


def _count(counts: _Counts, row: Row[*tuple[Any, ...]]) -> None:
    day = beijing_day(row.created_at)
    counts.questions[day] += 1
    counts.refused[day] += bool(row.refused)
    counts.standard[day] += bool(row.answer.get("standard"))
    counts.intents[row.intent] += 1
    counts.roles[row.role] += 1
    if row.rating:
        counts.ratings[day, row.rating] += 1
    if FIRST_SENTENCE in row.timings:
        counts.first_ms.append(row.timings[FIRST_SENTENCE])
    if "total" in row.timings:
        counts.total_ms.append(row.timings["total"])
    cited = {(one["source_id"], one["clause"] or "") for one in row.answer.get("citations", ())}
    counts.titles |= {one["source_id"]: one["document"] for one in row.answer.get("citations", ())}
    counts.documents.update({document for document, _ in cited})
    for document, clause in cited:
        if clause:
            counts.clauses[document][clause] += 1


def _day(counts: _Counts, day: date) -> DayUsage:
    return DayUsage(
        day=day,
        questions=counts.questions[day],
        refused=counts.refused[day],
        liked=counts.ratings[day, "up"],
        disliked=counts.ratings[day, "down"],
        standard=counts.standard[day],
    )


def _speed(times_ms: Sequence[float]) -> Speed:
    if len(times_ms) < 2:
        only = times_ms[0] if times_ms else None
        return Speed(counted=len(times_ms), half_ms=only, most_ms=only)
    steps = quantiles(times_ms, n=20, method="inclusive")
    return Speed(counted=len(times_ms), half_ms=round(steps[9], 1), most_ms=round(steps[18], 1))


def _never_cited(session: Session, cited: set[str], day: date) -> tuple[UncitedDocument, ...]:
    """Documents that hold today first: of those it is odd that nobody is told of them."""
    ids = [document_id for document_id in session.scalars(select(DocumentRow.id)) if document_id not in cited]
    found = [
        UncitedDocument(
            document_id=one.id,
            title=one.title,
            kind=one.kind,
            clearance=one.clearance,
            current=document_status_on(one, day) in CURRENT,
        )
        for one in documents_by_id(session, ids).values()
    ]
    return tuple(sorted(found, key=lambda one: (not one.current, one.title)))
