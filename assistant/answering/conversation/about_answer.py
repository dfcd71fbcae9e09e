"""Whether a question is about the answer just given: what it rests on, how sure it is, why it is so, as of when, what else there is.

Learned from examples (``training/intents/about-*.txt``, ``training/train_about.py``): linear on the question's vector, which is computed anyway.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.answering.asking.asks import asks_something
from assistant.answering.asking.language import is_english
from assistant.answers import Turn
from assistant.retrieval.reader import SentenceVectors
from assistant.retrieval.weights import read_weights

SHIPPED = Path(__file__).with_name("about_answer.safetensors")

_PIECE = re.compile(r"[，。？！；,.?!;]+(?!\d)")
_SURELY = 0.6
"""Probability from which a question is taken to be about the answer before it."""
_LONGEST, _LONGEST_ENGLISH = 40, 100
"""Characters up to which a question may be."""


class AboutAnswer(StrEnum):
    """What is asked about an answer; OTHER asks for something new."""

    BASIS = "basis"
    SURE = "sure"
    REASON = "reason"
    ORIGINAL = "original"
    DATE = "date"
    MORE = "more"
    DETAIL = "detail"
    ENGLISH = "english"
    CHINESE = "chinese"
    SUMMARY = "summary"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class About:
    """The likeliest thing that is asked about an answer, and its probability."""

    kind: AboutAnswer
    sure: float


_TOLD_ANYWAY = frozenset({AboutAnswer.BASIS, AboutAnswer.ORIGINAL})
"""What every new answer tells: its source and the source's words."""


class AnswerQuestions:
    """Tells questions about answers. Threads may share it."""

    def __init__(self, vectors: SentenceVectors, weights: Path = SHIPPED) -> None:
        self._vectors = vectors
        self._file = weights

    @cached_property
    def _weights(self) -> dict[str, np.ndarray]:
        return read_weights(self._file, "追问分类文件")

    def read(self, question: str) -> About:
        """What a question asks about the answer before it."""
        logits = self._weights["weight"] @ self._vectors.question(question) + self._weights["bias"]
        shares = np.exp(logits - logits.max())
        best = int(shares.argmax())
        return About(list(AboutAnswer)[best], float(shares[best] / shares.sum()))


def asked_about(question: str, history: Sequence[Turn], questions: AnswerQuestions) -> tuple[str, AboutAnswer]:
    """What a question asks about the answer before it, and the question; OTHER where it asks for something new, without what it asks about the
    answer beside that (``两个一起拿可以吗`` of ``两个一起拿可以吗？依据哪条``): a new answer has its source with it."""
    if not history or "《" in question or len(question) > (_LONGEST_ENGLISH if is_english(question) else _LONGEST):
        return question, AboutAnswer.OTHER
    whole = _kind(questions.read(question))
    pieces = [piece.strip() for piece in _PIECE.split(question) if piece.strip()]
    kinds = {piece: _kind(questions.read(piece)) for piece in pieces} if len(pieces) > 1 else {question: whole}
    new = [piece for piece, kind in kinds.items() if kind is AboutAnswer.OTHER and asks_something(piece)]
    if not new:
        longest = max(kinds, key=len)  # 不是，我问的是仿制药: a correction, though 不是 alone would doubt the answer
        return question, whole if whole is not AboutAnswer.OTHER else kinds[longest]
    rest = [piece for piece, kind in kinds.items() if kind not in _TOLD_ANYWAY]
    text = (", " if is_english(question) else "，").join(rest) if len(rest) < len(pieces) else question
    return text, AboutAnswer.OTHER


def _kind(about: About) -> AboutAnswer:
    return about.kind if about.sure >= _SURELY else AboutAnswer.OTHER
