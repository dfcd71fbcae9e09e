"""Runs of evaluation as JSON."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.api.schemas.base import Day, Request
from assistant.evaluation.checking import CaseResult
from assistant.evaluation.comparing import Comparison
from assistant.evaluation.figures import Figure, figures_of, passed_by_tag
from assistant.evaluation.report import CHECK_TITLES, TITLES, expectations_of
from assistant.evaluation.runs import ResultBeside, RunDetail, RunState
from assistant.records import Role

Only = Literal["failed", "worse", "better", "all"]


class RunRequest(Request):
    """``cases`` is a suite's text, one JSON object a line; without it the questions are asked that were kept as cases."""

    suite: str = Field("", max_length=200, description="问题集的名称，同名的才互相比较；不写 cases 时不用写")
    cases: str | None = Field(None, description="问题集（docs/evaluation.md），一行一题；不写就用收下的评测题")
    as_of: Day = Field(None, description="按哪一天的有效规定回答，默认今天；题目自己写了的以它为准")


class RunResponse(BaseModel):
    """A run in a list: `done` of `total` questions were asked, `passed` came out as expected."""

    model_config = ConfigDict(from_attributes=True)

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


class RunList(BaseModel):
    """A page of the runs, the latest first; ``cases`` is how many kept cases there are to be asked."""

    runs: tuple[RunResponse, ...]
    total: int
    cases: int


class FigureResponse(BaseModel):
    """A figure with its 95 % interval; shares from 0 to 1, times in milliseconds (`unit`). `before` is what it was in the run before, `settled` whether the difference is more than
    chance."""

    name: str
    title: str
    unit: Literal["share", "ms"]
    value: float
    low: float
    high: float
    of: int
    before: float | None = None
    settled: bool = False

    @classmethod
    def of_figure(cls, name: str, title: str, figure: Figure, comparison: Comparison | None) -> "FigureResponse":
        changes = comparison.changes if comparison is not None else ()
        change = next((one for one in changes if one.name == name), None)
        return cls(
            name=name,
            title=title,
            unit="ms" if name.endswith("_ms") else "share",
            value=figure.value,
            low=figure.low,
            high=figure.high,
            of=figure.of,
            before=change.earlier if change is not None else None,
            settled=change.settled if change is not None else False,
        )


class RunDetailResponse(BaseModel):
    """A run with its figures so far, its classes of questions, and what changed since `before`, the run of the same suite before it."""

    run: RunResponse
    figures: tuple[FigureResponse, ...]
    groups: tuple[FigureResponse, ...]
    before: RunResponse | None
    worse: int
    better: int
    chance: float | None = Field(description="两次结果若只凭偶然，这样偏向一边的概率")

    @classmethod
    def of_detail(cls, detail: RunDetail) -> "RunDetailResponse":
        results, comparison = detail.run.results, detail.comparison
        figures = figures_of(results) if results else {}
        return cls(
            run=RunResponse.model_validate(detail.summary),
            figures=tuple(
                FigureResponse.of_figure(name, title, figures[name], comparison)
                for name, title in TITLES.items()
                if name in figures
            ),
            groups=tuple(
                FigureResponse.of_figure("", tag, figure, None) for tag, figure in passed_by_tag(results).items()
            ),
            before=RunResponse.model_validate(detail.before) if detail.before is not None else None,
            worse=len(comparison.newly_failed) if comparison is not None else 0,
            better=len(comparison.newly_passed) if comparison is not None else 0,
            chance=comparison.chance if comparison is not None else None,
        )


class ExpectedResponse(BaseModel):
    """A thing that was expected: `kind` is refused, answered, citations (one of them), rows, row_count, contains or not_contains."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    detail: str


class FailedCheck(BaseModel):
    """A thing that was expected and did not come, and what came instead."""

    check: str
    title: str
    detail: str


class ResultResponse(BaseModel):
    """What came of one question, beside what came of it in the run before."""

    id: str
    question: str
    history: tuple[str, ...]
    role: Role
    tags: tuple[str, ...]
    passed: bool
    expected: tuple[ExpectedResponse, ...]
    failed: tuple[FailedCheck, ...]
    refused: bool
    cited: tuple[str, ...]
    text: str
    milliseconds: float
    before_passed: bool | None
    before_text: str

    @classmethod
    def of_result(cls, beside: ResultBeside) -> "ResultResponse":
        result, before = beside.result, beside.before
        return cls(
            id=result.case.id,
            question=result.case.question,
            history=result.case.history,
            role=result.case.role,
            tags=result.case.tags,
            passed=result.passed,
            expected=tuple(map(ExpectedResponse.model_validate, expectations_of(result.case.expect))),
            failed=_failed(result),
            refused=result.refused,
            cited=result.cited,
            text=result.said,
            milliseconds=round(result.milliseconds, 1),
            before_passed=before.passed if before is not None else None,
            before_text=before.said if before is not None else "",
        )


class ResultList(BaseModel):
    """A page of results in the suite's order."""

    results: tuple[ResultResponse, ...]
    total: int


def chosen(results: tuple[ResultBeside, ...], only: Only) -> tuple[ResultBeside, ...]:
    """The results that are asked for."""
    match only:
        case "failed":
            return tuple(one for one in results if not one.result.passed)
        case "worse":
            return tuple(one for one in results if one.worse)
        case "better":
            return tuple(one for one in results if one.better)
        case "all":
            return results


def _failed(result: CaseResult) -> tuple[FailedCheck, ...]:
    return tuple(
        FailedCheck(check=check.name, title=CHECK_TITLES.get(check.name, check.name), detail=check.detail)
        for check in result.checks
        if not check.passed
    )
