"""Faults of disk and database: each is told in its own words, at once, shows in /readyz, and passes when its cause does."""

from __future__ import annotations

import gc
import json
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from httpx import Response
from sqlalchemy import func, select
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assistant import database
from assistant.answering.answerer import Answerer
from assistant.answering.events import AnswerComplete
from assistant.api.app import create_app
from assistant.api.errors import error_response
from assistant.api.serving import GRACE_S, server_of
from assistant.chat_model import ChatModel
from assistant.conversations.tables import MessageRow
from assistant.database import utc_now
from assistant.errors import ChatModelError
from assistant.records import Principal
from assistant.retrieval.embedding import Embedder
from assistant.sections.service import ServerSettings
from assistant.settings import ChatModelSettings
from tests.api.conftest import PASSWORD, World, opened

PATIENCE_MS = 2_000
FOR_EVER_MS = 86_400_000


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests wait for the database for a moment, and who waits as long as all the others do is ended by the limit of one test."""
    assert database._PATIENCE_OF_A_REQUEST_MS < PATIENCE_MS
    monkeypatch.setattr(database, "_PATIENCE_OF_A_REQUEST_MS", 50)
    monkeypatch.setattr(database, "_PATIENCE_MS", FOR_EVER_MS)


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Another process writes and does not end."""
    with closing(sqlite3.connect(world.services.settings.data_dir / "huizhao.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def small_disk(folder: Path, size_mb: int) -> Iterator[None]:
    """A disk of its own, so small that it can be filled."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a disk needs more rights than this process has")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave no byte free."""
    path = folder / "filling"
    with path.open("wb", buffering=0) as stream, pytest.raises(OSError, match="No space left"):
        while True:
            stream.write(b"x" * 4096)
    return path


def code(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def state(world: World, part: str) -> str:
    return str(world.client.get("/readyz").json()["checks"][part])


@pytest.mark.usefixtures("impatient")
def test_a_locked_database_is_told_of_within_two_seconds(own_world: World) -> None:
    with locked(own_world):
        refused = own_world.ask("总部企业租金补贴")
        assert code(refused) == (503, "database_busy")
        assert "请过几秒再试" in refused.json()["error"]["message"]
        assert int(refused.headers["Retry-After"]) > 0
        assert own_world.client.get("/api/search?q=租金").status_code == 200  # reading goes on
        ready = own_world.client.get("/readyz")
        assert (ready.status_code, ready.json()["checks"]["database"]) == (503, "ok")
        assert "占用" in ready.json()["checks"]["writing"]
    assert own_world.ask("总部企业租金补贴").status_code == 200
    assert own_world.client.get("/readyz").status_code == 200


@pytest.mark.usefixtures("impatient")
def test_many_at_once_are_told_as_soon(own_world: World) -> None:
    with locked(own_world), ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: own_world.ask("总部企业租金补贴"), range(12)))
    assert {code(answer) for answer in answers} == {(503, "database_busy")}


@contextmanager
def taken(world: World) -> Iterator[None]:
    """Another process has the database for itself, from when nobody is at it: jobs look for work now and then, and what is due is swept."""
    world.services.jobs.close()
    path = world.services.settings.data_dir / "huizhao.db"
    with closing(_alone_at(path, world.services.database)) as other:
        yield
        other.execute("ROLLBACK")


def _alone_at(path: Path, held: database.Database) -> sqlite3.Connection:
    """A connection that has the file for itself. One that has tried in vain keeps what locks it got, and whoever waits for those would keep it waiting."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        gc.collect()  # a thread of the jobs that was stopped half-way leaves its connection to the collector
        held.engine.dispose()
        other = sqlite3.connect(path, isolation_level=None, timeout=0.1)
        try:
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            other.close()
        else:
            return other
    pytest.fail(f"somebody in this process keeps a connection: {held.engine.pool.status()}")


@pytest.mark.usefixtures("impatient")
def test_a_database_that_somebody_has_for_himself_is_told_of(own_world: World) -> None:
    with taken(own_world):
        assert code(own_world.client.get("/api/documents")) == (503, "database_busy")
        assert "占用" in state(own_world, "database")
    assert own_world.client.get("/api/documents").status_code == 200


def test_a_full_disk_is_told_of_and_passes(prepared: Path, embedder: Embedder, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 160), opened(prepared, tmp_path / "disk/data", embedder) as world:
        assert state(world, "disk") == "ok"
        filling = fill(tmp_path / "disk")
        asked = (
            world.ask("总部企业租金补贴") for _ in range(300)
        )  # what was allotted to the database before still takes some
        refused = next(answer for answer in asked if answer.status_code != 200)
        assert code(refused) == (507, "disk_full")
        assert "请清理磁盘" in refused.json()["error"]["message"]
        files = [("files", ("a.md", "# 办法\n\n第一条 给予补贴。\n".encode() * 10_000, "text/markdown"))]
        upload = world.client.post("/api/documents", files=files, headers=world.headers["admin"])
        assert code(upload) == (507, "disk_full")
        assert not list((tmp_path / "disk/data").glob("incoming/*"))
        assert "磁盘" in state(world, "disk")
        assert world.client.get("/api/search?q=租金").status_code == 200
        filling.unlink()
        assert world.ask("总部企业租金补贴").status_code == 200
        world.services.database.check()
        assert state(world, "database") == "ok"


def test_a_disk_that_nearly_is_full_shows_in_time(prepared: Path, embedder: Embedder, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 90), opened(prepared, tmp_path / "disk/data", embedder) as world:
        assert world.ask("总部企业租金补贴").status_code == 200
        assert "只剩" in state(world, "disk")


def test_without_libreoffice_all_else_goes_on(own_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as path:
        path.setenv("PATH", "")
        ready = own_world.client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "limited")
        assert "没有安装 LibreOffice" in ready.json()["checks"]["office"]
        refused = own_world.client.post(
            "/api/listings/proposal.pdf", json={"sentence": "3000平方米的写字楼"}, headers=own_world.headers["staff"]
        )
        assert code(refused) == (503, "tool_missing")
        assert own_world.ask("总部企业租金补贴").status_code == 200
    if shutil.which("soffice"):
        assert state(own_world, "office") == "ok"


def test_a_language_model_that_fails_shows_until_it_answers(own_world: World) -> None:
    model = ChatModel(ChatModelSettings(base_url="http://127.0.0.1:9", model="any"))
    own_world.client.app.state.services = replace(own_world.services, chat_model=model)
    assert state(own_world, "language_model") == "ok"
    for _ in range(2):
        with pytest.raises(ChatModelError):
            model.complete("", "招商")
    ready = own_world.client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "limited")
    assert "连不上语言模型服务" in ready.json()["checks"]["language_model"]
    assert "摘引原文" in ready.json()["checks"]["language_model"]
    model._breaker.__exit__(None, None, None)  # what a call does that ends well
    assert state(own_world, "language_model") == "ok"


def test_a_clock_that_was_set_back_is_told_of_and_passes(own_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def by(hours: int) -> Callable[[], datetime]:
        return lambda: utc_now() + timedelta(hours=hours)

    own_world.client.post("/api/login", json={"username": "staff", "password": PASSWORD})
    assert state(own_world, "clock") == "ok"
    monkeypatch.setattr("assistant.api.routes.health.utc_now", by(hours=-3))
    ready = own_world.client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "limited")
    assert "早 180 分钟：请校对服务器时间" in ready.json()["checks"]["clock"].replace("179", "180")
    assert own_world.ask("总部企业租金补贴").status_code == 200
    monkeypatch.undo()
    assert state(own_world, "clock") == "ok"


def test_while_the_chroma_server_is_away_words_are_looked_for(
    own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, question = own_world.services.store, "总部企业租用办公用房的租金补贴"

    def away(*_: object) -> None:
        store._server._away_until = time.monotonic() + 60
        store._server.let_through()

    whole = own_world.client.get("/api/search", params={"q": question}).json()
    assert whole["notice"] == ""
    with monkeypatch.context() as there:
        there.setattr(store, "_read", away)
        found = own_world.client.get("/api/search", params={"q": question})
        assert found.status_code == 200
        assert found.json()["hits"][0]["chunk_id"] == whole["hits"][0]["chunk_id"]
        assert "只按字词查找" in found.json()["notice"]
        answered = real_answerer(own_world).stream(question, Principal())
        answer = next(event.answer for event in answered if isinstance(event, AnswerComplete))
        assert "只按字词查找" in answer.notice
        assert answer.citations
        ready = own_world.client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "limited")
        assert "Chroma" in ready.json()["checks"]["store"]
    store._server._away_until = 0.0
    assert own_world.client.get("/api/search", params={"q": question}).json()["notice"] == ""
    assert own_world.client.get("/readyz").json()["checks"]["store"] == "ok"


def real_answerer(world: World) -> Answerer:
    services = world.services
    return Answerer(
        services.retriever, services.reader, services.row_matcher, services.clause_finder, None, services.settings
    )


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "json"])
def test_an_answer_that_the_end_overtakes_ends_in_words_and_leaves_nothing(
    own_world: World, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    monkeypatch.setattr("assistant.api.serving.ANSWERS_S", 0.3)
    app = create_app(own_world.services)
    headers = {"Accept": "text/event-stream"} if stream else {}
    with socket.socket() as listening, ThreadPoolExecutor(1) as pool:
        listening.bind(("127.0.0.1", 0))
        server = server_of(app, ServerSettings(), "127.0.0.1", 0)
        served = threading.Thread(target=server.run, args=([listening],), daemon=True)
        served.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/api/chat"
        hung = {"question": "总部企业租金补贴，慢慢说"}
        asking = pool.submit(httpx.post, address, json=hung, headers=headers, timeout=30)
        until = time.monotonic() + 20
        while not app.state.questions.running() or not own_world.answerer.calls:
            assert time.monotonic() < until
            time.sleep(0.01)
        server.should_exit = True
        told = asking.result(GRACE_S)
        own_world.answerer.proceed.set()
        served.join(GRACE_S)
    if stream:
        assert told.text.rstrip().rpartition("event: ")[2].startswith("error")
        assert json.loads(told.text.rpartition("data: ")[2])["error"]["code"] == "shutting_down"
    else:
        assert code(told) == (503, "shutting_down")
        assert int(told.headers["Retry-After"]) > 0
    with own_world.services.database.session() as session:
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 0


def test_a_folder_that_may_not_be_written_is_told_of_and_passes(
    prepared: Path, embedder: Embedder, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 300), opened(prepared, disk / "data", embedder) as world:
        world.services.store.close()
        world.services.database.engine.dispose()
        try:
            remount(disk, "ro")
        except subprocess.CalledProcessError:
            pytest.skip("the disk cannot be made read-only while it is in use")
        sign_in = {"username": "staff", "password": PASSWORD}
        refused = world.client.post("/api/login", json=sign_in)
        assert refused.status_code == 503
        assert any(word in refused.json()["error"]["message"] for word in ("不能写入", "打不开"))
        ready = world.client.get("/readyz")
        assert ready.status_code == 503
        assert "不能写入" in ready.json()["checks"]["disk"]
        remount(disk, "rw")
        world.services.database.engine.dispose()
        assert world.client.post("/api/login", json=sign_in).status_code == 200


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(OSError(28, "No space left on device"), (507, "disk_full"), id="full"),
        pytest.param(OSError(122, "Disk quota exceeded"), (507, "disk_full"), id="quota"),
        pytest.param(OSError(30, "Read-only file system"), (503, "storage_read_only"), id="read-only"),
        pytest.param(PermissionError(13, "Permission denied"), (503, "storage_read_only"), id="permission"),
        pytest.param(FileNotFoundError(2, "secret name"), (500, "internal_error"), id="another"),
        pytest.param(PoolTimeout("QueuePool limit"), (503, "database_busy"), id="too-many-at-the-database"),
    ],
)
def test_what_the_system_says_is_told_in_words(error: Exception, expected: tuple[int, str]) -> None:
    response = error_response(error)
    assert response.status_code == expected[0]
    assert expected[1] in response.body.decode()
    assert "secret name" not in response.body.decode()
