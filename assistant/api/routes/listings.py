"""Finding, counting, comparing and handing out listed rows."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from assistant.api.dependencies import Caller, CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_FILE, COUNTED_SEARCH
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.base import Day, Figure, Offset
from assistant.api.schemas.listing_figures import (
    AggregateRequest,
    AggregateResponse,
    CompareRequest,
    CompareResponse,
    DistributionRequest,
    distribution_of,
    points_of,
)
from assistant.api.schemas.listings import (
    ChoicesResponse,
    MatchRequest,
    MatchResponse,
    Need,
    ProposalRequest,
    RowView,
)
from assistant.buildings.columns import Field
from assistant.buildings.conditions import CompletedIn, InRange
from assistant.buildings.ledgers.cells import FIGURES
from assistant.buildings.matching import RowMatcher
from assistant.buildings.presenting.exporting import rows_workbook
from assistant.buildings.presenting.need_form import ORDERED, found_by, requirement_of
from assistant.buildings.presenting.outlines import read_outlines
from assistant.buildings.presenting.proposal import Proposal, proposal_docx, proposal_pdf
from assistant.buildings.presenting.requirement_form import ConditionForm, any_field_named, field_named, from_form
from assistant.buildings.requirements import Aggregate, Order, Requirement
from assistant.buildings.search.comparing import compare_fields
from assistant.buildings.search.ranking import RowMatch
from assistant.buildings.search.table import TEXT_FIELDS
from assistant.buildings.units import read_metro_lines
from assistant.contract.listings import ComparedField, Distribution, Outline, Outlines
from assistant.errors import InvalidInput, NotFound
from assistant.records import DocumentKind, Principal
from assistant.wiring import Services
from assistant.workdays import today

router = APIRouter(prefix="/api/listings", tags=["楼宇与机会"], dependencies=[COUNTED_SEARCH])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_EXPORTED = 100_000


@router.post("/match", summary="按需求找记录")
def match(body: MatchRequest, principal: CurrentPrincipal, services: CurrentServices) -> MatchResponse:
    """一句话或一组条件；返回听懂的条件、每条记录的逐条结论、总数，没有满足的时给出最接近的和最小的放宽。"""
    found = found_rows(body, services.row_matcher, principal, body.limit, body.offset)
    return MatchResponse.of(
        found, body.offset, body.limit, body.language == "en", services.settings.listings.photo_hosts
    )


@router.get("", summary="筛选记录")
def listings(
    principal: CurrentPrincipal,
    services: CurrentServices,
    category: Annotated[list[str] | None, Query(description="类型，可多个")] = None,
    street: Annotated[list[str] | None, Query(description="街道或商圈，可多个")] = None,
    grade: Annotated[list[str] | None, Query(description="级别，可多个")] = None,
    metro_line: Annotated[list[str] | None, Query(description="近哪条地铁线，可多个")] = None,
    area_min: Annotated[Figure, Query(description="面积下限，㎡")] = None,
    area_max: Annotated[Figure, Query(description="面积上限，㎡")] = None,
    rent_min: Annotated[Figure, Query(description="租金下限，元/㎡·月")] = None,
    rent_max: Annotated[Figure, Query(description="租金上限，元/㎡·月")] = None,
    built_from: Annotated[int | None, Query(ge=1800, le=2200, description="最早哪一年建成")] = None,
    built_to: Annotated[int | None, Query(ge=1800, le=2200, description="最晚哪一年建成")] = None,
    kind: Annotated[DocumentKind, Query(description="listing 载体，opportunity 机会")] = DocumentKind.LISTING,
    sort: Annotated[str, Query(description="字段名，前加 - 为从大到小", max_length=60)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 20,
    offset: Offset = 0,
    as_of: Annotated[Day, Query(description="按哪一天，默认今天")] = None,
) -> MatchResponse:
    """不说话只筛选的同一个查找。"""
    forms = [
        ConditionForm("category", values=tuple(category or ())),
        ConditionForm("in_place", values=tuple(street or ())),
        ConditionForm("one_of", Field.GRADE.name, tuple(grade or ())),
        ConditionForm("near_metro", values=tuple(metro_line or ())),
    ]
    conditions = [from_form(form) for form in forms if form.values]
    for field, low, high in (
        (Field.VACANT_AREA_M2, area_min, area_max),
        (Field.RENT_YUAN_PER_M2_MONTH, rent_min, rent_max),
    ):
        if low is not None or high is not None:
            conditions.append(InRange(field, _decimal(low), _decimal(high)))
    if built_from is not None or built_to is not None:
        conditions.append(CompletedIn(built_from, built_to))
    order = Order(any_field_named(sort.removeprefix("-"), ORDERED), sort.startswith("-")) if sort else None
    requirement = Requirement(kind=_listed(kind), conditions=tuple(conditions), order=order)
    found = services.row_matcher.find(requirement, principal, as_of or today(), limit, offset)
    return MatchResponse.of(found, offset, limit, False, services.settings.listings.photo_hosts)


@router.get("/choices", summary="可筛选的值")
def choices(
    principal: CurrentPrincipal,
    services: CurrentServices,
    kind: DocumentKind = DocumentKind.LISTING,
    as_of: Day = None,
) -> ChoicesResponse:
    """街道、级别等各有哪些值。"""
    snapshot = services.row_matcher.snapshot(principal, _listed(kind), as_of or today())
    values = snapshot.values
    lines = {line for text in values[Field.METRO] for line in read_metro_lines(text)}
    return ChoicesResponse(
        kind=snapshot.kind,
        size=snapshot.size,
        categories=snapshot.categories,
        streets=tuple(sorted(values[Field.STREET])),
        business_areas=tuple(sorted(values[Field.BUSINESS_AREA])),
        grades=tuple(sorted(values[Field.GRADE])),
        fit_outs=tuple(sorted(values[Field.FIT_OUT])),
        metro_lines=tuple(sorted(lines)),
    )


@router.get("/outlines", summary="街道轮廓")
def outlines(services: CurrentServices) -> Outlines:
    """地图底图：各街道的轮廓，来自配置的 GeoJSON 文件；配置了瓦片服务时还有它的地址和版权说明。"""
    settings, listings = services.settings, services.settings.listings
    found = read_outlines(listings.outlines or settings.data_dir / "outlines.geojson")
    return Outlines(
        outlines=tuple(Outline(name=item.name, rings=item.rings) for item in found),
        tiles=listings.map_tiles,
        attribution=listings.map_attribution,
    )


@router.post("/aggregate", summary="统计")
def aggregate(body: AggregateRequest, principal: CurrentPrincipal, services: CurrentServices) -> AggregateResponse:
    """合计、平均或计数，可按街道、级别等分组；每组带出处。"""
    matcher, day = services.row_matcher, body.as_of or today()
    requirement = _requirement(body, matcher, principal)
    if body.operation is not None:
        field = any_field_named(body.field, FIGURES) if body.field else None
        by = field_named(body.by, (*TEXT_FIELDS, Field.CATEGORY)) if body.by else None
        requirement = replace(requirement, aggregate=Aggregate(body.operation, field, by), order=None, limit=None)
    if requirement.aggregate is None:
        raise InvalidInput("没有听出要统计什么；可以说“按街道统计空置面积”，或写明 operation")
    groups = matcher.aggregate(requirement, principal, day)
    return AggregateResponse.of(requirement, groups, body.language == "en")


@router.post("/distribution", summary="分布")
def distribution(body: DistributionRequest, principal: CurrentPrincipal, services: CurrentServices) -> Distribution:
    """一个数（默认租金）在全部满足条件的记录里的分布，分段计数。"""
    matcher, day = services.row_matcher, body.as_of or today()
    requirement = _requirement(body, matcher, principal)
    field = field_named(body.field, FIGURES)
    found = matcher.distribution(requirement, field, principal, day, body.bins)
    return distribution_of(field, found, body.language == "en")


@router.post("/compare", summary="并排比较")
def compare(body: CompareRequest, principal: CurrentPrincipal, services: CurrentServices) -> CompareResponse:
    """按名称或编号取几条记录，逐字段并排，附各自的历史。"""
    matcher, day, kind = services.row_matcher, body.as_of or today(), DocumentKind(body.kind)
    if not body.names and not body.ids:
        raise InvalidInput("请写出要比较的名称或编号")
    chosen = matcher.chosen(body.names, body.ids, principal, kind, day)
    rows = [item.row for item in chosen.rows]
    return CompareResponse(
        rows=tuple(RowView.of(item) for item in chosen.rows),
        fields=tuple(
            ComparedField(field=line.field, label=line.label, texts=line.texts, same=line.same)
            for line in compare_fields(rows)
        ),
        history=tuple(points_of(matcher.history(row, principal)) for row in rows),
        unknown_names=chosen.unknown_names,
    )


@router.post("/export.xlsx", summary="导出表格", response_class=Response, dependencies=[COUNTED_FILE, NOTED_EXPORT])
def export(body: Need, principal: CurrentPrincipal, services: CurrentServices) -> Response:
    """查找结果的全部记录，每条写明逐条结论、核验时间和出处。"""
    found = found_rows(body, services.row_matcher, principal, _MOST_EXPORTED)
    return _file(rows_workbook(found, today()), XLSX, f"选址结果_{today():%Y%m%d}.xlsx")


@router.post(
    "/proposal.docx", summary="推荐书（Word）", response_class=Response, dependencies=[COUNTED_FILE, NOTED_EXPORT]
)
def proposal_as_docx(body: ProposalRequest, principal: CurrentPrincipal, services: CurrentServices) -> Response:
    """推荐书：需求、位置图、每处的照片、理由、可以申请的政策和金额、数字的出处与核验日期；抬头和联系人取自设置。"""
    return _file(proposal_docx(_proposal(body, services, principal)), DOCX, "载体推荐书.docx")


@router.post(
    "/proposal.pdf", summary="推荐书（PDF）", response_class=Response, dependencies=[COUNTED_FILE, NOTED_EXPORT]
)
def proposal_as_pdf(
    body: ProposalRequest, principal: CurrentPrincipal, caller: Caller, services: CurrentServices
) -> Response:
    """同一份推荐书的 PDF；需要安装 LibreOffice。"""
    proposal = _proposal(body, services, principal)
    with services.conversions.turn(caller):
        return _file(proposal_pdf(proposal), "application/pdf", "载体推荐书.pdf")


def _proposal(body: ProposalRequest, services: Services, principal: Principal) -> Proposal:
    matcher, day = services.row_matcher, body.as_of or today()
    requirement = _requirement(body, matcher, principal)
    if body.ids:
        rows = matcher.judged(requirement, body.ids, principal, day)
    else:
        rows = matcher.find(requirement, principal, day, body.limit).possible[: body.limit]
    if not rows:
        raise NotFound("没有可以写进推荐书的记录；请放宽条件，或先选中几条")
    return services.proposals.make(
        requirement, rows, principal, day, sentence=body.sentence, client=body.client.strip()
    )


def found_rows(body: Need, matcher: RowMatcher, principal: Principal, limit: int, offset: int = 0) -> RowMatch:
    """What a need finds among the rows that the caller may see. Raises InvalidInput for a condition that means nothing."""
    requirement = _requirement(body, matcher, principal)
    return found_by(requirement, matcher, principal, body.as_of or today(), limit, offset)


def _requirement(body: Need, matcher: RowMatcher, principal: Principal) -> Requirement:
    return requirement_of(
        matcher,
        principal,
        body.as_of or today(),
        DocumentKind(body.kind),
        sentence=body.sentence,
        conditions=body.conditions,
        names=body.names,
        order=body.order,
    )


def _decimal(figure: float | None) -> Decimal | None:
    return None if figure is None else Decimal(str(figure))


def _listed(kind: DocumentKind) -> DocumentKind:
    if kind not in (DocumentKind.LISTING, DocumentKind.OPPORTUNITY):
        raise InvalidInput("kind 只能是 listing 或 opportunity")
    return kind


def _file(content: bytes, media_type: str, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
