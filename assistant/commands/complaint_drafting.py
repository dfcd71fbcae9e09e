"""``huizhao complaints``: analysis, drafts and their check; the letter's template; retention and erasure."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.complaint_output import By, Number, Reason, acting, open_desk, say, show
from assistant.commands.ingesting import Json
from assistant.commands.running import print_json, services, stderr
from assistant.complaints.erasing import Erasure
from assistant.complaints.letters.letter_template import default_template
from assistant.policies.citations import chinese_date
from assistant.workdays import today

Wish = Annotated[str, typer.Option("--wish", help="希望怎么改（配置了语言模型时）")]


def analyse(
    number: Number,
    matter: Annotated[
        list[str] | None, typer.Option("--matter", help="更正事项：事项的 key，可多个，主要的在前；auto 恢复自动识别")
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """分析一件诉求：事项、事实、逐项诉求、职责、有关条款、类似诉求。"""
    with services() as wired:
        chosen = None if not matter else () if matter == ["auto"] else tuple(matter)
        analysis = wired.case_work.analyse(number, acting(by), chosen)
    if as_json:
        from assistant.replying.case_work import ANALYSES  # loads the libraries of the models, as ``services`` does

        print_json(ANALYSES.dump_python(analysis, mode="json"))
        return
    for warning in analysis.warnings:
        say(f"【提醒】{warning}")
    for found in analysis.matters:
        say(f"事项：{found.name}（{found.key}）：{found.reason}")
    say(f"职责：{analysis.remit.remit.label}（{analysis.remit.reason}）")
    for promise in analysis.promises:
        say(f"所述承诺：{promise.who} {promise.when}：{promise.what}")
    for part in analysis.parts:
        say(f"建议拆分：{part}")
    if analysis.remit.go_to:
        say(f"建议去向：{analysis.remit.go_to}")
    for demand in analysis.demands:
        say(f"\n诉求{demand.number}：{demand.text}")
        for clause in demand.clauses:
            then = f"，事发时{clause.status_then}" if clause.status_then else ""
            say(f"  {clause.label}（现在{clause.status_today}{then}）：{clause.quote}")
    for risk in analysis.risks:
        say(f"注意：{risk.word}（{risk.kind}）")
    for case in analysis.similar:
        say(f"类似：{case.number} {case.subject}（{case.similarity:.0%}）")


def draft(
    number: Number,
    paragraph: Annotated[int, typer.Option("--paragraph", min=0, help="只重写第几段，默认起草全文")] = 0,
    wish: Wish = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """起草复函，保存为新的一版，并列出还要核实的地方。"""
    with services() as wired:
        staff = acting(by)
        if paragraph:
            version = wired.case_work.redraft(number, paragraph, wish, staff)
        else:
            version = wired.case_work.draft(number, staff)
        concerns = wired.case_work.check(number, staff)
        if as_json:
            show(wired.complaints, wired.complaints.desk.get(number, staff), as_json=True, whole=True)
            return
    letter = version.draft
    say(f"第 {version.number} 版\n\n{letter.title}\n\n{letter.addressee}：")
    for at, one in enumerate(letter.paragraphs, start=1):
        say(f"[{at}] {one.text}")
    say(f"\n{letter.signature}\n{chinese_date(letter.dated) if letter.dated else ''}")
    for concern in concerns:
        place = f"第{concern.paragraph + 1}段 " if concern.paragraph is not None else ""
        stderr.print(f"{place}{concern.kind}：{concern.text}", markup=False)
    for point in letter.open_points:
        stderr.print(f"待办：{point.text}", markup=False)


def phrases(number: Number, as_json: Json = False) -> None:
    """同一事项可以用的话：本局的用语文件和已经发出的复函。"""
    with services() as wired:
        found = wired.case_work.phrases(number, acting(""))
    if as_json:
        print_json({"phrases": [{"text": one.text, "source": one.source, "uses": one.uses} for one in found]})
        return
    for one in found:
        say(f"{one.text}（{f'{one.source}，用过 {one.uses} 次' if one.source else '本局用语'}）")
    if not found:
        stderr.print("还没有可用的话：可以写进 HUIZHAO_COMPLAINTS__PHRASES 指定的文件")


def notes(
    number: Number,
    out: Annotated[Path, typer.Option("--out", help="写到哪个 .docx 文件")],
    by: By = "",
) -> None:
    """办理说明：出处、待办、检查结果。仅供内部，不随函发出。"""
    with services() as wired:
        out.write_bytes(wired.case_work.staff_page(number, acting(by)))
    stderr.print(f"已写入 {out}", highlight=False, markup=False)


def template(out: Annotated[Path, typer.Argument(help="写到哪个 .docx 文件")]) -> None:
    """写出内置的复函模板，供本局修改。"""
    out.write_bytes(default_template())
    stderr.print(f"已写入 {out}；改好后把路径写进 HUIZHAO_LETTER__TEMPLATE", highlight=False, markup=False)


def erase(number: Number, note: Reason = "", by: By = "", as_json: Json = False) -> None:
    """清除一件已办结诉求的内容、附件和复函，只留编号、日期和留痕。须写明依据，不能恢复。"""
    with open_desk() as complaints:
        show(complaints, Erasure(complaints.desk).erase(number, note, acting(by)), as_json)


def purge(
    yes: Annotated[bool, typer.Option("--yes", help="确实清除；不写只列出")] = False, by: By = "", as_json: Json = False
) -> None:
    """清除保存期限届满的诉求（HUIZHAO_COMPLAINTS__RETENTION_DAYS）。"""
    with open_desk() as complaints:
        erasure = Erasure(complaints.desk)
        due = erasure.purge(today(), acting(by)) if yes else erasure.due_for_purge(today())
    if as_json:
        print_json({"before": due.before.isoformat(), "erased": yes, "numbers": list(due.numbers)})
        return
    for one in due.numbers:
        say(one)
    stderr.print(f"{'已清除' if yes else '将清除'} {len(due.numbers)} 件（{due.before} 以前办结）", markup=False)


COMMANDS: Mapping[str, Callable[..., None]] = {
    "analyse": analyse,
    "draft": draft,
    "phrases": phrases,
    "notes": notes,
    "template": template,
    "erase": erase,
    "purge": purge,
}
