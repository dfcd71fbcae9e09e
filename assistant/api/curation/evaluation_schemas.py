"""Runs of evaluation as JSON."""

from pydantic import Field

from assistant.api.schemas.base import Day, Request
from assistant.contract.evaluation import (
    EvaluationDetail,
    EvaluationFigure,
    EvaluationResult,
    Expected,
    FailedCheck,
    Only,
)
from assistant.evaluation.checking import CaseResult
from assistant.evaluation.comparing import Comparison
from assistant.evaluation.figures import Figure, figures_of, passed_by_tag
from assistant.evaluation.report import CHECK_TITLES, TITLES, expectations_of
from assistant.evaluation.runs import ResultBeside, RunDetail


class RunRequest(Request):
    """``cases`` is a suite's text, one JSON object a line; without it the questions are asked that were kept as cases."""

    suite: str = Field("", max_length=200, description="问题集的名称，同名的才互相比较；不写 cases 时不用写")
    cases: str | None = Field(None, description="问题集（docs/evaluation.md），一行一题；不写就用收下的评测题")
    as_of: Day = Field(None, description="按哪一天的有效规定回答，默认今天；题目自己写了的以它为准")


def figure(name: str, title: str, of: Figure, comparison: Comparison | None) -> EvaluationFigure:
    """A figure beside what it was in the run before."""
    changes = comparison.changes if comparison is not None else ()
    change = next((one for one in changes if one.name == name), None)
    return EvaluationFigure(
        name=name,
        title=title,
        unit="ms" if name.endswith("_ms") else "share",
        value=of.value,
        low=of.low,
        high=of.high,
        of=of.of,
        before=change.earlier if change is not None else None,
        settled=change.settled if change is not None else False,
    )


def detail_of(detail: RunDetail) -> EvaluationDetail:
    """A run with its figures so far."""
    results, comparison = detail.run.results, detail.comparison
    figures = figures_of(results) if results else {}
    return EvaluationDetail(
        run=detail.summary,
        figures=tuple(
            figure(name, title, figures[name], comparison) for name, title in TITLES.items() if name in figures
        ),
        groups=tuple(figure("", tag, share, None) for tag, share in passed_by_tag(results).items()),
        before=detail.before,
        worse=len(comparison.newly_failed) if comparison is not None else 0,
        better=len(comparison.newly_passed) if comparison is not None else 0,
        chance=comparison.chance if comparison is not None else None,
    )


def result_of(beside: ResultBeside) -> EvaluationResult:
    """What came of a question, beside what came of it before."""
    result, before = beside.result, beside.before
    return EvaluationResult(
        id=result.case.id,
        question=result.case.question,
        history=result.case.history,
        role=result.case.role,
        tags=result.case.tags,
        passed=result.passed,
        expected=tuple(map(Expected.model_validate, expectations_of(result.case.expect))),
        failed=_failed(result),
        refused=result.refused,
        cited=result.cited,
        text=result.said,
        milliseconds=round(result.milliseconds, 1),
        before_passed=before.passed if before is not None else None,
        before_text=before.said if before is not None else "",
    )


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
