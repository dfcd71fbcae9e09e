"""Asking every question of a suite, each in its own conversation, as a user would."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Protocol

from assistant.answering.events import AnswerComplete, AnswerEvent, end_of
from assistant.answers import Turn
from assistant.evaluation.checking import CaseResult, check_answer
from assistant.evaluation.suite import Case
from assistant.records import Principal

WHOLE_TABLES = 1000
"""Rows that a table lists while it is judged: every one. The total is the same either way."""


class AnswersQuestions(Protocol):
    """What is needed of the product."""

    def stream(
        self, question: str, principal: Principal, as_of: date | None = None, history: Sequence[Turn] = ()
    ) -> Iterator[AnswerEvent]:
        """Sentences as they are ready, then the whole answer."""
        ...


def run_suite(
    cases: Sequence[Case],
    answerer: AnswersQuestions,
    day: date,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[CaseResult, ...]:
    """The results in order. ``day`` is the day asked about where a case names none."""
    results = []
    for done, case in enumerate(cases, start=1):
        results.append(ask(case, answerer, day))
        progress(done)
    return tuple(results)


def ask(case: Case, answerer: AnswersQuestions, default_day: date) -> CaseResult:
    """What comes of one question. ``default_day`` is the day asked about where the case names none."""
    day = case.as_of or default_day
    principal = Principal(role=case.role, name="评测")
    history: tuple[Turn, ...] = ()
    for question in case.history:
        complete = _complete(answerer, question, principal, day, history)
        history = (*history, Turn.of(question, complete.standalone_question, complete.answer))
    started = time.perf_counter()
    complete = _complete(answerer, case.question, principal, day, history)
    return check_answer(case, complete.answer, (time.perf_counter() - started) * 1000)


def _complete(
    answerer: AnswersQuestions, question: str, principal: Principal, day: date, history: Sequence[Turn]
) -> AnswerComplete:
    return end_of(answerer.stream(question, principal, day, history))
