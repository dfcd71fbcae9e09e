"""What the sentences of a letter do: ask, wonder aloud, tell, threaten, ask for secrecy, greet, move. Learned from ``sentence_kinds.yaml``."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from assistant.replying.nearness import Nearness
from assistant.retrieval.embedding import Embedder

_CLEARLY, _LEAST_ASKING = 0.3, 0.1
_EXAMPLES = Path(__file__).with_name("sentence_kinds.yaml")


class SentenceKind(StrEnum):
    """What a sentence does."""

    DEMAND = "demand"
    URGING = "urging"
    QUESTION = "question"
    RHETORICAL = "rhetorical"
    FACT = "fact"
    THREAT = "threat"
    SECRECY = "secrecy"
    COURTESY = "courtesy"
    COLOUR = "colour"


ASKING = frozenset({SentenceKind.DEMAND, SentenceKind.URGING, SentenceKind.QUESTION})


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with the kind that it is most of, and how much (about 1 for a clear one); ``asking`` is how much it asks, ``question`` and
    ``rhetorical`` how much it asks for an answer, and for none."""

    text: str
    kind: SentenceKind
    score: float
    asking: float
    question: float = 0.0
    rhetorical: float = 0.0

    @property
    def asks(self) -> bool:
        return self.kind in ASKING

    @property
    def is_courtesy(self) -> bool:
        """Whether it is clearly one."""
        return self.kind is SentenceKind.COURTESY and self.score >= _CLEARLY

    @property
    def asks_nothing(self) -> bool:
        """Whether it tells without asking."""
        return not self.asks and self.asking < _LEAST_ASKING


def sentence_examples() -> dict[str, list[str]]:
    """The examples by the kind's name."""
    examples: dict[str, list[str]] = yaml.safe_load(_EXAMPLES.read_text(encoding="utf-8"))
    return examples


class SentenceKinds:
    """Tells them. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        self._nearness = Nearness(embedder, sentence_examples())

    def scores(self, sentences: Sequence[str]) -> list[list[float]]:
        """How much each sentence is of each kind, the kinds in the order of their names."""
        return [[scores[kind] for kind in sorted(scores)] for scores in self._nearness.scores(sentences)]

    def of(self, sentences: Sequence[str]) -> tuple[ReadSentence, ...]:
        """Each sentence read, in order."""
        read = []
        for text, scores in zip(sentences, self._nearness.scores(sentences), strict=True):
            best = max(scores, key=scores.__getitem__)
            asking = max(scores[kind] for kind in ASKING)
            read.append(
                ReadSentence(
                    text,
                    SentenceKind(best),
                    scores[best],
                    asking,
                    scores[SentenceKind.QUESTION],
                    scores[SentenceKind.RHETORICAL],
                )
            )
        return tuple(read)
