"""Asking: the answer as JSON, or sentence by sentence as server-sent events."""

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

from fastapi import APIRouter, Request, Response
from sse_starlette import ServerSentEvent

from assistant.api.dependencies import CurrentChat, CurrentPrincipal
from assistant.api.errors import error_body
from assistant.api.limiting import COUNTED_QUESTION, Lane, QuestionLane
from assistant.api.proof import PROVED
from assistant.api.schemas.conversations import ChatRequest, ChatResponse, SentenceEvent
from assistant.api.streaming import event_data, event_stream, in_threads, reply_of
from assistant.chat_service import Reply, ReplyEvent

router = APIRouter(prefix="/api", tags=["咨询"], dependencies=[COUNTED_QUESTION, PROVED])
_STREAM: dict[int | str, dict[str, object]] = {
    200: {
        "description": "回答；Accept: text/event-stream 时是 sentence、answer、error 事件",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.post("/chat", summary="提问", response_model=ChatResponse, responses=_STREAM)
async def ask(
    asked: ChatRequest, request: Request, principal: CurrentPrincipal, chat: CurrentChat, lane: QuestionLane
) -> ChatResponse | Response:
    """回答一个问题并存入对话。请求头 Accept: text/event-stream 时逐句返回。"""
    events = await lane.admit(chat.stream, asked.question, principal, asked.conversation_id, asked.as_of)
    if "text/event-stream" in request.headers.get("accept", ""):
        return event_stream(_events(events, lane))
    return ChatResponse.of(await reply_of(events, lane))


async def _events(events: Iterator[ReplyEvent], lane: Lane) -> AsyncIterator[ServerSentEvent]:
    """``sentence`` …, then ``answer``; or ``error``, because the status line is long gone."""
    try:
        async with aclosing(in_threads(events, lane)) as made:
            async for event in made:
                if isinstance(event, Reply):
                    yield event_data(ChatResponse.of(event), "answer")
                else:
                    yield event_data(SentenceEvent(text=event.text, citations=event.citations), "sentence")
    except Exception as error:  # noqa: BLE001 - the boundary to a client that is already reading
        yield event_data(error_body(error), "error")
