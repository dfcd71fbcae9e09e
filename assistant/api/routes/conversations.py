"""Stored conversations, and what their askers think of the answers."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from assistant.api.dependencies import Caller, CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_FILE, COUNTED_SEARCH
from assistant.api.noting import NOTED_EXPORT
from assistant.api.schemas.conversations import (
    ConversationItem,
    ConversationList,
    ConversationResponse,
    FeedbackRequest,
    SharedAnswer,
    SharedAnswerResponse,
    ShareRequest,
)
from assistant.conversations.exporting import Kept, kept_docx, kept_pdf
from assistant.errors import NotFound
from assistant.wiring import Services

_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
Format = Annotated[Literal["docx", "pdf"], Path(description="docx；pdf 需要安装 LibreOffice")]

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


@router.get(
    "/conversations/{conversation_id}/export.{kind}",
    summary="导出对话",
    response_class=Response,
    dependencies=[COUNTED_FILE, NOTED_EXPORT],
)
def export_conversation(
    conversation_id: str,
    kind: Format,
    request: Request,
    principal: CurrentPrincipal,
    caller: Caller,
    services: CurrentServices,
    message_id: str = "",
) -> Response:
    """一段对话，或其中一条回答（message_id），连同全部出处；写明正文是语言模型撰写的还是程序摘录的。"""
    conversation = services.conversations.get(conversation_id, principal)
    exchanges = tuple(one for one in conversation.exchanges if message_id in ("", one.message_id))
    if not exchanges:
        raise NotFound("没有这条回答，可能已被删除")
    title = exchanges[0].question if message_id else conversation.title
    return _file(Kept(title, exchanges, str(request.base_url)), kind, caller, services)


@router.get(
    "/answers/{answer_id}/export.{kind}",
    summary="导出分享来的回答",
    response_class=Response,
    dependencies=[COUNTED_FILE, NOTED_EXPORT],
)
def export_shared_answer(
    answer_id: str,
    kind: Format,
    request: Request,
    principal: CurrentPrincipal,
    caller: Caller,
    services: CurrentServices,
) -> Response:
    """分享来的回答，连同全部出处；谁打得开那个地址，谁导得出。"""
    exchange = services.conversations.shared(services.accounts.signer.unseal(answer_id), principal)
    return _file(Kept(exchange.question, (exchange,), str(request.base_url)), kind, caller, services)


def _file(kept: Kept, kind: str, caller: str, services: Services) -> Response:
    if kind == "docx":
        content = kept_docx(kept)
    else:
        with services.conversions.turn(caller):
            content = kept_pdf(kept)
    disposition = f"attachment; filename*=UTF-8''{quote(kept.title[:40] or '回答')}.{kind}"
    return Response(content, media_type=_MEDIA_TYPES[kind], headers={"Content-Disposition": disposition})
