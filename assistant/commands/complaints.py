"""``huizhao complaints``: registering, finding, what is due, figures."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands import complaint_drafting, complaint_steps
from assistant.commands.complaint_output import (
    By,
    Number,
    acting,
    beijing,
    open_desk,
    print_entries,
    say,
    show,
)
from assistant.commands.ingesting import Json
from assistant.commands.running import print_json, services, stderr
from assistant.complaints.calendar_feed import deadline_calendar
from assistant.complaints.intake.intake import IncomingFile, Intake, read_intake
from assistant.complaints.paging import Leaf, Wanted
from assistant.complaints.queue import Urgency, due, entry_of, queue_page, unfinished
from assistant.complaints.records import NewComplaint, State
from assistant.complaints.statistics import statistics_of
from assistant.database import utc_now
from assistant.errors import InvalidInput

_WRITTEN = re.compile(r"[\n，。；！？]")
"""What a sentence has and a file's name has not."""

complaints_app = typer.Typer(help="诉求与投诉：登记、时限、办理、复函", no_args_is_help=True)
for name, command in {**complaint_steps.COMMANDS, **complaint_drafting.COMMANDS}.items():
    complaints_app.command(name)(command)


@complaints_app.command("add")
def add_complaint(
    content: Annotated[
        list[str], typer.Argument(help="诉求内容，或文件（.docx .pdf .eml 图片等，可以几份）；- 从标准输入读")
    ],
    channel: Annotated[str, typer.Option(help="渠道：foreign、bureau、hotline、petition，见配置")] = "",
    subject: Annotated[str, typer.Option(help="标题，默认取内容开头")] = "",
    complainant: Annotated[str, typer.Option(help="诉求人")] = "",
    contact: Annotated[str, typer.Option(help="联系方式")] = "",
    received: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="收到时间，默认现在或邮件的时间"),
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """登记一件诉求。"""
    with open_desk() as complaints:
        paths = [Path(part) for part in content if _is_file(part)]
        text = "\n".join(_words(part) for part in content if not _is_file(part))
        new = NewComplaint(
            text=text,
            channel=channel,
            subject=subject,
            complainant=complainant,
            contact=contact,
            received_at=beijing(received),
        )
        intake = _read(paths)
        complaint = complaints.filing.file(new, intake, acting(by)).complaint
        similar = complaints.desk.similar(complaint.id, acting(by))
        show(complaints, complaint, as_json)
    for one in similar:
        relation = "同一诉求人" if one.same_party else f"文字相近 {one.similarity:.0%}"
        stderr.print(f"此前的诉求：{one.complaint.number} {one.complaint.subject}（{relation}）", markup=False)


@complaints_app.command("list")
def list_complaints(
    state: Annotated[State | None, typer.Option(help="状态")] = None,
    urgency: Annotated[
        Urgency | None, typer.Option(help="overdue 已超期，due_soon 临期，running，paused，closed")
    ] = None,
    channel: Annotated[str, typer.Option(help="渠道")] = "",
    search: Annotated[str, typer.Option("--search", help="编号、标题、诉求人或内容中的字")] = "",
    limit: Annotated[int, typer.Option(min=1, help="最多列几件")] = 100,
    offset: Annotated[int, typer.Option(min=0, help="从第几件之后列起")] = 0,
    as_json: Json = False,
) -> None:
    """列出诉求，最急的在前。"""
    with open_desk() as complaints:
        wanted = Wanted((state,) if state else (), channel, search)
        page = queue_page(complaints.desk, acting(""), wanted, urgency, Leaf(limit, offset))
        print_entries(complaints, page.entries, as_json, page.total)


@complaints_app.command("due")
def list_due(
    ics: Annotated[Path | None, typer.Option("--ics", help="把全部时限写成日历文件")] = None, as_json: Json = False
) -> None:
    """列出已超期和临期的诉求。"""
    with open_desk() as complaints:
        if ics is not None:
            ics.write_bytes(deadline_calendar(unfinished(complaints.desk, acting("")), utc_now()))
            stderr.print(f"已写入 {ics}", highlight=False, markup=False)
        print_entries(complaints, due(complaints.desk, acting("")), as_json)


@complaints_app.command("show")
def show_complaint(number: Number, as_json: Json = False) -> None:
    """一件诉求的全部情况：内容、时限、复函、留痕。"""
    with open_desk() as complaints:
        show(complaints, complaints.desk.get(number, acting("")), as_json, whole=True)


@complaints_app.command("statistics")
def show_statistics(
    year: Annotated[int | None, typer.Option(help="登记年份，默认全部")] = None, as_json: Json = False
) -> None:
    """按时率、类别、渠道、各月收办。"""
    with open_desk() as complaints:
        entries = [entry_of(complaints.desk, one) for one in complaints.desk.list(acting(""), Wanted(year=year))]
        figures = statistics_of(entries, complaints.channel_labels())
        if as_json:
            print_json(figures.model_dump(mode="json"))
            return
        say(f"共 {figures.total} 件，在办 {figures.open} 件，超期 {figures.overdue} 件，临期 {figures.due_soon} 件")
        for name, on_time in (("按时作出受理决定", figures.acceptance), ("按时办结", figures.conclusion)):
            rate = "–" if on_time.rate is None else f"{on_time.rate:.1%}"
            say(f"{name} {rate}（{on_time.in_time}/{on_time.ended}）")
        for month in figures.by_month:
            say(f"{month.month}  收到 {month.received}  答复 {month.answered}")


@complaints_app.command("verify")
def verify_trail(as_json: Json = False) -> None:
    """核对留痕是否与写入时一致。返回码：0 一致，1 不一致。"""
    with open_desk() as complaints:
        problems = complaints.desk.trail_problems()
    if as_json:
        print_json({"intact": not problems, "problems": list(problems)})
    for problem in problems:
        stderr.print(problem, style="red", markup=False)
    if problems:
        raise typer.Exit(1)
    stderr.print("留痕完整")


def _read(paths: list[Path]) -> Intake:
    if not paths:
        return Intake(())
    files = [IncomingFile(path.name, path.read_bytes()) for path in paths]
    with services() as wired:
        return read_intake(files, wired.ingestor, wired.settings.complaints.max_file_mb << 20)


def _words(part: str) -> str:
    """A part of the text; a shell passes no argument of more than some 100,000 bytes, so a long one comes through the standard input."""
    return typer.get_text_stream("stdin", encoding="utf-8").read() if part == "-" else part


def _is_file(part: str) -> bool:
    """Whether an argument names a file. Raises InvalidInput for one that looks like a name of none."""
    if part == "-" or _WRITTEN.search(part):
        return False
    try:
        if Path(part).is_file():
            return True
    except OSError:  # longer than a name may be: a text
        return False
    if Path(part).suffix.lower() in (".docx", ".doc", ".pdf", ".eml", ".png", ".jpg", ".jpeg", ".txt"):
        raise InvalidInput(f"没有文件 {part}")
    return False
