"""Dates and repeals that need an administrator's look: the queue, and confirming what stands in it."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.dependencies import AdminUser, CurrentServices
from assistant.api.schemas.base import Offset
from assistant.api.schemas.validity import ConfirmationResponse, ConfirmRequest, QueueEntry, ValidityQueue
from assistant.workdays import today

router = APIRouter(prefix="/api/validity", tags=["文件效力"])


@router.get("/queue", summary="待确认的日期和废止关系")
def list_queue(
    _: AdminUser,
    services: CurrentServices,
    need: Annotated[
        str, Query(description="只看一种：conflict missing ambiguous unsure expiring not_held part_only twin")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> ValidityQueue:
    """最需要看的在前：说法不一、缺少日期、所指文件不唯一、把握不大、即将到期、所指文件未入库。确认过且没有变化的不再列出。"""
    items = services.confirmations.queue(today())
    wanted = [item for item in items if not need or item.need.name.lower() == need]
    return ValidityQueue(
        items=tuple(QueueEntry.of(item) for item in wanted[offset : offset + limit]),
        total=len(wanted),
        counts=dict(Counter(item.need.name.lower() for item in items)),
    )


@router.post("/confirm", summary="确认一项")
def confirm(request: ConfirmRequest, admin: AdminUser, services: CurrentServices) -> ConfirmationResponse:
    """确认所列的值无误；记下谁在什么时候确认。值已经变化的返回 409。要更正日期，用 PATCH /api/documents/{id}。"""
    confirmed = services.confirmations.confirm(request.document_id, request.subject, request.value, by=admin)
    return ConfirmationResponse.of(confirmed)


@router.get("/{document_id}/confirmations", summary="一份文件的确认记录")
def list_confirmations(document_id: str, _: AdminUser, services: CurrentServices) -> tuple[ConfirmationResponse, ...]:
    """最近的在前。"""
    return tuple(ConfirmationResponse.of(item) for item in services.confirmations.of(document_id))
