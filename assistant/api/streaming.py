"""Answers as server-sent events, written while they are made; a client that goes away stops the making."""

from collections.abc import AsyncIterator, Iterator
from typing import TypeVar

import anyio
from fastapi.concurrency import run_in_threadpool


_Item = TypeVar("_Item")


class _End:
    """Told apart from every item."""


_END = _End()


async def in_threads(items: Iterator[_Item]) -> AsyncIterator[_Item]:
    """Items of a blocking iterator, each made in a worker thread.

    When the reader stops early, the iterator - a generator - is closed, which ends what it was doing at its next item.
    """
    try:
        while not isinstance(item := await run_in_threadpool(next, items, _END), _End):
            yield item
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(close)


