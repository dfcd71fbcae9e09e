"""Processes that make a backup or put one back and stand still at a step, for the tests that kill them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.backup.making import make_backup
from assistant.backup.restoring import restore_backup
from assistant.settings import Settings
from tests.forking import FORKING

_STILL_S = 600


class BackupChild:
    """Works on until ``steps`` steps are done; ``wait_until_still`` is True where it stands still then, False where it ended before."""

    def __init__(self, work: Callable[..., None], *arguments: object, steps: int) -> None:
        self._reports, theirs = FORKING.Pipe(duplex=False)
        self._process = FORKING.Process(target=work, args=(*arguments, steps, theirs))
        self._process.start()
        theirs.close()

    def wait_until_still(self) -> bool:
        told: bool = self._reports.recv()
        return told

    def kill(self) -> None:
        """SIGKILL: nothing of the process runs after it."""
        self._process.kill()
        self._process.join(30)


def back_up(data_dir: Path, target: Path, steps: int, reports: Connection) -> None:
    make_backup(Settings(data_dir=data_dir), target, progress=_standing_still(steps, reports))
    reports.send(False)


def put_back(data_dir: Path, backup: Path, steps: int, reports: Connection) -> None:
    restore_backup(Settings(data_dir=data_dir), backup, replace=True, progress=_standing_still(steps, reports))
    reports.send(False)


def _standing_still(steps: int, reports: Connection) -> Callable[[str], None]:
    number = itertools.count()

    def step(_: str) -> None:
        if next(number) == steps:
            reports.send(True)
            time.sleep(_STILL_S)

    return step
