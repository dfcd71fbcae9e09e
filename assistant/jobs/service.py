"""Background jobs: one worker thread a process, progress in the database where every process sees it."""

import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast

from pydantic import TypeAdapter
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from assistant.calls import Call, Door, begin, current_call, end
from assistant.database import Database, utc_now
from assistant.errors import Busy, DatabaseUnavailable, HuizhaoError, NotFound
from assistant.jobs.tables import JobRow
from assistant.records import IngestProgress, IngestReport, Principal

log = logging.getLogger(__name__)
_NOT_RECORDED = (SQLAlchemyError, DatabaseUnavailable)

State = Literal["running", "done", "failed"]
Work = Callable[[Callable[[IngestProgress], None]], IngestReport]

_HEARTBEAT_S = 5.0
_DEAD_AFTER = timedelta(seconds=30)  # without a sign of life
_PROGRESS_EVERY_S = 0.3
_CLOSING_S = 5.0
_INTERRUPTED = "服务在处理过程中停止，请再提交一次（已读入的不会重复）"
_PROGRESS = TypeAdapter(IngestProgress)
_REPORT = TypeAdapter(IngestReport)


@dataclass(frozen=True, slots=True)
class Job:
    """How far a job is. ``report`` is there when it is done, ``error`` says why it failed."""

    id: str
    state: State
    progress: IngestProgress | None = None
    report: IngestReport | None = None
    error: str = ""


class _Closing(Exception):
    """Ends a running job from inside its progress report."""


class Jobs:
    """Runs jobs one after the other. A process that dies leaves its jobs without a sign of life: they count as failed."""

    def __init__(self, database: Database, most_waiting: int = 50) -> None:
        self.database = database
        self._most_waiting = most_waiting
        self._waiting: queue.SimpleQueue[tuple[str, Work, Call]] = queue.SimpleQueue()
        self._own: dict[str, threading.Event] = {}  # jobs of this process that are not over
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._threads: tuple[threading.Thread, ...] = ()

    def start(self, work: Work, by: Principal) -> str:
        """Take on a job and return its id at once; one that comes after ``close`` has failed. ``work`` gets a function that takes its progress.

        Raises Busy where too many wait.
        """
        if self.waiting() >= self._most_waiting:
            raise Busy(f"已有 {self._most_waiting} 项上传等待读入，请等一些做完再提交")
        job_id = secrets.token_urlsafe(16)
        with self.database.session() as session:
            session.add(JobRow(id=job_id, created_by=by.name, state="running"))
        with self._lock:
            self._own[job_id] = threading.Event()
            if not self._threads:
                # Daemons: reading a file may take minutes and must not hold up the end of the process.
                self._threads = (
                    threading.Thread(target=self._work, name="jobs", daemon=True),
                    threading.Thread(target=self._stay_alive, name="jobs-heartbeat", daemon=True),
                )
                for thread in self._threads:
                    thread.start()
        if self._closing.is_set():
            self._finish(job_id, error=_INTERRUPTED)
        else:
            asked = current_call()
            self._waiting.put((job_id, work, Call(Door.JOB, asked.noted_address, asked.id, by)))
        return job_id

    def waiting(self) -> int:
        """How many jobs of this process are not over, the running one included."""
        with self._lock:
            return len(self._own)

    def get(self, job_id: str) -> Job:
        """Raises NotFound."""
        with self.database.session() as session:
            row = session.get(JobRow, job_id)
            if row is None:
                raise NotFound("没有这项任务")
            if row.state == "running" and utc_now() - row.alive_at > _DEAD_AFTER:
                row.state, row.error = "failed", _INTERRUPTED
            return Job(
                id=row.id,
                state=cast(State, row.state),
                progress=_PROGRESS.validate_python(row.progress) if row.progress else None,
                report=_REPORT.validate_python(row.report) if row.report else None,
                error=row.error,
            )

    def wait(self, job_id: str) -> Job:
        """The job when it is over; for jobs of this process."""
        with self._lock:
            over = self._own.get(job_id)
        if over is not None:
            over.wait()
        return self.get(job_id)

    def close(self) -> None:
        """End the running job at its next sign of progress and drop those that wait."""
        self._closing.set()
        for thread in self._threads:
            thread.join(_CLOSING_S)

    def _work(self) -> None:
        while not self._closing.is_set():
            try:
                job_id, work, call = self._waiting.get(timeout=1)
            except queue.Empty:
                continue
            token = begin(call)
            self._run(job_id, work)
            end(token)
        while not self._waiting.empty():
            self._finish(self._waiting.get()[0], error=_INTERRUPTED)

    def _run(self, job_id: str, work: Work) -> None:
        try:
            report = work(self._reporter(job_id))
        except _Closing:
            self._finish(job_id, error=_INTERRUPTED)
        except HuizhaoError as error:
            self._finish(job_id, error=str(error))
        except Exception:  # the thread has no caller: the job itself must tell that it failed
            reference = secrets.token_hex(4)
            log.exception("job %s failed, reference %s", job_id, reference)
            self._finish(job_id, error=f"处理时出现意外错误，请把编号 {reference} 告诉管理员")
        else:
            self._finish(job_id, report=report)

    def _reporter(self, job_id: str) -> Callable[[IngestProgress], None]:
        last_s = 0.0

        def report(progress: IngestProgress) -> None:
            nonlocal last_s
            if self._closing.is_set():
                raise _Closing
            if time.monotonic() - last_s < _PROGRESS_EVERY_S:
                return
            last_s = time.monotonic()
            try:
                with self.database.session() as session:
                    row = session.get_one(JobRow, job_id)
                    row.progress = _PROGRESS.dump_python(progress, mode="json")
                    row.alive_at = utc_now()
            except _NOT_RECORDED:
                log.warning("cannot record the progress of job %s", job_id, exc_info=True)

        return report

    def _finish(self, job_id: str, *, report: IngestReport | None = None, error: str = "") -> None:
        try:
            with self.database.session() as session:
                row = session.get_one(JobRow, job_id)
                row.state = "failed" if report is None else "done"
                row.report = None if report is None else _REPORT.dump_python(report, mode="json")
                row.error = error
        except _NOT_RECORDED:
            log.exception("cannot record the end of job %s", job_id)
        finally:
            with self._lock:
                self._own.pop(job_id).set()

    def _stay_alive(self) -> None:
        while not self._closing.wait(_HEARTBEAT_S):
            with self._lock:
                own = list(self._own)
            if not own:
                continue
            try:
                with self.database.session() as session:
                    session.execute(update(JobRow).where(JobRow.id.in_(own)).values(alive_at=utc_now()))
            except _NOT_RECORDED:
                log.warning("cannot record that jobs are alive", exc_info=True)
