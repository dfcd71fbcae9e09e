"""What of a question's wording sentences and passages hold: what vectors of meaning blur, such as names, figures and rare words.

Words are pairs of Chinese characters, foreign words and figures, each counted by how rarely it stands in texts and in questions alike
(inverse document frequency after Spärck Jones, 1972), so that 多少 tells nothing and 蓝莓 much. The weights are learned with the reader.
"""

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

_BUCKETS = 1 << 18
_STEPS = 255
_RAREST = 3
_LONG_SENTENCE, _LONG_QUESTION = 5.0, 4.0
"""Logarithms of characters, by which lengths are scaled."""
_RUN = re.compile(r"(?P<han>[\u3400-\u9fff]+)|(?P<figure>\d+(?:\.\d+)?)|(?P<foreign>[a-z]{2,})")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
SENTENCE_FIGURES, QUESTION_FIGURES = 9, 5
"""How many figures there are of each sentence and of each question."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text, as numbers below 2^18, and which of them are figures."""

    words: frozenset[int]
    figures: frozenset[int]
    foreign: float
    """Share of the letters that are not Chinese."""


@lru_cache(maxsize=100_000)
def wording_of(text: str) -> Wording:
    """The words of a text; spaces, punctuation and the width of characters do not count."""
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())
    words, figures, han, foreign = [], [], 0, 0
    for match in _RUN.finditer(plain):
        run = match.group()
        if match.lastgroup == "han":
            han += len(run)
            words += [_number(run[at : at + 2]) for at in range(max(1, len(run) - 1))]
        elif match.lastgroup == "figure":
            figures.append(_number(run))
        else:
            foreign += 1
            words.append(_number(run))
    return Wording(frozenset((*words, *figures)), frozenset(figures), foreign / max(1, han + foreign))


def _number(word: str) -> int:
    return zlib.crc32(word.encode()) % _BUCKETS


def learned_weights(texts: Iterable[str], questions: Iterable[str]) -> np.ndarray:
    """The weight of each word, shape (2^18,), uint8 for 0 to 1: the product of its rareness in passages and in questions."""
    weights: np.ndarray = np.round(_STEPS * _rareness(texts) * _rareness(questions)).astype(np.uint8)
    return weights


def _rareness(texts: Iterable[str]) -> np.ndarray:
    counts: Counter[int] = Counter()
    total = 0
    for text in texts:
        counts.update(wording_of(text).words)
        total += 1
    held = np.zeros(_BUCKETS)
    held[list(counts)] = list(counts.values())
    rare: np.ndarray = np.log((total + 1) / (held + 0.5)) / math.log((total + 1) / 0.5)
    return rare.clip(0, 1)


class SharedWords:
    """Compares a question's wording with that of passages."""

    def __init__(self, weights: np.ndarray) -> None:
        """``weights`` as ``learned_weights`` makes them."""
        self._weights = weights

    def compare(self, question: str, passages: Sequence[tuple[str, Sequence[str]]]) -> tuple[np.ndarray, np.ndarray]:
        """Figures about 0 to 1 of each sentence, shape (sentences, SENTENCE_FIGURES), and of the question, shape (QUESTION_FIGURES,).

        A passage is what stands above it and its sentences. Of a sentence: the share of the question's words that it holds, that its passage
        holds, the same of the rarest words, how far the passage is behind the best one, the share of the question's figures in
        the passage, whether the sentence states a figure, its length, its place, and whether the passage's words were all heard of. Of a question: the best
        passage's share, the weight of the rarest word that no passage holds, the share of foreign words, the length, and whether it
        names figures.
        """
        asked = wording_of(question)
        weights = {word: int(self._weights[word]) / _STEPS for word in asked.words}
        total = sum(weights.values()) or 1.0
        rarest = sorted(weights, key=lambda word: -weights[word])[:_RAREST]

        def share(held: frozenset[int] | set[int]) -> float:
            return sum(weights[word] for word in asked.words & held) / total

        rows: list[list[float]] = []
        heard: set[int] = set()
        best = 0.0
        for above, sentences in passages:
            wordings = [wording_of(sentence) for sentence in sentences]
            held = frozenset().union(wording_of(above).words, *(wording.words for wording in wordings))
            heard |= held
            in_passage = share(held)
            best = max(best, in_passage)
            in_rarest = sum(word in held for word in rarest) / _RAREST
            figures = len(asked.figures & held) / len(asked.figures) if asked.figures else 0.0
            for place, (sentence, wording) in enumerate(zip(sentences, wordings, strict=True)):
                rows.append(
                    [
                        share(wording.words),
                        in_passage,
                        in_rarest,
                        0.0,
                        figures,
                        float(bool(wording.figures)),
                        math.log1p(len(sentence)) / _LONG_SENTENCE,
                        place / len(sentences),
                        float(place == 0),
                    ]
                )
        compared = np.array(rows, np.float32).reshape(-1, SENTENCE_FIGURES)
        compared[:, 3] = best - compared[:, 1]
        unheard = max((weights[word] for word in asked.words - heard), default=0.0)
        length = math.log1p(len(question)) / _LONG_QUESTION
        told = np.array([best, unheard, asked.foreign, length, float(bool(asked.figures))], np.float32)
        return compared, told
