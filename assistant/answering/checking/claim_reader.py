"""A sentence of a model read together with the passages that it cites: whether they bear it out.

The encoder of the second look (retrieval/pair_reader.py) with its upper three layers trained for this, by ``training/train_claim_reader.py``. It sees
meaning where the trees of ``claim_judge`` see figures and words that part; both are weighed together.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from assistant.errors import ModelUnavailable
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.pair_reader import PairNetwork, learned_head
from assistant.retrieval.weights import UNREADABLE, incomplete
from assistant.text.sentences import sentences_of
from assistant.text.simplified import simplified

SHIPPED = Path(__file__).with_name("claim_reader.safetensors")
LONGEST_CLAIM, LONGEST_PASSAGES = 72, 176
"""In tokens."""
WEIGHTS, LEAST = "weights", "least"
"""Names of the tensors that weigh the reader's logit, the judge's and 1; and of the least weighed logits from which a Chinese and an English claim is shown."""
_WINDOW, _WINDOW_OF_SEVERAL, _LABEL = 240, 120, 40
"""Characters that are read of the only passage, of each of several, and of the names that it stands under."""
_KEPT = 512
_DAMPED = 0.25
"""Power of a sentence's length by which what it shares with a claim is divided: a longer one shares more by chance."""


class Cited(Protocol):
    """A passage that a claim cites."""

    @property
    def text(self) -> str:
        """What may be quoted."""

    @property
    def label(self) -> str:
        """The names that it stands under."""


class ClaimReader:
    """Reads claims with their passages. Threads may share it."""

    def __init__(self, encoder: BertEncoder, weights: Path = SHIPPED) -> None:
        """``encoder`` is that of the second look."""
        self._weights = weights
        self._read = lru_cache(maxsize=_KEPT)(self._computed)
        try:
            self._encoder = encoder.adapted(weights)
        except UNREADABLE as error:
            raise self._incomplete() from error

    def logit(self, claim: str, cited: Sequence[Cited]) -> float:
        """Logit that the passages bear the claim out. The same claim over the same passages is computed once."""
        plain = simplified(claim)
        return self._read(plain, window_of(plain, cited))

    def bears_out(self, claim: str, cited: Sequence[Cited], judged: float, chinese: bool) -> bool:
        """Whether reader and judge together are sure enough; ``judged`` is the judge's logit."""
        _, weights, least = self._learned
        return bool(weights @ (self.logit(claim, cited), judged, 1.0) >= least[0 if chinese else 1])

    def _computed(self, claim: str, passages: str) -> float:
        with torch.inference_mode():
            states = self._encoder.encode_pairs([(claim, passages)], LONGEST_CLAIM, LONGEST_PASSAGES)
            return float(self._learned[0].answers(states)[0])

    @cached_property
    def _learned(self) -> tuple[PairNetwork, np.ndarray, np.ndarray]:
        """The head, the weights and the least; read from the file when first needed."""
        try:
            return learned_head(self._weights, WEIGHTS, LEAST)
        except UNREADABLE as error:
            raise self._incomplete() from error

    def _incomplete(self) -> ModelUnavailable:
        return incomplete("核对模型文件", self._weights)


def window_of(claim: str, cited: Sequence[Cited]) -> str:
    """What is read of the passages: of each its name, the sentence that shares most with the claim and those around it, as many as there is room for."""
    pairs = _pairs(claim)
    room = _WINDOW if len(cited) == 1 else _WINDOW_OF_SEVERAL
    return "\n".join(
        f"{one.label[-_LABEL:]}\n{_around(sentences, pairs, room)}"
        for one in cited
        if (sentences := sentences_of(one.text))
    )


def _around(sentences: Sequence[str], pairs: set[str], room: int) -> str:
    shared = [len(pairs & _pairs(one)) / (1 + len(_folded(one))) ** _DAMPED for one in sentences]
    first = last = max(range(len(sentences)), key=shared.__getitem__)
    room -= len(sentences[first])
    while beside := [at for at in (first - 1, last + 1) if 0 <= at < len(sentences) and len(sentences[at]) <= room]:
        taken = max(beside, key=lambda at: (shared[at], at))
        room -= len(sentences[taken])
        first, last = min(first, taken), max(last, taken)
    return "".join(sentences[first : last + 1])


def _folded(text: str) -> str:
    return "".join(text.split()).lower()


def _pairs(text: str) -> set[str]:
    plain = _folded(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}
