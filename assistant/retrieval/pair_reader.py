"""The second look: question and passage read together by the encoder's own layers.

The first look (reader.py) compares vectors that were computed apart; it cannot tell the tier that was asked from the one beside it. The few
passages that it likes best are read once more, each cut to the sentences about its likeliest one, with the question in one text, so that every word of
the one sees every word of the other (a cross-encoder after Nogueira and Cho, arXiv 1901.04085). Its own layers and its head are trained by
``training/train_pair_reader.py``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn.functional import gelu

from assistant.errors import ModelUnavailable
from assistant.retrieval.bert_encoder import BertEncoder, PairStates
from assistant.retrieval.weights import UNREADABLE, incomplete

SHIPPED = Path(__file__).with_name("pair_reader.safetensors")
LONGEST_QUESTION, LONGEST_TEXT = 40, 88
"""In tokens. Of a longer question the beginning and the end are read."""
_WINDOW, _ABOVE = 120, 44
"""Characters of a passage's sentences, and of what stands above it, that are read."""
_STEEP = 19.0
_TOGETHER = 5
_KEPT_LOOKS = (
    2048  # of questions with what was found for them, about 20 MB: popular questions are asked again and again
)
_APART = 64
"""So many locks that different questions rarely wait for each other."""
READ_TOGETHER = 5
"""So many passages are read a second time: those that the first look likes best."""
PASSAGE_WEIGHTS, HELD_WEIGHTS = "passage_weights", "held_weights"
"""Names of the tensors that weigh both looks: of a passage (the first look, the second, 1), and of all (``held_figures``, 1)."""


def window_of(
    above: str, sentences: Sequence[str], shares: Sequence[float], centre: int | None = None
) -> tuple[str, range]:
    """The text that is read of a passage, and the numbers of its sentences: the likeliest one (or ``centre``) and, of those beside it, always the likelier, as many as there is room for."""
    middle = max(range(len(sentences)), key=shares.__getitem__) if centre is None else centre
    first = last = middle
    room = _WINDOW - len(sentences[middle])
    while True:
        beside = [at for at in (first - 1, last + 1) if 0 <= at < len(sentences) and len(sentences[at]) <= room]
        if not beside:
            return f"{above[-_ABOVE:]}\n{''.join(sentences[first : last + 1])}", range(first, last + 1)
        taken = max(beside, key=lambda at: (shares[at], at))
        room -= len(sentences[taken])
        first, last = min(first, taken), max(last, taken)


class PairNetwork(torch.nn.Module):
    """What the states of a pair say: whether the text answers."""

    def __init__(self, dimensions: int = 384, width: int = 192, dropped: float = 0.0) -> None:
        super().__init__()
        self.answers_first = torch.nn.Linear(4 * dimensions, width)
        self.answers_last = torch.nn.Linear(width, 1)
        self.dropout = torch.nn.Dropout(dropped)

    def answers(self, states: PairStates) -> torch.Tensor:
        """Logits that the right text answers the left one, shape (pairs,)."""
        hidden = gelu(self.answers_first(_together(states)))
        logits: torch.Tensor = self.answers_last(self.dropout(hidden))[:, 0]
        return logits


def learned_head(weights: Path, first: str, second: str) -> tuple[PairNetwork, np.ndarray, np.ndarray]:
    """The head that a file holds, ready to read, and two of its tensors by name. Raises UNREADABLE."""
    network = PairNetwork()
    tensors = load_file(weights)
    network.load_state_dict({name: tensors[name].float() for name in network.state_dict()})
    return network.eval(), tensors[first].double().numpy(), tensors[second].double().numpy()


def _together(states: PairStates) -> torch.Tensor:
    left, right = states.left * _STEEP, states.right * _STEEP
    return torch.cat([states.beginning * _STEEP, left, right, left * right], dim=1)


