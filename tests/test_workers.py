"""``huizhao serve --workers 2``: two processes that serve the same data are as one, on SQLite and on PostgreSQL."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import psutil
import pytest

from assistant.database import Database
from assistant.jobs.queue import DEAD_AFTER
from assistant.jobs.tables import JobRow
from assistant.records import Role
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import build_services
from tests.databases import drop_database, empty_database
from tests.processes import free_ports, huizhao, wait_for

PASSWORD = "laptop-river-2026"
POLICY = """# 云汀区支持外贸企业参加展会办法

云政规〔2025〕9号

第一条 为支持外贸企业开拓市场，制定本办法。

第二条 外贸企业参加境外展会的，按展位费的百分之四十给予补贴，每家每年最高三十万元。

第三条 本办法自2025年5月1日起施行，有效期至2099年3月31日。
"""
SEARCHES_PER_MINUTE = 40


@dataclass(frozen=True)
class Two:
    """Two processes, their supervisor, and a client of each."""

    supervisor: subprocess.Popen[bytes]
    addresses: tuple[str, str]
    clients: tuple[httpx.Client, httpx.Client]
    log: Path
    database_url: str

    def token(self, at: int, name: str = "guanli") -> dict[str, str]:
        answer = self.clients[at].post("/api/login", json={"username": name, "password": PASSWORD})
        answer.raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['token']}"}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def two(request: pytest.FixtureRequest, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("two")
    data, log, url = folder / "data", folder / "log", ""
    if request.param != "sqlite":
        server = request.getfixturevalue("postgres_server")
        url = empty_database(server)
    services = build_services(Settings(data_dir=data, database_url=url), embedder)
    services.accounts.add("guanli", PASSWORD, Role.ADMIN)
    for name in ("keshang", "zhanke"):
        services.accounts.add(name, PASSWORD, Role.INVESTOR)
    services.close()
    port = free_ports(2)
    settings = {
        "HUIZHAO_DATABASE_URL": url,
        "HUIZHAO_LIMITS__SEARCHES_PER_MINUTE": str(SEARCHES_PER_MINUTE),
        "HUIZHAO_LIMITS__LOGINS_PER_MINUTE": "0",
    }
    addresses = (f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}")
    with huizhao(["serve", "--workers", "2", "--port", str(port)], data, log, **settings) as supervisor:
        for address in addresses:
            wait_for(address, log)
        with (
            httpx.Client(base_url=addresses[0], timeout=60) as one,
            httpx.Client(base_url=addresses[1], timeout=60) as other,
        ):
            yield Two(
                supervisor,
                addresses,
                (one, other),
                log,
                Settings(data_dir=data, database_url=url).resolved_database_url,
            )
    assert supervisor.returncode == 0, log.read_text(errors="replace")[-2000:]
    if url:
        drop_database(url, server)


def process_of(two: Two, at: int) -> psutil.Process:
    """The process that listens on a port."""
    port = int(two.addresses[at].rpartition(":")[2])
    return next(child for child in psutil.Process(two.supervisor.pid).children() if str(port) in child.cmdline())


def hits(client: httpx.Client, question: str, headers: dict[str, str]) -> set[str]:
    found = client.get("/api/search", params={"q": question}, headers=headers)
    found.raise_for_status()
    return {hit["source_id"] for hit in found.json()["hits"]}


def upload(client: httpx.Client, headers: dict[str, str], name: str, text: str) -> str:
    """The id of the job."""
    files = [("files", (name, text.encode(), "text/markdown"))]
    answer = client.post("/api/documents", files=files, data={"clearance": "public"}, headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def report_of(client: httpx.Client, headers: dict[str, str], job_id: str, patience_s: float = 120) -> dict[str, object]:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        job = client.get(f"/api/jobs/{job_id}", headers=headers).json()
        if job["state"] != "running":
            return dict(job)
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def wait_until_running(database: Database, job_id: str, patience_s: float = 120) -> None:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        with database.session() as session:
            if session.get_one(JobRow, job_id).state == "running":
                return
        time.sleep(0.05)
    raise AssertionError("nobody took the job")


def silent_for(database: Database, job_id: str, passed: timedelta) -> None:
    """As if so much time had passed since whoever has the job was last heard of."""
    with database.session() as session:
        row = session.get_one(JobRow, job_id)
        row.alive_at -= passed


@pytest.mark.slow
def test_who_signs_in_at_one_is_signed_in_at_the_other_and_out_of_both(two: Two) -> None:
    headers = two.token(0)
    assert two.clients[1].get("/api/me", headers=headers).json()["role"] == "admin"
    assert two.clients[1].post("/api/logout", headers=headers).status_code in {200, 204}
    assert [client.get("/api/me", headers=headers).status_code for client in two.clients] == [401, 401]


@pytest.mark.slow
def test_a_document_of_one_is_found_through_the_other_at_once_and_deleted_likewise(two: Two) -> None:
    headers = two.token(0)
    question = "境外展会展位费补贴"
    hits(two.clients[1], question, headers)  # whatever it keeps, it keeps from before
    job = report_of(two.clients[1], headers, upload(two.clients[0], headers, "展会办法.md", POLICY))
    assert job["state"] == "done", job
    (document,) = [one["document_id"] for one in job["report"]["files"]]
    assert [document in hits(client, question, headers) for client in two.clients] == [True, True]
    asked = two.clients[1].post("/api/chat", json={"question": "参加境外展会能补贴多少？"}, headers=headers).json()
    assert document in {citation["source_id"] for citation in asked["citations"]}
    follow = {"question": "最高多少？", "conversation_id": asked["conversation_id"]}
    assert two.clients[0].post("/api/chat", json=follow, headers=headers).status_code == 200
    changes = {"clearance": "internal"}
    assert two.clients[0].patch(f"/api/documents/{document}", json=changes, headers=headers).status_code == 200
    investor = two.token(1, "keshang")
    assert document not in hits(two.clients[1], question, investor)
    assert two.clients[1].get(f"/api/documents/{document}/original", headers=headers).status_code == 200
    assert two.clients[1].delete(f"/api/documents/{document}", headers=headers).status_code == 204
    assert [document in hits(client, question, headers) for client in two.clients] == [False, False]
    assert two.clients[0].get(f"/api/documents/{document}", headers=headers).status_code == 404


@pytest.mark.slow
def test_a_caller_is_counted_by_both_together(two: Two) -> None:
    investor = two.token(0, "zhanke")

    def ask(at: int) -> int:
        return two.clients[at % 2].get("/api/documents", headers=investor).status_code

    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(ask, range(2 * SEARCHES_PER_MINUTE)))
    filled = (time.monotonic() - started) * SEARCHES_PER_MINUTE / 60
    assert set(statuses) <= {200, 429}
    assert SEARCHES_PER_MINUTE <= statuses.count(200) <= SEARCHES_PER_MINUTE + filled + 1


@pytest.mark.slow
def test_uploads_to_both_at_once_are_all_read_each_once(two: Two) -> None:
    headers = two.token(0)
    texts = {f"办法{number}.md": POLICY.replace("〔2025〕9号", f"〔2025〕{number}号") for number in range(10, 16)}
    with ThreadPoolExecutor(6) as pool:
        ids = list(pool.map(lambda item: upload(two.clients[item[0] % 2], headers, *item[1]), enumerate(texts.items())))
    jobs = [report_of(two.clients[at % 2], headers, job_id) for at, job_id in enumerate(ids)]
    assert [job["state"] for job in jobs] == ["done"] * 6
    assert [file["status"] for job in jobs for file in job["report"]["files"]] == ["read"] * 6
    listed = two.clients[1].get("/api/documents", headers=headers).json()["documents"]
    named = [one["name"] for one in listed if one["name"] in texts]
    assert sorted(named) == sorted(texts)


@pytest.mark.slow
def test_a_killed_process_is_started_anew_and_its_job_is_taken_by_the_other(two: Two) -> None:
    headers = two.token(0)
    many = "\n\n".join(
        f"第{number}条 企业从事第{number}类业务的，给予每年{number}万元补贴。" for number in range(1, 400)
    )
    job_id = upload(two.clients[0], headers, "长办法.md", f"# 云汀区第九类办法\n\n{many}\n")
    killed = process_of(two, 0)
    with closing(Database(two.database_url)) as database:
        wait_until_running(database, job_id)
        killed.send_signal(signal.SIGKILL)
        with suppress(psutil.NoSuchProcess):
            killed.wait()
        silent_for(database, job_id, 2 * DEAD_AFTER)
    job = report_of(two.clients[1], headers, job_id, 240)
    assert job["state"] == "done", job
    assert {file["status"] for file in job["report"]["files"]} <= {"read", "unchanged"}
    wait_for(two.addresses[0], two.log)
    assert process_of(two, 0).pid != killed.pid
    (document,) = [one["document_id"] for one in job["report"]["files"]]
    with httpx.Client(base_url=two.addresses[0], timeout=60) as again:
        detail = again.get(f"/api/documents/{document}", headers=headers).json()
        assert sum(detail["chunks"].values()) >= 399


def test_one_that_cannot_start_ends_all_and_says_why(tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings = {"HUIZHAO_SERVER__SECRET": "", "HUIZHAO_EMBEDDING__MODEL": str(tmp_path / "no-such-model")}
    with huizhao(["serve", "--workers", "2", "--port", str(free_ports(2))], tmp_path / "data", log, **settings) as it:
        assert it.wait(120) != 0
    assert "错误：" in log.read_text(encoding="utf-8")
