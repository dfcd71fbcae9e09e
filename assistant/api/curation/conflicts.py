"""Held texts that disagree, and what changes if a document is released."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from assistant.api.curation.access import CuratorUser
from assistant.api.dependencies import CurrentServices
from assistant.api.schemas.base import Id, Offset, Request
from assistant.curation.conflicts.listed import Conflict, ConflictState, Side
from assistant.curation.effects import Effects, Resting, effects_of_release
from assistant.records import Clearance, Status
from assistant.workdays import today

router = APIRouter(prefix="/api/curation", tags=["改进"])
Limit = Annotated[int, Query(ge=1, le=200)]


class SideResponse(BaseModel):
    """A sentence in its document; `chunk_id` opens it in the viewer."""

    document_id: str
    document: str
    document_number: str
    issuer: str
    label: str
    clause: str | None
    chunk_id: str
    sentence: str
    status: Status
    clearance: Clearance

    @classmethod
    def of(cls, side: Side) -> "SideResponse":
        document = side.chunk.document
        return cls(
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


class ConflictResponse(BaseModel):
    """Two sentences of one matter; `figures` are the values that differ, those of `newer` (read in later) first."""

    id: int
    newer: SideResponse
    older: SideResponse
    figures: tuple[tuple[str, str], ...]
    likeness: float
    state: ConflictState
    note: str
    found_at: datetime
    decided_by: str
    decided_at: datetime | None

    @classmethod
    def of(cls, conflict: Conflict) -> "ConflictResponse":
        return cls(
            id=conflict.id,
            newer=SideResponse.of(conflict.newer),
            older=SideResponse.of(conflict.older),
            figures=conflict.figures,
            likeness=round(conflict.likeness, 3),
            state=conflict.state,
            note=conflict.note,
            found_at=conflict.found_at,
            decided_by=conflict.decided_by,
            decided_at=conflict.decided_at,
        )


class ConflictList(BaseModel):
    """A page of conflicts, the most alike first."""

    conflicts: tuple[ConflictResponse, ...]
    total: int


class ConflictDecision(Request):
    """`apart`: they speak of different things; `settled`: one was put right; `open`: list it again."""

    state: ConflictState
    note: str = ""


class EndedResponse(BaseModel):
    """A document, or clauses of it, that end; `already`: they have ended before the release."""

    document_id: str
    document: str
    clauses: tuple[str, ...]
    on: date
    already: bool


class RestingResponse(BaseModel):
    """Something that rests on what ends."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    clauses: tuple[str, ...]


class EffectsResponse(BaseModel):
    """What a release ends and what rests on it; `conflicts` are the figures that stand otherwise in other held texts."""

    document_id: str
    document: str
    ended: tuple[EndedResponse, ...]
    standards: tuple[RestingResponse, ...]
    rules: tuple[RestingResponse, ...]
    replies: tuple[RestingResponse, ...]
    cases: tuple[RestingResponse, ...]
    answers: tuple[RestingResponse, ...]
    answers_in_all: int
    conflicts: tuple[ConflictResponse, ...]

    @classmethod
    def of(cls, effects: Effects, conflicts: tuple[Conflict, ...]) -> "EffectsResponse":
        return cls(
            document_id=effects.document.id,
            document=effects.document.title,
            ended=tuple(
                EndedResponse(
                    document_id=one.document.id,
                    document=one.document.title,
                    clauses=one.clauses,
                    on=one.on,
                    already=one.already,
                )
                for one in effects.ended
            ),
            standards=_resting(effects.standards),
            rules=_resting(effects.rules),
            replies=_resting(effects.replies),
            cases=_resting(effects.cases),
            answers=_resting(effects.answers),
            answers_in_all=effects.answers_in_all,
            conflicts=tuple(map(ConflictResponse.of, conflicts)),
        )


@router.get("/conflicts", summary="说法不一的内容")
def list_conflicts(
    curator: CuratorUser,
    services: CurrentServices,
    state: Annotated[ConflictState | None, Query(description="默认只列没有处理的；空：全部")] = ConflictState.OPEN,
    document_id: Annotated[str, Query(max_length=16, description="只看与这份文件有关的")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> ConflictList:
    """两份题名不同的资料说同一件事、数字不同，且会在同一天有效；入库时自动查找，最相近的在前。"""
    found = services.curation.conflicts.list(curator, today(), state, document_id)
    return ConflictList(
        conflicts=tuple(map(ConflictResponse.of, found[offset : offset + limit])),
        total=len(found),
    )


@router.post("/conflicts/{number}", summary="处理一处不一")
def decide_conflict(
    number: Id, request: ConflictDecision, curator: CuratorUser, services: CurrentServices
) -> ConflictResponse:
    """记下是两回事，还是已经改正；文件重新读入、两句话都没变时，处理结果保留。"""
    return ConflictResponse.of(
        services.curation.conflicts.decide(number, request.state, request.note, curator, today())
    )


@router.get("/documents/{document_id}/effects", summary="公开后有什么变化")
def get_effects(document_id: str, curator: CuratorUser, services: CurrentServices) -> EffectsResponse:
    """公开之前先看：它使哪些文件、条款失效，哪些标准答复、补贴条目、复函、评测题和历史答复依据的是这些条款，与哪些现有资料的数字不同。不作任何改动。"""
    effects = effects_of_release(services.database, document_id, curator, today())
    return EffectsResponse.of(effects, services.curation.conflicts.list(curator, today(), document_id=document_id))


def _resting(found: tuple[Resting, ...]) -> tuple[RestingResponse, ...]:
    return tuple(map(RestingResponse.model_validate, found))
