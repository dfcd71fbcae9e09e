"""Runs of evaluation as the API tells them."""

from datetime import date, datetime

from ui.contract import Message

ONLY = ("failed", "worse", "better", "all")
"""Which results are listed."""


class EvaluationRun(Message):
    """A run in the list."""

    id: int
    suite: str
    state: str
    total: int
    done: int
    passed: int
    day: date
    model: str
    error: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        return self.state not in ("waiting", "running")


class EvaluationRuns(Message):
    """A page of the runs; ``cases`` is how many kept cases there are."""

    runs: tuple[EvaluationRun, ...]
    total: int
    cases: int


class EvaluationFigure(Message):
    """A figure with its interval: a share from 0 to 1, or milliseconds."""

    name: str
    title: str
    unit: str
    value: float
    low: float
    high: float
    of: int
    before: float | None
    settled: bool


class EvaluationDetail(Message):
    """A run, its figures, and how many questions changed since the run before."""

    run: EvaluationRun
    figures: tuple[EvaluationFigure, ...]
    groups: tuple[EvaluationFigure, ...]
    before: EvaluationRun | None
    worse: int
    better: int
    chance: float | None


class Expected(Message):
    """A thing that was expected."""

    kind: str
    detail: str


class FailedCheck(Message):
    """A thing that was expected and did not come."""

    check: str
    detail: str


class EvaluationResult(Message):
    """What came of one question."""

    id: str
    question: str
    history: tuple[str, ...]
    role: str
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
    """A page of results."""

    results: tuple[EvaluationResult, ...]
    total: int
