"""Several processes of ``huizhao serve``, each on a port of its own: one that dies is started anew, and they end together."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

from assistant.api.serving import GRACE_S
from assistant.turns import processors

log = logging.getLogger(__name__)
_LOOK_EVERY_S = 0.2
_BEYOND_GRACE_S = 10
_LONGEST_PAUSE_S = 30.0


class Worker:
    """One process, by its port."""

    def __init__(self, command: Sequence[str], host: str, port: int, environment: Mapping[str, str]) -> None:
        self.port = port
        self.has_served = False
        self._host = "127.0.0.1" if host in ("0.0.0.0", "") else "::1" if host == "::" else host
        self._command, self._environment = command, environment
        self._pause_s = 1.0
        self._again_at = 0.0
        self.process = self._started()

    def look(self) -> int | None:
        """Start it anew where it died. Returns the code of one that ended before it ever served: it would end so again."""
        code = self.process.poll()
        if code is None:
            self.has_served = self.has_served or self._answers()
            return None
        if not self.has_served and code > 0:
            return code
        if not self._again_at:
            log.error("the process on port %s ended (%s); starting it anew", self.port, code)
            self._again_at = time.monotonic() + self._pause_s
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
        elif time.monotonic() >= self._again_at:
            self._again_at = 0.0
            self.process = self._started()
        return None

    def end(self) -> None:
        """Ask it to end."""
        if self.process.poll() is None:
            self.process.terminate()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, env=dict(self._environment), stdin=subprocess.DEVNULL)

    def _answers(self) -> bool:
        try:
            socket.create_connection((self._host, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def serve_in_processes(host: str, port: int, count: int) -> int:
    """Serve on ``count`` ports from ``port`` on until a signal ends it; the exit code."""
    ended: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        ended.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    part = str(max(1, processors() // count))
    shares = {"HUIZHAO_SERVER__SHARED": "true", "HUIZHAO_SERVER__WORKERS": "1", "HUIZHAO_SERVER__PROCESSORS": part}
    environment = {**os.environ, **shares}
    workers: list[Worker] = []
    try:
        for at in range(port, port + count):
            command = [sys.executable, "-m", "assistant", "serve", "--host", host, "--port", str(at)]
            workers.append(Worker(command, host, at, environment))
        while not ended:
            if failed := next((code for worker in workers if (code := worker.look()) is not None), 0):
                return failed
            time.sleep(_LOOK_EVERY_S)
        return 0
    finally:
        _end(workers)
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(workers: Sequence[Worker]) -> None:
    """All of them at once, each with time for the answers under way."""
    for worker in workers:
        worker.end()
    until = time.monotonic() + GRACE_S + _BEYOND_GRACE_S
    for worker in workers:
        try:
            worker.process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            worker.process.kill()
            worker.process.wait()
