"""The page's client of the API: it streams in process, and says clearly what went wrong."""

import asyncio
import io
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from tests.scripted_api import scripted_api
from ui.chat import calls
from ui.chat.contract import Answer, Sentence
from ui.client import ApiClient, ApiProblem
from ui.transport import InProcessTransport


def _http(app: FastAPI, timeout_s: float = 5) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=InProcessTransport(app), base_url="http://page", timeout=timeout_s)


def test_first_sentence_arrives_before_the_last_is_written() -> None:
    api = scripted_api()
    api.state.held = True

    async def read() -> AsyncIterator[object]:
        async for part in calls.ask(ApiClient.in_process(api), "总部企业有哪些补贴？", ""):
            api.state.held = False  # before that, nothing more is written
            yield part

    async def parts() -> list[object]:
        return [part async for part in read()]

    assert [type(part) for part in asyncio.run(parts())] == [Sentence, Sentence, Sentence, Answer]


def test_a_reader_who_leaves_stops_the_app() -> None:
    app = FastAPI()
    stopped = asyncio.Event()

    @app.get("/endless")
    async def endless() -> StreamingResponse:
        async def chunks() -> AsyncIterator[bytes]:
            try:
                yield b"the first sentence"
                await asyncio.sleep(60)
            finally:
                stopped.set()

        return StreamingResponse(chunks())

    async def read_a_little() -> None:
        async with _http(app).stream("GET", "/endless") as response:
            async for _ in response.aiter_bytes():
                break
        await asyncio.wait_for(stopped.wait(), timeout=2)

    asyncio.run(read_a_little())


def test_a_large_upload_passes_through_piece_by_piece() -> None:
    app = FastAPI()

    @app.post("/size")
    async def size(request: Request) -> dict[str, int]:
        pieces = [len(piece) async for piece in request.stream()]
        return {"bytes": sum(pieces), "largest": max(pieces)}

    async def send() -> dict[str, int]:
        return (await _http(app).post("/size", files={"file": io.BytesIO(b"y" * 3_000_000)})).json()

    answer = asyncio.run(send())
    assert answer["bytes"] > 3_000_000
    assert answer["largest"] < 1_000_000


def test_query_path_and_headers_reach_the_app() -> None:
    app = FastAPI()

    @app.get("/a/{name}")
    async def echo(name: str, q: str, request: Request) -> dict[str, str]:
        return {"name": name, "q": q, "token": request.headers["authorization"]}

    async def call() -> object:
        return (await _http(app).get("/a/楼宇", params={"q": "甲级 & 乙级"}, headers={"Authorization": "t"})).json()

    assert asyncio.run(call()) == {"name": "楼宇", "q": "甲级 & 乙级", "token": "t"}


def _silent() -> FastAPI:
    app = FastAPI()

    @app.get("/api/me")
    async def wait() -> None:
        await asyncio.sleep(30)

    return app


def _answering(response: Response) -> FastAPI:
    app = FastAPI()

    @app.get("/api/me")
    async def answer() -> Response:
        return response

    return app


_SHAPED = JSONResponse({"error": {"code": "not_permitted", "message": "无权查看"}}, 403)


@pytest.mark.parametrize(
    ("app", "code", "message"),
    [
        pytest.param(_answering(_SHAPED), "not_permitted", "无权查看", id="the-apis-own-error"),
        pytest.param(_answering(Response("bad gateway", 502)), "unexpected", "", id="a-proxy-in-between"),
        pytest.param(_answering(Response("", 401)), "not_signed_in", "", id="bare-401"),
        pytest.param(_answering(JSONResponse({"role": ["?"]})), "unexpected", "", id="unknown-shape"),
        pytest.param(_silent(), "timed_out", "", id="no-answer-in-time"),
    ],
)
def test_problems_are_named(app: FastAPI, code: str, message: str) -> None:
    with pytest.raises(ApiProblem) as caught:
        asyncio.run(ApiClient(_http(app, timeout_s=0.2)).whoami())
    assert (caught.value.code, caught.value.message) == (code, message)


def test_a_server_that_is_down_is_named() -> None:
    with pytest.raises(ApiProblem) as caught:
        asyncio.run(ApiClient.at("http://127.0.0.1:9").whoami())
    assert caught.value.code == "unreachable"


def test_an_error_event_in_the_stream_is_raised() -> None:
    async def ask() -> None:
        async for _ in calls.ask(ApiClient.in_process(scripted_api()), "出错", ""):
            pass

    with pytest.raises(ApiProblem, match="向量模型无法加载"):
        asyncio.run(ask())
