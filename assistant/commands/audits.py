"""``huizhao audit``: who did what, when and from where."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.audit.events import Event
from assistant.audit.log import AuditFilter, AuditLog, as_csv, as_json, as_json_lines
from assistant.commands.ingesting import Json
from assistant.commands.running import print_json, record, stderr, stdout
from assistant.errors import InvalidInput
from assistant.settings import load_settings
from assistant.workdays import BEIJING

audit_app = typer.Typer(help="审计记录：谁在何时、从哪里做了什么", no_args_is_help=True)
_DAY = ["%Y-%m-%d"]
Kind = Annotated[Event | None, typer.Option("--event", help="事项")]
By = Annotated[str, typer.Option("--by", help="账号")]
Text = Annotated[str, typer.Option("--text", help="对象、说明里的字，或请求编号")]
Since = Annotated[datetime | None, typer.Option("--since", formats=_DAY, help="从哪一天起")]
Until = Annotated[datetime | None, typer.Option("--until", formats=_DAY, help="到哪一天止（含）")]


@audit_app.command("list")
def list_lines(
    event: Kind = None,
    by: By = "",
    text: Text = "",
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, help="最多几条，最近的在前")] = 50,
    as_json_document: Json = False,
) -> None:
    """列出审计记录，最近的在前。"""
    with _audit() as audit:
        lines, total = audit.list(_filter(event, by, text, since, until), limit)
    if as_json_document:
        print_json({"lines": [as_json(line) for line in lines], "total": total})
        return
    for line in lines:
        at = line.at.astimezone(BEIJING)
        detail = " ".join(f"{key}={value}" for key, value in line.detail.items())
        parts = (
            str(line.number),
            f"{at:%Y-%m-%d %H:%M:%S}",
            line.event.label,
            line.by or "–",
            line.address,
            line.subject,
        )
        stdout.print("  ".join(part for part in (*parts, detail) if part), highlight=False, markup=False)
    stderr.print(f"共 {total} 条")


@audit_app.command("verify")
def verify(
    known: Annotated[
        str, typer.Option("--known", help="以前记下的“序号:摘要”，核对那一条没有变；防止整条链被重写")
    ] = "",
    as_json_document: Json = False,
) -> None:
    """逐条核对摘要：有没有被改动、缺失。返回码：0 完整，1 有问题。请定期把打印的“序号:摘要”记到别处。"""
    with _audit() as audit:
        chain = audit.chain(_known(known))
    if as_json_document:
        print_json({"first": chain.first, "last": chain.last, "digest": chain.digest, "problems": list(chain.problems)})
    else:
        for problem in chain.problems:
            stdout.print(problem, highlight=False, markup=False)
        if not chain.problems:
            stdout.print(f"完整：第 {chain.first} 至 {chain.last} 条", highlight=False)
        stdout.print(f"{chain.last}:{chain.digest}", highlight=False, markup=False)
    raise typer.Exit(1 if chain.problems else 0)


@audit_app.command("export")
def export(
    output: Annotated[Path, typer.Option("--output", help="写到哪个文件；- 为标准输出")] = Path("-"),
    kind: Annotated[Literal["csv", "jsonl"], typer.Option("--format", help="csv 表格，jsonl 一行一条")] = "csv",
    event: Kind = None,
    by: By = "",
    text: Text = "",
    since: Since = None,
    until: Until = None,
) -> None:
    """导出审计记录，最早的在前。导出本身也记一条。"""
    with _audit() as audit:
        audit.note(Event.EXPORT, "审计记录")
        lines = audit.lines(_filter(event, by, text, since, until))
        pieces = as_csv(lines) if kind == "csv" else as_json_lines(lines)
        if str(output) == "-":
            sys.stdout.writelines(pieces)
            return
        try:
            with output.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(pieces)
        except OSError as error:
            raise InvalidInput(f"写不了 {output}：{error.strerror}") from error
        stderr.print(f"已导出到 {output}", markup=False)


@contextmanager
def _audit() -> Iterator[AuditLog]:
    with record() as database:
        yield AuditLog(database, load_settings().audit)


def _known(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    number, _, digest = text.partition(":")
    if not number.isdecimal() or not digest:
        raise InvalidInput("--known 请写成 序号:摘要，就是 huizhao audit verify 打印的那一行")
    return int(number), digest.strip()


def _filter(event: Event | None, by: str, text: str, since: datetime | None, until: datetime | None) -> AuditFilter:
    """Days are Beijing's."""
    first = since.replace(tzinfo=BEIJING) if since else None
    last = until.replace(tzinfo=BEIJING) + timedelta(days=1) if until else None
    return AuditFilter(event, by, first, last, text)
