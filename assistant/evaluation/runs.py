"""Runs that are kept: started by an administrator, asked in the background, taken up again after a process died, compared with one before."""

import json
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from assistant.contract.evaluation import EvaluationRun, RunState
from assistant.database import Database, utc_now
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.evaluation.checking import CaseResult
from assistant.evaluation.comparing import Comparison, StoredRun, compare
from assistant.evaluation.figures import figures_of
from assistant.evaluation.report import Run, run_to_json, run_to_markdown
from assistant.evaluation.running import AnswersQuestions, ask
from assistant.evaluation.suite import parse_suite
from assistant.evaluation.tables import EvaluationResultRow, EvaluationRunRow
from assistant.records import Principal

_LONGEST_NAME = 200
_RESULT = TypeAdapter(CaseResult)
_STORED = TypeAdapter(StoredRun)
Told = Callable[[int, int, str], None]
"""How many questions are asked, of how many, and the one that is asked now."""


@dataclass(frozen=True, slots=True)
class RunDetail:
    """A run with its figures so far; ``before`` is the run that it is compared with."""

    summary: EvaluationRun
    run: Run
    before: EvaluationRun | None
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class ResultBeside:
    """A result, and what came of the same question in the run before; None where that did not ask it."""

    result: CaseResult
    before: CaseResult | None

    @property
    def worse(self) -> bool:
        return self.before is not None and self.before.passed and not self.result.passed

    @property
    def better(self) -> bool:
        return self.before is not None and not self.before.passed and self.result.passed


class Evaluations:
    """The runs. Whoever calls checks who may."""

    def __init__(self, database: Database, answerer: Callable[[], AnswersQuestions], model: str) -> None:
        """``answerer`` makes one whose tables list every row; ``model`` names the language model, "" for none."""
        self._database = database
        self.answerer = answerer
        self._model = model

    def start(self, suite: str, cases: str, day: date, by: Principal, begin: Callable[[int], object]) -> EvaluationRun:
        """Keep a run and let ``begin`` put its job on the list. Raises InvalidInput naming the unusable line, Conflict while one is under way."""
        name = suite.strip()
        if not name or len(name) > _LONGEST_NAME:
            raise InvalidInput(f"请写明问题集的名称，最多 {_LONGEST_NAME} 字")
        total = len(parse_suite(cases, name))
        with self._database.session() as session:
            busy = select(EvaluationRunRow.id).where(EvaluationRunRow.state.in_((RunState.WAITING, RunState.RUNNING)))
            if session.scalar(busy.limit(1)) is not None:
                raise Conflict("已有一次评测正在进行，请等它做完，或先停止它")
            row = EvaluationRunRow(
                suite=name,
                cases=cases,
                total=total,
                day=day,
                model=self._model,
                machine=f"{platform.machine()}，{os.cpu_count()} 核",
                state=RunState.WAITING,
                started_by=by.name,
            )
            session.add(row)
            session.flush()
            number = row.id
        try:
            begin(number)
        except BaseException:  # also where the process is told to end: a run without a job would wait for ever
            self.remove(number)
            raise
        return self.summary(number)

    def list(self, limit: int = 50, offset: int = 0) -> tuple[tuple[EvaluationRun, ...], int]:
        """A page of the runs, the latest first, and how many there are."""
        with self._database.session() as session:
            rows = session.scalars(
                select(EvaluationRunRow).order_by(EvaluationRunRow.id.desc()).limit(limit).offset(offset)
            ).all()
            total = session.scalar(select(func.count(EvaluationRunRow.id))) or 0
            return tuple(_summaries(session, rows)), total

    def summary(self, number: int) -> EvaluationRun:
        """One run as in the list. Raises NotFound."""
        with self._database.session() as session:
            return _summary(session, number)

    def detail(self, number: int) -> RunDetail:
        """A run with its figures, beside the latest finished one of the same suite before it. Raises NotFound."""
        with self._database.session() as session:
            row = _row(session, number)
            results = _results(session, number)
            before = _before(session, row)
            run = Run(row.suite, row.day, row.model, row.machine, results)
            comparison = None
            if before is not None and results:
                earlier = _STORED.validate_python(before.document)
                passed = {result.case.id: result.passed for result in results}
                comparison = compare(earlier, figures_of(results), passed)
            return RunDetail(
                _summary(session, number), run, _summary(session, before.id) if before else None, comparison
            )

    def results(self, number: int) -> tuple[ResultBeside, ...]:
        """What came of every question so far, with what came of it in the run before. Raises NotFound."""
        with self._database.session() as session:
            before = _before(session, _row(session, number))
            earlier = {result.case.id: result for result in _results(session, before.id)} if before else {}
            return tuple(ResultBeside(result, earlier.get(result.case.id)) for result in _results(session, number))

    def document(self, number: int) -> dict[str, object]:
        """The run as JSON values, with which ``huizhao evaluate --compare`` can go on. Raises NotFound, Conflict before anything was asked."""
        detail = self._asked(number)
        return run_to_json(detail.run, detail.comparison)

    def page(self, number: int) -> str:
        """The run as a page in Markdown. Raises as ``document`` does."""
        detail = self._asked(number)
        return run_to_markdown(detail.run, detail.comparison)

    def stop(self, number: int) -> EvaluationRun:
        """Ask no more; what was asked stays. Raises NotFound, Conflict where it is over."""
        with self._database.session() as session:
            if RunState(_row(session, number).state).over:
                raise Conflict("这次评测已经结束")
        self._end(number, RunState.STOPPED)
        return self.summary(number)

    def remove(self, number: int) -> None:
        """Forget a run. Raises NotFound, Conflict while it is asked."""
        with self._database.session() as session:
            if _row(session, number).state == RunState.RUNNING:
                raise Conflict("这次评测正在进行，请先停止它")
            session.execute(delete(EvaluationRunRow).where(EvaluationRunRow.id == number))

    def work(self, number: int, told: Told) -> None:
        """Ask what was not asked yet, until the end or until somebody stops it."""
        with self._database.session() as session:
            row = session.get(EvaluationRunRow, number)
            if row is None or RunState(row.state).over:
                return
            row.state = RunState.RUNNING
            cases, day = parse_suite(row.cases, row.suite), row.day
            asked = set(
                session.scalars(select(EvaluationResultRow.case_id).where(EvaluationResultRow.run_id == number))
            )
        answerer = self.answerer()
        for place, case in enumerate(cases, start=1):
            if case.id in asked:
                continue
            told(place - 1, len(cases), case.question)
            result = ask(case, answerer, day)
            if not self._keep(number, place, result):
                return
        self._end(number, RunState.DONE)

    def given_up(self, number: int, why: str) -> None:
        """The job is over, whatever became of it: a run that is not has failed."""
        self._end(number, RunState.FAILED, why)

    def _keep(self, number: int, place: int, result: CaseResult) -> bool:
        """False where the run was stopped or removed meanwhile."""
        with self._database.session() as session:
            state = session.scalar(select(EvaluationRunRow.state).where(EvaluationRunRow.id == number))
            if state != RunState.RUNNING:
                return False
            kept = _RESULT.dump_python(result, mode="json")
            session.add(
                EvaluationResultRow(
                    run_id=number, number=place, case_id=result.case.id, passed=result.passed, result=kept
                )
            )
        return True

    def _end(self, number: int, state: RunState, error: str = "") -> None:
        """The first end holds."""
        with self._database.session() as session:
            row = session.get(EvaluationRunRow, number)
            if row is None or RunState(row.state).over:
                return
            results = _results(session, number)
            row.state, row.error, row.ended_at = state, error, utc_now()
            if results:
                row.document = run_to_json(Run(row.suite, row.day, row.model, row.machine, results))

    def _asked(self, number: int) -> RunDetail:
        detail = self.detail(number)
        if not detail.run.results:
            raise Conflict("这次评测还没有问完一题，请稍后再导出")
        return detail


