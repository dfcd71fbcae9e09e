"""``huizhao questions``: what was not answered; ``huizhao training``: what curators made of it, as files to evaluate and train with."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.ingesting import Json
from assistant.commands.running import (
    local_principal,
    messages_for_errors,
    print_json,
    record,
    services,
    stderr,
    stdout,
)
from assistant.errors import InvalidInput
from assistant.records import Role
from assistant.workdays import today

questions_app = typer.Typer(help="未答上的问题", no_args_is_help=True)
training_app = typer.Typer(help="评测和训练用的问题", no_args_is_help=True)


@questions_app.callback()
def _questions() -> None:
    """未答上的问题。"""


@questions_app.command("unanswered")
def list_unanswered(
    days: Annotated[int, typer.Option(help="最近多少天", min=1, max=366)] = 30,
    off_topic: Annotated[bool, typer.Option("--off-topic", help="也列出与业务无关的")] = False,
    as_json: Json = False,
) -> None:
    """拒答的、被踩的、有句子没通过核验的、换个说法又问的，按意思归在一起，问得最多的在前。"""
    from assistant.curation.unanswered import Wanted

    with services() as wired:
        wanted = Wanted(today() - timedelta(days=days - 1), off_topic=off_topic)
        clusters = wired.curation.unanswered.clusters(wanted, today(), local_principal(Role.ADMIN))
    if as_json:
        from pydantic import TypeAdapter

        from assistant.contract.curation import Cluster

        print_json({"clusters": TypeAdapter(tuple[Cluster, ...]).dump_python(clusters, mode="json")})
        return
    for cluster in clusters:
        signals = "、".join(f"{_SIGNALS[signal]} {count}" for signal, count in cluster.signals.items())
        stdout.print(f"{cluster.count} 次  {cluster.question}（{signals}）", highlight=False, markup=False)
        for passage in cluster.found[:3]:
            stdout.print(f"    找到过 {passage.label}（{passage.status}）", highlight=False, markup=False)
    stderr.print(f"共 {len(clusters)} 类", markup=False)


@training_app.callback()
def _training() -> None:
    """评测和训练用的问题。"""


@training_app.command("export")
def export(folder: Annotated[Path, typer.Argument(help="写到这个文件夹，已有的同名文件会被替换")]) -> None:
    """导出管理页收下的评测题。

    suite.jsonl 供 huizhao evaluate 使用；questions/bureau.jsonl 和 texts/bureau/ 放进 training/ 的同名文件夹，就能用来训练阅读模型。
    """
    from assistant.curation.evaluation_cases import EvaluationCases, suite_line, training_lines
    from assistant.policies.clauses import ClauseFinder

    with record() as database, messages_for_errors():
        kept = EvaluationCases(database, ClauseFinder(database))
        cases = kept.all()
        if not cases:
            raise InvalidInput("还没有评测题：在管理页把“本可以答上”的问题收为评测题")
        lines = list(training_lines(cases))
        _write(folder / "suite.jsonl", _jsonl(map(suite_line, cases)))
        _write(folder / "questions" / "bureau.jsonl", _jsonl(lines))
        for text in kept.texts(cases):
            _write(folder / "texts" / text.path, text.text)
    stderr.print(f"已导出 {len(cases)} 道评测题、{len(lines)} 行训练数据到 {folder}", markup=False)


_SIGNALS = {"refused": "拒答", "disliked": "被踩", "withheld": "有句子没显示", "asked_again": "又问一遍"}


def _jsonl(lines: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"写不了 {path}：请检查文件夹能否写入") from error
