"""Several processes on one Chroma folder: who may write, and how the others learn of it.

Chroma's local client reads its index into memory once. A process that searches on sees nothing of what another one adds, and one that
writes from such a stale view saves an index without the other's vectors. So a writer takes a lock and, before it writes, changes a
stamp in the folder; whoever finds a stamp that is not its own reopens the folder when the lock is free.
"""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition

from filelock import FileLock, Timeout

_PROCESS = uuid.uuid4().hex


class SharedFolder:
    """The lock and the stamp of one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._stamp = folder / "written-by"
        self._lock = FileLock(folder / "writing.lock")
        self._seen = self._signature()

    @contextmanager
    def turn(self, *, wait: bool) -> Iterator[bool]:
        """This process's turn at the folder; yields False when it is another's and ``wait`` is off."""
        try:
            self._lock.acquire(timeout=-1 if wait else 0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            self._lock.release()

    def changed_elsewhere(self) -> bool:
        """Whether another process wrote since this one last looked or wrote."""
        signature = self._signature()
        if signature == self._seen:
            return False
        if signature is not None and self._stamp.read_text(encoding="ascii") == self._own_mark():
            self._seen = signature
            return False
        return True

    def mark_seen(self) -> None:
        """The folder was just reopened."""
        self._seen = self._signature()

    def mark_writing(self) -> None:
        """This process is about to write, and has its turn. Said beforehand, so that being killed cannot leave it unsaid."""
        handle, temporary = tempfile.mkstemp(dir=self._stamp.parent, prefix=".written-by-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(self._own_mark())
        Path(temporary).replace(self._stamp)
        self._seen = self._signature()

    @staticmethod
    def _own_mark() -> str:
        return f"{_PROCESS}-{os.getpid()}"  # the number tells a forked child from its parent

    def _signature(self) -> tuple[int, int] | None:
        try:
            stat = self._stamp.stat()
        except FileNotFoundError:
            return None
        return stat.st_ino, stat.st_mtime_ns


class Gate:
    """Many threads use something at once; one replaces it while none does."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._users = 0
        self._replacing = False

    @contextmanager
    def use(self) -> Iterator[None]:
        """Hold off replacement; waits for one that is under way."""
        with self._condition:
            self._condition.wait_for(lambda: not self._replacing)
            self._users += 1
        try:
            yield
        finally:
            with self._condition:
                self._users -= 1
                self._condition.notify_all()

    @contextmanager
    def replace(self) -> Iterator[None]:
        """Hold off use; waits until those who use it now have finished."""
        with self._condition:
            self._condition.wait_for(lambda: not self._replacing)
            self._replacing = True
            self._condition.wait_for(lambda: self._users == 0)
        try:
            yield
        finally:
            with self._condition:
                self._replacing = False
                self._condition.notify_all()
