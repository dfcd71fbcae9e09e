"""OpenAI-compatible doors, so that any OpenAI client (Open WebUI …) can ask."""

import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from sse_starlette import ServerSentEvent

from assistant.answers import Answer
from assistant.api.dependencies import CurrentChat, CurrentPrincipal, CurrentServices
from assistant.api.errors import error_body
from assistant.api.limiting import CurrentCounter, Lane, QuestionLane, Work
from assistant.api.open_webui import Task, answered, task_of
from assistant.api.openai_format import annotations_of, content_of, last_asked, question_and_history, sources_of
from assistant.api.proof import PROVED
from assistant.api.schemas.openai import (
    MODEL,
    Annotation,
    AnswerMessage,
    Choice,
    ChunkChoice,
    Completion,
    CompletionChunk,
    CompletionRequest,
    LastChunk,
    Model,
    ModelList,
    SourcesChunk,
    Usage,
    UsageChunk,
)
from assistant.api.streaming import event_data, event_stream, in_threads, reply_of
from assistant.chat_service import ChatService, Reply, ReplyEvent
from assistant.errors import NotFound
from assistant.records import Intent, Principal
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.question_kinds import QuestionKind, QuestionKinds
from assistant.wiring import Services

router = APIRouter(prefix="/v1", tags=["OpenAI 兼容"])
_TAGS: Mapping[QuestionKind, tuple[str, ...]] = {
    QuestionKind.TEXT: ("政策资料",),
    QuestionKind.LISTING: ("选址",),
    QuestionKind.OPPORTUNITY: ("投资机会",),
    QuestionKind.GRIEVANCE: ("诉求",),
}


@router.get("/models", summary="模型列表")
def list_models(_: CurrentPrincipal) -> ModelList:
    """只有一个：huizhao。"""
    return ModelList()


@router.get("/models/{model}", summary="模型")
def get_model(model: str, _: CurrentPrincipal) -> Model:
    """huizhao。"""
    _check_model(model)
    return Model()


@router.post("/chat/completions", summary="对话补全", response_model=Completion, dependencies=[PROVED])
async def complete(
    asked: CompletionRequest,
    request: Request,
    principal: CurrentPrincipal,
    counter: CurrentCounter,
    services: CurrentServices,
    chat: CurrentChat,
    lane: QuestionLane,
) -> Completion | Response:
    """最后一条用户消息是问题，之前的是上文；citations 等为扩展字段。stream=true 时逐句返回。"""
    task = task_of(last_asked(asked.messages))
    await run_in_threadpool(counter.count, Work.QUESTIONS if task is None else Work.SEARCHES)
    _check_model(asked.model)
    if task is None:
        events = await lane.admit(_answering, asked, principal, services, chat)
    else:
        events = _answered(task, services)
    count = partial(_usage, services.embedder, "\n".join(message.text for message in asked.messages))
    base_url = str(request.base_url)
    if asked.stream:
        wants_usage = asked.stream_options is not None and asked.stream_options.include_usage
        return event_stream(_chunks(events, base_url, count if wants_usage else None, lane))
    reply = await reply_of(events, lane)
    answer, content = reply.answer, content_of(reply.answer)
    message = AnswerMessage(content=content, annotations=annotations_of(answer, content, base_url))
    return Completion(
        id=f"chatcmpl-{reply.message_id}",
        created=int(time.time()),
        choices=(Choice(message=message),),
        usage=await lane.go_on(count, content),
        sources=sources_of(answer, base_url),
        citations=answer.citations,
        table=answer.table,
        notice=answer.notice,
        refused=answer.refused,
    )


def _answering(
    asked: CompletionRequest, principal: Principal, services: Services, chat: ChatService
) -> Iterator[ReplyEvent]:
    """The last question, answered with what was said before it."""
    recorded = partial(services.conversations.recorded_turn, principal=principal)
    question, history = question_and_history(asked.messages, recorded)
    return chat.stream_after(question, principal, history, asked.as_of)


def _answered(task: Task, services: Services) -> Iterator[ReplyEvent]:
    """A task of the client's own, answered and not recorded: nobody asked it."""
    kinds = QuestionKinds(services.reader.search_vectors)
    text = answered(task, lambda question: _TAGS.get(kinds.kind_of(question).likeliest, ()))
    yield Reply(Answer(text=text, refused=False, intent=Intent.SMALL_TALK), "", secrets.token_urlsafe(16))


async def _chunks(
    events: Iterator[ReplyEvent], base_url: str, count: Callable[[str], Usage] | None, lane: Lane
) -> AsyncIterator[ServerSentEvent]:
    """A completion in parts, as OpenAI streams it: role, sentences, what remains, the sources, the end, perhaps the usage, ``[DONE]``."""
    own_id, created = f"chatcmpl-{secrets.token_urlsafe(16)}", int(time.time())

    def part(delta: dict[str, str | tuple[Annotation, ...]]) -> ServerSentEvent:
        return event_data(CompletionChunk(id=own_id, created=created, choices=(ChunkChoice(delta=delta),)))

    shown = ""
    try:
        yield part({"role": "assistant", "content": ""})
        async with aclosing(in_threads(events, lane)) as made:
            async for event in made:
                if isinstance(event, Reply):
                    answer = event.answer
                    break
                shown += event.text
                yield part({"content": event.text})
        content = content_of(answer)
        yield part({"content": content[len(shown) :]})
        if answer.citations:
            # In this order: Open WebUI takes ``sources`` only while it has none, and adds annotations to what it has.
            sources = sources_of(answer, base_url)
            yield event_data(
                SourcesChunk(id=own_id, created=created, choices=(ChunkChoice(delta={}),), sources=sources)
            )
            yield part({"annotations": annotations_of(answer, content, base_url)})
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
            usage = await lane.go_on(count, content)
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
