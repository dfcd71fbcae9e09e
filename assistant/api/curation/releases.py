"""What waits for a second person before it is public."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from assistant.api.curation.access import ReleaserUser
from assistant.api.dependencies import CurrentServices
from assistant.api.schemas.base import Id, Request
from assistant.contract.releases import WaitingReleases

router = APIRouter(prefix="/api/curation", tags=["改进"])


class ReleaseDecision(Request):
    """`released` false: it stays internal; `note` says why."""

    released: bool
    note: Annotated[str, Field(max_length=1000)] = ""


@router.get("/releases", summary="待确认的公开")
def list_releases(releaser: ReleaserUser, services: CurrentServices) -> WaitingReleases:
    """提出公开、还没有另一个人确认的文件和台账的列，最早的在前；`is_own` 是自己提出的，要由别人确认。"""
    releases = services.curation.releases
    return WaitingReleases(releases=releases.list(releaser), second_person=releases.second_person)


@router.post("/releases/{number}", status_code=204, summary="确认公开")
def decide_release(number: Id, decision: ReleaseDecision, releaser: ReleaserUser, services: CurrentServices) -> None:
    """同意：立即公开；不同意：仍是内部资料。自己提出的不能自己确认。"""
    services.decide_release(number, decision.released, releaser, decision.note)


@router.delete("/releases/{number}", status_code=204, summary="撤回公开申请")
def withdraw_release(number: Id, releaser: ReleaserUser, services: CurrentServices) -> None:
    """不再提出公开。"""
    services.curation.releases.withdraw(number, releaser)
