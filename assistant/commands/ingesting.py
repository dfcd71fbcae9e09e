"""``huizhao ingest`` and ``reembed``: what goes into the store."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from assistant.buildings.ledgers.ledger_reports import mapping_lines
from assistant.commands.not_understood import not_understood, screen_of
from assistant.commands.running import print_json, services, stderr, stdout
from assistant.ingestion import IngestProgress, IngestReport
from assistant.records import Clearance, DocumentKind

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
        if disagreeing := wired.curation.conflicts.look():
            stderr.print(f"有 {disagreeing} 处与库内其他资料说法不一，请在管理页“说法不一”里处理", style="yellow")
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
