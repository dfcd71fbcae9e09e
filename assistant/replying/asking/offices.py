"""Whose a single request is: the bureau's own, or the office of the district that deals with such things. Learned from ``offices.yaml``."""

from functools import cached_property
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.complaints.intake import matters
from assistant.replying.nearness import Nearness
from assistant.retrieval.embedding import Embedder

_TABLE = Path(matters.__file__).with_name("offices.yaml")
OWN = "own"
"""The key of what the bureau itself does."""
_CLEARLY = 0.08
"""How far an office must lie above the next one and above what is the bureau's own: of 88 requests for others 26 are given their office so, 5 a wrong one, none of
14 of the bureau's own (``training/measure_offices.py``)."""
_SURELY, _ABOVE_OWN = 0.33, 0.15
"""Least score of an office by which a whole letter is shared with it, and how far it must lie above what is the bureau's own."""
_TOLD = 80
"""Characters of what is told before a request that are read with it."""


class Office(BaseModel):
    """An office as letters name it, in both languages; ``examples`` are what people ask of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = ""
    name: str
    english: str
    examples: tuple[str, ...] = Field(min_length=4)


class Offices:
    """Tells them. Threads may share it. What stands in the text ``without`` is not learned from."""

    def __init__(self, embedder: Embedder, without: str = "") -> None:
        read = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
        self._offices = {key: Office.model_validate({"key": key, **one}) for key, one in read.items()}
        self._embedder = embedder
        self._without = without

    @cached_property
    def _nearness(self) -> Nearness:
        examples = {
            key: [text for text in one.examples if text not in self._without] for key, one in self._offices.items()
        }
        return Nearness(self._embedder, examples)

    def named(self, question: str) -> Office:
        """The likeliest office for what somebody asks where to turn with."""
        (scores,) = self._nearness.scores([question])
        return self._offices[max((key for key in scores if key != OWN), key=scores.__getitem__)]

    def with_key(self, key: str) -> Office | None:
        """The office of a key; None for "" and for what is the bureau's own."""
        return self._offices.get(key) if key != OWN else None

    def of(self, demand: str, told: str = "") -> Office | None:
        """The office that a request is clearly for, by its own words and by what is ``told`` before it; None where it may be the bureau's own to meet."""
        alone, within = self._nearness.scores([demand, f"{told[-_TOLD:]}，{demand}" if told else demand])
        scores = {key: (alone[key] + within[key]) / 2 for key in alone}
        best, following = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
        return self._offices[best] if best != OWN and scores[best] - scores[following] >= _CLEARLY else None

    def shares(self, demand: str) -> bool:
        """Whether a request is another office's so surely, by its own words, that the whole letter is that office's too."""
        (scores,) = self._nearness.scores([demand])
        best = max(scores, key=scores.__getitem__)
        return best != OWN and scores[best] >= _SURELY and scores[best] - scores[OWN] >= _ABOVE_OWN
