"""Vectors for measuring speed alone, where embedding a hundred thousand more passages would tell nothing new."""

from collections.abc import Sequence

import numpy as np

from assistant.retrieval.embedding import Embedder

_NOISE = 0.35  # length of the noise beside a unit vector: copies lie as far apart as articles on one matter do


class ResampledEmbedder:
    """Gives passages the vectors of other passages, blurred; questions are embedded by the model."""

    def __init__(self, embedder: Embedder, sample: np.ndarray) -> None:
        """``sample`` holds vectors of real passages, shape (n, dimensions)."""
        self._embedder = embedder
        self._sample = sample
        self._random = np.random.default_rng(20260101)
        self.fingerprint = f"{embedder.fingerprint}-resampled"
        self.dimensions = embedder.dimensions
        self.max_tokens = embedder.max_tokens

    def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        """Unit-length float32 vectors, shape (len(texts), dimensions)."""
        drawn = self._sample[self._random.integers(len(self._sample), size=len(texts))]
        noise = self._random.normal(size=drawn.shape) * (_NOISE / np.sqrt(self.dimensions))
        blurred = drawn + noise
        unit: np.ndarray = (blurred / np.linalg.norm(blurred, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def embed_query(self, text: str) -> np.ndarray:
        """See ``Embedder.embed_query``."""
        return self._embedder.embed_query(text)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        return self._embedder.count_tokens(texts)
