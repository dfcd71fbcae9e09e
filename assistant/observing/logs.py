"""Lines of a server's log: as text or as JSON, each with its request's id, none with a number that belongs to a person."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from assistant.calls import current_call
from assistant.privacy.masking import NUMBERS, find_personal_data
from assistant.sections.service import LogSettings

_LIBRARIES = (
    "httpx",
    "httpx2",
    "httpcore",
    "urllib3",
    "gradio",
    "chromadb",
    "jieba",
    "sentence_transformers",
    "rapidocr",
    "RapidOCR",
    "alembic",
    "asyncio",
)
_FIELDS = "fields"


def serve_logs(settings: LogSettings) -> None:
    """Send all logs of this process to standard error in the wanted form, in place of what was set up before."""
    handler = _StandardError(sys.stderr)
    handler.setFormatter(JsonLines() if settings.format == "json" else TextLines())
    handler.addFilter(_know_the_call)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is when the line is written."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        self.stream = sys.stderr
        super().emit(record)


def fields(**values: object) -> dict[str, dict[str, object]]:
    """The ``extra`` of a log call whose values stand apart from its message."""
    return {_FIELDS: values}


def without_numbers(text: str) -> str:
    """The text with marks in place of phone, identity and card numbers, addresses of mail and the like."""
    pieces, at = [], 0
    for found in find_personal_data(text, NUMBERS):
        pieces += [text[at : found.start], f"【{found.kind}】"]
        at = found.end
    return "".join([*pieces, text[at:]])


class TextLines(logging.Formatter):
    """``time level logger [request] message key=value``, and below it the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        values = " ".join(f"{key}={value}" for key, value in _values(record).items())
        call = getattr(record, "call_id", "")
        head = f"{_time(record)} {record.levelname} {record.name}{f' [{call}]' if call else ''} {record.getMessage()}"
        parts = [f"{head} {values}".rstrip()]
        if record.exc_info:
            parts.append(self.formatException(record.exc_info))
        return without_numbers("\n".join(parts))


class JsonLines(logging.Formatter):
    """One JSON object a line: ``at level logger message request_id`` and the values, ``error`` with the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_numbers(record.getMessage()),
        }
        if call := getattr(record, "call_id", ""):
            line["request_id"] = call
        line |= _values(record)
        if record.exc_info:
            line["error"] = without_numbers(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _know_the_call(record: logging.LogRecord) -> bool:
    """Note the call while the line is written in its context."""
    record.call_id = current_call().id
    return True


def _values(record: logging.LogRecord) -> dict[str, object]:
    return dict(getattr(record, _FIELDS, {}))


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
