"""``huizhao documents``: what is held, how it was read, what is to be mended."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from assistant.access import document_status_on
from assistant.api.schemas.documents import DocumentResponse, PreviewResponse
from assistant.api.schemas.findings import DocumentFindings, FindingsOverview, TwinsEntry, TwinsList
from assistant.api.schemas.outdated import OutdatedAnswers
from assistant.commands.ingesting import Json
from assistant.commands.running import fail, local_principal, print_json, record, services, stderr, stdout
from assistant.complaints.letters.outdated import outdated_replies
from assistant.conversations.outdated import outdated_answers
from assistant.documents.findings import KIND_NAMES, Finding, all_findings, findings_of, settle
from assistant.documents.metadata import FIELD_NAMES
from assistant.documents.preview import preview_as_investor
from assistant.documents.twins import twins
from assistant.errors import InvalidInput
from assistant.groups import write_groups
from assistant.records import DocumentKind, Role
from assistant.workdays import today

_FEW_EXAMPLES = 5
documents_app = typer.Typer(help="查看、更正、删除已入库的文件", no_args_is_help=True)


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


@documents_app.command("show")
def show_document(document_id: str, as_json: Json = False) -> None:
    """一份文件的信息，和没读懂的内容：在哪里、为什么、怎么办。"""
    admin = local_principal(Role.ADMIN)
    with services() as wired:
        detail = wired.library.get(document_id, admin)
        with wired.database.session() as session:
            found = findings_of(session, document_id, admin)
    if as_json:
        document = DocumentResponse.for_reader(detail, admin).model_dump(mode="json")
        print_json(document | DocumentFindings.of(found).model_dump(mode="json", include={"findings", "open"}))
        return
    for fact in detail.facts:
        name = FIELD_NAMES.get(fact.field, fact.field)
        stdout.print(f"{name}  {fact.value}  （{fact.evidence}）", highlight=False, markup=False, soft_wrap=True)
    for finding in found.findings:
        stdout.print(_line_of(finding), highlight=False, markup=False, soft_wrap=True)
    stderr.print(
        f"没读懂的内容 {found.open.total()} 处待处理，另有 {len(found.findings) - found.open.total()} 处已确认"
    )


def _line_of(finding: Finding) -> str:
    place = "  ".join(part for part in (finding.place, finding.text) if part)
    how = f"huizhao ledgers correct {finding.layout} '{finding.header}' --field 字段" if finding.layout else ""
    state = "已确认" if finding.settled else KIND_NAMES[finding.kind]
    parts = (state, place, finding.message, f"怎么办：{finding.remedy}", how, f"确认不用处理：settle {finding.key}")
    return "  ".join(part for part in parts if part)


@documents_app.command("findings")
def list_findings(as_json: Json = False) -> None:
    """列出有没读懂的内容的文件，各有多少处还没有处理；逐条看用 documents show。"""
    with record() as database, database.session() as session:
        found = all_findings(session, local_principal(Role.ADMIN))
    if as_json:
        print_json(FindingsOverview.of(found, len(found), 0).model_dump(mode="json"))
        return
    table = Table("文件编号", "文件", *KIND_NAMES.values(), show_lines=False)
    for one in found:
        counts = (str(one.open.get(kind, "")) for kind in KIND_NAMES)
        table.add_row(one.document.id, one.document.title, *counts)
    stdout.print(table)


@documents_app.command("settle")
def settle_finding(
    document_id: str,
    key: Annotated[str, typer.Argument(help="哪一条，见 documents show")],
    undo: Annotated[bool, typer.Option("--undo", help="撤销确认")] = False,
) -> None:
    """确认一条没读懂的内容不用处理。"""
    with record() as database, database.session() as session:
        found = settle(session, document_id, key, local_principal(Role.ADMIN), settled=not undo)
    stderr.print(f"{'已撤销' if undo else '已确认'}；还有 {found.open.total()} 处待处理")


@documents_app.command("twins")
def list_twins(as_json: Json = False) -> None:
    """列出重复的文件：标题和文号相同，或正文相同、几乎相同的两份，回答以哪一份为准。"""
    with record() as database, database.session() as session:
        found = twins(session, local_principal(Role.ADMIN))
    if as_json:
        print_json(TwinsList(twins=tuple(map(TwinsEntry.of, found))).model_dump(mode="json"))
        return
    for pair in found:
        line = f"{pair.first.id}  《{pair.first.title}》  {pair.first.name}：{pair.remark(pair.first.id)}"
        stdout.print(line, highlight=False, markup=False, soft_wrap=True)
    stderr.print(f"共 {len(found)} 对")
