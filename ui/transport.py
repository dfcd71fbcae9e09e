"""An httpx transport that calls an ASGI app in the same process and streams its answer.

``httpx.ASGITransport`` hands a response over only when it is complete; an answer that is written sentence by sentence must be
seen while it is written.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import cast

import anyio
import httpx

_Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[_Message]]
Send = Callable[[_Message], Awaitable[None]]
AsgiApp = Callable[[_Message, Receive, Send], Awaitable[None]]

VISITOR = "visitor"
"""The extension of an httpx request that names the visitor's address. No header: nothing that a browser sends can set it."""
_CHUNKS_IN_FLIGHT = 16  # the app waits when the reader is this far behind


class InProcessTransport(httpx.AsyncBaseTransport):
    """Sends requests to an ASGI app in the same event loop.

    A request comes from the address of its extension ``visitor``, where it has one: only this process can set it.
    """

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response as soon as its headers are there; its body follows as the app sends it.

        Raises httpx.ReadTimeout when the app stays silent for longer than the request's read timeout.
        """
        call = _Call(self._app, request)
        try:
            status, headers = await call.started()
        except BaseException:
            await call.aclose()
            raise
        return httpx.Response(status, headers=headers, stream=call, request=request)


class _Call(httpx.AsyncByteStream):
    """One request under way: the app runs in a task, its messages arrive here."""

    def __init__(self, app: AsgiApp, request: httpx.Request) -> None:
        timeouts = cast(dict[str, float | None], request.extensions.get("timeout", {}))
        self._timeout_s = timeouts.get("read")
        self._body = aiter(cast(httpx.AsyncByteStream, request.stream))
        self._body_sent = False
        self._closed = asyncio.Event()
        self._outbox, self._inbox = anyio.create_memory_object_stream[_Message](_CHUNKS_IN_FLIGHT)
        self._task = asyncio.create_task(self._run(app, _scope_of(request)))

    async def started(self) -> tuple[int, list[tuple[bytes, bytes]]]:
        """Status and headers of the response."""
        message = await self._next()
        if message is None:
            await self._task
            raise httpx.RemoteProtocolError("the app ended without a response")
        return cast(int, message["status"]), list(cast(list[tuple[bytes, bytes]], message.get("headers", [])))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (message := await self._next()) is not None:
            if body := cast(bytes, message.get("body", b"")):
                yield body
            if not message.get("more_body", False):
                return

    async def aclose(self) -> None:
        self._closed.set()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._inbox.close()

    async def _run(self, app: AsgiApp, scope: _Message) -> None:
        with self._outbox:
            await app(scope, self._receive, self._outbox.send)

    async def _receive(self) -> _Message:
        if not self._body_sent:
            async for chunk in self._body:
                return {"type": "http.request", "body": chunk, "more_body": True}
            self._body_sent = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._closed.wait()
        return {"type": "http.disconnect"}

    async def _next(self) -> _Message | None:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._inbox.receive()
        except TimeoutError as error:
            raise httpx.ReadTimeout("the app did not answer in time") from error
        except anyio.EndOfStream:
            return None


def _scope_of(request: httpx.Request) -> _Message:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "server": (request.url.host, request.url.port or 80),
        "client": (request.extensions.get(VISITOR) or "127.0.0.1", 0),
        "root_path": "",
    }
