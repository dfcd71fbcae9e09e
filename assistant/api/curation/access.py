"""Who may call these routes, and what they answer instead."""

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel

from assistant.api.dependencies import CurrentPrincipal
from assistant.curation.curators import check_curator
from assistant.records import Principal


class Problem(BaseModel):
    """What went wrong: ``code`` for programs, ``message`` for people, in Chinese."""

    code: str
    message: str


class ProblemResponse(BaseModel):
    """The body of every error."""

    error: Problem


def problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The errors of a route for its schema; 401, 403 and 422 may come from every one of these."""
    return {
        status: {"model": ProblemResponse, "description": _MEANINGS[status]} for status in (401, 403, 422, *statuses)
    }


def curator_of(principal: CurrentPrincipal) -> Principal:
    """Raises NotSignedIn without an account, NotPermitted for whoever is no curator."""
    check_curator(principal)
    return principal


CuratorUser = Annotated[Principal, Depends(curator_of)]
_MEANINGS = {
    400: "填写的内容不能用，message 说明怎样改",
    401: "没有登录或登录已失效",
    403: "这个账号没有这项权限",
    404: "没有这一项",
    409: "与现有内容冲突，或已被别人改变",
    422: "请求的格式不对",
}
