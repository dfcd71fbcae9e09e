"""Text into vectors: a local sentence-transformers model or an OpenAI-compatible embedding server."""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from langchain_core.embeddings import Embeddings
from sentence_transformers import SentenceTransformer

from assistant.errors import ModelUnavailable, PassageTooLong
from assistant.retrieval.adapter import SHIPPED
from assistant.retrieval.bundled_model import bundled_model_folder, quieten_transformers
from assistant.retrieval.embedding_server import EmbeddingServer
from assistant.settings import EmbeddingSettings

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
quieten_transformers()


_SPECIAL_TOKENS = 2  # around a text: <s> … </s>
_SAMPLED_WEIGHTS = 256  # of each weight matrix, for the fingerprint


class Embedder(Protocol):
    """What the rest of 慧招 needs of an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its prompts: vectors of two fingerprints do not mix."""
        ...

    @property
    def dimensions(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """Longest passage, in tokens, its prompt not counted."""
        ...

    def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        """Unit-length float32 vectors, shape (len(texts), dimensions).

        Raises PassageTooLong beyond the model's window: silent truncation would make a clause's tail unfindable.
        """
        ...

    def embed_query(self, text: str) -> np.ndarray:
        """A unit-length float32 vector, shape (dimensions,). A question beyond the window is cut."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in tokens, without prompt and special tokens."""
        ...


def load_embedder(settings: EmbeddingSettings) -> Embedder:
    """The configured model. Raises ModelUnavailable when it cannot be loaded."""
    if settings.base_url:
        return EmbeddingServer(settings)
    if settings.model:
        return LocalEmbedder(settings, Path(settings.model))
    return LocalEmbedder(settings, bundled_model_folder(settings.cache_dir, SHIPPED if settings.adapter else None))


class LocalEmbedder:
    """A sentence-transformers model on this machine."""

    def __init__(self, settings: EmbeddingSettings, folder: Path) -> None:
        name = str(folder)
        dtype = _dtype(settings.precision)
        try:
            self._model = SentenceTransformer(
                name, device="cpu", local_files_only=folder.is_dir(), model_kwargs={"dtype": dtype}
            )
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"无法加载向量模型“{name}”：请检查 HUIZHAO_EMBEDDING__MODEL 是否是完整的 sentence-transformers 文件夹"
            ) from error
        self._model.eval()
        prompts = self._model.prompts
        own_document_prompt = prompts.get("document") or prompts.get("passage") or ""
        self._query_prompt: str = _either(settings.query_prompt, prompts.get("query") or "")
        self._document_prompt: str = _either(settings.document_prompt, own_document_prompt)
        self._batch_tokens = settings.batch_tokens
        self._window = min(settings.max_tokens, self._model.get_max_seq_length() or settings.max_tokens)
        self._model.max_seq_length = self._window
        self._tokenizer_lock = threading.Lock()
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = self._window - _SPECIAL_TOKENS - self.count_tokens([self._document_prompt])[0]
        self.fingerprint = self._make_fingerprint(folder.name)

    def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        """See ``Embedder.embed_documents``. Batches hold texts of like length, so that little padding is computed."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        counts = self.count_tokens([self._document_prompt + text for text in texts])
        lengths = [count + _SPECIAL_TOKENS for count in counts]
        longest = max(range(len(texts)), key=lengths.__getitem__)
        if lengths[longest] > self._window:
            raise PassageTooLong(
                f"有一段内容长 {lengths[longest]} 个 token，超过向量模型的上限 {self._window}：{texts[longest][:30]}…"
            )
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for batch in length_sorted_batches(lengths, self._batch_tokens):
            vectors[batch] = self._encode([texts[index] for index in batch], self._document_prompt)
        return vectors

    def embed_query(self, text: str) -> np.ndarray:
        """See ``Embedder.embed_query``."""
        vector: np.ndarray = self._encode([text], self._query_prompt)[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        with self._tokenizer_lock:
            encodings = self._model.tokenizer(list(texts), add_special_tokens=False, return_attention_mask=False)
        return [len(ids) for ids in encodings["input_ids"]]

    def _encode(self, texts: list[str], prompt: str) -> np.ndarray:
        # The tokenizer keeps padding and truncation as its own state, so threads take turns with it; the model itself they share.
        with self._tokenizer_lock:
            features = self._model.preprocess(texts, prompt=prompt)
        with torch.inference_mode():
            encoded = self._model(features)["sentence_embedding"]
        vectors: np.ndarray = torch.nn.functional.normalize(encoded.float(), dim=1).numpy()
        return vectors

    def _make_fingerprint(self, name: str) -> str:
        """Name, prompts, window and a sample of every weight, rounded so that all precisions agree."""
        digest = hashlib.sha256("\x1f".join((self._query_prompt, self._document_prompt, str(self._window))).encode())
        for key, weight in self._model.state_dict().items():
            if "pooler" in key:  # sentence-transformers does not use it, and where a model lacks it, it is random
                continue
            flat = weight.detach().flatten()
            sample = flat[:: max(1, len(flat) // _SAMPLED_WEIGHTS)].float().to(torch.bfloat16).float()
            digest.update(f"{key}{tuple(weight.shape)}".encode() + sample.numpy().tobytes())
        return f"{name}-{digest.hexdigest()[:12]}"


class LangChainEmbeddings(Embeddings):
    """The embedder behind LangChain's interface, for chains and vector stores that expect it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.embed_documents(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._embedder.embed_query(text).tolist()
        return vector


def as_langchain(embedder: Embedder) -> Embeddings:
    """The embedder as LangChain's ``Embeddings``, so that chains and vector stores of others can use the same vectors."""
    return LangChainEmbeddings(embedder)


def _either(configured: str | None, own: str) -> str:
    return own if configured is None else configured


def _dtype(precision: str) -> torch.dtype:
    if precision == "auto":
        return torch.bfloat16 if _has_bfloat16() else torch.float32
    return torch.bfloat16 if precision == "bfloat16" else torch.float32


def _has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 in hardware; without it bfloat16 is slower than float32."""
    checks: tuple[Callable[[], bool] | None, ...] = tuple(
        getattr(torch.cpu, name, None) for name in ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    )
    return any(check() for check in checks if check is not None)


def length_sorted_batches(lengths: Sequence[int], batch_tokens: int) -> list[list[int]]:
    """Indexes in batches, longest first, each at most ``batch_tokens`` tokens with its padding."""
    batches: list[list[int]] = []
    widest = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if not batches or (len(batches[-1]) + 1) * widest > batch_tokens:
            batches.append([])
            widest = lengths[index]
        batches[-1].append(index)
    return batches
