"""Clauses by their address."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.schemas.base import Day
from assistant.api.schemas.clauses import ClausesResponse
from assistant.chat_service import LONGEST_QUESTION
from assistant.errors import NotFound
from assistant.policies.clause_messages import missing_lines
from assistant.workdays import today

router = APIRouter(prefix="/api", tags=["条款"], dependencies=[COUNTED_SEARCH])


@router.get("/clauses", summary="按地址查条款")
def look_up_clauses(
    address: Annotated[str, Query(description="如《办法》第八条第二款，可以写几条", max_length=LONGEST_QUESTION)],
    principal: CurrentPrincipal,
    services: CurrentServices,
    as_of: Annotated[Day, Query(description="按哪一天的效力，默认今天")] = None,
) -> ClausesResponse:
    """不经排序直达条款。名称有几份文件都符合时列出候选；一条也没有时是 404，说明该文件共几条。"""
    day = as_of or today()
    lookups = services.clause_finder.look_up_all(address, principal, day)
    if not any(lookup.chunks or lookup.candidates for lookup in lookups):
        raise NotFound("".join(missing_lines(lookups, day)))
    return ClausesResponse.of(lookups, services.clause_finder, principal, day)
