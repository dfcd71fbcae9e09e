"""The command line: ``huizhao``."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from assistant.calls import Call, Door, begin, end
from assistant.commands.running import configure_logging
from assistant.records import Principal, Role

# A command's module is imported when the command is asked for: all of them take two seconds.
_COMMANDS = {
    "ingest": "ingesting:ingest",
    "ask": "asking:ask",
    "search": "asking:search",
    "clause": "clauses:clause",
    "compare": "comparing:compare",
    "worksheet": "worksheets:worksheet",
    "evaluate": "evaluating:evaluate",
    "calibrate": "calibrating:calibrate",
    "serve": "maintenance:serve",
    "work": "maintenance:work",
    "doctor": "maintenance:doctor",
    "migrate-store": "moving:migrate_store",
    "reembed": "ingesting:reembed",
    "audit": "audits:audit_app",
    "backup": "backups:backup_app",
    "restore": "backups:restore",
    "sweep": "maintenance:sweep",
    "version": "maintenance:version",
    "tools": "tools:tools",
    "tool": "tools:tool",
    "mcp": "tools:mcp",
    "buildings": "asking:buildings_app",
    "documents": "documents:documents_app",
    "ledgers": "ledgers:ledgers_app",
    "users": "accounts:users_app",
    "secret": "accounts:secret_app",
    "complaints": "complaints:complaints_app",
    "validity": "validity:validity_app",
    "questions": "curation:questions_app",
    "training": "curation:training_app",
}


class _Commands(Mapping[str, TyperCommand | TyperGroup]):
    """Commands by name, each imported when it is looked up."""

    def __getitem__(self, name: str) -> TyperCommand | TyperGroup:
        module, _, attribute = _COMMANDS[name].partition(":")
        found = getattr(import_module(f"assistant.commands.{module}"), attribute)
        if isinstance(found, typer.Typer):
            command: Any = get_group(found)
        else:
            alone = typer.Typer(add_completion=False)
            alone.command(name)(found)
            command = get_command(alone)
        command.name = name
        return cast(TyperCommand | TyperGroup, command)

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _Group(TyperGroup):
    """The group of all commands."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - what typer gives, unread
        super().__init__(**attributes)
        self.commands = cast(Any, _Commands())  # nothing adds to them


app = typer.Typer(help="慧招：有出处的招商问答", cls=_Group, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def configure(
    context: typer.Context,
    verbose: Annotated[bool, typer.Option("--verbose", help="把运行日志打印到标准错误")] = False,
) -> None:
    """慧招：有出处的招商问答。各命令加 --help 看用法。"""
    configure_logging(verbose)
    token = begin(Call(Door.COMMAND, principal=Principal(Role.ADMIN, name="命令行")))
    context.call_on_close(lambda: end(token))


def main() -> None:
    """The console script."""
    app()
