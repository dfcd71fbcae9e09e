"""Answers as server-sent events, written while they are made; a client that goes away stops the making."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from typing import TypeVar

import anyio
from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent

from assistant.api.limiting import Lane
from assistant.api.serving import FAREWELL_S
from assistant.chat_service import Reply, ReplyEvent

_Item = TypeVar("_Item")


class _End:
    """Told apart from every item."""


_END = _End()


async def in_threads(items: Iterator[_Item], lane: Lane) -> AsyncGenerator[_Item]:
    """Items of a blocking iterator, each made in a thread of the lane.

    When the reader stops early, the iterator - a generator - is closed, which ends what it was doing at its next item.
    """
    try:
        item = await lane.run(next, items, _END)
        while not isinstance(item, _End):
            yield item
            item = await lane.go_on(next, items, _END)
    finally:
        close = getattr(items, "close", None)
        if close is not None and not lane.has_ended:  # at the end a thread may still be at work with it
            with anyio.CancelScope(shield=True):
                await lane.go_on(close)


async def reply_of(events: Iterator[ReplyEvent], lane: Lane) -> Reply:
    """The Reply at the end of the events. They are made one by one: an answer that is given up midway is not stored."""
    async with aclosing(in_threads(events, lane)) as made:
        async for event in made:
            if isinstance(event, Reply):
                return event
    raise AssertionError("the answerer ended without an answer")


def event_stream(events: AsyncIterator[ServerSentEvent]) -> EventSourceResponse:
    """The response that sends them. When the service stops it is not cut off: the lane ends it in words (``serving.Server``)."""
    return EventSourceResponse(events, shutdown_event=anyio.Event(), shutdown_grace_period=FAREWELL_S)


def event_data(data: BaseModel | Mapping[str, object], name: str | None = None) -> ServerSentEvent:
    """An event with JSON. In ASCII: some clients take U+2028 and its like, which documents contain, for the end of a line."""
    value = data.model_dump(mode="json") if isinstance(data, BaseModel) else data
    return ServerSentEvent(json.dumps(value), event=name, sep="\n")
