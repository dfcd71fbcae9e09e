"""Background jobs: seen from every process, and none runs for ever."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.database import Database, utc_now
from assistant.errors import Conflict, NotFound
from assistant.jobs import service
from assistant.jobs.service import Jobs
from assistant.jobs.tables import JobRow
from assistant.records import FileOutcome, IngestProgress, IngestReport, Principal, Role

ADMIN = Principal(Role.ADMIN, 1, "admin")
REPORT = IngestReport((FileOutcome("a.md", "read", chunks={"clause": 3}, ocr_pages=(2,)),), 1.5)


@pytest.fixture
def database(database_url: str):
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def jobs(database: Database):
    jobs = Jobs(database)
    yield jobs
    jobs.close()


def progress(files_done: int) -> IngestProgress:
    return IngestProgress(files_done, 2, files_done * 3, "a.md", "读取", 0.5)


def test_a_job_reports_and_ends(jobs: Jobs, database: Database) -> None:
    seen, go_on = threading.Event(), threading.Event()

    def work(report: Callable[[IngestProgress], None]) -> IngestReport:
        report(progress(1))
        seen.set()
        go_on.wait(10)
        return REPORT

    job_id = jobs.start(work, ADMIN)
    assert seen.wait(10)
    elsewhere = Jobs(database)
    under_way = elsewhere.get(job_id)
    assert (under_way.state, under_way.progress, under_way.report) == ("running", progress(1), None)
    go_on.set()
    done = jobs.wait(job_id)
    assert (done.state, done.report, done.error) == ("done", REPORT, "")
    assert elsewhere.get(job_id) == done


def test_jobs_run_one_after_the_other(jobs: Jobs) -> None:
    running: list[int] = []
    most = 0

    def work(_: Callable[[IngestProgress], None]) -> IngestReport:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        time.sleep(0.05)
        running.pop()
        return REPORT

    ids = [jobs.start(work, ADMIN) for _ in range(4)]
    assert [jobs.wait(job_id).state for job_id in ids] == ["done"] * 4
    assert most == 1


@pytest.mark.parametrize(
    ("raised", "says", "hides"),
    [
        pytest.param(Conflict("另一个进程正在写入"), "另一个进程正在写入", "编号", id="expected"),
        pytest.param(RuntimeError("secret detail"), "编号", "secret detail", id="unexpected"),
    ],
)
def test_a_failed_job_says_why_and_the_next_one_runs(jobs: Jobs, raised: Exception, says: str, hides: str) -> None:
    def work(_: Callable[[IngestProgress], None]) -> IngestReport:
        raise raised

    failed = jobs.wait(jobs.start(work, ADMIN))
    assert failed.state == "failed"
    assert says in failed.error
    assert hides not in failed.error
    assert jobs.wait(jobs.start(lambda _: REPORT, ADMIN)).state == "done"


def test_a_job_whose_process_died_has_failed(jobs: Jobs, database: Database) -> None:
    with database.session() as session:
        for job_id, silent_s in (("dead", 31), ("alive", 5)):
            alive_at = utc_now() - timedelta(seconds=silent_s)
            session.add(JobRow(id=job_id, state="running", alive_at=alive_at))
    assert jobs.get("alive").state == "running"
    dead = jobs.get("dead")
    assert dead.state == "failed"
    assert "再提交一次" in dead.error


def test_a_long_job_stays_alive(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_HEARTBEAT_S", 0.05)
    monkeypatch.setattr(service, "_DEAD_AFTER", timedelta(seconds=0.5))
    jobs = Jobs(database)
    go_on = threading.Event()

    def work(_: Callable[[IngestProgress], None]) -> IngestReport:
        go_on.wait(10)
        return REPORT

    job_id = jobs.start(work, ADMIN)
    time.sleep(1)
    assert Jobs(database).get(job_id).state == "running"
    go_on.set()
    assert jobs.wait(job_id).state == "done"
    jobs.close()


def test_closing_ends_the_running_job_and_drops_the_next(database: Database) -> None:
    jobs = Jobs(database)
    started = threading.Event()

    def work(report: Callable[[IngestProgress], None]) -> IngestReport:
        started.set()
        for step in range(1000):
            report(progress(step))
            time.sleep(0.01)
        return REPORT

    first, second = jobs.start(work, ADMIN), jobs.start(work, ADMIN)
    assert started.wait(10)
    jobs.close()
    assert {jobs.get(job_id).state for job_id in (first, second)} == {"failed"}


def test_an_unknown_job_is_not_found(jobs: Jobs) -> None:
    with pytest.raises(NotFound):
        jobs.get("unknown")


def test_a_job_that_comes_after_the_end_has_failed(jobs: Jobs) -> None:
    jobs.close()
    job = jobs.wait(jobs.start(lambda _: REPORT, ADMIN))
    assert job.state == "failed"
    assert "再提交一次" in job.error
