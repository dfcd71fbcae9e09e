"""``huizhao ledgers``: what columns were taken for, which cells wait to be mended, which names may mean one building."""

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.decisions import ColumnChange
from assistant.buildings.ledgers.ledger_reports import cell_warnings, mapping_lines
from assistant.commands.ingesting import Json
from assistant.commands.running import fail, local_principal, print_json, services, stderr, stdout
from assistant.errors import InvalidInput
from assistant.records import Role

ledgers_app = typer.Typer(help="台账：列对照、待补正的单元格、相近名称", no_args_is_help=True)


@ledgers_app.command("columns")
def show_columns(as_json: Json = False) -> None:
    """列出每张表的列对照和版式编号。"""
    with services() as wired:
        found = wired.ledger_decisions.ledgers()
    if as_json:
        print_json({"ledgers": [asdict(ledger) for ledger in found]})
        return
    for ledger in found:
        for line in mapping_lines([ledger.report]):
            stdout.print(f"{ledger.document}：{line}", highlight=False, markup=False, soft_wrap=True)


@ledgers_app.command("correct")
def correct_column(
    layout: Annotated[str, typer.Argument(help="版式编号，见 huizhao ledgers columns")],
    header: Annotated[str, typer.Argument(help="列名，照列对照里的写法")],
    field: Annotated[
        str | None, typer.Option(help="当作哪个字段（如 租金 或 RENT_YUAN_PER_M2_MONTH）；附加 表示附加列")
    ] = None,
    restricted: Annotated[bool | None, typer.Option("--restricted/--public", help="是否仅工作人员可见")] = None,
) -> None:
    """更正一列的对照；同版式的台账都照此读，以后也记得。"""
    if field is None and restricted is None:
        fail(InvalidInput("请用 --field 或 --restricted/--public 写明要更正什么"))
    with services() as wired:
        changed = wired.ledger_decisions.correct(
            ColumnChange(layout, header, None if field is None else _field_name(field), restricted),
            by=local_principal(Role.ADMIN),
        )
    stderr.print(f"已更正，{len(changed)} 张同版式的表已重新读取", markup=False)


@ledgers_app.command("waiting")
def show_waiting(as_json: Json = False) -> None:
    """列出还没有人公开、只有工作人员看得到的列。"""
    with services() as wired:
        found = wired.ledger_decisions.waiting()
    if as_json:
        print_json({"ledgers": [asdict(ledger) for ledger in found]})
        return
    for ledger in found:
        for column in ledger.report.columns:
            place = " ".join(part for part in (ledger.document, ledger.report.sheet) if part)
            stdout.print(f"{ledger.report.layout}  {column.header}  {place}", highlight=False, markup=False)
    stderr.print(f"共 {sum(len(ledger.report.columns) for ledger in found)} 列")


@ledgers_app.command("release")
def release_column(
    layout: Annotated[str, typer.Argument(help="版式编号，见 huizhao ledgers waiting")],
    header: Annotated[str, typer.Argument(help="列名，照列对照里的写法")],
    withdraw: Annotated[bool, typer.Option("--withdraw", help="收回：只给工作人员看")] = False,
) -> None:
    """公开一列给客商看，或收回；同版式的台账都照此，以后也记得。"""
    with services() as wired:
        changed = wired.ledger_decisions.release(layout, header, not withdraw, by=local_principal(Role.ADMIN))
    done = "已收回" if withdraw else "已公开"
    stderr.print(f"{done}“{header}”，{len(changed)} 张同版式的表已重新读取", markup=False)


@ledgers_app.command("warnings")
def show_warnings(as_json: Json = False) -> None:
    """列出读不出来的单元格：文件、工作表、单元格。"""
    with services() as wired, wired.database.session() as session:
        found = cell_warnings(session)
    if as_json:
        print_json({"warnings": [asdict(warning) for warning in found], "total": len(found)})
        return
    for warning in found:
        place = " ".join(part for part in (warning.document, warning.sheet, warning.cell) if part)
        stdout.print(f"{place} {warning.header}：{warning.message}", highlight=False, markup=False, soft_wrap=True)
    stderr.print(f"共 {len(found)} 处")


@ledgers_app.command("names")
def show_near_names(
    decided: Annotated[bool, typer.Option("--decided", help="也列出已确认的")] = False, as_json: Json = False
) -> None:
    """列出可能是同一处的名称。"""
    with services() as wired:
        found = wired.ledger_decisions.near_names(undecided=not decided)
    if as_json:
        print_json({"near_names": [asdict(pair) for pair in found]})
        return
    for pair in found:
        names = f"{pair.first.number} {pair.first.name}（{pair.first.address}）  {pair.second.number} {pair.second.name}（{pair.second.address}）"
        stdout.print(
            f"{names}  {pair.reason}{_STATES.get(pair.decision, '')}", highlight=False, markup=False, soft_wrap=True
        )
    stderr.print(f"共 {len(found)} 对")


@ledgers_app.command("decide")
def decide_near_name(
    first: int,
    second: int,
    decision: Annotated[str, typer.Argument(help="same 同一个，different 不是同一个，undo 撤销")],
) -> None:
    """确认两个名称是不是同一处。"""
    with services() as wired:
        pair = wired.ledger_decisions.decide(first, second, decision, by=local_principal(Role.ADMIN))
    stderr.print(f"{pair.first.name}、{pair.second.name}：{_DECIDED[decision]}", markup=False)


_STATES = {"same": "  已合并", "different": "  已确认不是同一处"}
_DECIDED = {"same": "同一处", "different": "不是同一处", "undo": "已撤销，重新待确认"}


def _field_name(said: str) -> str:
    """A field by its name or its Chinese label."""
    if said == "附加":
        return ""
    by_label = {field.value: field.name for field in Field}
    return by_label.get(said, said.upper())
