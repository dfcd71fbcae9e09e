"""Real processes of ``huizhao``, for tests of what they share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

_START_S = 240


def free_ports(count: int) -> int:
    """The first of so many ports that follow each other and are free."""
    for _ in range(200):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first: int = probe.getsockname()[1]
        if first + count < 65_000 and all(_is_free(first + more) for more in range(count)):
            return first
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def huizhao(arguments: list[str], data: Path, log: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that runs meanwhile; SIGTERM ends it."""
    environment: Mapping[str, str] = {**os.environ, "HUIZHAO_DATA_DIR": str(data), **settings}
    with log.open("wb") as told:
        process = subprocess.Popen([sys.executable, "-m", "assistant", *arguments], env=environment, stderr=told)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(address: str, log: Path) -> None:
    """Until a server answers. Raises AssertionError with what it said where it does not."""
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        try:
            httpx.get(f"{address}/healthz", timeout=5).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-2000:])
