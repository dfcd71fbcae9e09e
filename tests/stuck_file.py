"""A file that opens and never gives its bytes, as on a network drive that hangs: for what may not wait for it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, NoReturn


class StuckFile(type(Path())):  # type: ignore[misc]  # the class of paths of this system
    """Reading it ends with the process that reads. A process that began to read leaves a mark beside it."""

    @property
    def mark(self) -> Path:
        """There as soon as somebody reads."""
        return Path(f"{self}.opened")

    def open(self, *_: Any, **__: Any) -> NoReturn:
        self.mark.touch()
        threading.Event().wait()
        raise AssertionError


class SpinningFile(type(Path())):  # type: ignore[misc]  # the class of paths of this system
    """What a library does with a file that it never gets to the end of: it computes."""

    def open(self, *_: Any, **__: Any) -> NoReturn:
        while True:
            pass


def stuck_file(folder: Path) -> StuckFile:
    """One of a single line."""
    path = StuckFile(folder / "卡住.txt")
    Path(path).write_text("第一条　正文。", encoding="utf-8")
    return path
