"""Finds ingestion and the web page, which ``assistant`` may use but not import: they are entry points of the group ``huizhao``."""

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, cast

from assistant.documents.library import Library
from assistant.errors import ConfigurationError
from assistant.ingestion import Ingestor
from assistant.settings import IngestSettings

if TYPE_CHECKING:  # the command line needs no web server
    from fastapi import FastAPI


def load_ingestor(library: Library, settings: IngestSettings) -> Ingestor:
    """The Ingestor over this library."""
    build = cast(Callable[[Library, IngestSettings], Ingestor], _load("ingest"))
    return build(library, settings)


def mount_page(app: "FastAPI") -> "FastAPI":
    """The app with the web page at ``/``; routes that are already there keep precedence."""
    build = cast("Callable[[FastAPI], FastAPI]", _load("ui"))
    return build(app)


def _load(name: str) -> object:
    found = entry_points(group="huizhao", name=name)
    if not found:
        raise ConfigurationError("安装不完整：请在项目目录执行 pip install -e . 后再试")
    return next(iter(found)).load()
