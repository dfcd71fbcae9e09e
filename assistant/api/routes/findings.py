"""What was not understood when documents were read, and documents that are held twice."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.dependencies import AdminUser, CurrentServices, StaffUser
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.schemas.base import Offset
from assistant.api.schemas.findings import (
    DocumentFindings,
    FindingsOverview,
    SettleFinding,
    TwinsEntry,
    TwinsList,
)
from assistant.documents.findings import all_findings, findings_of, settle
from assistant.documents.twins import twins

router = APIRouter(prefix="/api/documents", tags=["资料库"], dependencies=[COUNTED_SEARCH])


@router.get("/findings", summary="有没读懂的内容的文件")
def list_findings(
    staff: StaffUser,
    services: CurrentServices,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Offset = 0,
) -> FindingsOverview:
    """哪些文件有没读懂的列、单元格、表、页或提示，各有多少处还没有处理，最多的在前。"""
    with services.database.session() as session:
        return FindingsOverview.of(all_findings(session, staff), limit, offset)


@router.get("/twins", summary="重复的文件")
def list_twins(admin: AdminUser, services: CurrentServices) -> TwinsList:
    """标题和文号相同，或正文相同、几乎相同的两份文件，相同多少，回答以哪一份为准。"""
    with services.database.session() as session:
        return TwinsList(twins=tuple(map(TwinsEntry.of, twins(session, admin))))


@router.get("/{document_id}/findings", summary="一份文件没读懂的内容")
def get_findings(document_id: str, staff: StaffUser, services: CurrentServices) -> DocumentFindings:
    """逐条写明在哪里、写的是什么、为什么没读懂、怎么办；列可以用 PATCH /api/ledgers/columns 更正。没有处理的在前。"""
    with services.database.session() as session:
        return DocumentFindings.of(findings_of(session, document_id, staff))


@router.post("/{document_id}/findings", summary="确认一条不用处理")
def settle_finding(
    document_id: str, request: SettleFinding, admin: AdminUser, services: CurrentServices
) -> DocumentFindings:
    """记下谁确认过；重新读入后同一处还是同样的问题，仍算确认过。settled 为 false 时撤销。"""
    with services.database.session() as session:
        return DocumentFindings.of(settle(session, document_id, request.key, admin, settled=request.settled))
