"""Reading in a process of its own, which can be ended: a hanging or crashing parser takes nothing with it."""

import contextlib
import logging
import multiprocessing
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from assistant.errors import FileTooLarge, HuizhaoError, ParsingTimedOut, UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing import ParseLimits, parse_file
from ingest.parsing.allowance import ALLOWANCE, used_up

log = logging.getLogger(__name__)

MEMORY_BYTES = 6 << 30  # address space: recognition alone reserves 2 GiB
START_METHOD = "spawn"
"""Forking a process with a loaded model and running threads is not safe."""
_FILES_PER_PROCESS = 500  # then a new one: what libraries leak does not add up


class ParsingProcess:
    """One warm process; after a time-out or a crash the next file gets a new one."""

    def __init__(self, limits: ParseLimits, memory_bytes: int = MEMORY_BYTES) -> None:
        self._limits = limits
        self._pool = ProcessPool(
            max_workers=1,
            max_tasks=_FILES_PER_PROCESS,
            initializer=_confine,
            initargs=(memory_bytes,),
            context=multiprocessing.get_context(START_METHOD),
        )

    def __enter__(self) -> "ParsingProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
        self._pool.join()

    def parse(self, path: Path, within_s: float | None = None) -> ParsedDocument:
        """Read a file, in less time than the limits give where ``within_s`` says so.

        Raises the errors of ``parse_file``, ParsingTimedOut (on the clock, or of the processor: ``allowance.py``), or UnreadableFile when
        the parser broke down.
        """
        seconds = self._limits.timeout_s if within_s is None else min(within_s, self._limits.timeout_s)
        future = self._pool.schedule(_parse, args=(path, self._limits), timeout=seconds)
        try:
            result: ParsedDocument = future.result()
        except FutureTimeoutError as error:
            raise ParsingTimedOut(f"读取这份文件超过 {seconds:.0f} 秒，已放弃；请拆分后再入库") from error
        except ProcessExpired as error:
            if used_up(error.exitcode):
                raise ParsingTimedOut(
                    "读取这份文件用的时间远远超过这样大小的文件，已放弃：文件可能已损坏，或嵌套、重复得不合常理；请另存为新的 Word 或 PDF 后再入库"
                ) from error
            log.warning("the parser's process died on %s: %s", path, error)
            raise UnreadableFile("读取这份文件时程序崩溃，文件可能已损坏；请重新导出后再试") from error
        return result


def _confine(memory_bytes: int) -> None:
    """Before the process reads its first file."""
    ALLOWANCE.enforce()
    _limit_memory(memory_bytes)


def _limit_memory(memory_bytes: int) -> None:
    """A file that asks for more memory than any sensible one fails alone, instead of bringing the machine to its knees."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    allowed = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def _parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    try:
        return parse_file(path, limits)
    except HuizhaoError:
        raise
    except MemoryError as error:
        log.warning("out of memory on %s", path)
        raise FileTooLarge("读取这份文件需要的内存过大，已放弃；请拆分后再入库") from error
    except Exception as error:  # the libraries behind raise whatever a damaged file makes them raise
        log.warning("cannot read %s", path, exc_info=True)
        raise UnreadableFile(f"文件已损坏或不是有效的 {path.suffix} 文件，请重新导出后再试") from error
