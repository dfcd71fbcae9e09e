"""``huizhao complaints``: handling, step by step, and the approval of replies."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.complaint_output import (
    By,
    Number,
    On,
    Reason,
    acting,
    beijing,
    open_desk,
    print_entries,
    show,
)
from assistant.commands.ingesting import Json
from assistant.commands.running import print_json, stderr
from assistant.complaints.desk import Step
from assistant.complaints.letters.exporting import LetterFormat
from assistant.complaints.queue import entry_of
from assistant.complaints.records import Action, LinkKind
from assistant.errors import InvalidInput


def accept(number: Number, note: Reason = "", at: On = None, by: By = "", as_json: Json = False) -> None:
    """受理。"""
    _act(number, Step(Action.ACCEPT, note, at=beijing(at)), by, as_json)


def reject(number: Number, note: Reason = "", at: On = None, by: By = "", as_json: Json = False) -> None:
    """不予受理，须写明理由。"""
    _act(number, Step(Action.REJECT, note, at=beijing(at)), by, as_json)


def refer(
    number: Number,
    to: Annotated[str, typer.Option("--to", help="转给哪个部门")],
    note: Reason = "",
    at: On = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """转办，须写明部门和理由。"""
    _act(number, Step(Action.REFER, note, referred_to=to, at=beijing(at)), by, as_json)


def ask_supplement(number: Number, note: Reason = "", at: On = None, by: By = "", as_json: Json = False) -> None:
    """通知补正，时限暂停。"""
    _act(number, Step(Action.ASK_SUPPLEMENT, note, at=beijing(at)), by, as_json)


def receive_supplement(number: Number, note: Reason = "", at: On = None, by: By = "", as_json: Json = False) -> None:
    """收到补正材料，时限恢复。"""
    _act(number, Step(Action.RECEIVE_SUPPLEMENT, note, at=beijing(at)), by, as_json)


def extend(
    number: Number,
    days: Annotated[int, typer.Option("--days", help="延长多少日（按该渠道时限的单位）")],
    note: Reason = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """延期，须写明理由。"""
    _act(number, Step(Action.EXTEND, note, days=days), by, as_json)


def reopen(number: Number, note: Reason = "", by: By = "", as_json: Json = False) -> None:
    """批准或答复之后重新起草，须写明理由。"""
    _act(number, Step(Action.REOPEN, note), by, as_json)


def answer(number: Number, note: Reason = "", at: On = None, by: By = "", as_json: Json = False) -> None:
    """记下批准的复函已经发出。"""
    _act(number, Step(Action.ANSWER, note, at=beijing(at)), by, as_json)


def archive(number: Number, note: Reason = "", by: By = "", as_json: Json = False) -> None:
    """归档。"""
    _act(number, Step(Action.ARCHIVE, note), by, as_json)


def withdraw(number: Number, note: Reason = "", at: On = None, by: By = "", as_json: Json = False) -> None:
    """诉求人撤回。"""
    _act(number, Step(Action.WITHDRAW, note, at=beijing(at)), by, as_json)


def split(
    number: Number,
    part: Annotated[list[str], typer.Option("--part", help="一个事项的内容；至少写两次")],
    by: By = "",
    as_json: Json = False,
) -> None:
    """一事一件：原件保留第一个事项，其余各成一件并互相关联。"""
    with open_desk() as complaints:
        made = complaints.desk.split(number, part, acting(by))
        entries = [entry_of(complaints.desk, one) for one in made]
        print_entries(complaints, entries, as_json)


def link(
    number: Number,
    other: Annotated[str, typer.Argument(help="另一件的编号")],
    kind: Annotated[LinkKind, typer.Option(help="duplicate_of 重复，related_to 相关")] = LinkKind.RELATED_TO,
    by: By = "",
    as_json: Json = False,
) -> None:
    """与另一件诉求关联。"""
    with open_desk() as complaints:
        show(complaints, complaints.desk.link(number, other, kind, acting(by)), as_json)


def _act(number: str, step: Step, by: str, as_json: bool) -> None:
    with open_desk() as complaints:
        show(complaints, complaints.desk.act(number, step, acting(by)), as_json)


def submit(number: Number, note: Reason = "", by: By = "", as_json: Json = False) -> None:
    """把最新一版复函送审。"""
    with open_desk() as complaints:
        show(complaints, complaints.replies.submit(number, acting(by), note), as_json)


def send_back(number: Number, note: Reason = "", by: By = "", as_json: Json = False) -> None:
    """退回修改，须写明理由；用有审批权的账号（--as）。"""
    with open_desk() as complaints:
        show(complaints, complaints.replies.send_back(number, note, acting(by)), as_json)


def approve(number: Number, note: Reason = "", by: By = "", as_json: Json = False) -> None:
    """批准复函；用有审批权的账号（--as），不能批准自己起草的。"""
    with open_desk() as complaints:
        show(complaints, complaints.replies.approve(number, acting(by), note), as_json)


def export(
    number: Number,
    output: Annotated[Path, typer.Option("--output", "-o", help="写成哪个文件；.docx 或 .pdf")] = Path("复函.docx"),
    version: Annotated[int | None, typer.Option(min=1, help="第几版，默认批准的一版，其次最新一版")] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """导出复函。"""
    with open_desk() as complaints:
        suffix = output.suffix.lower().removeprefix(".")
        if suffix not in tuple(LetterFormat):
            raise InvalidInput(f"复函只能导出为 .docx 或 .pdf，不能写成“{output.name}”")
        staff = acting(by)
        complaint = complaints.desk.get(number, staff)
        letter = complaints.letters.export(complaint, staff, LetterFormat(suffix), version)
        try:
            output.write_bytes(letter.content)
        except OSError as error:
            raise InvalidInput(f"写不了 {output}：{error.strerror}") from error
        if as_json:
            path = str(output.resolve())
            print_json(
                {"number": complaint.number, "version": letter.version, "approved": letter.approved, "path": path}
            )
        else:
            stderr.print(f"已写入 {output}{'' if letter.approved else '（还没有批准）'}", highlight=False, markup=False)


COMMANDS: Mapping[str, Callable[..., None]] = {
    "accept": accept,
    "reject": reject,
    "refer": refer,
    "ask": ask_supplement,
    "supplemented": receive_supplement,
    "extend": extend,
    "reopen": reopen,
    "answer": answer,
    "archive": archive,
    "withdraw": withdraw,
    "split": split,
    "link": link,
    "submit": submit,
    "return": send_back,
    "approve": approve,
    "export": export,
}