def held_figures(held: float, second: Sequence[float], weighed: Sequence[float]) -> tuple[float, ...]:
    """What says whether any passage answers: the first look's logit, the best of the second look and their sum as probabilities (logarithm), and the best of both
    looks together."""
    highest = max(second)
    return held, highest, highest + math.log(sum(math.exp(logit - highest) for logit in second)), max(weighed), 1.0


def texts_of(above: str, sentences: Sequence[str], shares: Sequence[float]) -> tuple[str, ...]:
    """What is read of a passage: the sentences about its likeliest one, and that one alone, for where a passage goes from one matter to the next the
    others hide it."""
    window, numbers = window_of(above, sentences, shares)
    if len(numbers) == 1:
        return (window,)
    likeliest = max(range(len(sentences)), key=shares.__getitem__)
    return window, f"{above[-_ABOVE:]}\n{sentences[likeliest]}"


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Logits that each passage answers, and that any does, after both looks."""

    passages: tuple[float, ...]
    held: float


class PairReader:
    """Reads questions and passages together. Threads may share it."""

    def __init__(self, encoder: BertEncoder, weights: Path = SHIPPED) -> None:
        """``encoder`` is the one that the layers were trained upon."""
        self._weights = weights
        self._computing = tuple(Lock() for _ in range(_APART))
        self._looked = lru_cache(maxsize=_KEPT_LOOKS)(self._computed)
        try:
            self.encoder = encoder.adapted(weights)
        except UNREADABLE as error:
            raise self._incomplete() from error

    @cached_property
    def _learned(self) -> tuple[PairNetwork, np.ndarray, np.ndarray]:
        """The heads, and the weights of a passage and of all; read from the file when first needed."""
        try:
            return learned_head(self._weights, PASSAGE_WEIGHTS, HELD_WEIGHTS)
        except UNREADABLE as error:
            raise self._incomplete() from error

    def _incomplete(self) -> ModelUnavailable:
        return incomplete("阅读模型文件", self._weights)

    def look(self, question: str, texts: Sequence[Sequence[str]], first: Sequence[float], held: float) -> SecondLook:
        """Read the texts of the passages that the first look likes best, several of each, of which the best counts; ``first`` are its logits of all
        passages, those that are read first, ``held`` its logit that any answers. A passage that is not read a second time counts as the worst of those that are."""
        return self.weigh(first, self.best_of(question, texts), held)

    def best_of(self, question: str, texts: Sequence[Sequence[str]]) -> list[float]:
        """The best logit of each passage's texts."""
        logits = iter(self.answers(question, [text for own in texts for text in own]))
        return [max(next(logits) for _ in own) for own in texts]

    def weigh(self, first: Sequence[float], second: Sequence[float], held: float) -> SecondLook:
        """Both looks together; ``second`` are logits of the first so many passages."""
        _, passage, of_all = self._learned
        filled = [*second, *[min(second)] * (len(first) - len(second))]
        weighed = [float(passage @ (one, other, 1.0)) for one, other in zip(first, filled, strict=True)]
        return SecondLook(tuple(weighed), float(of_all @ held_figures(held, second, weighed)))

    def answers(self, question: str, texts: Sequence[str]) -> list[float]:
        """Logits that each text answers the question. The same question and texts are computed once, also where several ask at the same time."""
        asked = question, tuple(texts)
        with self._computing[hash(asked) % len(self._computing)]:
            return list(self._looked(*asked))

    def _computed(self, question: str, texts: tuple[str, ...]) -> tuple[float, ...]:
        with torch.inference_mode():
            order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
            states = self._states([(question, texts[at]) for at in order])
            network = self._learned[0]
            logits = [float(logit) for one in states for logit in network.answers(one)]
            found = dict(zip(order, logits, strict=True))
            return tuple(found[at] for at in range(len(texts)))

    def _states(self, pairs: Sequence[tuple[str, str]]) -> list[PairStates]:
        starts = range(0, len(pairs), _TOGETHER)
        return [
            self.encoder.encode_pairs(pairs[start : start + _TOGETHER], LONGEST_QUESTION, LONGEST_TEXT)
            for start in starts
        ]
