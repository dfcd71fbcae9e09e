"""What the commands of ``huizhao complaints`` share: opening the desk, who acts, and how a case is printed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from assistant.accounts.service import Accounts
from assistant.api.complaints.bodies import ComplaintList, summaries
from assistant.api.complaints.parts import ReplyEntry, TrailEntry
from assistant.api.complaints.views import case_view
from assistant.audit.word_notes import WordWatch
from assistant.commands.running import local_principal, print_json, record, stderr, stdout
from assistant.complaints.queue import QueueEntry
from assistant.complaints.records import Complaint, Deadline
from assistant.complaints.room import Complaints, open_complaints
from assistant.documents.office_conversion import conversion_turns
from assistant.files import open_files
from assistant.records import Principal, Role
from assistant.settings import load_settings
from assistant.word_lists import load_word_lists
from assistant.workdays import BEIJING

Number = Annotated[str, typer.Argument(help="编号：云投诉〔2026〕3号，或 2026-3")]
By = Annotated[str, typer.Option("--as", help="以哪个账号办理（留痕用）；批准必须写明")]
Reason = Annotated[str, typer.Option("--note", help="理由或说明")]
On = Annotated[
    datetime | None,
    typer.Option("--at", formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="何时办理的，默认现在"),
]
_DAY_NAMES = {"acceptance": "受理决定", "conclusion": "办结"}


@contextmanager
def open_desk() -> Iterator[Complaints]:
    """The complaints desk; loads no model."""
    with record() as database:
        settings = load_settings()
        words = WordWatch(load_word_lists(settings.word_lists))
        yield open_complaints(database, settings, conversion_turns(settings.limits), open_files(settings), words)


def acting(name: str) -> Principal:
    """The account of this name; without one whoever sits at this machine."""
    if not name:
        return local_principal(Role.STAFF)
    with record() as database:
        return Accounts(database, load_settings()).principal_called(name)


def beijing(moment: datetime | None) -> datetime | None:
    """What was typed at the command line is Beijing's time."""
    return moment.replace(tzinfo=BEIJING) if moment else None


def show(complaints: Complaints, complaint: Complaint, as_json: bool, *, whole: bool = False) -> None:
    """A complaint and its clocks; ``whole``: also its text, trail and, as JSON, the versions of its reply."""
    if as_json:
        staff = acting("")
        shown = case_view(complaint, complaints).model_dump(mode="json")
        if whole:
            versions = complaints.replies.versions(complaint.id, staff)
            trail = complaints.desk.trail(complaint.id, staff)
            shown["replies"] = [ReplyEntry.of(one).model_dump(mode="json") for one in versions]
            shown["trail"] = [TrailEntry.of(one).model_dump(mode="json") for one in trail]
        print_json(shown)
        return
    say(f"{complaint.number}  {complaint.state.label}  {complaint.subject}")
    for deadline in complaints.desk.deadlines(complaint):
        say(f"{_DAY_NAMES[deadline.kind]}：{due_words(deadline)}（{deadline.basis}）")
    if whole:
        say(f"渠道：{complaints.channel_label(complaint.channel)}  诉求人：{complaint.complainant or '–'}")
        say(f"\n{complaint.text}\n")
        for line in complaints.desk.trail(complaint.id, acting("")):
            say(f"{line.at.astimezone(BEIJING):%Y-%m-%d %H:%M}  {line.by}  {line.action.label}  {line.note}")


def print_entries(
    complaints: Complaints, entries: Sequence[QueueEntry], as_json: bool, total: int | None = None
) -> None:
    """Complaints, one a line; ``total`` where there are more of them."""
    of_all = len(entries) if total is None else total
    listed = ComplaintList(complaints=summaries(entries, complaints.channel_labels()), total=of_all, counts={})
    if as_json:
        print_json(listed.model_dump(mode="json", exclude={"counts"}))
        return
    for entry in entries:
        say(
            f"{entry.complaint.number}  {entry.complaint.state.label}  {due_words(entry.next_deadline)}  {entry.complaint.subject}"
        )
    if len(entries) < of_all:
        stderr.print(f"共 {of_all} 件，列出 {len(entries)} 件；其余用 --offset 列出", highlight=False)
    elif not entries:
        stderr.print("没有")


def due_words(deadline: Deadline | None) -> str:
    """How a clock stands, in words."""
    if deadline is None:
        return "不计时"
    if deadline.paused:
        return "暂停计时"
    estimated = "，推算" if deadline.estimated else ""
    if deadline.met_on is not None:
        return f"{deadline.due} 到期{estimated}，{'逾期' if deadline.overdue else '按时'}于 {deadline.met_on} 完成"
    left = deadline.days_left or 0
    rest = f"已超期 {-left} {deadline.unit}" if left < 0 else f"还有 {left} {deadline.unit}"
    return f"{deadline.due} 到期{estimated}，{rest}"


def say(text: str) -> None:
    """A line on standard output."""
    stdout.print(text, highlight=False, markup=False)
