"""The bureau's own words."""

from fastapi import APIRouter

from assistant.api.curation.access import CuratorUser
from assistant.api.curation.schemas import SynonymRequest
from assistant.api.dependencies import CurrentServices
from assistant.api.schemas.base import Id
from assistant.contract.curation import Synonym, Synonyms

router = APIRouter(prefix="/api/curation/synonyms", tags=["改进"])


@router.get("", summary="同义词")
def list_synonyms(curator: CuratorUser, services: CurrentServices) -> Synonyms:
    """本地的说法和文件里的叫法；提问里有这种说法，就按文件里的叫法去查。"""
    found = services.curation.synonyms.list(curator)
    return Synonyms(synonyms=found)


@router.post("", status_code=201, summary="登记同义词")
def add_synonym(request: SynonymRequest, curator: CuratorUser, services: CurrentServices) -> Synonym:
    """从下一个提问起生效。同一个说法只能有一种叫法。"""
    return services.curation.synonyms.add(request.word, request.meaning, request.note, curator)


@router.delete("/{number}", status_code=204, summary="删除同义词")
def remove_synonym(number: Id, curator: CuratorUser, services: CurrentServices) -> None:
    """立即不再使用。"""
    services.curation.synonyms.remove(number, curator)
