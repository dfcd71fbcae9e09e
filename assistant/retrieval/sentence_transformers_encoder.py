"""Any sentence-transformers model on this machine."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from assistant.errors import ModelUnavailable


class SentenceTransformersEncoder:
    """A model by folder or name. Threads may share it."""

    def __init__(self, model: str, dtype: torch.dtype, max_tokens: int) -> None:
        quieten_transformers()
        try:
            self._model = SentenceTransformer(
                model, device="cpu", local_files_only=Path(model).is_dir(), model_kwargs={"dtype": dtype}
            )
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"无法加载向量模型“{model}”：请检查 HUIZHAO_EMBEDDING__MODEL 是否是完整的 sentence-transformers 文件夹"
            ) from error
        self._model.eval()
        self.prompts: dict[str, str] = {name: prompt or "" for name, prompt in self._model.prompts.items()}
        self.window = min(max_tokens, self._model.get_max_seq_length() or max_tokens)
        self._model.max_seq_length = self.window
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self._tokenizer_lock = threading.Lock()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in tokens, without special tokens."""
        with self._tokenizer_lock:
            encodings = self._model.tokenizer(list(texts), add_special_tokens=False, return_attention_mask=False)
        return [len(ids) for ids in encodings["input_ids"]]

    def encode(self, texts: Sequence[str], prompt: str) -> np.ndarray:
        """Unit-length float32 vectors, shape (len(texts), dimensions). What is longer than the window is cut."""
        # The tokenizer keeps padding and truncation as its own state, so threads take turns with it; the model itself they share.
        with self._tokenizer_lock:
            features = self._model.preprocess(list(texts), prompt=prompt)
        with torch.inference_mode():
            encoded = self._model(features)["sentence_embedding"]
        vectors: np.ndarray = torch.nn.functional.normalize(encoded.float(), dim=1).numpy()
        return vectors

    def weights(self) -> Iterator[tuple[str, torch.Tensor]]:
        """Every weight by its name; not the pooler's, which is not used and is random where a model lacks it."""
        for name, weight in self._model.state_dict().items():
            if "pooler" not in name:
                yield name, weight


def quieten_transformers() -> None:
    """No progress bars and load reports of the library: standard error is for what users should read."""
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
