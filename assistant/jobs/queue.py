"""Jobs in the record, where several processes take them: each by one statement, so that nobody has a job twice, and a dead one's is taken again."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import ColumnElement, CursorResult, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from assistant.database import Database, utc_now
from assistant.database.server import hold_jobs
from assistant.ingestion import IngestProgress, IngestReport
from assistant.jobs.tables import JobRow
from assistant.records import Principal

DEAD_AFTER = timedelta(seconds=30)
"""Without a sign of life. The clocks of machines that share a record may differ by less than this."""
MOST_ATTEMPTS = 3
GIVEN_UP = f"处理这项任务的进程接连 {MOST_ATTEMPTS} 次中途停止，已放弃：请检查服务的日志和内存，把文件分开提交"
INTERRUPTED = "服务在处理过程中停止，请再提交一次（已读入的不会重复）"
_PROGRESS = TypeAdapter(IngestProgress)
_REPORT = TypeAdapter(IngestReport)
Request = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job is to do, and by whose call it was begun."""

    request: dict[str, JsonValue]
    by: Principal
    noted_address: str = ""
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that a worker has."""

    id: str
    kind: str
    asked: Asked
    created_at: datetime


_ASKED = TypeAdapter(Asked)


class Queue:
    """The table of jobs, as one ``worker`` sees it, whose name is nobody else's."""

    def __init__(self, database: Database, worker: str) -> None:
        self._database = database
        self._worker = worker

    def put(self, kind: str, lane: str, asked: Asked) -> str:
        """Add a job to those that wait; its id."""
        job_id = secrets.token_urlsafe(16)
        with self._database.session() as session:
            session.add(
                JobRow(
                    id=job_id,
                    created_by=asked.by.name,
                    kind=kind,
                    lane=lane,
                    request=_ASKED.dump_python(asked, mode="json"),
                    state="waiting",
                )
            )
        return job_id

    def unfinished(self) -> int:
        """How many wait or run, of all processes; those whose process died before jobs were shared are not among them."""
        with self._database.session() as session:
            return session.scalar(select(func.count()).where(_is_unfinished(), JobRow.kind != "")) or 0

    def take(self, kinds: Collection[str]) -> Taken | None:
        """The job that has waited the longest, now this worker's; None where there is none, or another one of its lane runs."""
        now = utc_now()
        ready = (JobRow.kind.in_(kinds), _is_ready(now))
        with self._database.session() as session:
            waiting = session.execute(
                select(JobRow.id, JobRow.lane).where(*ready).order_by(JobRow.created_at, JobRow.id)
            )
            first_of_lanes = {lane: job_id for job_id, lane in reversed(waiting.all())}
        return next((taken for job_id in first_of_lanes.values() if (taken := self._take(job_id, now))), None)

    def renew(self, job_id: str) -> bool:
        """A sign of life. False where the job is no longer this worker's: it was taken for dead."""
        return self._change(job_id, alive_at=utc_now())

    def report(self, job_id: str, progress: IngestProgress) -> bool:
        """How far it is, as a sign of life; False as with ``renew``."""
        return self._change(job_id, progress=_PROGRESS.dump_python(progress, mode="json"), alive_at=utc_now())

    def put_back(self, job_id: str, not_before: datetime | None = None) -> bool:
        """Let it wait again, for whoever comes: it was not its fault. False as with ``renew``."""
        return self._change(
            job_id, state="waiting", worker="", not_before=not_before, progress=None, attempts=JobRow.attempts - 1
        )

    def finish(self, job_id: str, *, report: IngestReport | None = None, error: str = "") -> bool:
        """The end: done with a report, else failed. False as with ``renew``."""
        told = None if report is None else _REPORT.dump_python(report, mode="json")
        return self._change(job_id, state="failed" if report is None else "done", report=told, error=error)

    def give_up(self) -> tuple[Taken, ...]:
        """Fail the jobs whose workers died again and again; returns those that failed now."""
        dead = and_(
            JobRow.state == "running", JobRow.alive_at < utc_now() - DEAD_AFTER, JobRow.attempts >= MOST_ATTEMPTS
        )
        with self._database.session() as session:
            found = session.scalars(select(JobRow).where(dead, JobRow.kind != "")).all()
            return tuple(
                _taken(row)
                for row in found
                if _changed(session, (JobRow.id == row.id, dead), state="failed", error=GIVEN_UP)
            )

    def _take(self, job_id: str, now: datetime) -> Taken | None:
        other = aliased(JobRow)
        beside = and_(
            other.lane == JobRow.lane,
            other.id != JobRow.id,
            other.state == "running",
            other.alive_at >= now - DEAD_AFTER,
        )
        with self._database.session() as session:
            hold_jobs(session)
            mine = _changed(
                session,
                (JobRow.id == job_id, _is_ready(now), ~exists().where(beside)),
                state="running",
                worker=self._worker,
                attempts=JobRow.attempts + 1,
                alive_at=now,
            )
            return _taken(session.get_one(JobRow, job_id)) if mine else None

    def _change(self, job_id: str, **values: object) -> bool:
        with self._database.session() as session:
            return _changed(
                session, (JobRow.id == job_id, JobRow.worker == self._worker, JobRow.state == "running"), **values
            )


def _changed(session: Session, which: tuple[ColumnElement[bool], ...], **values: object) -> bool:
    statement = update(JobRow).where(*which).values(**values).execution_options(synchronize_session=False)
    return cast(CursorResult[tuple[()]], session.execute(statement)).rowcount == 1


def _taken(row: JobRow) -> Taken:
    return Taken(row.id, row.kind, _ASKED.validate_python(row.request), row.created_at)


def _is_unfinished() -> ColumnElement[bool]:
    return JobRow.state.in_(("waiting", "running"))


def _is_ready(now: datetime) -> ColumnElement[bool]:
    """It waits and its time has come, or whoever had it is dead."""
    waits = and_(JobRow.state == "waiting", or_(JobRow.not_before.is_(None), JobRow.not_before <= now))
    orphaned = and_(JobRow.state == "running", JobRow.alive_at < now - DEAD_AFTER, JobRow.attempts < MOST_ATTEMPTS)
    return or_(waits, orphaned)
