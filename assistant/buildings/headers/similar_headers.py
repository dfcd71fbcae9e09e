"""Headers that no list knows, by their likeness in meaning to names that are known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_words import header_lines
from assistant.retrieval.embedding import Embedder

LEAST_SIMILARITY = 0.94
LEAST_LEAD = 0.03
"""Cosine to the nearest known name, and its lead over the nearest name of another field, from which a header is taken for it. Measured with the built-in model on ``tests/header_labels.py``: of what no list knows, what is right
begins at 0.949 and 0.036, what is wrong ends at 0.921, or has a lead below 0.013. Without the adapter nothing leads by as much: no header is guessed."""


@dataclass(frozen=True, slots=True)
class SimilarHeader:
    """The field of the nearest known name, and the cosine to it."""

    field: Field
    score: float


class SimilarHeaders:
    """Compares headers with the known names of fields; the names are embedded when first needed."""

    def __init__(self, embedder: Embedder, names: Mapping[str, Field]) -> None:
        self._embedder = embedder
        self._names = tuple(names)
        self._fields = np.array([str(field) for field in names.values()])
        self.meaning = lru_cache(maxsize=4096)(self._meaning)

    def nearest(self, header: str) -> tuple[SimilarHeader, float] | None:
        """The nearest field with its score, and the lead over the next field; None for a header without words."""
        text = re.sub(r"\([^()]*\)", "", "".join(header_lines(header)))
        if not re.search(r"[\u4e00-\u9fff]{2}|[a-z]{4}", text):
            return None
        scores = self._vectors @ self._embedder.embed_documents([text])[0]
        best = int(np.argmax(scores))
        others = scores[self._fields != self._fields[best]]
        found = SimilarHeader(Field(self._fields[best]), float(scores[best]))
        return found, float(scores[best] - others.max()) if len(others) else 1.0

    def _meaning(self, header: str) -> SimilarHeader | None:
        """The field that a header is taken for; None where nothing is near enough."""
        nearest = self.nearest(header)
        if nearest is None or nearest[0].score < LEAST_SIMILARITY or nearest[1] < LEAST_LEAD:
            return None
        return nearest[0]

    @cached_property
    def _vectors(self) -> np.ndarray:
        return self._embedder.embed_documents(self._names)
