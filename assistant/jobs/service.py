"""Background jobs: whichever process is free takes the next one, and every process can tell how far it is."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Literal, cast

from pydantic import TypeAdapter
from sqlalchemy.exc import SQLAlchemyError

from assistant.calls import Call, Door, begin, current_call, end
from assistant.calls.tracing import stage
from assistant.database import Database, utc_now
from assistant.errors import Busy, DatabaseUnavailable, HuizhaoError, NotFound, WriterBusy
from assistant.ingestion import IngestProgress, IngestReport
from assistant.jobs.queue import DEAD_AFTER, INTERRUPTED, Asked, Queue, Request, Taken
from assistant.jobs.tables import JobRow
from assistant.records import Principal

log = logging.getLogger(__name__)
_NOT_RECORDED = (SQLAlchemyError, DatabaseUnavailable)

State = Literal["running", "done", "failed"]
Progress = Callable[[IngestProgress], None]

LIBRARY = "library"
"""The lane of jobs that write the library, which has one writer."""
_HEARTBEAT_S = 5.0
_LOOK_EVERY_S = 2.0
_POLL_S = 0.1
_PROGRESS_EVERY_S = 0.3
_CLOSING_S = 5.0
_WRITER_BUSY_S = 5.0
_WRITER_PATIENCE = timedelta(hours=6)
_PROGRESS = TypeAdapter(IngestProgress)
_REPORT = TypeAdapter(IngestReport)


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: ``run`` does it in whichever process takes it, possibly anew after another one died in it; ``over`` clears away what the
    request names, once it is done or has failed for good."""

    name: str
    run: Callable[[Request, Progress], IngestReport]
    over: Callable[[Request], None] = lambda _: None
    lane: str = LIBRARY


@dataclass(frozen=True, slots=True)
class Job:
    """How far a job is; one that waits counts as running. ``report`` is there when it is done, ``error`` says why it failed."""

    id: str
    state: State
    progress: IngestProgress | None = None
    report: IngestReport | None = None
    error: str = ""


class _Closing(Exception):
    """Ends a running job from inside its progress report: the process stops, or another one has the job."""


