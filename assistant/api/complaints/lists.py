"""The desk's lists: queue, what is due, figures, and the calendar of deadlines."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from assistant.access import may_handle_complaints
from assistant.api.complaints.bodies import ComplaintList, FiledList, summaries
from assistant.api.complaints.cases import download
from assistant.api.complaints.views import filed_view
from assistant.api.dependencies import CurrentPrincipal, CurrentServices, StaffUser
from assistant.api.limiting import COUNTED_FILE, COUNTED_SEARCH
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.base import Offset
from assistant.complaints.calendar_feed import deadline_calendar
from assistant.complaints.paging import Leaf, Wanted
from assistant.complaints.queue import QueueEntry, Urgency, due, entry_of, pressing_first, queue_page, unfinished
from assistant.complaints.records import State
from assistant.complaints.statistics import statistics_of
from assistant.complaints.workbook import statistics_workbook
from assistant.contract.complaints import CalendarAddress, DeskFigures
from assistant.database import utc_now
from assistant.records import Principal
from assistant.wiring import Services

router = APIRouter(prefix="/api/complaints", tags=["诉求"], dependencies=[COUNTED_SEARCH])
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Year = Annotated[int | None, Query(ge=2000, le=2999, description="登记年份，默认全部")]


class MatterEntry(BaseModel):
    """A matter of the catalogue."""

    key: str
    name: str
    department: str


class MatterList(BaseModel):
    """In the catalogue's order."""

    matters: tuple[MatterEntry, ...]


@router.get("/matters", summary="事项目录")
def list_matters(staff: StaffUser, services: CurrentServices) -> MatterList:
    """来信可能属于的事项；更正事项时用 key。"""
    matters = services.case_work.catalogue.matters
    return MatterList(
        matters=tuple(MatterEntry(key=one.key, name=one.name, department=one.department) for one in matters)
    )


@router.get("", summary="诉求列表")
def list_complaints(
    principal: CurrentPrincipal,
    services: CurrentServices,
    state: Annotated[State | None, Query(description="状态")] = None,
    urgency: Annotated[
        Urgency | None, Query(description="overdue 已超期、due_soon 临期、running、paused、closed")
    ] = None,
    channel: Annotated[str, Query(max_length=40, description="渠道")] = "",
    q: Annotated[str, Query(max_length=200, description="编号、标题、诉求人或内容中的字")] = "",
    year: Year = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> ComplaintList | FiledList:
    """工作人员：全部诉求，最急的在前。客商：自己的诉求，最近的在前。"""
    desk = services.complaints.desk
    wanted, leaf = Wanted((state,) if state else (), channel, q, year), Leaf(limit, offset)
    if not may_handle_complaints(principal):
        own = desk.list(principal, wanted, leaf)
        return FiledList(complaints=tuple(filed_view(one, services.complaints) for one in own))
    page = queue_page(desk, principal, wanted, urgency, leaf)
    return ComplaintList(
        complaints=summaries(page.entries, services.complaints.channel_labels()),
        total=page.total,
        counts={str(name): count for name, count in page.counts.items()},
    )


@router.get("/due", summary="临期和超期")
def list_due(staff: StaffUser, services: CurrentServices) -> ComplaintList:
    """已超期和临期的诉求，最急的在前。"""
    entries = due(services.complaints.desk, staff)
    counts = Counter(str(entry.urgency) for entry in entries)
    listed = summaries(entries, services.complaints.channel_labels())
    return ComplaintList(complaints=listed, total=len(entries), counts=counts)


@router.get("/statistics", summary="统计")
def read_statistics(staff: StaffUser, services: CurrentServices, year: Year = None) -> DeskFigures:
    """按时率、类别、渠道、各月收办。"""
    return statistics_of(_entries(services, staff, year), services.complaints.channel_labels())


@router.get(
    "/statistics.xlsx", summary="导出统计和台账", response_class=Response, dependencies=[COUNTED_FILE, NOTED_EXPORT]
)
def export_statistics(staff: StaffUser, services: CurrentServices, year: Year = None) -> Response:
    """一份工作簿：统计（带图）和诉求台账。"""
    entries = _entries(services, staff, year)
    content = statistics_workbook(
        statistics_of(entries, services.complaints.channel_labels()), entries, services.complaints.channel_labels()
    )
    return download(content, _XLSX, f"诉求统计{year or ''}.xlsx")


@router.get("/calendar", summary="时限日历的地址")
def calendar_address(staff: StaffUser, services: CurrentServices) -> CalendarAddress:
    """供日历程序订阅的地址；其中的令牌只能打开这份日历，改密码后失效。"""
    return CalendarAddress(path=f"/api/complaints/due.ics?token={services.accounts.calendar_token(staff)}")


@router.get("/due.ics", summary="时限日历", response_class=Response)
def calendar(token: Annotated[str, Query(max_length=1000)], services: CurrentServices) -> Response:
    """所有正在计时的时限（iCalendar）；不含诉求内容和诉求人。"""
    principal = services.accounts.principal_of_calendar(token)
    entries = unfinished(services.complaints.desk, principal) if may_handle_complaints(principal) else ()
    content = deadline_calendar(entries, utc_now()) if may_handle_complaints(principal) else b""
    return Response(content, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"})


def _entries(services: Services, principal: Principal, year: int | None = None) -> tuple[QueueEntry, ...]:
    found = services.complaints.desk.list(principal, Wanted(year=year))
    return pressing_first(entry_of(services.complaints.desk, complaint) for complaint in found)
