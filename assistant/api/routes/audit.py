"""Who did what: for administrators."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from assistant.api.dependencies import AdminUser, CurrentServices
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.audit import AuditEntry, AuditList, ChainResponse
from assistant.api.schemas.base import Day, Offset
from assistant.audit.events import Event
from assistant.audit.log import AuditFilter, as_csv, as_json_lines
from assistant.workdays import BEIJING

router = APIRouter(prefix="/api/audit", tags=["审计"])
Kind = Annotated[Event | None, Query(description="事项")]
By = Annotated[str, Query(max_length=64, description="账号")]
Text = Annotated[str, Query(max_length=200, description="对象、说明里的字，或请求编号")]
Since = Annotated[Day, Query(description="从哪一天起")]
Until = Annotated[Day, Query(description="到哪一天止（含）")]
_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@router.get("", summary="审计记录")
def list_lines(
    _: AdminUser,
    services: CurrentServices,
    event: Kind = None,
    by: By = "",
    q: Text = "",
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> AuditList:
    """登录、查看内部原件、入库、公开、更正、删除、导出、账号和角色变更、复函批准等，最近的在前。只增不改，按期限清理。"""
    lines, total = services.audit.list(_filter(event, by, q, since, until), limit, offset)
    return AuditList(
        lines=tuple(AuditEntry.of(line) for line in lines), total=total, events={kind: kind.label for kind in Event}
    )


@router.get("/verify", summary="核对审计记录")
def verify_chain(_: AdminUser, services: CurrentServices) -> ChainResponse:
    """逐条核对摘要：有没有被改动、缺失。"""
    return ChainResponse.of(services.audit.chain())


@router.get(
    "/export.{kind}",
    summary="导出审计记录",
    response_class=StreamingResponse,
    dependencies=[NOTED_EXPORT],
    responses={200: {"content": {media: {} for media in _MEDIA_TYPES.values()}}},
)
def export_lines(
    kind: Literal["csv", "jsonl"],
    _: AdminUser,
    services: CurrentServices,
    event: Kind = None,
    by: By = "",
    q: Text = "",
    since: Since = None,
    until: Until = None,
) -> StreamingResponse:
    """符合条件的全部记录，最早的在前；csv 可用表格软件打开，jsonl 一行一条。"""
    found = services.audit.lines(_filter(event, by, q, since, until))
    pieces: Iterator[str] = as_csv(found) if kind == "csv" else as_json_lines(found)
    headers = {"Content-Disposition": f'attachment; filename="audit.{kind}"', "Cache-Control": "private, no-store"}
    return StreamingResponse(pieces, media_type=_MEDIA_TYPES[kind], headers=headers)


def _filter(event: Event | None, by: str, q: str, since: Day, until: Day) -> AuditFilter:
    """Days are Beijing's."""
    first = datetime(since.year, since.month, since.day, tzinfo=BEIJING) if since else None
    last = datetime(until.year, until.month, until.day, tzinfo=BEIJING) + timedelta(days=1) if until else None
    return AuditFilter(event, by, first, last, q)
