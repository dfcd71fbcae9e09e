"""Where a request comes from: limits are by the browser's address, also through the page, and nobody can make one up."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import pytest
from fastapi import FastAPI, Request

from assistant.accounts.attempts import ATTEMPTS_FROM_ONE_ADDRESS
from assistant.api.app import create_app
from assistant.api.serving import GRACE_S, server_of
from assistant.plugins import mount_page
from assistant.sections.service import ServerSettings
from tests.api.conftest import PASSWORD, World
from tests.page_queue import PageQueue
from ui.client import ApiClient

GUESSER, OWNER = "203.0.113.5", "203.0.113.6"
NOBODY = {"token": "", "name": "", "role": "investor", "language": "zh"}
SERVE = """
import sys
from fastapi import FastAPI
from assistant.api.serving import run
from assistant.sections.service import ServerSettings
from ui.app import build_page
run(build_page(FastAPI()), ServerSettings(), "127.0.0.1", int(sys.argv[1]))
"""


@contextmanager
def served(app: FastAPI, settings: ServerSettings) -> Iterator[str]:
    """The app as ``huizhao serve`` runs it, on a free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = server_of(app, settings, "127.0.0.1", 0)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(GRACE_S + 10)


def log_in_by_page(queue: PageQueue, password: str) -> str:
    """What the dialog says; "" when signed in."""
    ended = queue.click("log-in", {"username": "staff", "password": password}, NOBODY)
    assert ended["success"], ended
    output = ended["output"]
    assert isinstance(output, dict)
    return str(output["data"][4])  # behind the dialog, name, password and code


def test_guessing_on_the_page_locks_the_account_for_the_guesser_alone(own_world: World) -> None:
    app = mount_page(create_app(own_world.services))
    with served(app, ServerSettings()) as address:
        guesser = PageQueue(address, {"X-Forwarded-For": GUESSER})
        owner = PageQueue(address, {"X-Forwarded-For": f"{GUESSER}, {OWNER}"})
        for _ in range(ATTEMPTS_FROM_ONE_ADDRESS):
            assert "不正确" in log_in_by_page(guesser, "wrong-password")
        assert "次数过多" in log_in_by_page(guesser, PASSWORD)
        assert log_in_by_page(owner, PASSWORD) == ""


def test_an_address_is_believed_from_a_trusted_proxy_only(own_world: World) -> None:
    with served(create_app(own_world.services), ServerSettings(trusted_proxies=("192.0.2.1",))) as address:
        tried = [
            httpx.post(
                f"{address}/api/login",
                json={"username": "staff", "password": "wrong-password"},
                headers={"X-Forwarded-For": f"198.51.100.{number}", "visitor": f"198.51.100.{number}"},
            ).status_code
            for number in range(ATTEMPTS_FROM_ONE_ADDRESS + 1)
        ]
    assert tried == [401] * ATTEMPTS_FROM_ONE_ADDRESS + [429]


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "visitor"])
def test_no_header_gives_an_in_process_call_another_address(name: str) -> None:
    app = FastAPI()
    seen: list[str] = []

    @app.get("/api/me")
    def who(request: Request) -> dict[str, str]:
        seen.append(request.client.host if request.client else "")
        return {}

    async def call() -> None:
        async with ApiClient.in_process(app).send("GET", "/api/me", headers={name: GUESSER}):
            pass

    asyncio.run(call())
    assert seen == ["127.0.0.1"]


def test_an_open_page_does_not_hold_up_the_end() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], stderr=subprocess.PIPE)
    try:
        with closing(_opened(f"http://127.0.0.1:{port}/gradio_api/heartbeat/a-page", process)):
            process.terminate()
            process.wait(timeout=GRACE_S + 60)
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()


def _opened(address: str, process: subprocess.Popen[bytes]) -> httpx.Client:
    """A client that holds an open page's connection, once the server is there."""
    client = httpx.Client(timeout=60)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            response = client.send(client.build_request("GET", address), stream=True)
            next(response.iter_raw())
            return client
        except httpx.ConnectError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


@pytest.mark.parametrize("query", ["page=x", "%70age=x", "page=x&deep_link=y", "page=", "view=a&page=%00"])
def test_the_page_opens_whatever_page_is_asked_for(query: str) -> None:
    with served(mount_page(FastAPI()), ServerSettings()) as address:
        assert httpx.get(f"{address}/?{query}").status_code == 200
