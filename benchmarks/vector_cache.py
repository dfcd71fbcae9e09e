"""Vectors kept between runs: embedding 56,428 articles takes minutes, and a second run needs none of them."""

import hashlib
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.retrieval.embedding import Embedder

_AT_ONCE = 1024


class CachedEmbedder:
    """An Embedder that computes each passage once per model; questions are always computed, so that their time is measured.

    One SQLite file per model fingerprint; an interrupted run goes on where it stopped.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint
        self.dimensions = embedder.dimensions
        self.max_tokens = embedder.max_tokens
        self._store = sqlite3.connect(folder / f"vectors-{embedder.fingerprint}.db", timeout=60)
        self._store.execute("CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        """See ``Embedder.embed_documents``. Progress goes to standard error."""
        digests = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        missing = []
        for index, digest in enumerate(digests):
            found = self._store.execute("SELECT vector FROM vectors WHERE digest = ?", (digest,)).fetchone()
            if found:
                vectors[index] = np.frombuffer(found[0], dtype=np.float32)
            else:
                missing.append(index)
        started = time.perf_counter()
        for start in range(0, len(missing), _AT_ONCE):
            batch = missing[start : start + _AT_ONCE]
            vectors[batch] = self._embedder.embed_documents([texts[index] for index in batch])
            with self._store:
                self._store.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                    [(digests[index], vectors[index].tobytes()) for index in batch],
                )
            rate = (start + len(batch)) / (time.perf_counter() - started)
            print(f"embedded {start + len(batch)}/{len(missing)}, {rate:.0f}/s", file=sys.stderr)
        return vectors

    def embed_query(self, text: str) -> np.ndarray:
        """See ``Embedder.embed_query``."""
        return self._embedder.embed_query(text)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        return self._embedder.count_tokens(texts)
