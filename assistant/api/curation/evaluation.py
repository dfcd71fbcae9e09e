"""Evaluation: a suite is asked in the background, and what came of it is kept."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Response

from assistant.api.curation.evaluation_schemas import (
    RunRequest,
    chosen,
    detail_of,
    result_of,
)
from assistant.api.dependencies import AdminUser, CurrentServices
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.base import Id, Offset
from assistant.contract.evaluation import EvaluationDetail, EvaluationResults, EvaluationRun, EvaluationRuns, Only
from assistant.curation.evaluation_cases import suite_line
from assistant.errors import InvalidInput
from assistant.evaluation.runs import suite_text
from assistant.job_kinds import EVALUATION, evaluation_request
from assistant.workdays import today

router = APIRouter(prefix="/api/evaluation/runs", tags=["评测"])
KEPT = "收下的评测题"
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("", summary="评测记录")
def list_runs(admin: AdminUser, services: CurrentServices, limit: Limit = 50, offset: Offset = 0) -> EvaluationRuns:
    """最近的在前；正在进行的写明问到第几题。"""
    runs, total = services.evaluations.list(limit, offset)
    cases = len(services.curation.cases.list(admin))
    return EvaluationRuns(runs=tuple(runs), total=total, cases=cases)


@router.post("", status_code=202, summary="开始一次评测")
def start_run(request: RunRequest, admin: AdminUser, services: CurrentServices) -> EvaluationRun:
    """在后台逐题提问，与 huizhao evaluate 同一套判断；不写入对话记录。同一时间只做一次（409）。"""
    cases, suite = request.cases, request.suite or KEPT
    if cases is None:
        suite = KEPT
        cases = suite_text(map(suite_line, services.curation.cases.list(admin)[::-1]))
        if not cases:
            raise InvalidInput("还没有评测题：在“未答上的问题”里把本可以答上的收为评测题，或上传一份问题集")
    return services.evaluations.start(
        suite,
        cases,
        request.as_of or today(),
        admin,
        lambda number: services.jobs.start(EVALUATION, evaluation_request(number), admin),
    )


@router.get("/{number}", summary="一次评测")
def get_run(number: Id, _: AdminUser, services: CurrentServices) -> EvaluationDetail:
    """各项指标（进行中的是到目前为止的），与同一问题集的上一次相比。"""
    return detail_of(services.evaluations.detail(number))


@router.get("/{number}/results", summary="逐题的结果")
def list_results(
    number: Id,
    _: AdminUser,
    services: CurrentServices,
    only: Annotated[
        Only, Query(description="failed 不符合要求的，worse 上一次符合的，better 新符合的，all 全部")
    ] = "failed",
    limit: Limit = 50,
    offset: Offset = 0,
) -> EvaluationResults:
    """要求什么、哪里不符、怎样回答的、引了什么，上一次怎样回答的。"""
    found = chosen(services.evaluations.results(number), only)
    return EvaluationResults(results=tuple(map(result_of, found[offset : offset + limit])), total=len(found))


@router.get(
    "/{number}/report.json",
    summary="导出结果",
    response_class=Response,
    responses={200: {"content": {"application/json": {}}}},
    dependencies=[NOTED_EXPORT],
)
def export_json(number: Id, _: AdminUser, services: CurrentServices) -> Response:
    """与 huizhao evaluate --json 的输出相同，可以交给 --compare。"""
    text = json.dumps(services.evaluations.document(number), ensure_ascii=False, indent=2)
    return Response(text, media_type="application/json", headers=_attached(f"evaluation-{number}.json"))


@router.get(
    "/{number}/report.md",
    summary="导出报告",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}}}},
    dependencies=[NOTED_EXPORT],
)
def export_report(number: Id, _: AdminUser, services: CurrentServices) -> Response:
    """与 huizhao evaluate --report 写成的报告相同。"""
    page = services.evaluations.page(number)
    return Response(page, media_type="text/markdown", headers=_attached(f"evaluation-{number}.md"))


@router.post("/{number}/stop", summary="停止评测")
def stop_run(number: Id, _: AdminUser, services: CurrentServices) -> EvaluationRun:
    """不再往下问，已问的结果保留。"""
    return services.evaluations.stop(number)


@router.delete("/{number}", status_code=204, summary="删除评测记录")
def remove_run(number: Id, _: AdminUser, services: CurrentServices) -> None:
    """删除一次评测及其结果；进行中的先停止（409）。"""
    services.evaluations.remove(number)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
