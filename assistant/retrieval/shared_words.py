"""What of a question's wording sentences and passages hold: what vectors of meaning blur, such as names, figures and rare words.

Each word counts by how rarely it stands in texts and in questions alike (inverse document frequency after Spärck Jones, 1972), so that 多少
tells nothing and 蓝莓 much. The weights are learned with the reader.
"""

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from assistant.retrieval.segmentation import segmenter

Forms = Mapping[str, Sequence[str]]
"""The words of a question with those that count as each of them, all folded."""
_BUCKETS = 1 << 18
_STEPS = 255
_RAREST = 3
_LONG_WORD, _PARTLY = 3, 0.5
_LONG_SENTENCE, _LONG_QUESTION = 5.0, 4.0
"""Logarithms of characters, by which lengths are scaled."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_FOREIGN, _HAN = re.compile(r"[a-z]{2,}"), re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"[\s\u3000]+|(?<=\d),(?=\d{3}(?!\d))")
SENTENCE_FIGURES, QUESTION_FIGURES = 9, 5
"""How many figures there are of each sentence and of each question."""


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).lower())


def _number(word: str) -> int:
    return zlib.crc32(word.encode()) % _BUCKETS


def learned_weights(texts: Iterable[str], questions: Iterable[Forms]) -> np.ndarray:
    """The weight of each word by its number below 2^18, uint8 for 0 to 1: the product of its rareness in passages and in questions."""
    weights: np.ndarray = np.round(
        _STEPS * _rareness(set(segmenter().index_words(text)) for text in texts) * _rareness(map(set, questions))
    ).astype(np.uint8)
    return weights


def _rareness(holders: Iterable[set[str]]) -> np.ndarray:
    counts: Counter[int] = Counter()
    total = 0
    for words in holders:
        counts.update({_number(word) for word in words})
        total += 1
    held = np.zeros(_BUCKETS)
    held[list(counts)] = list(counts.values())
    rare: np.ndarray = np.log((total + 1) / (held + 0.5)) / math.log((total + 1) / 0.5)
    return rare.clip(0, 1)


def _held(word: str, forms: Sequence[str], text: str) -> float:
    """1 where a folded text holds a word or one that counts as it; of a long Chinese word the share of its pairs, if that is half or more."""
    if any(form in text for form in (word, *forms) if form):
        return 1.0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    if len(pairs) < _LONG_WORD or word.isascii():
        return 0.0
    part = sum(pair in text for pair in pairs) / len(pairs)
    return part if part >= _PARTLY else 0.0


class SharedWords:
    """Compares a question's wording with that of passages."""

    def __init__(self, weights: np.ndarray) -> None:
        """``weights`` as ``learned_weights`` makes them."""
        self._weights = weights

    def compare(
        self, question: str, forms: Forms, passages: Sequence[tuple[str, Sequence[str]]]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Figures about 0 to 1 of each sentence, shape (sentences, SENTENCE_FIGURES), and of the question, shape (QUESTION_FIGURES,).

        A passage is what stands above it and its sentences. Of a sentence: the share of the question's words that it holds, that its passage
        holds, the same of the rarest words, how far the passage is behind the best one, the share of the question's figures in
        the passage, whether the sentence states a figure, its length, its place, and whether it is the first. Of a question: the best passage's share,
        the weight of the rarest word that no passage holds, the share of foreign words, the length, and whether it names figures.
        """
        weights = {word: int(self._weights[_number(word)]) / _STEPS for word in forms}
        total = sum(weights.values()) or 1.0
        rarest = sorted(weights, key=lambda word: -weights[word])[:_RAREST]
        asked = _folded(question)
        figures = set(_FIGURE.findall(asked))

        def held_in(text: str) -> dict[str, float]:
            return {word: part for word in forms if (part := _held(word, forms[word], text))}

        def share(held: Mapping[str, float]) -> float:
            return sum(weights[word] * part for word, part in held.items()) / total

        rows: list[list[float]] = []
        heard: set[str] = set()
        best = 0.0
        for above, sentences in passages:
            folded = [_folded(sentence) for sentence in sentences]
            whole = "\n".join((_folded(above), *folded))
            held = held_in(whole)
            heard.update(held)
            in_passage = share(held)
            best = max(best, in_passage)
            in_rarest = sum(word in held for word in rarest) / _RAREST
            told = figures & set(_FIGURE.findall(whole))
            for place, sentence in enumerate(folded):
                rows.append(
                    [
                        share(held_in(sentence)),
                        in_passage,
                        in_rarest,
                        0.0,
                        len(told) / len(figures) if figures else 0.0,
                        float(_FIGURE.search(sentence) is not None),
                        math.log1p(len(sentence)) / _LONG_SENTENCE,
                        place / len(sentences),
                        float(place == 0),
                    ]
                )
        compared = np.array(rows, np.float32).reshape(-1, SENTENCE_FIGURES)
        compared[:, 3] = best - compared[:, 1]
        unheard = max((weights[word] for word in weights if word not in heard), default=0.0)
        foreign = len(_FOREIGN.findall(question.lower()))
        foreign_share = foreign / max(1, foreign + len(_HAN.findall(question)))
        length = math.log1p(len(question)) / _LONG_QUESTION
        return compared, np.array([best, unheard, foreign_share, length, float(bool(figures))], np.float32)
