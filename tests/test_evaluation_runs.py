"""Runs of evaluation that are kept: asked on after a stop of the process, stopped, compared with the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.events import AnswerComplete, AnswerEvent
from assistant.answers import Answer, Turn
from assistant.contract.evaluation import RunState
from assistant.database import Database
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.evaluation.report import TITLES
from assistant.evaluation.runs import Evaluations
from assistant.records import Intent, Principal, Role
from ui.admin.evaluating.texts import TEXTS

DAY = date(2026, 11, 23)
ADMIN = Principal(Role.ADMIN, 1, "admin")
SUITE = "".join(
    f'{{"id": "q-{number}", "question": "问{number}", "expect": {{"contains": ["答{number}"]}}}}\n'
    for number in (1, 2, 3)
)


class Scripted:
    """Answers as it is told to; ``asked`` are the questions so far. Raises where it has no answer."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def stream(
        self, question: str, principal: Principal, as_of: date | None = None, history: Sequence[Turn] = ()
    ) -> Iterator[AnswerEvent]:
        self.asked.append(question)
        yield AnswerComplete(Answer(self.answers[question], False, Intent.POLICY), question)


@pytest.fixture
def scripted() -> Scripted:
    return Scripted(问1="答1", 问2="没有", 问3="答3")


@pytest.fixture
def evaluations(tmp_path: Path, scripted: Scripted) -> Iterator[Evaluations]:
    database = Database(f"sqlite:///{tmp_path / 'huizhao.db'}")
    database.migrate()
    yield Evaluations(database, lambda: scripted, "")
    database.close()


def begun(evaluations: Evaluations, suite: str = SUITE, name: str = "s.jsonl") -> int:
    return evaluations.start(name, suite, DAY, ADMIN, lambda number: number).id


def finished(evaluations: Evaluations) -> int:
    number = begun(evaluations)
    evaluations.work(number, lambda *_: None)
    return number


def test_a_run_is_kept_with_its_failures_and_what_was_answered(evaluations: Evaluations) -> None:
    told: list[tuple[int, int, str]] = []
    number = begun(evaluations)
    assert evaluations.summary(number).state is RunState.WAITING
    evaluations.work(number, lambda *progress: told.append(progress))
    assert told == [(0, 3, "问1"), (1, 3, "问2"), (2, 3, "问3")]
    summary = evaluations.summary(number)
    assert (summary.state, summary.done, summary.passed, summary.total) == (RunState.DONE, 3, 2, 3)
    failed = [one.result for one in evaluations.results(number) if not one.result.passed]
    assert [(one.case.id, one.said, one.checks[-1].detail) for one in failed] == [("q-2", "没有", "缺 答2")]
    assert evaluations.document(number)["results"] == {"q-1": True, "q-2": False, "q-3": True}
    assert "说到 答2" in evaluations.page(number)


def test_the_run_before_of_the_same_suite_is_compared_with(evaluations: Evaluations, scripted: Scripted) -> None:
    first = finished(evaluations)
    scripted.answers.update(问2="答2", 问3="没有")
    second = finished(evaluations)
    detail = evaluations.detail(second)
    assert detail.before is not None and detail.comparison is not None
    assert detail.before.id == first
    assert (detail.comparison.newly_passed, detail.comparison.newly_failed) == (("q-2",), ("q-3",))
    assert [
        (one.result.case.id, one.before.said) for one in evaluations.results(second) if one.before and one.worse
    ] == [("q-3", "答3")]
    other = begun(evaluations, name="t.jsonl")
    assert evaluations.detail(other).before is None


def test_a_run_goes_on_where_its_process_died(evaluations: Evaluations, scripted: Scripted) -> None:
    number = begun(evaluations)
    del scripted.answers["问2"]
    with pytest.raises(KeyError):
        evaluations.work(number, lambda *_: None)
    scripted.answers["问2"] = "答2"
    evaluations.work(number, lambda *_: None)
    assert scripted.asked == ["问1", "问2", "问2", "问3"]
    assert evaluations.summary(number).passed == 3


def test_what_was_asked_stays_when_a_run_is_stopped(evaluations: Evaluations) -> None:
    number = begun(evaluations)

    def told(done: int, total: int, question: str) -> None:
        if done:
            evaluations.stop(number)

    evaluations.work(number, told)
    summary = evaluations.summary(number)
    assert (summary.state, summary.done) == (RunState.STOPPED, 1)
    evaluations.given_up(number, "不再改变")
    assert evaluations.summary(number).error == ""
    with pytest.raises(Conflict):
        evaluations.stop(number)
    evaluations.remove(number)
    with pytest.raises(NotFound):
        evaluations.detail(number)


def test_one_run_at_a_time_and_only_of_a_suite_that_can_be_read(evaluations: Evaluations) -> None:
    with pytest.raises(InvalidInput, match="第 1 行"):
        begun(evaluations, "{")
    number = begun(evaluations)
    with pytest.raises(Conflict, match="正在进行"):
        begun(evaluations)
    evaluations.given_up(number, "出错")
    assert evaluations.summary(number).state is RunState.FAILED

    def refuse(number: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        evaluations.start("s", SUITE, DAY, ADMIN, refuse)
    assert evaluations.list()[1] == 1


def test_every_figure_has_words_in_the_page() -> None:
    assert {f"figure_{name}" for name in TITLES} <= TEXTS.keys()
