"""How 慧招 is used: figures, and the same as tables for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from assistant.api.dependencies import AdminUser, CurrentServices
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.base import Day
from assistant.contract.usage import Usage
from assistant.curation.usage import usage
from assistant.workdays import today

router = APIRouter(prefix="/api/usage", tags=["用法"])
Since = Annotated[Day, Query(description="第一天，默认最后一天之前 29 天")]
Until = Annotated[Day, Query(description="最后一天，默认今天")]
Table = Literal["days", "documents", "clauses", "never"]
_BOM = "\ufeff"  # by which spreadsheet programs know the encoding
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.get("", summary="用法统计")
def get_usage(_: AdminUser, services: CurrentServices, since: Since = None, until: Until = None) -> Usage:
    """每天问了多少、拒答多少、赞和踩、首句和全文用时、引用最多的文件和条款、从没引用过的文件。"""
    return _usage(services, since, until)


@router.get(
    ".csv",
    summary="导出用法统计",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[NOTED_EXPORT],
)
def export_usage(
    _: AdminUser, services: CurrentServices, since: Since = None, until: Until = None, table: Table = "days"
) -> Response:
    """`table`：days 逐日，documents 引用的文件，clauses 引用的条款，never 没有引用过的文件。"""
    stored = io.StringIO()
    csv.writer(stored).writerows(
        [_plain(value) for value in row] for row in _rows(_usage(services, since, until), table)
    )
    headers = {"Content-Disposition": f'attachment; filename="usage-{table}.csv"'}
    return Response(_BOM + stored.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _usage(services: CurrentServices, since: date | None, until: date | None) -> Usage:
    last = until or today()
    return usage(services.database, since or last - timedelta(days=29), last)


def _rows(figures: Usage, table: Table) -> Iterator[Sequence[object]]:
    match table:
        case "days":
            yield "日期", "提问", "拒答", "赞", "踩", "标准答复"
            for day in figures.days:
                yield day.day, day.questions, day.refused, day.liked, day.disliked, day.standard
        case "documents":
            yield "文件", "引用它的回答"
            for one in figures.cited:
                yield one.title, one.answers
        case "clauses":
            yield "文件", "条款", "引用它的回答"
            for one in figures.cited:
                yield from ((one.title, clause, count) for clause, count in one.clauses)
        case "never":
            yield "文件", "类别", "公开范围", "现行有效"
            for left in figures.never_cited:
                yield left.title, left.kind, left.clearance, "是" if left.current else "否"


def _plain(value: object) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
