"""Which column of a ledger a phrase speaks of, learned from phrases that people use for the columns of invented ledgers.

What tells: how near phrase and header lie in the encoder's space, as they are and through a small learned projection; the characters that they
share and that go together; what kind of values the column holds. Trained by ``training/columns/train_columns.py`` on ``training/columns``.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.buildings.headers.described import (
    ColumnTexts,
    DescribedColumn,
    bag_of,
    bare_header,
    shared_signs,
    texts_of,
)
from assistant.retrieval.reader import SentenceVectors
from assistant.retrieval.weights import read_weights
from assistant.text.figures import normalise

SHIPPED = Path(__file__).with_name("column_head.safetensors")


class ColumnHead:
    """Tells the column that is meant. Threads may share it."""

    def __init__(self, vectors: SentenceVectors, weights: Path = SHIPPED) -> None:
        """``vectors`` are those of the built-in encoder, which the head was learned from."""
        self._vectors = vectors
        self._file = weights

    @cached_property
    def _weights(self) -> dict[str, np.ndarray]:
        return read_weights(self._file, "列名对应文件")

    def shares(self, phrases: Sequence[str], columns: Sequence[DescribedColumn]) -> np.ndarray:
        """The probability that each phrase speaks of each column, and last that it speaks of none: shape (phrases, columns + 1)."""
        if not phrases or not columns:
            return np.tile(np.eye(len(columns) + 1, dtype=np.float32)[-1], (len(phrases), 1))
        said, told = [normalise(phrase) for phrase in phrases], texts_of(columns)
        vectors = self._vectors.sentences([*said, *told.headers, *told.with_values])
        asked, headers, values = np.split(vectors, [len(said), len(said) + len(columns)])
        bare = list(map(bare_header, told.headers))
        shared = np.array([[shared_signs(phrase, header) for header in bare] for phrase in said], dtype=np.float32)
        logits = self._logits(asked, headers, values, np.stack(list(map(bag_of, said))), told, shared)
        logits = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: np.ndarray = logits / logits.sum(axis=1, keepdims=True)
        return shares

    def _logits(
        self,
        asked: np.ndarray,
        headers: np.ndarray,
        values: np.ndarray,
        bags: np.ndarray,
        told: ColumnTexts,
        shared: np.ndarray,
    ) -> np.ndarray:
        known, (plain, sampled, of_phrase, of_header, learned) = self._weights, self._weights["weights"]
        near = plain * (asked @ headers.T) + sampled * (asked @ values.T)
        left = asked @ known["asked"].T + bags @ known["asked.signs"].T
        right = headers @ known["headed"].T + values @ known["sampled"].T + told.bags @ known["headed.signs"].T
        columns = (
            near
            + of_phrase * shared[..., 0]
            + of_header * shared[..., 1]
            + learned * (left @ right.T)
            + (asked @ known["kinds"].T) @ told.kinds.T
        )
        bias, of_best, of_mean = known["none"]
        none = bias + of_best * near.max(axis=1) + (1 + of_mean) * near.mean(axis=1) + asked @ known["none.phrase"][0]
        return np.concatenate([columns, none[:, None]], axis=1)
