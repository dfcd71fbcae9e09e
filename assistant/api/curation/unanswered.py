"""What was not answered, and what is made of it: nothing, a document to get, a case for evaluation."""

import json
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from assistant.api.curation.access import CuratorUser
from assistant.api.curation.case_schemas import (
    CaseRequest,
    MissingChange,
    MissingRequest,
)
from assistant.api.curation.schemas import Counted, Messages, NoteRequest
from assistant.api.dependencies import CurrentServices
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.base import Id, Offset
from assistant.contract.curation import (
    EvaluationCase,
    EvaluationCases,
    Feedback,
    FeedbackPage,
    MissingDocument,
    MissingDocuments,
    SearchState,
    Signal,
    Unanswered,
)
from assistant.curation.evaluation_cases import suite_line
from assistant.curation.unanswered import Wanted
from assistant.records import Role
from assistant.workdays import today

router = APIRouter(prefix="/api/curation", tags=["改进"])
Days = Annotated[int, Query(ge=1, le=366, description="最近多少天")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/unanswered", summary="未答上的问题")
def list_unanswered(
    curator: CuratorUser,
    services: CurrentServices,
    days: Days = 30,
    signal: Signal | None = None,
    role: Role | None = None,
    off_topic: bool = False,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Unanswered:
    """拒答的、被踩的、有句子没通过核验的、换个说法又问一遍的，按意思归在一起，问得最多的在前；处理过的不再列出，再有人问会重新列出。"""
    wanted = Wanted(today() - timedelta(days=days - 1), signal, role, off_topic)
    clusters = services.curation.unanswered.clusters(wanted, today(), curator)
    return Unanswered(
        clusters=clusters[offset : offset + limit],
        total=len(clusters),
        questions=sum(cluster.count for cluster in clusters),
    )


@router.post("/unanswered/dismiss", summary="不作处理")
def dismiss(request: Messages, curator: CuratorUser, services: CurrentServices) -> Counted:
    """这些提问不再列出。"""
    return Counted(count=services.curation.dismiss(request.message_ids, curator))


@router.post("/unanswered/put-back", status_code=204, summary="重新列出")
def put_back(request: Messages, curator: CuratorUser, services: CurrentServices) -> None:
    """撤销对这些提问的处理。"""
    services.curation.put_back(request.message_ids, curator)


@router.get("/missing", summary="待补资料")
def list_missing(curator: CuratorUser, services: CurrentServices, state: SearchState | None = None) -> MissingDocuments:
    """缺少的资料，由谁去要、要到哪一步；`owners` 是可以负责的账号。"""
    return MissingDocuments(
        documents=services.curation.missing.list(curator, state),
        owners=tuple(services.curation.missing.owners(curator)),
    )


@router.post("/missing", status_code=201, summary="登记缺少的资料")
def add_missing(request: MissingRequest, curator: CuratorUser, services: CurrentServices) -> MissingDocument:
    """登记一份缺少的资料；`message_ids` 是等着它的提问，随之不再列出。"""
    return services.curation.missing.add(request.record(), curator)


@router.patch("/missing/{number}", summary="更新待补资料")
def change_missing(
    number: Id, request: MissingChange, curator: CuratorUser, services: CurrentServices
) -> MissingDocument:
    """改负责人、状态、备注；不写的不变。"""
    return services.curation.missing.change(number, request.record(), curator)


@router.get("/cases", summary="评测题")
def list_cases(curator: CuratorUser, services: CurrentServices) -> EvaluationCases:
    """本可以答上（或应当拒答）的提问，最近的在前。"""
    return EvaluationCases(cases=services.curation.cases.list(curator))


@router.get(
    "/cases.jsonl",
    summary="导出评测题",
    response_class=Response,
    responses={200: {"content": {"application/jsonl": {}}}},
    dependencies=[NOTED_EXPORT],
)
def export_cases(curator: CuratorUser, services: CurrentServices) -> Response:
    """huizhao evaluate 的问题集，一行一题。"""
    cases = services.curation.cases.list(curator)[::-1]
    lines = [json.dumps(suite_line(case), ensure_ascii=False) for case in cases]
    headers = {"Content-Disposition": 'attachment; filename="cases.jsonl"'}
    return Response("".join(f"{line}\n" for line in lines), media_type="application/jsonl", headers=headers)


@router.post("/cases", status_code=201, summary="收为评测题")
def add_case(request: CaseRequest, curator: CuratorUser, services: CurrentServices) -> EvaluationCase:
    """`sources` 是应当引用的依据，不写就是应当拒答；`message_ids` 是它代表的提问，随之不再列出。"""
    return services.curation.cases.add(request.record(), curator, today())


@router.delete("/cases/{number}", status_code=204, summary="删除评测题")
def remove_case(number: Id, curator: CuratorUser, services: CurrentServices) -> None:
    """删除一题。"""
    services.curation.cases.remove(number, curator)


@router.get("/feedback", summary="反馈")
def list_feedback(
    curator: CuratorUser,
    services: CurrentServices,
    closed: bool = False,
    rating: Annotated[str, Query(pattern="^(up|down|)$", description="只看 up 或 down")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> FeedbackPage:
    """对回答的评价和意见，最近的在前。"""
    return services.curation.comments.list(curator, closed=closed, rating=rating, limit=limit, offset=offset)


@router.post("/feedback/{message_id}/close", summary="办结一条反馈")
def close_feedback(message_id: str, request: NoteRequest, curator: CuratorUser, services: CurrentServices) -> Feedback:
    """记下谁在何时办结、怎样办的；提问人再次评价会重新列出。"""
    return services.curation.comments.close(message_id, curator, request.note)


@router.post("/feedback/{message_id}/reopen", summary="重新打开一条反馈")
def reopen_feedback(message_id: str, curator: CuratorUser, services: CurrentServices) -> Feedback:
    """撤销办结。"""
    return services.curation.comments.reopen(message_id, curator)
