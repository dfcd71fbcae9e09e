"""Single listings with history and sources, opportunities, and the state of the ledgers for staff and administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from assistant.api.dependencies import AdminUser, CurrentPrincipal, CurrentServices, StaffUser
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.schemas.base import Amount, Day, Offset
from assistant.api.schemas.dashboard import dashboard_of
from assistant.api.schemas.ledgers import (
    ColumnCorrection,
    ColumnRelease,
    NearNameDecision,
    ledgers_of,
    listing_of,
    opportunities_of,
)
from assistant.buildings.columns import Field
from assistant.buildings.ledgers.browsing import OpportunityFilter, listing_detail, opportunities
from assistant.buildings.ledgers.dashboard import dashboard
from assistant.buildings.ledgers.decisions import ColumnChange
from assistant.buildings.ledgers.ledger_reports import cell_warnings, count_cell_warnings
from assistant.buildings.ledgers.photos import is_file_name, photo_key
from assistant.contract.ledgers import Dashboard, LedgerList, MappedHeader, NearName, NearNameList, WarningList
from assistant.contract.listings import Listing, OpportunityList
from assistant.documents.seeing import closed_documents
from assistant.errors import NotFound
from assistant.records import Principal
from assistant.wiring import Services
from assistant.workdays import today

router = APIRouter(prefix="/api", tags=["台账"], dependencies=[COUNTED_SEARCH])


@router.get("/listings/warnings", summary="待补正的单元格")
def list_warnings(
    staff: StaffUser,
    services: CurrentServices,
    source_id: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 500,
    offset: Offset = 0,
) -> WarningList:
    """台账里读不出来的单元格：哪份文件、哪个工作表、哪一格、写的是什么。total 是全部有多少，用 offset 翻页。"""
    with services.database.session() as session:
        closed = closed_documents(session, staff)
        found = cell_warnings(session, source_id, limit, offset, closed)
        return WarningList(warnings=found, total=count_cell_warnings(session, source_id, closed))


@router.get("/listings/{listing_id}", summary="一条房源或机会")
def get_listing(listing_id: str, principal: CurrentPrincipal, services: CurrentServices) -> Listing:
    """全部单元格及其位置、历次台账中的空置和租金、核验时间是否过久。"""
    day, settings = today(), services.settings.listings
    with services.database.session() as session:
        found = listing_detail(session, listing_id, principal, day, settings.stale_days)
        return listing_of(found, day, settings.stale_days, settings.photo_hosts)


@router.get("/listings/{listing_id}/photo", summary="照片", response_class=Response)
def get_photo(listing_id: str, principal: CurrentPrincipal, services: CurrentServices) -> Response:
    """台账“照片”列写明的图片（入库时从台账旁的“照片”文件夹取来，缩到 960 像素以内）；看得到这条记录的人才看得到。"""
    stale_days = services.settings.listings.stale_days
    with services.database.session() as session:
        row = listing_detail(session, listing_id, principal, today(), stale_days).row
    name = row.texts.get(Field.PHOTO, "")
    key = photo_key(row.chunk.document.id, name)
    if not is_file_name(name) or not services.library.files.exists(key):
        raise NotFound("这条记录没有照片")
    picture = services.library.files.read(key)
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/opportunities", summary="机会清单")
def list_opportunities(
    principal: CurrentPrincipal,
    services: CurrentServices,
    topic: Annotated[str, Query(max_length=100, description="类别")] = "",
    unit: Annotated[str, Query(max_length=100, description="责任单位")] = "",
    status: Annotated[str, Query(max_length=100, description="状态")] = "",
    q: Annotated[str, Query(max_length=200, description="项目名称、内容等处的字，空格隔开的每个词都要有")] = "",
    min_yuan: Annotated[Amount, Query(description="投资规模不低于（元）")] = None,
    max_yuan: Annotated[Amount, Query(description="投资规模不高于（元）")] = None,
    due_by: Annotated[Day, Query(description="截止时间不晚于")] = None,
    expired: Annotated[bool, Query(description="是否包括已截止的")] = True,
    sort: Annotated[
        str, Query(description="ledger 原序、deadline 截止先后、investment 投资从小到大、-investment 从大到小")
    ] = "ledger",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Offset = 0,
) -> OpportunityList:
    """符合条件的机会，已截止的排在后面并标明；total 为全部条数。"""
    wanted = OpportunityFilter(
        topic=topic,
        unit=unit,
        status=status,
        words=q,
        minimum_yuan=min_yuan,
        maximum_yuan=max_yuan,
        due_by=due_by,
        with_expired=expired,
        sort=sort,
    )
    day = today()
    with services.database.session() as session:
        found = opportunities(session, wanted, principal, day, limit, offset)
    return opportunities_of(found, day, services.settings.listings.stale_days)


@router.get("/dashboard/listings", summary="载体看板")
def listings_dashboard(staff: StaffUser, services: CurrentServices) -> Dashboard:
    """空置（按街道、级别，每个数都列出由哪些行相加）、待更新、不再列出、待补正、待确认的名称。"""
    day, stale_days = today(), services.settings.listings.stale_days
    with services.database.session() as session:
        found = dashboard(session, staff, day, stale_days)
        closed = closed_documents(session, staff)
        warnings = count_cell_warnings(session, without=closed)
    near = len(services.ledger_decisions.near_names(without=closed))
    return dashboard_of(found, day, stale_days, warnings, near)


@router.get("/ledgers", summary="台账的列对照")
def list_ledgers(staff: StaffUser, services: CurrentServices) -> LedgerList:
    """每张表的每一列当作什么读、怎么认出来的、是否仅工作人员可见；版式相同的表共用一份更正。"""
    found = services.ledger_decisions.ledgers(_closed(services, staff))
    return ledgers_of(found)


@router.patch("/ledgers/columns", summary="更正一列的对照")
def correct_column(change: ColumnCorrection, admin: AdminUser, services: CurrentServices) -> LedgerList:
    """更正一次，同版式的台账（包括以后读入的）都照此读；改变公开范围的列立即重新切分。"""
    restricted = change.restricted
    if _would_release(services, change) and services.curation.releases.hold_column(change.layout, change.header, admin):
        restricted = True
    ledgers = services.ledger_decisions.correct(
        ColumnChange(change.layout, change.header, change.field, restricted), by=admin
    )
    return ledgers_of(ledgers)


@router.get("/ledgers/waiting", summary="待公开的列")
def list_waiting_columns(staff: StaffUser, services: CurrentServices) -> LedgerList:
    """每张表里还没有人公开、只有工作人员看得到的列；确定含义的字段和内部列不在其中。"""
    found = services.ledger_decisions.waiting(_closed(services, staff))
    return ledgers_of(found)


@router.post("/ledgers/columns/release", summary="公开或收回一列")
def release_column(release: ColumnRelease, admin: AdminUser, services: CurrentServices) -> LedgerList:
    """公开一列，同版式的公开台账（包括以后读入的）都给客商看；released 为 false 时收回。立即重新切分。"""
    hidden = release.released and _hidden_columns(services, release.layout, release.header)
    if hidden and services.curation.releases.hold_column(release.layout, release.header, admin):
        ledgers = tuple(one for one in services.ledger_decisions.ledgers() if one.report.layout == release.layout)
    else:
        ledgers = services.ledger_decisions.release(release.layout, release.header, release.released, by=admin)
    return ledgers_of(ledgers)


@router.get("/ledgers/near-names", summary="待确认的相近名称")
def list_near_names(staff: StaffUser, services: CurrentServices, decided: bool = False) -> NearNameList:
    """可能是同一处的两个名称；没有人确认之前不会合并。decided 也列出已确认的。"""
    closed = _closed(services, staff)
    return NearNameList(near_names=services.ledger_decisions.near_names(undecided=not decided, without=closed))


@router.post("/ledgers/near-names", summary="确认相近名称")
def decide_near_name(decision: NearNameDecision, admin: AdminUser, services: CurrentServices) -> NearName:
    """same：是同一处，历史合在一起；different：不是同一处；undo：撤销，合并过的重新分开，历史各归各的。"""
    return services.ledger_decisions.decide(decision.first, decision.second, decision.decision, by=admin)


def _hidden_columns(services: Services, layout: str, header: str) -> list[MappedHeader]:
    """The columns of this header in ledgers of the layout that only staff see."""
    return [
        column
        for ledger in services.ledger_decisions.ledgers()
        if ledger.report.layout == layout
        for column in ledger.report.columns
        if column.header == header and column.restricted
    ]


def _would_release(services: Services, change: ColumnCorrection) -> bool:
    """Whether a correction shows everybody a column that only staff see."""
    columns = _hidden_columns(services, change.layout, change.header)
    if change.restricted is None:
        return bool(change.field) and any(column.waiting for column in columns)
    return not change.restricted and bool(columns)


def _closed(services: CurrentServices, staff: Principal) -> frozenset[str]:
    with services.database.session() as session:
        return closed_documents(session, staff)
