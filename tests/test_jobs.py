"""Background jobs: seen from every process, and none runs for ever."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from assistant.calls import current_call
from assistant.database import Database, utc_now
from assistant.errors import Busy, InvalidInput, NotFound, WriterBusy
from assistant.ingestion import FileOutcome, IngestProgress, IngestReport
from assistant.jobs import queue, service
from assistant.jobs.queue import MOST_ATTEMPTS, Asked, Queue
from assistant.jobs.service import JobKind, Jobs, Progress
from assistant.jobs.tables import JobRow
from assistant.records import Principal, Role

ADMIN = Principal(Role.ADMIN, 1, "admin")
REPORT = IngestReport((FileOutcome("a.md", "read", chunks={"clause": 3}, ocr_pages=(2,)),), 1.5)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


Run = Callable[[queue.Request, Progress], IngestReport]


@pytest.fixture
def make(database: Database) -> Iterator[Callable[..., Jobs]]:
    """Jobs of as many processes as are asked for, which know one kind of job."""
    made: list[Jobs] = []

    def build(run: Run = lambda _, __: REPORT, over: Callable[[queue.Request], None] = lambda _: None, **more) -> Jobs:
        jobs = Jobs(database, **more)
        jobs.add(JobKind("read", run, over))
        made.append(jobs)
        return jobs

    yield build
    for jobs in made:
        jobs.close()


def progress(files_done: int) -> IngestProgress:
    return IngestProgress(files_done, 2, files_done * 3, "a.md", "读取", 0.5)


def silent(database: Database, job_id: str, seconds: float = 31) -> None:
    """As if whoever has the job had died so long ago."""
    with database.session() as session:
        session.get_one(JobRow, job_id).alive_at = utc_now() - timedelta(seconds=seconds)


def test_a_job_reports_and_ends(make: Callable[..., Jobs]) -> None:
    seen, go_on = threading.Event(), threading.Event()

    def work(request: queue.Request, report: Progress) -> IngestReport:
        assert request == {"names": {"甲": "乙"}}
        report(progress(1))
        seen.set()
        go_on.wait(10)
        return REPORT

    jobs, elsewhere = make(work), make(works_here=False)
    job_id = jobs.start("read", {"names": {"甲": "乙"}}, ADMIN)
    assert seen.wait(10)
    under_way = elsewhere.get(job_id)
    assert (under_way.state, under_way.progress, under_way.report) == ("running", progress(1), None)
    go_on.set()
    done = jobs.wait(job_id)
    assert (done.state, done.report, done.error) == ("done", REPORT, "")
    assert elsewhere.get(job_id) == done


def test_jobs_of_one_lane_run_one_after_the_other_whoever_runs_them(
    make: Callable[..., Jobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_LOOK_EVERY_S", 0.01)
    running: list[int] = []
    most, lock = 0, threading.Lock()

    def work(_: queue.Request, __: Progress) -> IngestReport:
        nonlocal most
        with lock:
            running.append(1)
            most = max(most, len(running))
        time.sleep(0.05)
        with lock:
            running.pop()
        return REPORT

    processes = [make(work) for _ in range(3)]
    for process in processes:
        process.begin()
    ids = [processes[at % 3].start("read", {}, ADMIN) for at in range(9)]
    assert [processes[0].wait(job_id).state for job_id in ids] == ["done"] * 9
    assert most == 1


def test_of_many_that_reach_for_a_job_one_gets_it(database: Database) -> None:
    workers = [Queue(database, f"worker {number}") for number in range(8)]
    for _ in range(5):
        job_id = workers[0].put("read", "library", Asked({}, ADMIN))
        with ThreadPoolExecutor(len(workers)) as pool:
            taken = list(pool.map(lambda worker: worker.take(["read"]), workers))
        (mine,) = [worker for worker, job in zip(workers, taken, strict=True) if job is not None]
        assert mine.finish(job_id, report=REPORT)


@pytest.mark.parametrize(
    ("raised", "says", "hides"),
    [
        pytest.param(InvalidInput("文件太多"), "文件太多", "编号", id="expected"),
        pytest.param(RuntimeError("secret detail"), "编号", "secret detail", id="unexpected"),
    ],
)
def test_a_failed_job_says_why_and_the_next_one_runs(
    make: Callable[..., Jobs], raised: Exception, says: str, hides: str
) -> None:
    def work(request: queue.Request, _: Progress) -> IngestReport:
        if request["fails"]:
            raise raised
        return REPORT

    cleared: list[queue.Request] = []
    jobs = make(work, cleared.append)
    failed = jobs.wait(jobs.start("read", {"fails": True}, ADMIN))
    assert failed.state == "failed"
    assert says in failed.error
    assert hides not in failed.error
    assert jobs.wait(jobs.start("read", {"fails": False}, ADMIN)).state == "done"
    jobs.close()
    assert cleared == [{"fails": True}, {"fails": False}]


def test_a_job_whose_process_died_is_taken_again(make: Callable[..., Jobs], database: Database) -> None:
    dead = Queue(database, "dead")
    job_id = dead.put("read", "library", Asked({}, ADMIN))
    assert dead.take(["read"])
    alive = make()
    alive.begin()
    time.sleep(0.3)
    assert alive.get(job_id).state == "running"  # by the dead one, as far as anybody knows
    silent(database, job_id)
    assert alive.wait(job_id).state == "done"
    assert not dead.renew(job_id)
    assert not dead.finish(job_id, error="comes back from the dead")
    assert alive.get(job_id).state == "done"


def test_a_process_that_was_taken_for_dead_stops_and_clears_nothing_away(
    make: Callable[..., Jobs], database: Database
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def work(_: queue.Request, report: Progress) -> IngestReport:
        started.set()
        go_on.wait(10)
        report(progress(1))
        raise AssertionError("it was not told to stop")

    cleared: list[queue.Request] = []
    jobs = make(work, cleared.append)
    job_id = jobs.start("read", {}, ADMIN)
    assert started.wait(10)
    silent(database, job_id)
    other = Queue(database, "other")
    assert other.take(["read"]) is not None
    go_on.set()
    jobs.close()
    assert cleared == []
    assert other.finish(job_id, report=REPORT)


def test_a_job_that_kills_its_processes_is_given_up(make: Callable[..., Jobs], database: Database) -> None:
    job_id = Queue(database, "first").put("read", "library", Asked({"folder": "a"}, ADMIN))
    for attempt in range(MOST_ATTEMPTS):
        assert Queue(database, f"worker {attempt}").take(["read"])
        silent(database, job_id)
    cleared: list[queue.Request] = []
    jobs = make(over=cleared.append)
    jobs.begin()
    failed = jobs.wait(job_id)
    assert (failed.state, failed.error) == ("failed", queue.GIVEN_UP)
    jobs.close()
    assert cleared == [{"folder": "a"}]


def test_a_job_waits_while_a_command_writes_the_library(
    make: Callable[..., Jobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_WRITER_BUSY_S", 0.01)
    monkeypatch.setattr(service, "_LOOK_EVERY_S", 0.05)
    tries: list[int] = []

    def work(_: queue.Request, __: Progress) -> IngestReport:
        tries.append(1)
        if len(tries) < MOST_ATTEMPTS + 3:
            raise WriterBusy("另一个进程正在写入")
        return REPORT

    jobs = make(work)
    assert jobs.wait(jobs.start("read", {}, ADMIN)).state == "done"
    assert len(tries) == MOST_ATTEMPTS + 3


def test_a_long_job_stays_alive(make: Callable[..., Jobs], database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    dead_after = timedelta(seconds=2)
    monkeypatch.setattr(service, "_HEARTBEAT_S", 0.05)
    monkeypatch.setattr(service, "_LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(queue, "DEAD_AFTER", dead_after)
    ran: list[int] = []
    go_on = threading.Event()

    def work(_: queue.Request, __: Progress) -> IngestReport:
        ran.append(1)
        go_on.wait(60)
        return REPORT

    def last_heard_of(job_id: str) -> datetime:
        with database.session() as session:
            return session.get_one(JobRow, job_id).alive_at

    jobs, other = make(work), make(work)
    job_id = jobs.start("read", {}, ADMIN)
    other.begin()
    started = last_heard_of(job_id)
    while last_heard_of(job_id) < started + dead_after:
        time.sleep(0.02)
    go_on.set()
    assert jobs.wait(job_id).state == "done"
    assert ran == [1]


def test_closing_leaves_the_running_job_and_the_next_to_another_process(make: Callable[..., Jobs]) -> None:
    started = threading.Event()

    def work(_: queue.Request, report: Progress) -> IngestReport:
        started.set()
        for step in range(1000):
            report(progress(step))
            time.sleep(0.01)
        return REPORT

    cleared: list[queue.Request] = []
    jobs = make(work, cleared.append)
    first, second = jobs.start("read", {"n": 1}, ADMIN), jobs.start("read", {"n": 2}, ADMIN)
    assert started.wait(10)
    jobs.close()
    assert {jobs.get(job_id).state for job_id in (first, second)} == {"running"}
    assert cleared == []
    late = jobs.start("read", {"n": 3}, ADMIN)
    next_process = make()
    next_process.begin()
    assert [next_process.wait(job_id).state for job_id in (first, second, late)] == ["done"] * 3


def test_a_process_that_leaves_jobs_to_others_takes_none(make: Callable[..., Jobs]) -> None:
    jobs = make(works_here=False)
    job_id = jobs.start("read", {}, ADMIN)
    time.sleep(0.3)
    assert jobs.get(job_id).state == "running"
    make().begin()
    assert jobs.wait(job_id).state == "done"


def test_the_job_is_done_in_the_name_of_who_asked(make: Callable[..., Jobs]) -> None:
    done_by: list[Principal] = []

    def work(_: queue.Request, __: Progress) -> IngestReport:
        done_by.append(current_call().principal)
        return REPORT

    jobs = make(work)
    jobs.wait(jobs.start("read", {}, ADMIN))
    assert done_by == [ADMIN]


def test_too_many_jobs_of_all_processes_are_turned_away(make: Callable[..., Jobs]) -> None:
    one, other = make(works_here=False, most_waiting=2), make(works_here=False, most_waiting=2)
    one.start("read", {}, ADMIN)
    other.start("read", {}, ADMIN)
    with pytest.raises(Busy, match="已有 2 项"):
        one.start("read", {}, ADMIN)


def test_a_job_of_an_earlier_version_whose_process_died_has_failed(
    make: Callable[..., Jobs], database: Database
) -> None:
    with database.session() as session:
        for job_id, silent_s in (("dead", 31), ("alive", 5)):
            session.add(JobRow(id=job_id, state="running", alive_at=utc_now() - timedelta(seconds=silent_s)))
    jobs = make()
    assert jobs.get("alive").state == "running"
    dead = jobs.get("dead")
    assert dead.state == "failed"
    assert "再提交一次" in dead.error
    assert jobs.waiting() == 0


def test_an_unknown_job_is_not_found(make: Callable[..., Jobs]) -> None:
    with pytest.raises(NotFound):
        make().get("unknown")
