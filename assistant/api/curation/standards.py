"""Standard answers: written, approved by somebody else, no longer used."""

from fastapi import APIRouter

from assistant.api.curation.access import CuratorUser
from assistant.api.curation.schemas import (
    EventResponse,
    NoteRequest,
    StandardAnswerRequest,
)
from assistant.api.dependencies import CurrentServices
from assistant.api.schemas.base import Id
from assistant.contract.curation import AnswerState, StandardAnswer, StandardAnswers
from assistant.workdays import today

router = APIRouter(prefix="/api/curation/standard-answers", tags=["改进"])


@router.get("", summary="标准答复")
def list_standard_answers(curator: CuratorUser, services: CurrentServices) -> StandardAnswers:
    """依据有变化、需要重新核对的在前，其次待核的、在用的、停用的。"""
    answers = services.curation.standards.list(curator, today())
    return StandardAnswers(
        answers=answers,
        review=sum(one.standing == "review" for one in answers),
        waiting=sum(one.state is AnswerState.DRAFT for one in answers),
    )


@router.post("", status_code=201, summary="写一条标准答复")
def write_standard_answer(
    request: StandardAnswerRequest, curator: CuratorUser, services: CurrentServices
) -> StandardAnswer:
    """由另一个人核定后，提问与它的一种问法相同（或只是字面稍有不同）时先给出它，并标明“标准答复”。"""
    return services.curation.standards.write(request.record(), curator, today())


@router.get("/{number}", summary="一条标准答复")
def get_standard_answer(number: Id, curator: CuratorUser, services: CurrentServices) -> StandardAnswer:
    """另附 `objections`：逐句与依据核对，有哪些对不上，供核定的人参考。"""
    return services.curation.standards.get(number, curator, today())


@router.put("/{number}", summary="修改标准答复")
def rewrite_standard_answer(
    number: Id, request: StandardAnswerRequest, curator: CuratorUser, services: CurrentServices
) -> StandardAnswer:
    """修改后回到待核，核定之前不再给出。"""
    return services.curation.standards.rewrite(number, request.record(), curator, today())


@router.post("/{number}/approve", summary="核定标准答复")
def approve_standard_answer(number: Id, curator: CuratorUser, services: CurrentServices) -> StandardAnswer:
    """要由写的人以外的人核定（403）；依据已经变化的先修改（409）。"""
    return services.curation.standards.approve(number, curator, today())


@router.post("/{number}/retire", summary="停用标准答复")
def retire_standard_answer(
    number: Id, request: NoteRequest, curator: CuratorUser, services: CurrentServices
) -> StandardAnswer:
    """不再给出，问法可以用于别的标准答复。"""
    return services.curation.standards.retire(number, curator, today(), request.note)


@router.get("/{number}/events", summary="标准答复的经过")
def list_events(number: Id, curator: CuratorUser, services: CurrentServices) -> tuple[EventResponse, ...]:
    """谁在何时写、改、核定、停用，当时的文字；最近的在前。"""
    return tuple(EventResponse.model_validate(event) for event in services.curation.standards.events(number, curator))
