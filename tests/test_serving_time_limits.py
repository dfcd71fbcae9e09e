"""A client that sends its request drop by drop, or stops, is not waited for without end; proxies are believed as configured."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from assistant.api.dependencies import address_of
from assistant.api.middleware import BodyLimit
from assistant.api.serving import server_of
from assistant.sections.service import ServerSettings

LIMIT_S = 0.5
_PATIENCE_S = 60
"""Of a client whose connection the server should close by itself long before."""
SETTINGS = ServerSettings(header_timeout_s=LIMIT_S, body_timeout_s=LIMIT_S, trusted_proxies=("127.0.0.0/8",))


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


async def slow(_: Request) -> StreamingResponse:
    async def parts():
        for _ in range(4):
            await asyncio.sleep(LIMIT_S / 2)
            yield b"x"

    return StreamingResponse(parts())


async def caller(request: Request) -> PlainTextResponse:
    return PlainTextResponse(address_of(request))


async def in_words(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse({"message": error.detail}, error.status_code)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = Starlette(
        routes=[Route("/echo", echo, methods=["POST"]), Route("/slow", slow), Route("/caller", caller)],
        exception_handlers={HTTPException: in_words},
    )
    app.add_middleware(BodyLimit, upload_mb=1, silence_s=LIMIT_S)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = server_of(app, SETTINGS, "127.0.0.1", 0)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def exchanged(port: int, *pieces: bytes, pause_s: float = 0) -> bytes:
    """All that the server sends until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_S) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause_s)
        received = b""
        while part := connection.recv(4096):
            received += part
        return received


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET /slow HTTP/1.1\r\nHost: x\r\n", id="half-a-head"),
        pytest.param(b"GET /caller HTTP/1.1\r\nHost: x\r\n\r\nGET /caller HT", id="half-of-the-second-head"),
    ],
)
def test_a_connection_whose_head_does_not_come_is_closed(port: int, begun: bytes) -> None:
    exchanged(port, begun)


def test_a_body_that_stops_coming_is_answered_with_408(port: int) -> None:
    answer = exchanged(port, b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    assert answer.startswith(b"HTTP/1.1 408")
    assert "迟迟没有传完" in answer.decode()


def test_a_body_that_comes_slowly_but_steadily_is_read(port: int) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\n\r\n"
    answer = exchanged(port, head, b"ab", b"cd", b"ef", pause_s=LIMIT_S / 2)
    assert answer.endswith(b"abcdef")


def test_an_answer_may_take_longer_than_a_request(port: int) -> None:
    answer = exchanged(port, b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"x") >= 4


def test_a_trusted_proxy_tells_where_a_request_came_from(port: int) -> None:
    head = b"GET /caller HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7\r\n\r\n"
    assert exchanged(port, head).endswith(b"198.51.100.7")
