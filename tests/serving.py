"""A real server for tests that call one over HTTP."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

_START_S = 60


@contextmanager
def serving(app: FastAPI, *, started: bool = False) -> Iterator[str]:
    """The app on a free port, in a thread; yields its address. An app that is ``started`` by its test client goes on when the server ends.

    The socket is bound here and handed over: a port that was only looked up could be taken by a test that runs beside this one.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off" if started else "on"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.start()
        try:
            _wait_for(server, thread)
            yield address
        finally:
            server.should_exit = True
            thread.join(timeout=20)


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_S
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.02)
