"""Whose turn it is to convert a file, and a LibreOffice that has started before anybody waits for it.

Starting takes LibreOffice two thirds of the time in which it makes a PDF file of a few pages. One that has started converts one file and
ends; the next is started while nobody waits. So no file meets what another one left, and where none is ready, or it has died, the
conversion starts its own.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.office_conversion import (
    ending_itself,
    fresh_folder,
    office_command,
    office_environment,
    office_program,
    write_profile,
)
from assistant.sections.service import LimitSettings
from assistant.turns import Turns

_PATIENCE_S = 60.0
_LIFE_S = 3600.0  # after it the one that waits is started anew, so that none outlives a server that was killed for long
_LEAST_LIFE_S = 60.0  # one that ends earlier cannot run here
_END_S = 5.0


@dataclass(frozen=True, slots=True)
class _Ready:
    """A LibreOffice that has started on the profile in a folder, and since when."""

    process: subprocess.Popen[bytes]
    folder: Path
    since: float

    def end(self) -> None:
        """The process and its folder are gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(_END_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Conversions(Turns):
    """By whose turns one process of the server converts: LibreOffice takes a core and some hundred MB for seconds. From ``keep_ready`` on one waits
    for the next file."""

    def __init__(self, settings: LimitSettings) -> None:
        super().__init__(settings.conversions_at_once, settings.conversions_waiting, _PATIENCE_S)
        self._wanted = settings.conversion_ready
        self._lock = threading.Lock()
        self._ready: _Ready | None = None
        self._kept = False

    def keep_ready(self) -> None:
        """Have one ready from now on, where LibreOffice is installed and the settings want it."""
        if self._wanted and office_program() is not None:
            self._kept = True
            threading.Thread(target=self._start, daemon=True).start()

    @property
    def is_ready(self) -> bool:
        """Whether one waits for the next file."""
        with self._lock:
            return self._ready is not None

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """The folder of the one that is ready, which is then used up; else a fresh one."""
        with self._lock:
            ready, self._ready = self._ready, None
        if ready is None:
            with fresh_folder() as folder:
                yield folder
            return
        try:
            yield ready.folder
        finally:
            ready.end()
            if self._kept:
                threading.Thread(target=self._start, daemon=True).start()

    def close(self) -> None:
        """None is ready any more."""
        with self._lock:
            self._kept = False
            ready, self._ready = self._ready, None
        if ready is not None:
            ready.end()

    def _start(self) -> None:
        """Start one, and the next when it grew old; does nothing where one is ready already."""
        program = office_program()
        while program is not None:
            with self._lock:
                if not self._kept or self._ready is not None:
                    return
                ready = self._ready = _started(program)
            ready.process.wait()
            with self._lock:
                if self._ready is not ready:
                    return  # it was taken
                self._ready = None
            shutil.rmtree(ready.folder, ignore_errors=True)
            if time.monotonic() - ready.since < _LEAST_LIFE_S:
                return


def _started(program: str) -> _Ready:
    folder = Path(tempfile.mkdtemp(prefix="huizhao-office-ready-"))
    write_profile(folder)
    process = subprocess.Popen(
        ending_itself([*office_command(program, folder), "--nodefault", "--nologo"], _LIFE_S),
        env=office_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return _Ready(process, folder, time.monotonic())