class Jobs:
    """Takes jobs on, and runs them where ``works_here``. A process that dies leaves its job to the next one."""

    def __init__(self, database: Database, most_waiting: int = 50, *, works_here: bool = True) -> None:
        self.database = database
        self._most_waiting = most_waiting
        self._works_here = works_here
        self._queue = Queue(database, f"{socket.gethostname()[:60]} {os.getpid()} {secrets.token_hex(8)}")
        self._kinds: dict[str, JobKind] = {}
        self._lock = threading.Lock()
        self._come: dict[str, threading.Event] = {}
        self._closing = threading.Event()
        self._running: set[str] = set()  # the ids of the jobs that this process has
        self._threads: tuple[threading.Thread, ...] = ()

    def add(self, kind: JobKind) -> None:
        """Let jobs of this kind be started and taken; one in a lane that has none yet before ``begin``."""
        self._kinds[kind.name] = kind
        self._come.setdefault(kind.lane, threading.Event())

    def begin(self, *, anyway: bool = False) -> None:
        """Take jobs from now on, those too that a process left which is no more; ``anyway`` also where the settings leave them to others."""
        with self._lock:
            if self._threads or not (self._works_here or anyway) or self._closing.is_set():
                return
            # Daemons: reading a file may take minutes and must not hold up the end of the process.
            self._threads = (
                *(
                    threading.Thread(target=self._work, args=[lane], name=f"jobs {lane}", daemon=True)
                    for lane in self._come
                ),
                threading.Thread(target=self._stay_alive, name="jobs-heartbeat", daemon=True),
            )
            for thread in self._threads:
                thread.start()

    def start(self, kind: str, request: Request, by: Principal) -> str:
        """Take on a job and return its id at once. Raises Busy where too many wait."""
        if self.waiting() >= self._most_waiting:
            raise Busy(f"已有 {self._most_waiting} 项上传等待读入，请等一些做完再提交")
        call = current_call()
        asked = Asked(dict(request), by, call.noted_address, call.id)
        lane = self._kinds[kind].lane
        job_id = self._queue.put(kind, lane, asked)
        self.begin()
        self._come[lane].set()
        return job_id

    def waiting(self) -> int:
        """How many jobs are not over, of all processes, the running ones included."""
        return self._queue.unfinished()

    def get(self, job_id: str) -> Job:
        """Raises NotFound."""
        with self.database.session() as session:
            row = session.get(JobRow, job_id)
            if row is None:
                raise NotFound("没有这项任务")
            if row.state == "running" and not row.kind and utc_now() - row.alive_at > DEAD_AFTER:
                row.state, row.error = "failed", INTERRUPTED  # of a version that kept what was asked in memory
            return Job(
                id=row.id,
                state="running" if row.state == "waiting" else cast(State, row.state),
                progress=_PROGRESS.validate_python(row.progress) if row.progress else None,
                report=_REPORT.validate_python(row.report) if row.report else None,
                error=row.error,
            )

    def wait(self, job_id: str) -> Job:
        """The job when it is over, in whichever process; as it is now when this process closes. Raises NotFound."""
        while (job := self.get(job_id)).state == "running" and not self._closing.wait(_POLL_S):
            pass
        return job

    def close(self) -> None:
        """Put the running job back at its next sign of progress, for the next process; take no more."""
        self._closing.set()
        for come in self._come.values():
            come.set()
        for thread in self._threads:
            thread.join(_CLOSING_S)

    def _work(self, lane: str) -> None:
        """Jobs of other lanes do not wait for this one's."""
        come = self._come[lane]
        while not self._closing.is_set():
            come.clear()
            try:
                for given_up in self._queue.give_up():
                    self._clear_away(given_up)
                taken = self._queue.take([kind.name for kind in self._kinds.values() if kind.lane == lane])
            except _NOT_RECORDED:
                log.warning("cannot look for jobs", exc_info=True)
                taken = None
            if taken is None:
                come.wait(_LOOK_EVERY_S)
            else:
                self._run(taken)

    def _run(self, job: Taken) -> None:
        token = begin(Call(Door.JOB, job.asked.noted_address, job.asked.call_id, job.asked.by))
        self._running.add(job.id)
        try:
            with stage(f"job {job.kind}"):
                report = self._kinds[job.kind].run(job.asked.request, self._reporter(job.id))
        except _Closing:
            self._noted(lambda: self._queue.put_back(job.id))
        except WriterBusy as error:
            self._wait_for_the_writer(job, error)
        except HuizhaoError as error:
            self._finish(job, error=str(error))
        except Exception:  # the thread has no caller: the job itself must tell that it failed
            reference = secrets.token_hex(4)
            log.exception("job %s failed, reference %s", job.id, reference)
            self._finish(job, error=f"处理时出现意外错误，请把编号 {reference} 告诉管理员")
        else:
            self._finish(job, report=report)
        finally:
            self._running.discard(job.id)
            end(token)

    def _wait_for_the_writer(self, job: Taken, error: WriterBusy) -> None:
        """A command is writing the library: the job's turn comes when it has ended."""
        if utc_now() - job.created_at > _WRITER_PATIENCE:
            self._finish(job, error=str(error))
            return
        again_at = utc_now() + timedelta(seconds=_WRITER_BUSY_S)
        self._noted(lambda: self._queue.put_back(job.id, again_at))

    def _reporter(self, job_id: str) -> Progress:
        last_s = 0.0

        def report(progress: IngestProgress) -> None:
            nonlocal last_s
            if self._closing.is_set():
                raise _Closing
            if time.monotonic() - last_s < _PROGRESS_EVERY_S:
                return
            last_s = time.monotonic()
            if not self._noted(lambda: self._queue.report(job_id, progress)):
                raise _Closing

        return report

    def _finish(self, job: Taken, *, report: IngestReport | None = None, error: str = "") -> None:
        """Clear away only what is certainly over: whoever takes the job anew needs it."""
        if self._noted(lambda: self._queue.finish(job.id, report=report, error=error), unknown=False):
            self._clear_away(job)

    def _clear_away(self, job: Taken) -> None:
        if kind := self._kinds.get(job.kind):
            kind.over(job.asked.request)

    def _noted(self, note: Callable[[], bool], *, unknown: bool = True) -> bool:
        """What ``note`` returns; ``unknown`` where the record cannot be reached now."""
        try:
            return note()
        except _NOT_RECORDED:
            log.warning("cannot record how far a job is", exc_info=True)
            return unknown

    def _stay_alive(self) -> None:
        while not self._closing.wait(_HEARTBEAT_S):
            for job_id in tuple(self._running):
                self._noted(partial(self._queue.renew, job_id))
