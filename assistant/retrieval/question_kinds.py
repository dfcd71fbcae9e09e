"""What kind of question it is, learned from examples: which ways are asked first, and whether it leans on the question before it.

Linear on the question's vector, which is computed anyway. Trained by ``training/train_questions.py`` on ``training/intents``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.retrieval.reader import SentenceVectors
from assistant.retrieval.weights import read_weights

SHIPPED = Path(__file__).with_name("question_kinds.safetensors")


class QuestionKind(StrEnum):
    """What answers a question: rows of ledgers, rows of opportunity lists, texts, the complaints desk, a word of courtesy, or nothing here."""

    LISTING = "listing"
    OPPORTUNITY = "opportunity"
    TEXT = "text"
    GRIEVANCE = "grievance"
    SMALL_TALK = "small_talk"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class KindOfQuestion:
    """The probability of each kind."""

    shares: dict[QuestionKind, float]

    @property
    def likeliest(self) -> QuestionKind:
        return max(self.shares, key=self.shares.__getitem__)

    def surely(self, kind: QuestionKind, least: float) -> bool:
        """Whether it is this kind with at least that probability."""
        return self.shares[kind] >= least


class QuestionKinds:
    """Tells the kinds. Threads may share it."""

    def __init__(self, vectors: SentenceVectors, weights: Path = SHIPPED) -> None:
        self._vectors = vectors
        self._file = weights

    @cached_property
    def _weights(self) -> dict[str, np.ndarray]:
        return read_weights(self._file, "问题分类文件")

    def kind_of(self, question: str) -> KindOfQuestion:
        """The kinds that a question may be of."""
        logits = self._weights["kinds.weight"] @ self._vectors.question(question) + self._weights["kinds.bias"]
        shares = np.exp(logits - logits.max())
        return KindOfQuestion(dict(zip(QuestionKind, (shares / shares.sum()).tolist(), strict=True)))

    def leans(self, question: str, earlier: Sequence[str]) -> float:
        """The probability that a question cannot be understood without the one before it; 0 where there is none."""
        if not earlier:
            return 0.0
        asked, before = self._vectors.question(question), self._vectors.question(earlier[-1])
        told = np.concatenate([asked, asked * before * len(asked) ** 0.5, [len(question) / 40]])
        logit = float(self._weights["leans.weight"][0] @ told + self._weights["leans.bias"][0])
        return float(1 / (1 + np.exp(-logit)))

    def is_courtesy(self, question: str) -> float:
        """The probability that nothing is asked: a greeting, thanks, 好的; short questions in the middle of a conversation (押金呢) are none."""
        return self._likely("courtesy", question)

    def asks_of_place(self, question: str) -> float:
        """The probability that what holds in the place that a question names is wanted, and not what holds here for somebody who, or for something
        that, has to do with that place (我们从上海搬来, 日本母公司)."""
        return self._likely("places", question)

    def _likely(self, name: str, question: str) -> float:
        weights = self._weights
        logit = float(weights[f"{name}.weight"][0] @ self._vectors.question(question) + weights[f"{name}.bias"][0])
        return float(1 / (1 + np.exp(-logit)))
