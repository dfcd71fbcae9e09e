"""Files that are read and not stored: what comes with a complaint, and what is to be compared."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.errors import HuizhaoError, ParsingTimedOut, UnsupportedFormat
from assistant.ingestion import FileText
from assistant.settings import IngestSettings
from assistant.turns import Turns
from ingest.parsing import SUFFIXES, ParseLimits
from ingest.parsing.sandbox import ParsingProcess

_WAITING = 8
_PATIENCE_S = 60.0


def limits_of(settings: IngestSettings) -> ParseLimits:
    """How much of one file is read at most."""
    return ParseLimits(
        max_file_mb=settings.max_file_mb,
        max_pages=settings.max_pages,
        max_expanded_mb=settings.max_expanded_mb,
        timeout_s=settings.timeout_s,
        ocr=settings.ocr,
    )


class AttachmentReader:
    """Reads a few at once, each caller in its turn; others wait, so that no crowd of uploads fills the memory."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._turns = Turns(settings.uploads_at_once, _WAITING, _PATIENCE_S)

    def read_texts(self, paths: Sequence[Path], who: str) -> tuple[FileText | HuizhaoError, ...]:
        """What each file says, or why it was not read; see ``FileReader.read_texts``."""
        settings = self._settings
        limits = replace(limits_of(settings), timeout_s=settings.upload_timeout_s)
        with self._turns.turn(who), ParsingProcess(limits, settings.upload_memory_mb << 20) as parser:
            deadline = time.monotonic() + settings.upload_timeout_s
            return tuple(_text_of(path, parser, deadline) for path in paths)


def _text_of(path: Path, parser: ParsingProcess, deadline: float) -> FileText | HuizhaoError:
    """What a file says, or why it was not read; nothing is begun after the deadline."""
    left_s = deadline - time.monotonic()
    if left_s <= 0:
        return ParsingTimedOut("附件太多或太大，没有在限定时间内读完；请打开原件查看")
    if path.suffix.lower() not in SUFFIXES:
        return UnsupportedFormat(f"不支持 {path.suffix or '没有扩展名的'} 文件")
    try:
        parsed = parser.parse(path, left_s)
    except HuizhaoError as error:
        return error
    return FileText(parsed.text, parsed.ocr_pages)
