"""The command line: ``huizhao``."""

from typing import Annotated

import typer

from assistant import __version__
from assistant.commands import (
    accounts,
    asking,
    clauses,
    comparing,
    complaints,
    evaluating,
    ingesting,
    ledgers,
    maintenance,
    validity,
    worksheets,
)
from assistant.commands.running import configure_logging

app = typer.Typer(help="慧招：有出处的招商问答", no_args_is_help=True, pretty_exceptions_enable=False)
for command in (
    ingesting.ingest,
    asking.ask,
    asking.search,
    clauses.clause,
    comparing.compare,
    worksheets.worksheet,
    evaluating.evaluate,
    maintenance.serve,
    maintenance.doctor,
    ingesting.reembed,
):
    app.command()(command)
app.add_typer(asking.buildings_app, name="buildings")
app.add_typer(ingesting.documents_app, name="documents")
app.add_typer(ledgers.ledgers_app, name="ledgers")
app.add_typer(accounts.users_app, name="users")
app.add_typer(complaints.complaints_app, name="complaints")
app.add_typer(validity.validity_app, name="validity")


@app.callback()
def configure(
    verbose: Annotated[bool, typer.Option("--verbose", help="把运行日志打印到标准错误")] = False,
) -> None:
    """慧招：有出处的招商问答。各命令加 --help 看用法。"""
    configure_logging(verbose)


@app.command()
def version() -> None:
    """打印版本号。"""
    typer.echo(__version__)


def main() -> None:
    """The console script."""
    app()
