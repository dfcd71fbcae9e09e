"""``huizhao ingest``, ``documents`` and ``reembed``: what goes into the store."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from assistant.access import document_status_on
from assistant.api.schemas.documents import PreviewResponse
from assistant.api.schemas.outdated import OutdatedAnswers
from assistant.buildings.ledgers.ledger_reports import mapping_lines
from assistant.commands.not_understood import not_understood, screen_of
from assistant.commands.running import fail, local_principal, print_json, services, stderr, stdout
from assistant.complaints.letters.outdated import outdated_replies
from assistant.conversations.outdated import outdated_answers
from assistant.documents.preview import preview_as_investor
from assistant.errors import InvalidInput
from assistant.groups import write_groups
from assistant.ingestion import IngestProgress, IngestReport
from assistant.records import Clearance, DocumentKind, Role
from assistant.workdays import today

_FEW_EXAMPLES = 5
documents_app = typer.Typer(help="查看、更正、删除已入库的文件", no_args_is_help=True)
_STATUS_NAMES = {"read": "已读入", "unchanged": "未变化", "duplicate": "重复", "failed": "失败", "skipped": "跳过"}
Json = Annotated[bool, typer.Option("--json", help="在标准输出打印一个 JSON 文档")]


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹（含子文件夹；其中的 manifest.yaml 说明各文件）")],
    clearance: Annotated[
        Clearance | None, typer.Option(help="公开范围；不写则以 manifest 为准，再没有就是 internal")
    ] = None,
    kind: Annotated[DocumentKind | None, typer.Option(help="类别；不写则以 manifest 为准，再没有就自动判断")] = None,
    group: Annotated[
        list[str] | None, typer.Option(help="部门：内部资料只给这个部门的工作人员看；可以写几次；不写则全体工作人员")
    ] = None,
    as_json: Json = False,
) -> None:
    """读入文件。返回码：0 全部读入，1 有文件失败（逐个说明原因），2 参数不可用。"""
    options = {name: str(value) for name, value in (("clearance", clearance), ("kind", kind)) if value is not None}
    if group:
        options["groups"] = "、".join(group)
    with services() as wired:
        with _progress_bar() as progress:
            report = wired.ingestor.ingest(paths, options=options, progress=progress)
        if as_json:
            print_json(report_json(report))
        else:
            _print_report(report)
    named = {path.name for path in paths if path.is_file()}
    skipped_by_name = [o for o in report.files if o.status == "skipped" and Path(o.name).name in named]
    raise typer.Exit(1 if report.failed or skipped_by_name else 0)


def reembed() -> None:
    """换了向量模型之后，用新模型重新计算全部向量。"""
    with services() as wired, Progress(console=stderr, transient=True) as bar:
        task = bar.add_task("重新计算向量", total=None)
        count = wired.library.reembed(lambda done, total: bar.update(task, completed=done, total=total))
        stderr.print(f"已用当前模型重新计算 {count} 段内容的向量")


@documents_app.command("list")
def list_documents(
    kind: Annotated[DocumentKind | None, typer.Option(help="只列这一类")] = None,
    text: Annotated[str, typer.Option(help="标题、文号、机关或文件名中的字")] = "",
    as_json: Json = False,
) -> None:
    """列出已入库的文件。"""
    with services() as wired:
        found, total = wired.library.list(local_principal(Role.ADMIN), kind=kind, text=text, limit=10_000)
        if as_json:
            print_json(
                {"documents": [asdict(info) | {"groups": sorted(info.groups)} for info in found], "total": total}
            )
            return
        for info in found:
            parts = (
                info.id,
                info.kind,
                info.clearance,
                f"部门：{write_groups(info.groups)}" if info.groups else "",
                document_status_on(info, today()),
                info.title,
                info.document_number,
            )
            stdout.print("  ".join(str(part) for part in parts if part), highlight=False, markup=False)
        stderr.print(f"共 {total} 份")


@documents_app.command("correct")
def correct_document(
    document_id: str,
    changes: Annotated[
        list[str],
        typer.Argument(
            help="如 title=… valid_from=2024-04-01 clearance=public groups=产业科、投资促进科；值留空为清除"
        ),
    ],
) -> None:
    """更正文件的元数据，不必重新读入。"""
    pairs = [change.partition("=") for change in changes]
    if any(not separator for _, separator, _ in pairs):
        fail(InvalidInput("请写成 字段=值，例如 title=某某办法"))
    with services() as wired:
        detail = wired.correct_document(
            document_id, {name: value for name, _, value in pairs}, local_principal(Role.ADMIN)
        )
        stderr.print(f"已更正《{detail.info.title}》", markup=False)


@documents_app.command("preview")
def preview_document(document_id: str, as_json: Json = False) -> None:
    """公开之前先看：客商看得到（或公开后会看到）这份文件的哪些内容、哪些列，原件给不给。不改变公开范围。"""
    with services() as wired:
        admin = local_principal(Role.ADMIN)
        found = preview_as_investor(wired.database, document_id, admin, limit=sys.maxsize)
    if as_json:
        print_json(PreviewResponse.of(found).model_dump(mode="json"))
        return
    for chunk in found.passages:
        stdout.print(f"{chunk.citation}  {chunk.passage.text}", highlight=False, markup=False, soft_wrap=True)
    for column in found.columns:
        examples = "、".join(column.examples[:_FEW_EXAMPLES])
        said = "客商看得到" if column.shown else f"只有工作人员看得到；公开后会看到 {column.values} 种值：{examples}"
        stdout.print(f"列  {column.header}  {said}", highlight=False, markup=False, soft_wrap=True)
    state = "现已公开" if found.is_public else "现为内部资料，以上是公开后的样子"
    original = "可以下载原件" if found.may_open_original else "原件不给客商"
    stderr.print(f"{state}；客商看得到 {found.total} 段，另有 {found.for_staff} 段只给工作人员；{original}")


@documents_app.command("delete")
def delete_documents(document_ids: list[str]) -> None:
    """删除文件；从这一刻起不再据以回答。"""
    with services() as wired:
        for document_id in document_ids:
            wired.library.delete(document_id)
        stderr.print(f"已删除 {len(document_ids)} 份文件")


@documents_app.command("outdated")
def list_outdated(document_id: str, as_json: Json = False) -> None:
    """列出引用过这份文件、而所引文字已改动或已失效的历史答复和诉求复函。"""
    with services() as wired:
        admin = local_principal(Role.ADMIN)
        answers = outdated_answers(wired.database, document_id, admin, today())
        replies = outdated_replies(wired.database, document_id, admin, today())
        if as_json:
            print_json(OutdatedAnswers.of(answers, replies).model_dump(mode="json"))
            return
        lines = [("答复", one.question, one.changed, one.lapsed) for one in answers]
        lines += [("复函", f"{one.number} {one.subject}", one.changed, one.lapsed) for one in replies]
        for kind, name, changed, lapsed in lines:
            parts = [f"已改动：{'、'.join(changed)}"] if changed else []
            parts += [f"已失效：{'、'.join(lapsed)}"] if lapsed else []
            stdout.print(f"{kind}  {name}  {'；'.join(parts)}", highlight=False, markup=False)
        stderr.print(f"共 {len(answers)} 条答复、{len(replies)} 件复函")


def report_json(report: IngestReport) -> dict[str, object]:
    """The report as the command line and the API give it."""
    counts = Counter(outcome.status for outcome in report.files)
    chunks: Counter[str] = Counter()
    for outcome in report.files:
        chunks.update(outcome.chunks)
    return {
        "files": [asdict(outcome) for outcome in report.files],
        "summary": {
            **{status: counts.get(status, 0) for status in _STATUS_NAMES},
            "chunks": dict(chunks),
            "pages_ocred": sum(len(outcome.ocr_pages) for outcome in report.files),
            "parts_without_text": sum(len(outcome.empty_parts) for outcome in report.files),
            "not_understood": {kind: len(names) for kind, names in not_understood(report).items()},
            "seconds": round(report.seconds, 1),
        },
    }


def _print_report(report: IngestReport) -> None:
    for outcome in report.files:
        notes = [outcome.reason, *outcome.warnings]
        if outcome.empty_parts:
            notes.append(f"没有文字：{'、'.join(outcome.empty_parts)}")
        if outcome.status in {"failed", "skipped", "duplicate"} or outcome.empty_parts or outcome.warnings:
            text = f"{_STATUS_NAMES[outcome.status]}  {outcome.name}：{'；'.join(note for note in notes if note)}"
            style = "red" if outcome.status == "failed" else "yellow"
            stderr.print(text, style=style, highlight=False, markup=False, soft_wrap=True)
        for line in mapping_lines(outcome.ledgers):
            stdout.print(f"{Path(outcome.name).name}：{line}", highlight=False, markup=False, soft_wrap=True)
        for warning in outcome.cell_warnings:
            place = f"{warning.document} {warning.sheet} {warning.cell}".replace("  ", " ")
            line = f"待补正  {place} {warning.header}：{warning.message}"
            stderr.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)
    summary = report_json(report)["summary"]
    assert isinstance(summary, dict)
    line = "，".join(f"{label} {summary[status]}" for status, label in _STATUS_NAMES.items())
    stdout.print(f"文件：{line}", highlight=False)
    names = {"clause": "条款", "row": "表格行", "section": "段落"}
    cut = "，".join(f"{names[kind]} {count}" for kind, count in sorted(summary["chunks"].items()))
    stdout.print(f"本次入库：{cut or '无'}；识别扫描页 {summary['pages_ocred']} 页；", highlight=False, end="")
    stdout.print(f"没有文字的页或表 {summary['parts_without_text']} 个；用时 {summary['seconds']} 秒", highlight=False)
    for line in screen_of(report):
        stdout.print(line, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def _progress_bar() -> Iterator[Callable[[IngestProgress], None]]:
    columns = (
        TextColumn("{task.fields[stage]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[current]}"),
    )
    with Progress(*columns, console=stderr, transient=True) as bar:
        task = bar.add_task("", total=None, stage="准备", rate="", current="")

        def show(at: IngestProgress) -> None:
            rate = f"{at.chunks_done / at.seconds:.0f} 段/秒" if at.chunks_done and at.seconds > 0 else ""
            bar.update(
                task,
                completed=at.files_done,
                total=at.files_total,
                stage=at.stage,
                rate=rate,
                current=Path(at.current).name,
            )

        yield show
