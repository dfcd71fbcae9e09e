"""Stored conversations, and what their askers think of the answers."""

from fastapi import APIRouter

from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.schemas.conversations import (
    ConversationItem,
    ConversationList,
    ConversationResponse,
    FeedbackRequest,
    SharedAnswer,
    SharedAnswerResponse,
    ShareRequest,
)

router = APIRouter(prefix="/api", tags=["对话"], dependencies=[COUNTED_SEARCH])


@router.get("/conversations", summary="对话列表")
def list_conversations(principal: CurrentPrincipal, services: CurrentServices) -> ConversationList:
    """本账号的对话，最近的在前。需要登录。"""
    found = services.conversations.list(principal)
    return ConversationList(conversations=tuple(ConversationItem.model_validate(item) for item in found))


@router.get("/conversations/{conversation_id}", summary="一段对话")
def get_conversation(
    conversation_id: str, principal: CurrentPrincipal, services: CurrentServices
) -> ConversationResponse:
    """一段对话的全部问答；引用的资料若已撤回，那条回答不再显示。"""
    return ConversationResponse.model_validate(services.conversations.get(conversation_id, principal))


@router.delete("/conversations/{conversation_id}", status_code=204, summary="删除对话")
def delete_conversation(conversation_id: str, principal: CurrentPrincipal, services: CurrentServices) -> None:
    """删除一段对话及其全部问答。"""
    services.conversations.delete(conversation_id, principal)


@router.post("/feedback", status_code=204, summary="评价回答")
def give_feedback(feedback: FeedbackRequest, principal: CurrentPrincipal, services: CurrentServices) -> None:
    """赞（up）或踩（down），可附意见；再次评价会替换前一次。"""
    services.conversations.feedback(feedback.message_id, principal, feedback.rating, feedback.comment)


@router.post("/answers", status_code=201, summary="分享回答")
def share_answer(asked: ShareRequest, principal: CurrentPrincipal, services: CurrentServices) -> SharedAnswer:
    """自己对话里一条回答的地址 path，可以发给别人；删除那段对话，地址即失效。"""
    services.conversations.own_message(asked.message_id, principal)
    return SharedAnswer(path=f"/a/{services.accounts.signer.seal(asked.message_id)}")


@router.get("/answers/{answer_id}", summary="分享来的回答")
def get_shared_answer(answer_id: str, principal: CurrentPrincipal, services: CurrentServices) -> SharedAnswerResponse:
    """回答当时的样子和依据。给工作人员的回答只有工作人员打得开；引用的资料撤回后不再显示。"""
    message_id = services.accounts.signer.unseal(answer_id)
    return SharedAnswerResponse.model_validate(services.conversations.shared(message_id, principal))
