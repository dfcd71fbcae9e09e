"""What the model computed is kept for as long as a run goes: hundreds of tests read in the same documents and ask the same things of them.

A call is known by its encoder and all that it was given, so that what is kept is the very thing that would be computed again.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from assistant.retrieval.bert_encoder import BertEncoder

COMPUTING = {name: getattr(BertEncoder, name) for name in ("encode", "encode_pairs")}
"""What an encoder computes, as it is without memory."""
_MOST_BYTES = 256 * 1024**2
_numbers: WeakKeyDictionary[BertEncoder, int] = WeakKeyDictionary()
_next = count()


class Kept:
    """Answers by the digest of their question, the latest used, so many bytes of them. Threads may share it."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._held: OrderedDict[bytes, bytes] = OrderedDict()
        self._bytes = 0

    def of(self, key: bytes, compute: Callable[[], Any]) -> Any:
        """What is kept under the key; computed where nothing is. Each caller gets a copy of its own."""
        known = self._held.pop(key, None)
        if known is None:
            known = pickle.dumps(compute(), pickle.HIGHEST_PROTOCOL)
            self._bytes += len(known)
        self._held[key] = known
        while self._bytes > self._most and self._held:
            try:
                self._bytes -= len(self._held.popitem(last=False)[1])
            except KeyError:  # another thread was faster
                break
        return pickle.loads(known)


@contextmanager
def remembering() -> Iterator[None]:
    """While it lasts, no encoder computes the same call twice."""
    kept = Kept()
    with pytest.MonkeyPatch.context() as patch:
        for name, compute in COMPUTING.items():
            patch.setattr(BertEncoder, name, _remembered(name, compute, kept))
        yield


def _remembered(name: str, compute: Callable[..., Any], kept: Kept) -> Callable[..., Any]:
    def answered(encoder: BertEncoder, *given: Any) -> Any:
        number = _numbers.setdefault(encoder, next(_next))
        key = blake2b(repr((name, number, given)).encode(), digest_size=16).digest()
        return kept.of(key, lambda: compute(encoder, *given))

    return answered
