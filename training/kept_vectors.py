"""Vectors of all questions and sentences of a training, kept between runs in ``build/vectors.npz``."""

from collections.abc import Iterable, Sequence

import numpy as np

from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.reader import SentenceVectors
from training.lines import REPOSITORY

_KEPT = REPOSITORY / "build" / "vectors.npz"
_TOGETHER = 32


class KeptVectors(SentenceVectors):
    """Vectors of all questions and sentences of a training, kept between runs."""

    def __init__(self, encoder: BertEncoder) -> None:
        super().__init__(encoder)
        self._encode = encoder.encode
        self._all: dict[str, np.ndarray] = {}
        if _KEPT.is_file():
            stored = np.load(_KEPT, allow_pickle=False)
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
            _KEPT.parent.mkdir(parents=True, exist_ok=True)
            np.savez(_KEPT, texts=np.array(list(self._all)), vectors=np.stack(list(self._all.values())))

    def question(self, text: str) -> np.ndarray:
        return self._all[f"query: {text}"].astype(np.float32)

    def sentences(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._all[f"passage: {text}"] for text in texts]).astype(np.float32)
