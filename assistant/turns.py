"""Work that costs much is done a few at a time; what comes beyond waits its turn, not too many and not for too long."""

import math
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import Busy

_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # https://docs.kernel.org/admin-guide/cgroup-v2.html, "cpu.max"


def processors() -> int:
    """How many this process may use: those of the machine, unless it is bound to some, or its container is given a share."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):  # no container, or "max"
        quota, period = _QUOTA.read_text().split()
        usable = min(usable, math.ceil(int(quota) / int(period)))
    return max(usable, 1)


class Turns:
    """At most ``at_once`` turns are taken at a time, ``waiting`` callers wait for one, each for ``patience_s`` at most.

    Whoever gives a name has one turn at a time, taken or waited for: nobody fills the queue alone.
    """

    def __init__(self, at_once: int, waiting: int, patience_s: float) -> None:
        self._at_once = at_once
        self._most_waiting = waiting
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._taken = 0
        self._waiting = 0
        self._names: set[str] = set()

    @contextmanager
    def turn(self, name: str = "") -> Iterator[None]:
        """A context that holds a turn. Raises Busy."""
        self._enter(name)
        try:
            self._wait()
            try:
                yield
            finally:
                with self._changed:
                    self._taken -= 1
                    self._changed.notify()
        finally:
            with self._changed:
                self._names.discard(name)

    def _enter(self, name: str) -> None:
        with self._changed:
            if name and name in self._names:
                raise Busy("您上一次提交的还在处理，请等它结束后再试")
            if name:
                self._names.add(name)

    def _wait(self) -> None:
        with self._changed:
            if self._taken >= self._at_once and self._waiting >= self._most_waiting:
                raise Busy("现在处理的人较多，请过一会儿再试")
            self._waiting += 1
            try:
                if not self._changed.wait_for(lambda: self._taken < self._at_once, self._patience_s):
                    raise Busy("现在处理的人较多，请过一会儿再试")
            finally:
                self._waiting -= 1
            self._taken += 1
