"""Held texts that disagree, and what changes if a document is released."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.curation.access import CuratorUser
from assistant.api.dependencies import CurrentServices
from assistant.api.schemas.base import Id, Offset, Request
from assistant.contract.conflicts import (
    ConflictSide,
    ConflictState,
    ReleaseEffects,
    TextConflict,
    TextConflicts,
)
from assistant.curation.conflicts.listed import Conflict, Side
from assistant.curation.effects import effects_of_release
from assistant.workdays import today

router = APIRouter(prefix="/api/curation", tags=["改进"])
Limit = Annotated[int, Query(ge=1, le=200)]


class ConflictDecision(Request):
    """`apart`: they speak of different things; `settled`: one was put right; `open`: list it again."""

    state: ConflictState
    note: str = ""


@router.get("/conflicts", summary="说法不一的内容")
def list_conflicts(
    curator: CuratorUser,
    services: CurrentServices,
    state: Annotated[ConflictState | None, Query(description="默认只列没有处理的；空：全部")] = ConflictState.OPEN,
    document_id: Annotated[str, Query(max_length=16, description="只看与这份文件有关的")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> TextConflicts:
    """两份题名不同的资料说同一件事、数字不同，且会在同一天有效；入库时自动查找，最相近的在前。"""
    found = services.curation.conflicts.list(curator, today(), state, document_id)
    return TextConflicts(conflicts=tuple(map(_conflict, found[offset : offset + limit])), total=len(found))


@router.post("/conflicts/{number}", summary="处理一处不一")
def decide_conflict(
    number: Id, request: ConflictDecision, curator: CuratorUser, services: CurrentServices
) -> TextConflict:
    """记下是两回事，还是已经改正；文件重新读入、两句话都没变时，处理结果保留。"""
    return _conflict(services.curation.conflicts.decide(number, request.state, request.note, curator, today()))


@router.get("/documents/{document_id}/effects", summary="公开后有什么变化")
def get_effects(document_id: str, curator: CuratorUser, services: CurrentServices) -> ReleaseEffects:
    """公开之前先看：它使哪些文件、条款失效，哪些标准答复、补贴条目、复函、评测题和历史答复依据的是这些条款，与哪些现有资料的数字不同。不作任何改动。"""
    effects = effects_of_release(services.database, document_id, curator, today())
    conflicts = services.curation.conflicts.list(curator, today(), document_id=document_id)
    return effects.model_copy(update={"conflicts": tuple(map(_conflict, conflicts))})


def _conflict(conflict: Conflict) -> TextConflict:
    return TextConflict(
        id=conflict.id,
        newer=_side(conflict.newer),
        older=_side(conflict.older),
        figures=conflict.figures,
        likeness=round(conflict.likeness, 3),
        state=conflict.state,
        note=conflict.note,
        found_at=conflict.found_at,
        decided_by=conflict.decided_by,
        decided_at=conflict.decided_at,
    )


def _side(side: Side) -> ConflictSide:
    document = side.chunk.document
    return ConflictSide(
        document_id=document.id,
        document=document.title,
        document_number=document.document_number,
        issuer=document.issuer,
        label=side.chunk.citation,
        clause=side.chunk.passage.clause,
        chunk_id=side.chunk.id,
        sentence=side.sentence,
        status=side.status,
        clearance=side.chunk.clearance,
    )
