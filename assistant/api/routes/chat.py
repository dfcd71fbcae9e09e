"""Asking: the answer as JSON, or sentence by sentence as server-sent events."""

from collections.abc import AsyncIterator, Iterator

from fastapi import APIRouter, Request, Response
from sse_starlette import EventSourceResponse, JSONServerSentEvent

from assistant.api.dependencies import CurrentChat, CurrentPrincipal
from assistant.api.errors import error_body
from assistant.api.schemas.conversations import ChatRequest, ChatResponse, SentenceEvent
from assistant.api.streaming import in_threads
from assistant.chat_service import Reply, ReplyEvent, whole

router = APIRouter(prefix="/api", tags=["咨询"])
_EVENTS = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "回答，或 sentence、answer、error 事件"}
}


@router.post("/chat", summary="提问", response_model=ChatResponse, responses=_EVENTS)
def ask(
    asked: ChatRequest, request: Request, principal: CurrentPrincipal, chat: CurrentChat
) -> ChatResponse | Response:
    """回答一个问题并存入对话。请求头 Accept: text/event-stream 时逐句返回。"""
    events = chat.stream(asked.question, principal, asked.conversation_id, asked.as_of)
    if "text/event-stream" in request.headers.get("accept", ""):
        return EventSourceResponse(_events(events))
    return ChatResponse.of(whole(events))


async def _events(events: Iterator[ReplyEvent]) -> AsyncIterator[JSONServerSentEvent]:
    """``sentence`` …, then ``answer``; or ``error``, because the status line is long gone."""
    try:
        async for event in in_threads(events):
            if isinstance(event, Reply):
                yield JSONServerSentEvent(event="answer", data=ChatResponse.of(event).model_dump(mode="json"))
            else:
                sentence = SentenceEvent(text=event.text, citations=event.citations)
                yield JSONServerSentEvent(event="sentence", data=sentence.model_dump(mode="json"))
    except Exception as error:  # noqa: BLE001 - the boundary to a client that is already reading
        yield JSONServerSentEvent(event="error", data=error_body(error))
