"""Runs of evaluation."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from assistant.contract.message import Message
from assistant.records import Role

Only = Literal["failed", "worse", "better", "all"]
"""Which results are listed."""


class RunState(StrEnum):
    """``waiting`` for its turn or ``running``; ``stopped`` by a person before its end, ``failed`` by an error."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        return self not in (RunState.WAITING, RunState.RUNNING)


class EvaluationRun(Message):
    """A run in a list: ``done`` questions were asked so far of ``total``, ``passed`` of them came out as expected."""

    id: int
    suite: str
    state: RunState
    total: int
    done: int
    passed: int
    day: date
    model: str
    error: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None


class EvaluationRuns(Message):
    """A page of the runs, the latest first; ``cases`` is how many kept cases there are to be asked."""

    runs: tuple[EvaluationRun, ...]
    total: int
    cases: int


class EvaluationFigure(Message):
    """A figure with its 95 % interval; shares from 0 to 1, times in milliseconds (``unit``). ``before`` is what it was in the run before,
    ``settled`` whether the difference is more than chance."""

    name: str
    title: str
    unit: Literal["share", "ms"]
    value: float
    low: float
    high: float
    of: int
    before: float | None = None
    settled: bool = False


class EvaluationDetail(Message):
    """A run with its figures so far, its classes of questions, and what changed since ``before``, the run of the same suite before it."""

    run: EvaluationRun
    figures: tuple[EvaluationFigure, ...]
    groups: tuple[EvaluationFigure, ...]
    before: EvaluationRun | None
    worse: int
    better: int
    chance: float | None = Field(description="两次结果若只凭偶然，这样偏向一边的概率")


class Expected(Message):
    """A thing that was expected: ``kind`` is refused, answered, citations (one of them), rows, row_count, contains or not_contains."""

    kind: str
    detail: str


class FailedCheck(Message):
    """A thing that was expected and did not come, and what came instead."""

    check: str
    title: str
    detail: str


class EvaluationResult(Message):
    """What came of one question, beside what came of it in the run before."""

    id: str
    question: str
    history: tuple[str, ...]
    role: Role
    tags: tuple[str, ...]
    passed: bool
    expected: tuple[Expected, ...]
    failed: tuple[FailedCheck, ...]
    refused: bool
    cited: tuple[str, ...]
    text: str
    milliseconds: float
    before_passed: bool | None
    before_text: str


class EvaluationResults(Message):
    """A page of results in the suite's order."""

    results: tuple[EvaluationResult, ...]
    total: int