def suite_text(lines: Iterable[dict[str, object]]) -> str:
    """Lines of a suite as its text."""
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def _row(session: Session, number: int) -> EvaluationRunRow:
    row = session.get(EvaluationRunRow, number)
    if row is None:
        raise NotFound("没有这次评测")
    return row


def _before(session: Session, row: EvaluationRunRow) -> EvaluationRunRow | None:
    """The latest run of the same suite before this one that came to its end."""
    return session.scalar(
        select(EvaluationRunRow)
        .where(
            EvaluationRunRow.suite == row.suite,
            EvaluationRunRow.id < row.id,
            EvaluationRunRow.state == RunState.DONE,
        )
        .order_by(EvaluationRunRow.id.desc())
        .limit(1)
    )


def _results(session: Session, number: int) -> tuple[CaseResult, ...]:
    kept = session.scalars(
        select(EvaluationResultRow.result)
        .where(EvaluationResultRow.run_id == number)
        .order_by(EvaluationResultRow.number)
    )
    return tuple(map(_RESULT.validate_python, kept))


def _summary(session: Session, number: int) -> EvaluationRun:
    (summary,) = _summaries(session, [_row(session, number)])
    return summary


def _summaries(session: Session, rows: Sequence[EvaluationRunRow]) -> Iterable[EvaluationRun]:
    ids = [row.id for row in rows]
    counted = select(EvaluationResultRow.run_id, EvaluationResultRow.passed, func.count()).where(
        EvaluationResultRow.run_id.in_(ids)
    )
    counts = {
        (run_id, passed): count
        for run_id, passed, count in session.execute(
            counted.group_by(EvaluationResultRow.run_id, EvaluationResultRow.passed)
        )
    }
    for row in rows:
        passed, failed = counts.get((row.id, True), 0), counts.get((row.id, False), 0)
        yield EvaluationRun(
            id=row.id,
            suite=row.suite,
            state=RunState(row.state),
            total=row.total,
            done=passed + failed,
            passed=passed,
            day=row.day,
            model=row.model,
            error=row.error,
            started_by=row.started_by,
            started_at=row.started_at,
            ended_at=row.ended_at,
        )
