"""OpenAI-compatible doors, so that any OpenAI client (Open WebUI …) can ask."""

import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from functools import partial

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from sse_starlette import EventSourceResponse, ServerSentEvent

from assistant.api.dependencies import CurrentChat, CurrentPrincipal, CurrentServices
from assistant.api.errors import error_body
from assistant.api.limiting import COUNTED_QUESTION
from assistant.api.openai_format import content_of, question_and_history
from assistant.api.schemas.openai import (
    MODEL,
    AnswerMessage,
    Choice,
    ChunkChoice,
    Completion,
    CompletionChunk,
    CompletionRequest,
    LastChunk,
    Model,
    ModelList,
    Usage,
    UsageChunk,
)
from assistant.api.streaming import event_data, in_threads
from assistant.chat_service import Reply, ReplyEvent, whole
from assistant.errors import NotFound
from assistant.retrieval.embedding import Embedder

router = APIRouter(prefix="/v1", tags=["OpenAI 兼容"])


@router.get("/models", summary="模型列表")
def list_models(_: CurrentPrincipal) -> ModelList:
    """只有一个：huizhao。"""
    return ModelList()


@router.get("/models/{model}", summary="模型")
def get_model(model: str, _: CurrentPrincipal) -> Model:
    """huizhao。"""
    _check_model(model)
    return Model()


@router.post("/chat/completions", summary="对话补全", response_model=Completion, dependencies=[COUNTED_QUESTION])
def complete(
    asked: CompletionRequest, principal: CurrentPrincipal, services: CurrentServices, chat: CurrentChat
) -> Completion | Response:
    """最后一条用户消息是问题，之前的是上文；citations 等为扩展字段。stream=true 时逐句返回。"""
    _check_model(asked.model)
    recorded = partial(services.conversations.recorded_turn, principal=principal)
    question, history = question_and_history(asked.messages, recorded)
    count = partial(_usage, services.embedder, "\n".join(message.text for message in asked.messages))
    events = chat.stream_after(question, principal, history, asked.as_of)
    if asked.stream:
        wants_usage = asked.stream_options is not None and asked.stream_options.include_usage
        return EventSourceResponse(_chunks(events, count if wants_usage else None))
    reply = whole(events)
    answer, content = reply.answer, content_of(reply.answer)
    return Completion(
        id=f"chatcmpl-{reply.message_id}",
        created=int(time.time()),
        choices=(Choice(message=AnswerMessage(content=content)),),
        usage=count(content),
        citations=answer.citations,
        table=answer.table,
        notice=answer.notice,
        refused=answer.refused,
    )


async def _chunks(events: Iterator[ReplyEvent], count: Callable[[str], Usage] | None) -> AsyncIterator[ServerSentEvent]:
    """A completion in parts, as OpenAI streams it: role, sentences, what remains, the end, perhaps the usage, ``[DONE]``."""
    own_id, created = f"chatcmpl-{secrets.token_urlsafe(16)}", int(time.time())

    def part(delta: dict[str, str]) -> ServerSentEvent:
        return event_data(CompletionChunk(id=own_id, created=created, choices=(ChunkChoice(delta=delta),)))

    shown = ""
    try:
        yield part({"role": "assistant", "content": ""})
        async with aclosing(in_threads(events)) as made:
            async for event in made:
                if isinstance(event, Reply):
                    answer = event.answer
                    break
                shown += event.text
                yield part({"content": event.text})
        content = content_of(answer)
        yield part({"content": content[len(shown) :]})
        end = LastChunk(
            id=own_id,
            created=created,
            choices=(ChunkChoice(delta={}, finish_reason="stop"),),
            citations=answer.citations,
            table=answer.table,
            notice=answer.notice,
            refused=answer.refused,
        )
        yield event_data(end)
        if count is not None:
            usage = await run_in_threadpool(count, content)
            yield event_data(UsageChunk(id=own_id, created=created, usage=usage))
        yield ServerSentEvent("[DONE]", sep="\n")
    except Exception as error:  # noqa: BLE001 - the boundary to a client that is already reading
        yield event_data(error_body(error))


def _usage(embedder: Embedder, prompt: str, content: str) -> Usage:
    prompt_tokens, completion_tokens = embedder.count_tokens([prompt, content])
    return Usage(
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        total_tokens=prompt_tokens + completion_tokens,
    )


def _check_model(name: str) -> None:
    if name != MODEL:
        raise NotFound(f"没有模型“{name}”，可用的是 {MODEL}")
