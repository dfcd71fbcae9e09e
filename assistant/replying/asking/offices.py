"""Whose a single request is: the bureau's own, or the office of the district that deals with such things. Learned from ``offices.yaml``."""

from functools import cached_property
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.complaints.intake import matters
from assistant.replying.nearness import Nearness
from assistant.retrieval.embedding import Embedder

_TABLE = Path(matters.__file__).with_name("offices.yaml")
_OWN = "own"
_CLEARLY, _ABOVE_OWN = 0.33, 0.15
"""Least score of an office, and how far it must lie above what is the bureau's own."""


class Office(BaseModel):
    """An office as letters name it, in both languages; ``examples`` are what people ask of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    english: str
    examples: tuple[str, ...] = Field(min_length=4)


class Offices:
    """Tells them. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        read = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
        self._offices = {key: Office.model_validate(one) for key, one in read.items()}
        self._embedder = embedder

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness(self._embedder, {key: one.examples for key, one in self._offices.items()})

    def named(self, question: str) -> Office:
        """The likeliest office for what somebody asks where to turn with."""
        (scores,) = self._nearness.scores([question])
        return self._offices[max((key for key in scores if key != _OWN), key=scores.__getitem__)]

    def of(self, demand: str) -> Office | None:
        """The office that a request is clearly for; None where it may be the bureau's own to meet."""
        (scores,) = self._nearness.scores([demand])
        best = max(scores, key=scores.__getitem__)
        clear = scores[best] >= _CLEARLY and scores[best] - scores[_OWN] >= _ABOVE_OWN
        return self._offices[best] if best != _OWN and clear else None
