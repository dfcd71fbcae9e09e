"""The bureau's own words."""

from fastapi import APIRouter

from assistant.api.curation.access import CuratorUser
from assistant.api.curation.schemas import SynonymList, SynonymRequest, SynonymResponse
from assistant.api.dependencies import CurrentServices
from assistant.api.schemas.base import Id

router = APIRouter(prefix="/api/curation/synonyms", tags=["改进"])


@router.get("", summary="同义词")
def list_synonyms(curator: CuratorUser, services: CurrentServices) -> SynonymList:
    """本地的说法和文件里的叫法；提问里有这种说法，就按文件里的叫法去查。"""
    found = services.curation.synonyms.list(curator)
    return SynonymList(synonyms=tuple(SynonymResponse.model_validate(one) for one in found))


@router.post("", status_code=201, summary="登记同义词")
def add_synonym(request: SynonymRequest, curator: CuratorUser, services: CurrentServices) -> SynonymResponse:
    """从下一个提问起生效。同一个说法只能有一种叫法。"""
    made = services.curation.synonyms.add(request.word, request.meaning, request.note, curator)
    return SynonymResponse.model_validate(made)


@router.delete("/{number}", status_code=204, summary="删除同义词")
def remove_synonym(number: Id, curator: CuratorUser, services: CurrentServices) -> None:
    """立即不再使用。"""
    services.curation.synonyms.remove(number, curator)
