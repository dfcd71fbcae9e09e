"""Which of some kinds a sentence is of, by examples: what decides is learned from them when it is first asked, so that a bureau's own count at once.

Kernel ridge regression, one kind against the rest, on the sum of two kernels: the cosine of the embeddings, and the cosine of the weighed
pairs of characters (words, in English). Source: Saunders, Gammerman and Vovk, ICML 1998, in the closed form of regularised least squares.

How sure it is of the likeliest kind is learned as well: each example is judged by all the others, which the closed form gives at once (Rifkin and
Lippert, MIT 2007), and a logistic regression on score and lead says how often such a judgement is right (Platt 1999).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np

from assistant.retrieval.embedding import Embedder

_WORDS = re.compile(r"[a-z]{2,}|[\u4e00-\u9fff]+")
_STRENGTH = 1.0
_OF_MEANING = 0.6
_LONGEST = 240  # characters of a text that are embedded
_STEPS, _FIRM = 20, 0.1
"""Newton steps of the regression of sureness, and its regularisation."""


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The likeliest kind of a text, and the probability that it is of that kind."""

    kind: str
    sureness: float


class Nearness:
    """Learns from ``examples`` by kind. Threads may share it."""

    def __init__(self, embedder: Embedder, examples: Mapping[str, Sequence[str]]) -> None:
        self._embedder = embedder
        self._kinds = tuple(examples)
        self._texts = tuple(text for kind in self._kinds for text in examples[kind])
        self._kind_of = np.array([at for at, kind in enumerate(self._kinds) for _ in examples[kind]])

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each text how much it is of each kind: about 1 for an example's own, about 0 for the others."""
        if not texts:
            return []
        weighed = self._kernel(texts) @ self._weights
        return [dict(zip(self._kinds, row.tolist(), strict=True)) for row in weighed]

    def likeliest(self, text: str) -> Likeliest:
        """The likeliest kind of a text with its sureness: as often as such examples were judged right by the others."""
        weighed = self._kernel([text]) @ self._weights
        (measure,) = _score_and_lead(weighed)
        sureness = 1 / (1 + np.exp(-measure @ self._calibrated))
        return Likeliest(self._kinds[int(weighed[0].argmax())], float(sureness))

    def nearest(self, text: str, kind: str) -> str:
        """The example of a kind that is nearest to a text."""
        own = np.flatnonzero(self._kind_of == self._kinds.index(kind))
        nearest = int(own[int(np.argmax(self._kernel([text])[0, own]))])
        return self._texts[nearest]

    def likeness(self, texts: Sequence[str], others: Sequence[str]) -> np.ndarray:
        """The kernel of two lists of texts, shape (len(texts), len(others)), 1 for equal ones."""
        meaning = self._vectors(texts) @ self._vectors(others).T
        words = self._words(texts) @ self._words(others).T
        both: np.ndarray = _OF_MEANING * meaning + (1 - _OF_MEANING) * words
        return both

    def _kernel(self, texts: Sequence[str]) -> np.ndarray:
        vectors, words = self._learned
        both: np.ndarray = _OF_MEANING * self._vectors(texts) @ vectors.T + (1 - _OF_MEANING) * (
            self._words(texts) @ words.T
        )
        return both

    @cached_property
    def _embedded(self) -> tuple[np.ndarray, np.ndarray]:
        """The examples' embeddings and their mean. Embeddings of one model lie close together: texts are told apart by how they differ from it."""
        raw = self._embedder.embed_documents([text[:_LONGEST] for text in self._texts])
        return raw, raw.mean(axis=0)

    @cached_property
    def _learned(self) -> tuple[np.ndarray, np.ndarray]:
        raw, middle = self._embedded
        return _unit(raw - middle), self._words(self._texts)

    @cached_property
    def _of_examples(self) -> np.ndarray:
        """The examples' kernel with the regularisation on its diagonal, shape (examples, examples)."""
        vectors, words = self._learned
        kernel = _OF_MEANING * vectors @ vectors.T + (1 - _OF_MEANING) * words @ words.T
        firm: np.ndarray = kernel + _STRENGTH * np.eye(len(kernel))
        return firm

    @cached_property
    def _wanted(self) -> np.ndarray:
        wanted: np.ndarray = np.eye(len(self._kinds), dtype=np.float32)[self._kind_of]
        return wanted

    @cached_property
    def _weights(self) -> np.ndarray:
        """Shape (examples, kinds)."""
        weights: np.ndarray = np.linalg.solve(self._of_examples, self._wanted)
        return weights

    @cached_property
    def _calibrated(self) -> np.ndarray:
        """Weights of what ``_score_and_lead`` measures, learned from what the other examples say of each."""
        inverse = np.linalg.inv(self._of_examples)
        judged = self._wanted - (inverse @ self._wanted) / np.diag(inverse)[:, None]
        right = (judged.argmax(axis=1) == self._kind_of).astype(np.float64)
        measured = _score_and_lead(judged)
        weights = np.zeros(measured.shape[1])
        for _ in range(_STEPS):
            chance = 1 / (1 + np.exp(-measured @ weights))
            slope = measured.T @ (right - chance) - _FIRM * weights
            bend = (measured * (chance * (1 - chance))[:, None]).T @ measured + _FIRM * np.eye(len(weights))
            weights += np.linalg.solve(bend, slope)
        return weights

    def _vectors(self, texts: Sequence[str]) -> np.ndarray:
        raw = self._embedder.embed_documents([text[:_LONGEST] for text in texts])
        return _unit(raw - self._embedded[1])

    @cached_property
    def _weight_of_word(self) -> dict[str, float]:
        held = Counter(word for text in self._texts for word in set(_pairs(text)))
        return {word: log(1 + len(self._texts) / count) for word, count in held.items()}

    @cached_property
    def _place_of_word(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self._weight_of_word)}

    def _words(self, texts: Sequence[str]) -> np.ndarray:
        """Unit-length rows over the words of the examples."""
        rows = np.zeros((len(texts), len(self._weight_of_word)), dtype=np.float32)
        for at, text in enumerate(texts):
            for word, count in Counter(_pairs(text)).items():
                if word in self._place_of_word:
                    rows[at, self._place_of_word[word]] = (1 + log(count)) * self._weight_of_word[word]
        return _unit(rows)


def _score_and_lead(scores: np.ndarray) -> np.ndarray:
    """Of rows of scores by kind: 1, the highest, and how far it lies above the next; shape (rows, 3)."""
    following, best = np.sort(scores, axis=1)[:, -2:].T
    return np.column_stack([np.ones(len(scores)), best, best - following])


def _unit(rows: np.ndarray) -> np.ndarray:
    unit: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return unit


def _pairs(text: str) -> list[str]:
    """Neighbouring characters of Chinese words, English words as they are."""
    found: list[str] = []
    for word in _WORDS.findall(text.lower()):
        found += [word] if word.isascii() else [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    return found
