"""``huizhao validity``: dates and repeals that need a look."""

from typing import Annotated

import typer
from rich.table import Table

from assistant.api.schemas.validity import ConfirmationResponse, QueueEntry
from assistant.commands.ingesting import Json
from assistant.commands.running import local_principal, print_json, record, stdout
from assistant.documents.confirmations import Confirmations
from assistant.documents.metadata import FIELD_NAMES
from assistant.policies.confirmation import NEED_NAMES
from assistant.records import Role
from assistant.settings import load_settings
from assistant.workdays import today

validity_app = typer.Typer(help="文件效力：待确认的日期和废止关系", no_args_is_help=True)


@validity_app.command("list")
def list_queue(as_json: Json = False) -> None:
    """列出需要确认的日期和废止关系，最需要看的在前。"""
    with record() as database:
        items = Confirmations(database, load_settings().validity.expiring_days).queue(today())
    if as_json:
        print_json([QueueEntry.of(item).model_dump(mode="json") for item in items])
        return
    table = Table("原因", "文件编号", "文件", "项目", "现值", "说明", show_lines=False)
    for item in items:
        name = FIELD_NAMES.get(item.subject, item.subject)
        table.add_row(NEED_NAMES[item.need], item.info.id, item.info.title, name, item.value or "无", item.remark)
    stdout.print(table)
    stdout.print(f"共 {len(items)} 项", highlight=False)


@validity_app.command("confirm")
def confirm(
    document_id: Annotated[str, typer.Argument(help="文件编号，见 validity list")],
    subject: Annotated[str, typer.Argument(help="项目，如 valid_from、valid_to、repeals:《某某办法》")],
    value: Annotated[str, typer.Argument(help="确认无误的现值；没有值时不写")] = "",
    as_json: Json = False,
) -> None:
    """确认一项的现值无误。要更正日期，用接口 PATCH /api/documents/{编号} 或网页。"""
    with record() as database:
        confirmations = Confirmations(database, load_settings().validity.expiring_days)
        confirmed = confirmations.confirm(document_id, subject, value, local_principal(Role.ADMIN))
    if as_json:
        print_json(ConfirmationResponse.of(confirmed).model_dump(mode="json"))
    else:
        stdout.print(f"已确认：{FIELD_NAMES.get(subject, subject)} {value or '无'}", highlight=False, markup=False)
