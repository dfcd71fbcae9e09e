"""Text into vectors: a local sentence-transformers model or an OpenAI-compatible embedding server."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from assistant.errors import PassageTooLong
from assistant.retrieval.adapter import SHIPPED
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.settings import EmbeddingSettings

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
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


class Encoder(Protocol):
    """A model on this machine, whoever computes it. ``window`` is in tokens, prompt and special tokens included."""

    @property
    def prompts(self) -> Mapping[str, str]: ...

    @property
    def window(self) -> int: ...

    @property
    def dimensions(self) -> int: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...

    def encode(self, texts: Sequence[str], prompt: str) -> np.ndarray: ...

    def weights(self) -> Iterable[tuple[str, torch.Tensor]]: ...


def load_embedder(settings: EmbeddingSettings) -> Embedder:
    """The configured model. Raises ModelUnavailable when it cannot be loaded."""
    if settings.base_url:
        from assistant.retrieval.servers.embedding_server import EmbeddingServer  # with its HTTP client

        return EmbeddingServer(settings)
    dtype = precision_of(settings.precision)
    if settings.model:
        # Its import takes ten seconds, which the built-in model spares everybody else.
        from assistant.retrieval.sentence_transformers_encoder import SentenceTransformersEncoder

        encoder = SentenceTransformersEncoder(settings.model, dtype, settings.max_tokens)
        return LocalEmbedder(encoder, settings, Path(settings.model).name)
    folder = bundled_model_folder(settings.cache_dir, SHIPPED if settings.adapter else None)
    return LocalEmbedder(BertEncoder(folder, dtype, settings.max_tokens), settings, folder.name)


class LocalEmbedder:
    """A model on this machine, with its prompts and its name."""

    def __init__(self, encoder: Encoder, settings: EmbeddingSettings, name: str) -> None:
        self.encoder = encoder
        prompts = encoder.prompts
        own_document_prompt = prompts.get("document") or prompts.get("passage") or ""
        self._query_prompt: str = _either(settings.query_prompt, prompts.get("query") or "")
        self._document_prompt: str = _either(settings.document_prompt, own_document_prompt)
        self._batch_tokens = settings.batch_tokens
        self.dimensions = encoder.dimensions
        self.max_tokens = encoder.window - _SPECIAL_TOKENS - self.count_tokens([self._document_prompt])[0]
        self.fingerprint = self._make_fingerprint(name)

    def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        """See ``Embedder.embed_documents``. Batches hold texts of like length, so that little padding is computed."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        counts = self.count_tokens([self._document_prompt + text for text in texts])
        lengths = [count + _SPECIAL_TOKENS for count in counts]
        longest = max(range(len(texts)), key=lengths.__getitem__)
        if lengths[longest] > self.encoder.window:
            raise PassageTooLong(
                f"有一段内容长 {lengths[longest]} 个 token，超过向量模型的上限 {self.encoder.window}：{texts[longest][:30]}…"
            )
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for batch in length_sorted_batches(lengths, self._batch_tokens):
            vectors[batch] = self.encoder.encode([texts[index] for index in batch], self._document_prompt)
        return vectors

    def embed_query(self, text: str) -> np.ndarray:
        """See ``Embedder.embed_query``."""
        vector: np.ndarray = self.encoder.encode([text], self._query_prompt)[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        return self.encoder.count_tokens(texts)

    def _make_fingerprint(self, name: str) -> str:
        """Name, prompts, window and a sample of every weight, rounded so that all precisions agree."""
        digest = hashlib.sha256(
            "\x1f".join((self._query_prompt, self._document_prompt, str(self.encoder.window))).encode()
        )
        for key, weight in self.encoder.weights():
            flat = weight.detach().flatten()
            sample = flat[:: max(1, len(flat) // _SAMPLED_WEIGHTS)].float().to(torch.bfloat16).float()
            digest.update(f"{key}{tuple(weight.shape)}".encode() + sample.numpy().tobytes())
        return f"{name}-{digest.hexdigest()[:12]}"


def _either(configured: str | None, own: str) -> str:
    return own if configured is None else configured


def precision_of(precision: str) -> torch.dtype:
    """The type in which a local model is computed."""
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
