"""What every command does around its work: services, errors as messages, JSON on standard output and nothing else there."""

import gc
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console

from assistant.database import Database, open_database
from assistant.errors import ConfigurationError, HuizhaoError, InvalidInput
from assistant.records import Principal, Role
from assistant.settings import load_settings

if TYPE_CHECKING:  # wiring loads the libraries of the models, which takes seconds
    from assistant.wiring import Services

stderr = Console(stderr=True, soft_wrap=True)
stdout = Console(soft_wrap=True)
_QUIET_LOGGERS = ("httpx", "chromadb", "jieba", "sentence_transformers", "rapidocr", "RapidOCR", "alembic")


def fail(error: HuizhaoError) -> NoReturn:
    """Say what is wrong and end: 2 when the arguments or settings were unusable, else 1."""
    stderr.print(f"错误：{error}", style="red", highlight=False, markup=False)
    raise typer.Exit(2 if isinstance(error, InvalidInput | ConfigurationError) else 1)


@contextmanager
def messages_for_errors() -> Iterator[None]:
    """Errors of 慧招 become a message and an exit code, never a stack trace."""
    try:
        yield
    except HuizhaoError as error:
        fail(error)
    except KeyboardInterrupt:
        stderr.print("已中断")
        raise typer.Exit(130) from None


@contextmanager
def services() -> Iterator["Services"]:
    """Everything, wired from the environment, and closed at the end."""
    with messages_for_errors():
        with loading():
            from assistant.wiring import build_services

            built = build_services(load_settings())
        try:
            yield built
        finally:
            built.close()


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded now stays to the end: walking through it for garbage, now, in between and at the end, takes two seconds."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
    gc.freeze()


@contextmanager
def record() -> Iterator[Database]:
    """The relational store alone, for commands that search nothing: no model is loaded."""
    with messages_for_errors():
        database = open_database(load_settings())
        try:
            yield database
        finally:
            database.close()


def local_principal(role: Role) -> Principal:
    """Who sits at this machine's command line may take any role."""
    return Principal(role=role, name="命令行")


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: object) -> str:
    """What JSON has no form for. Raises TypeError for what is no value of a record."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def configure_logging(verbose: bool) -> None:
    """Logs go to standard error; libraries speak up only when something is wrong."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    for name in _QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING if verbose else logging.ERROR)
