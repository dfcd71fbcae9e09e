"""``huizhao worksheet``: what an investor can get."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.asking import AsOf, AsRole, day_of
from assistant.commands.ingesting import Json
from assistant.commands.running import fail, local_principal, print_json, record, stderr, stdout
from assistant.contract.worksheets import Worksheet, WorksheetLine
from assistant.errors import InvalidInput
from assistant.incentives.situations.situation_reading import read_situation
from assistant.incentives.store import BenefitRules
from assistant.incentives.worksheets.json_form import worksheet_of
from assistant.incentives.worksheets.workbook import workbook_of
from assistant.incentives.worksheets.worksheet import Worksheets
from assistant.records import Role


def worksheet(
    sentence: str,
    role: AsRole = Role.INVESTOR,
    as_of: AsOf = None,
    as_json: Json = False,
    xlsx: Annotated[Path | None, typer.Option(help="另存为 Excel 文件")] = None,
) -> None:
    """用一句话说明企业情况，逐项核对能享受的政策并测算金额。"""
    day = day_of(as_of)
    situation = read_situation(sentence, day)
    if not situation.says_something:
        fail(InvalidInput("没有读出企业情况；请写明行业、注册资本、租用面积、租金、员工人数等"))
    with record() as database:
        sheet = worksheet_of(Worksheets(BenefitRules(database)).make(situation, local_principal(role), day))
        if xlsx is not None:
            xlsx.write_bytes(workbook_of(sheet))
            stderr.print(f"已写入 {xlsx}", highlight=False, markup=False)
        if as_json:
            print_json(sheet.model_dump(mode="json"))
            return
        _print(sheet)


def _print(sheet: Worksheet) -> None:
    stdout.print(f"所述情况：{'；'.join(sheet.understood)}（按 {sheet.as_of}）", highlight=False, markup=False)
    if not sheet.lines:
        stdout.print("没有找到与所述情况有关的有效政策，请补充行业、实缴资本、租用面积、租金、员工人数或资质。")
    for line in sheet.lines:
        if line.near:
            _print_line(line)
    related = [line for line in sheet.lines if not line.near]
    if related:
        stdout.print(f"\n另有 {len(related)} 项要看行业、总部、外资等身份或者所办的事项：", style="bold")
        for line in related:
            stdout.print(f"  {line.name}（{line.source.label}）", highlight=False, markup=False)
    for conflict in sheet.conflicts:
        stdout.print(f"\n不重复享受：{'；'.join(conflict.names)}：{conflict.reason}", highlight=False, markup=False)
    for item in sheet.lapsed:
        stdout.print(f"{item.label}{item.name}：{item.status}，不作为依据", style="yellow", markup=False)
    stdout.print(
        f"\n条件已满足的合计：首年 {sheet.certain.first_year} 元，全部期限 {sheet.certain.whole} 元", style="bold"
    )
    stdout.print(
        f"补齐材料后可能的合计：首年 {sheet.possible.first_year} 元，全部期限 {sheet.possible.whole} 元", style="bold"
    )
    for asked in sheet.questions:
        stdout.print(f"  请补充：{asked}", highlight=False, markup=False)
    stdout.print(sheet.estimate, highlight=False, markup=False)


def _print_line(line: WorksheetLine) -> None:
    tier = f"（{line.tier}）" if line.tier else ""
    stdout.print(f"\n[{line.outcome}] {line.name}{tier} {line.source.label}", style="bold", markup=False)
    for item in line.conditions:
        told = f"（{item.told}）" if item.told else ""
        missing = f"：{item.missing}" if item.missing else ""
        stdout.print(f"  {item.outcome} {item.condition}{told}{missing}", highlight=False, markup=False)
    if line.note:
        stdout.print(f"  {line.note}", style="yellow", markup=False)
    if line.amount is not None:
        for step in line.amount.steps:
            stdout.print(f"  {step}", highlight=False, markup=False)
        if line.amount.ceiling:
            stdout.print(f"  不超过 {line.amount.ceiling} 元", highlight=False, markup=False)
