"""A flood by one caller is turned away early and cheaply, and blocks nobody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from pathlib import Path

import anyio
import psutil
import pytest
from fastapi.testclient import TestClient
from httpx import Response

from assistant.api.app import create_app
from assistant.api.limiting import Lane, Limits, questions_at_once
from assistant.api.streaming import in_threads
from assistant.audit.events import Event
from assistant.audit.log import AuditFilter
from assistant.errors import HuizhaoError
from assistant.ingestion import FileText, IngestReport
from assistant.jobs.service import JobKind
from assistant.plugins import mount_page
from assistant.rates.service import OwnRate
from assistant.records import Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.sections.complaints import ComplaintSettings
from assistant.sections.service import LimitSettings, ServerSettings
from assistant.settings import IngestSettings, Settings
from assistant.turns import processors
from tests.api.conftest import UNLIMITED, ScriptedAnswerer, World, opened

FILED = {"text": "我公司申请的租金补贴没有到账，请核实。"}
LIMITS = LimitSettings(questions_per_minute=3, searches_per_minute=5, files_per_minute=4)
STRICT = Settings(
    limits=LIMITS,
    complaints=ComplaintSettings(filings_per_address=3, filings_in_all=5),
    ingest=IngestSettings(uploads_at_once=2),
)


@pytest.fixture
def strict_world(prepared: Path, embedder: Embedder, tmp_path: Path) -> Iterator[World]:
    with opened(prepared, tmp_path / "data", embedder, STRICT) as running:
        yield running


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class CountingReader:
    """A reader that notes what it was given."""

    def __init__(self) -> None:
        self.read: list[Path] = []

    def read_texts(self, paths: Sequence[Path], who: str = "") -> tuple[FileText | HuizhaoError, ...]:
        self.read.extend(paths)
        return tuple(FileText("正文") for _ in paths)


def from_address(world: World, address: str) -> TestClient:
    return TestClient(world.client.app, client=(address, 50000), raise_server_exceptions=False)


def test_a_rate_lets_so_many_through_at_once_and_then_as_many_as_time_gives() -> None:
    clock = Clock()
    rate = OwnRate(6, clock)
    assert [rate.take("a") for _ in range(7)] == [0] * 6 + [pytest.approx(10)]
    assert rate.take("b") == 0
    clock.now = 9.9
    assert rate.take("a") == pytest.approx(0.1)
    clock.now = 10
    assert [rate.take("a"), rate.take("a")] == [0, pytest.approx(10)]
    clock.now = 1000
    assert [rate.take("a") for _ in range(7)].count(0) == 6


@pytest.mark.parametrize(
    ("method", "path", "body", "limit"),
    [
        pytest.param("POST", "/api/chat", {"question": "总部企业租金补贴"}, 3, id="chat"),
        pytest.param(
            "POST",
            "/v1/chat/completions",
            {"model": "huizhao", "messages": [{"role": "user", "content": "总部企业租金补贴"}]},
            3,
            id="openai-chat",
        ),
        pytest.param("GET", "/api/search?q=租金", None, 5, id="search"),
        pytest.param("POST", "/api/listings/match", {"sentence": "写字楼"}, 5, id="listings"),
        pytest.param("POST", "/api/listings/export.xlsx", {"sentence": "写字楼"}, 4, id="export"),
    ],
)
def test_too_many_requests_are_answered_with_429_and_when_to_come_again(
    strict_world: World, method: str, path: str, body: dict[str, object] | None, limit: int
) -> None:
    def ask(client: TestClient, who: str = "anonymous") -> Response:
        return client.request(method, path, json=body, headers=strict_world.headers[who])

    flood = from_address(strict_world, "198.51.100.7")
    answers = [ask(flood) for _ in range(limit + 1)]
    assert all(answer.status_code != 429 for answer in answers[:-1])
    assert answers[-1].status_code == 429
    assert answers[-1].json()["error"]["code"] == "too_many_requests"
    assert "太频繁，请" in answers[-1].json()["error"]["message"]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert ask(from_address(strict_world, "198.51.100.8")).status_code != 429
    assert ask(flood, "investor").status_code != 429
    assert all(ask(flood, "staff").status_code != 429 for _ in range(limit + 1))


def test_one_household_of_ipv6_counts_as_one_address(strict_world: World) -> None:
    statuses = [
        from_address(strict_world, f"2001:db8:1:2::{n:x}").post("/api/chat", json={"question": "租金补贴"}).status_code
        for n in range(1, 6)
    ]
    assert statuses.count(429) == 2
    assert from_address(strict_world, "2001:db8:1:3::1").post("/api/chat", json={"question": "租金"}).status_code == 200


def test_a_flood_of_filings_from_one_address_leaves_the_others_their_place(strict_world: World) -> None:
    flood = from_address(strict_world, "198.51.100.7")
    strict_world.client.app.state.limits = Limits(UNLIMITED)  # those of filings remain
    for _ in range(20):
        flood.post("/api/complaints", json=FILED)
    refused = flood.post("/api/complaints", json=FILED)
    assert refused.status_code == 429
    assert "15 分钟" in refused.json()["error"]["message"]
    assert from_address(strict_world, "198.51.100.8").post("/api/complaints", json=FILED).status_code == 201
    for who in ("investor", "staff"):
        assert flood.post("/api/complaints", json=FILED, headers=strict_world.headers[who]).status_code == 201


def test_filings_without_an_account_are_limited_in_all(strict_world: World) -> None:
    statuses = [
        from_address(strict_world, f"198.51.100.{n}").post("/api/complaints", json=FILED).status_code for n in range(6)
    ]
    assert statuses == [201] * 5 + [429]
    own = strict_world.client.post("/api/complaints", json=FILED, headers=strict_world.headers["investor"])
    assert own.status_code == 201


def test_no_attachment_is_read_before_the_limit_and_the_code_were_looked_at(strict_world: World) -> None:
    reader = CountingReader()
    vars(strict_world.services)["ingestor"] = reader
    strict_world.client.app.state.limits = Limits(UNLIMITED)
    client = from_address(strict_world, "198.51.100.7")
    attachment = [("files", ("合同.pdf", b"%PDF-1.4", "application/pdf"))]
    wrong = client.post("/api/complaints/query/attachments", data={"number": "2026-1", "code": "x"}, files=attachment)
    assert (wrong.status_code, reader.read) == (404, [])
    for _ in range(3):
        client.post("/api/complaints", data=FILED, files=attachment)
    assert len(reader.read) == 3
    assert client.post("/api/complaints", data=FILED, files=attachment).status_code == 429
    assert len(reader.read) == 3


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param([("files", ("大.txt", b"x" * (21 << 20), "text/plain"))], "超过 20 MB", id="too-large"),
        pytest.param([("files", (f"{n}.txt", b"x", "text/plain")) for n in range(11)], "最多 10 份", id="too-many"),
    ],
)
def test_unusable_attachments_are_refused_before_any_is_read(
    strict_world: World, files: list[tuple[str, tuple[str, bytes, str]]], says: str
) -> None:
    reader = CountingReader()
    vars(strict_world.services)["ingestor"] = reader
    refused = strict_world.client.post("/api/complaints", data=FILED, files=files)
    assert refused.status_code == 400
    assert says in refused.json()["error"]["message"]
    assert reader.read == []


def test_json_is_small_also_where_files_are_taken(strict_world: World) -> None:
    response = strict_world.client.post("/api/complaints", json={"text": "x" * (2 << 20)})
    assert response.status_code == 413


@pytest.mark.slow
@pytest.mark.usefixtures("spawned_parsers")
def test_attachments_of_many_at_once_are_read_by_a_bounded_number_of_processes(
    prepared: Path, embedder: Embedder, tmp_path: Path
) -> None:
    settings = Settings(limits=LimitSettings(files_per_minute=0))
    with opened(prepared, tmp_path / "data", embedder, settings) as world:
        known, most, ended = set(psutil.Process().children(recursive=True)), 0, threading.Event()

        def watch() -> None:
            nonlocal most
            while not ended.is_set():
                workers = [one for one in psutil.Process().children(recursive=True) if one not in known and _reads(one)]
                most = max(most, len(workers))
                time.sleep(0.02)

        watcher = threading.Thread(target=watch)
        watcher.start()
        attachment = [("files", ("说明.txt", "租金补贴没有到账。".encode(), "text/plain"))]

        def file(n: int) -> Response:
            return from_address(world, f"198.51.100.{n}").post("/api/complaints", data=FILED, files=attachment)

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(file, range(8)))
        ended.set()
        watcher.join()
    assert [answer.status_code for answer in answers] == [201] * 8
    assert 1 <= most <= 2


def _reads(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


def test_sign_ins_from_one_address_are_counted_whatever_the_name(
    prepared: Path, embedder: Embedder, tmp_path: Path
) -> None:
    settings = Settings(limits=LimitSettings(logins_per_minute=3))
    with opened(prepared, tmp_path / "data", embedder, settings) as world:

        def log_in(number: int, address: str = "198.51.100.7") -> Response:
            body = {"username": f"nobody{number}", "password": "x"}
            return from_address(world, address).post("/api/login", json=body)

        assert [log_in(number).status_code for number in range(4)] == [401, 401, 401, 429]
        assert "登录太频繁" in log_in(5).json()["error"]["message"]
        assert log_in(6, "198.51.100.8").status_code == 401
        noted = list(world.services.audit.lines(AuditFilter(event=Event.SIGN_IN_FAILED)))
        assert len(noted) == 4  # what is turned away at the door leaves no line


@contextmanager
def let_go(answerer: ScriptedAnswerer) -> Iterator[None]:
    """At the end it answers the questions that hang."""
    try:
        yield
    finally:
        answerer.proceed.set()


@pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
def test_questions_that_hang_leave_the_pages_alone_and_turn_others_away(
    prepared: Path, embedder: Embedder, tmp_path: Path, stream: bool
) -> None:
    limits = UNLIMITED.model_copy(update={"questions_at_once": 2, "questions_waiting": 1})
    headers = {"Accept": "text/event-stream"} if stream else {}
    with opened(prepared, tmp_path / "data", embedder, Settings(limits=limits)) as world:
        hung = {"question": "总部企业租金补贴，慢慢说"}
        with ThreadPoolExecutor(3) as pool, let_go(world.answerer):
            asking = [pool.submit(world.client.post, "/api/chat", json=hung, headers=headers) for _ in range(3)]
            lane = world.client.app.state.questions
            begun = 3 if stream else 2  # of those that only come in some wait too, for a moment
            while len(world.answerer.calls) < begun or lane.running() < 2 or lane.waiting() < 1:
                time.sleep(0.01)
            refused = world.ask("总部企业租金补贴")
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")
            assert int(refused.headers["Retry-After"]) > 0
            for path in ("/api/search?q=租金", "/api/documents", "/healthz"):
                assert world.client.get(path).status_code == 200
            assert not any(answer.done() for answer in asking)
        assert all(answer.result().status_code == 200 for answer in asking)
        assert world.ask("总部企业租金补贴").status_code == 200


def test_uploads_by_the_page_are_counted_and_shut_when_their_folder_is_full(
    prepared: Path, embedder: Embedder, tmp_path: Path
) -> None:
    settings = Settings(limits=LimitSettings(page_uploads_per_minute=3, page_uploads_mb=1))
    with opened(prepared, tmp_path / "data", embedder, settings) as world:
        app = mount_page(create_app(world.services))
        client = TestClient(app, client=("198.51.100.7", 50000))

        def upload(who: TestClient) -> Response:
            return who.post("/gradio_api/upload", files={"files": ("a.txt", b"x", "text/plain")})

        assert [upload(client).status_code for _ in range(4)] == [200, 200, 200, 429]
        waiting = tmp_path / "data/page-uploads/somebody/large.pdf"
        waiting.parent.mkdir(parents=True)
        waiting.write_bytes(b"x" * (2 << 20))
        full = upload(TestClient(app, client=("198.51.100.8", 50000)))
        assert (full.status_code, full.json()["error"]["code"]) == (507, "disk_full")


def test_too_many_jobs_are_turned_away(prepared: Path, embedder: Embedder, tmp_path: Path) -> None:
    settings = Settings(limits=UNLIMITED.model_copy(update={"jobs_waiting": 1}))
    with opened(prepared, tmp_path / "data", embedder, settings) as world:
        go_on = threading.Event()

        def work(_: object, __: object) -> IngestReport:
            go_on.wait(20)
            return IngestReport((), 0.0)

        world.services.jobs.add(JobKind("slow", work))
        world.services.jobs.start("slow", {}, Principal(Role.ADMIN, 1, "admin"))
        files = [("files", ("a.md", b"# x", "text/markdown"))]
        refused = world.client.post("/api/documents", files=files, headers=world.headers["admin"])
        go_on.set()
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")
        assert not list((tmp_path / "data/incoming").iterdir())  # nothing of it stays behind


def test_an_answer_that_was_begun_does_not_queue_again() -> None:
    free = threading.Event()

    async def told() -> list[int]:
        lane = Lane(1, 10)
        async with anyio.create_task_group() as group, aclosing(in_threads(iter(range(3)), lane)) as items:
            first = await anext(items)
            group.start_soon(lane.run, free.wait, 20)  # somebody else's question takes the only place
            while lane.running() < 1:
                await anyio.sleep(0.01)
            assert await lane.admit(int, "7") == 7
            with anyio.fail_after(5):
                rest = [item async for item in items]
            free.set()
        return [first, *rest]

    assert anyio.run(told) == [0, 1, 2]


def test_what_waits_for_other_servers_may_be_more_at_a_time() -> None:
    assert questions_at_once(Settings()) == 4 * processors()
    assert questions_at_once(Settings(server=ServerSettings(processors=3))) == 12
    assert questions_at_once(Settings(limits=LimitSettings(questions_at_once=3))) == 3
    assert questions_at_once(Settings(chroma_url="http://127.0.0.1:9")) == 32
