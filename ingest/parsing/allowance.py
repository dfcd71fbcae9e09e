"""How much of the processor one file may take: by its size, and again for each page and each picture that is recognised.

Nesting, repetition and numbers in a damaged or malicious file make any library work for hours on a few kilobytes. Time that is counted on
the clock must allow for a busy machine and for a thousand pages; the processor's own time is the same whatever else runs. So the kernel
counts it (setitimer(2), ITIMER_PROF, all threads together) and ends the process, wherever in whichever library it is.
"""

import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.parsing.limits import ParseLimits

FOR_EACH_MB_S = 60.0
"""Files that are meant to be read take at most 4 (web pages); 0.1 to 1.2 Word, Excel, CSV and plain text. A tag or a row for each character takes 25,
and a slow processor three times as long as the one that this was measured on."""
FOR_EACH_PAGE_S = 60.0
"""A page with tables takes a tenth of a second, one that is recognised 5 to 10."""
_MB = 1 << 20
_TEXT_MEMBERS = (".xml", ".rels")


class Allowance:
    """Of one process. Nothing is counted until ``enforce`` is called: whoever reads a file in their own process is not ended."""

    def __init__(self) -> None:
        self._enforced = False

    def enforce(self) -> None:
        """From now on this process ends where a file takes too much; does nothing where there is no such timer (Windows)."""
        self._enforced = hasattr(signal, "setitimer")
        if self._enforced:
            signal.signal(signal.SIGPROF, signal.SIG_DFL)

    @contextmanager
    def for_file(self, path: Path, limits: ParseLimits) -> Iterator[None]:
        """While a file, or what was made of one by conversion, is read."""
        self._set(limits.processor_s + FOR_EACH_MB_S * _text_bytes(path) / _MB)
        try:
            yield
        finally:
            self._set(0)

    def next_page(self) -> None:
        """A page or a picture comes next, for which there is so much, or what is left; how many there may be is bounded elsewhere."""
        if self._enforced:
            self._set(max(FOR_EACH_PAGE_S, signal.getitimer(signal.ITIMER_PROF)[0]))

    def _set(self, seconds: float) -> None:
        if self._enforced:
            signal.setitimer(signal.ITIMER_PROF, seconds)


ALLOWANCE = Allowance()


def used_up(exit_code: int) -> bool:
    """Whether a process ended because a file took more than it was allowed."""
    return hasattr(signal, "SIGPROF") and exit_code == -signal.SIGPROF


def _text_bytes(path: Path) -> int:
    """How much there is to read; pictures in a package are none of it."""
    try:
        with zipfile.ZipFile(path) as package:
            return sum(
                member.file_size for member in package.infolist() if member.filename.lower().endswith(_TEXT_MEMBERS)
            )
    except (zipfile.BadZipFile, OSError):
        return path.stat().st_size if path.is_file() else 0
