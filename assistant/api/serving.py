"""How the application is served: whose word on a browser's address is taken, how long a client may take to say what it wants, and how long a
shutdown may take."""

import asyncio
import socket
from contextlib import suppress

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from assistant.sections.service import ServerSettings

ANSWERS_S, FAREWELL_S, GRACE_S = 5, 7, 8
"""Seconds after a signal to stop: for answers under way, until streams are cut off, until everything is."""
_KEEP_ALIVE_S = 5
_DID_NOT_START = 3  # as uvicorn itself ends


def run(app: FastAPI, settings: ServerSettings, host: str, port: int) -> None:
    """Serve until a signal ends it. Raises SystemExit where it could not start."""
    server = server_of(app, settings, host, port)
    with suppress(KeyboardInterrupt):  # the signal once more, after everything was shut down
        server.run()
    if not server.started:
        raise SystemExit(_DID_NOT_START)


class Server(uvicorn.Server):
    """Tells the page that the end has come, so that it closes what open pages hold, before it waits for what is under way; what is not finished
    in time is ended in words."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if end_open_pages := getattr(self._app.state, "end_open_pages", None):
            end_open_pages()
        if (questions := getattr(self._app.state, "questions", None)) is not None:
            asyncio.get_running_loop().call_later(ANSWERS_S, questions.end)
        await super().shutdown(sockets)


def server_of(app: FastAPI, settings: ServerSettings, host: str, port: int) -> Server:
    """A server that is ready to run.

    A browser's address comes from ``X-Forwarded-For`` only where one of ``trusted_proxies`` sends it: anybody may write that header.
    Bodies that come too slowly are looked after by ``middleware.BodyLimit``.
    """

    class Protocol(_ImpatientProtocol):
        header_timeout_s = settings.header_timeout_s

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Protocol,
        log_level="warning",
        log_config=None,  # its lines go where all others go
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
    )
    return Server(config, app)


class _ImpatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen when uvicorn is imported
    """Closes a connection whose client does not finish a request's headers in time, which uvicorn itself would wait for without end."""

    header_timeout_s: float
    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._asks:
            self._stop_waiting()
        elif self._giving_up is None:  # the next request on a connection that was kept
            self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    @property
    def _asks(self) -> bool:
        """Whether a request's headers are there and its answer is not finished."""
        return self.cycle is not None and not self.cycle.response_complete

    def _wait_for_headers(self) -> None:
        self._giving_up = self.loop.call_later(self.header_timeout_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _give_up(self) -> None:
        self._giving_up = None
        if not self._asks and not self.transport.is_closing():
            self.transport.close()
