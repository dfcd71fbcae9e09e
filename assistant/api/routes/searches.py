"""Searches that an account keeps: run again whenever they are asked for, with the number of rows that fit since they were looked at."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.accounts.searches import KeptSearch
from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.routes.listings import found_rows
from assistant.api.schemas.base import Id, Request
from assistant.api.schemas.listings import Need
from assistant.buildings.text_rules import Verdict
from assistant.records import Principal
from assistant.wiring import Services

router = APIRouter(prefix="/api/searches", tags=["楼宇与机会"], dependencies=[COUNTED_SEARCH])
_ROWS = 500


class KeptSearchRequest(Request):
    """What is looked for, as `/api/listings/match` takes it, and what it is called."""

    title: str = Field(min_length=1, max_length=300)
    need: Need


class KeptSearchResponse(BaseModel):
    """A kept search: `fitting` rows fit now, `added` of them did not when it was looked at last."""

    id: int
    title: str
    need: Need
    fitting: int
    added: int
    kept_at: datetime


class KeptSearchList(BaseModel):
    """The account's searches, the oldest first."""

    searches: tuple[KeptSearchResponse, ...]


@router.get("", summary="保存的查找")
def list_kept_searches(principal: CurrentPrincipal, services: CurrentServices) -> KeptSearchList:
    """每个查找现在有几条合适、其中几条是上次看过之后新有的。要登录。"""
    found = services.kept_searches.list(principal)
    return KeptSearchList(searches=tuple(_told(one, principal, services) for one in found))


@router.post("", status_code=201, summary="保存一个查找")
def keep_search(
    request: KeptSearchRequest, principal: CurrentPrincipal, services: CurrentServices
) -> KeptSearchResponse:
    """现在合适的都算看过。要登录；同样的查找只保存一个。"""
    need = request.need.model_dump(mode="json", exclude_defaults=True)
    kept = services.kept_searches.keep(principal, request.title, need, _fitting(request.need, principal, services))
    return _told(kept, principal, services)


@router.post("/{number}/seen", status_code=204, summary="看过了")
def see_kept_search(number: Id, principal: CurrentPrincipal, services: CurrentServices) -> None:
    """现在合适的都算看过。"""
    need = Need.model_validate(services.kept_searches.get(number, principal).need)
    services.kept_searches.look_at(number, principal, _fitting(need, principal, services))


@router.delete("/{number}", status_code=204, summary="不再保存")
def forget_search(number: Id, principal: CurrentPrincipal, services: CurrentServices) -> None:
    """删去一个保存的查找。"""
    services.kept_searches.forget(number, principal)


def _told(kept: KeptSearch, principal: Principal, services: Services) -> KeptSearchResponse:
    need = Need.model_validate(kept.need)
    fitting = _fitting(need, principal, services)
    added = sum(row not in kept.seen for row in fitting)
    return KeptSearchResponse(
        id=kept.id, title=kept.title, need=need, fitting=len(fitting), added=added, kept_at=kept.kept_at
    )


def _fitting(need: Need, principal: Principal, services: Services) -> list[str]:
    """Ids of the rows that certainly fit."""
    found = found_rows(need, services.row_matcher, principal, _ROWS)
    return [item.row.id for item in found.possible if item.verdict is Verdict.MET]
