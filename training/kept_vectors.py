"""Vectors of all questions and sentences of a training, kept between runs in ``build/``."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from assistant.retrieval.adapter import digest_of
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.reader import SentenceVectors
from training.lines import REPOSITORY

_KEPT = REPOSITORY / "build"
_TOGETHER = 32


class KeptVectors(SentenceVectors):
    """Vectors of all questions and sentences of a training, kept between runs."""

    def __init__(self, encoder: BertEncoder, adapter: Path) -> None:
        """``adapter`` is the encoder's last one: vectors of another are no use."""
        super().__init__(encoder)
        self._file = _KEPT / f"vectors-{digest_of(adapter)}.npz"
        self._encode = encoder.encode
        self._all: dict[str, np.ndarray] = {}
        if self._file.is_file():
            stored = np.load(self._file, allow_pickle=False)
            self._all = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))

    def prepare(self, texts: Iterable[str], prompt: str) -> None:
        """Compute what is missing, in batches of like length."""
        missing = sorted({prompt + text for text in texts} - self._all.keys(), key=len)
        for start in range(0, len(missing), _TOGETHER):
            batch = missing[start : start + _TOGETHER]
            self._all.update(zip(batch, self._encode(batch, "").astype(np.float16), strict=True))
            if start % (100 * _TOGETHER) == 0:
                print(f"{prompt}{start}/{len(missing)}", flush=True)
        if missing:
            _KEPT.mkdir(parents=True, exist_ok=True)
            np.savez(self._file, texts=np.array(list(self._all)), vectors=np.stack(list(self._all.values())))

    def question(self, text: str) -> np.ndarray:
        return self._all[f"query: {text}"].astype(np.float32)

    def sentences(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._all[f"passage: {text}"] for text in texts]).astype(np.float32)
