"""Answers as server-sent events, written while they are made; a client that goes away stops the making."""

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import TypeVar

import anyio
from pydantic import BaseModel
from sse_starlette import ServerSentEvent

from assistant.api.limiting import Lane

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
        if close is not None:
            with anyio.CancelScope(shield=True):
                await lane.go_on(close)


def event_data(data: BaseModel | Mapping[str, object], name: str | None = None) -> ServerSentEvent:
    """An event with JSON. In ASCII: some clients take U+2028 and its like, which documents contain, for the end of a line."""
    value = data.model_dump(mode="json") if isinstance(data, BaseModel) else data
    return ServerSentEvent(json.dumps(value), event=name, sep="\n")
