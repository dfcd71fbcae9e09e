"""An OpenAI-compatible embedding server as an Embedder."""

from collections.abc import Sequence

import httpx
import numpy as np
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from assistant.errors import ModelUnavailable, PassageTooLong
from assistant.settings import EmbeddingSettings

_BATCH = 64
_TIMEOUT_S = 60.0


class _BusyError(Exception):
    """The server asks to come back later."""


class EmbeddingServer:
    """Vectors over HTTP. The server's tokenizer is not known: a character counts as a token, which no common model exceeds on Chinese text."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        if not settings.model:
            raise ModelUnavailable("使用向量服务时，请用 HUIZHAO_EMBEDDING__MODEL 写明服务里的模型名")
        self._model = settings.model
        self._query_prompt = settings.query_prompt or ""
        self._document_prompt = settings.document_prompt or ""
        key = settings.api_key.get_secret_value()
        self._client = httpx.Client(
            base_url=settings.base_url.rstrip("/") + "/",
            timeout=_TIMEOUT_S,
            headers={"Authorization": f"Bearer {key}"} if key else {},
        )
        self.max_tokens = settings.max_tokens - 2 - len(self._document_prompt)
        self.dimensions = settings.dimensions
        self.dimensions = self.dimensions or self._request(["招商"]).shape[1]
        self.fingerprint = f"{self._model}-{self.dimensions}-{self._query_prompt}-{self._document_prompt}"

    def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        """See ``Embedder.embed_documents``."""
        for text, count in zip(texts, self.count_tokens(texts), strict=True):
            if count > self.max_tokens:
                raise PassageTooLong(f"有一段内容超过向量模型的上限 {self.max_tokens}：{text[:30]}…")
        prompted = [self._document_prompt + text for text in texts]
        parts = [self._request(prompted[at : at + _BATCH]) for at in range(0, len(prompted), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimensions), dtype=np.float32)

    def embed_query(self, text: str) -> np.ndarray:
        """See ``Embedder.embed_query``."""
        vector: np.ndarray = self._request([self._query_prompt + text[: self.max_tokens]])[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        return [len(text) for text in texts]

    def _request(self, texts: list[str]) -> np.ndarray:
        try:
            vectors = self._post(texts)
        except _BusyError as error:
            raise ModelUnavailable("向量服务繁忙，请稍后再试") from error
        except httpx.HTTPError as error:
            raise ModelUnavailable("连不上向量服务，请检查 HUIZHAO_EMBEDDING__BASE_URL 和服务是否在运行") from error
        norms = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.ndim == 2 else np.zeros(1)
        if len(vectors) != len(texts) or self.dimensions not in (0, vectors.shape[-1]) or not np.all(norms > 0):
            raise ModelUnavailable(
                "向量服务返回的向量个数或维数不对，请检查 HUIZHAO_EMBEDDING__BASE_URL、__MODEL 和 __DIMENSIONS"
            )
        return vectors / norms

    @retry(
        retry=retry_if_exception_type((_BusyError, httpx.TransportError)),
        stop=stop_after_attempt(4),
        wait=wait_exponential(0.5, max=8),
        reraise=True,
    )
    def _post(self, texts: list[str]) -> np.ndarray:
        response = self._client.post("embeddings", json={"model": self._model, "input": texts})
        if response.status_code == 429 or response.status_code >= 500:
            raise _BusyError
        if response.is_error:
            raise ModelUnavailable(
                f"向量服务拒绝了请求（{response.status_code}），请检查 HUIZHAO_EMBEDDING__MODEL 和 __API_KEY"
            )
        try:
            data = sorted(response.json()["data"], key=lambda item: item["index"])
            return np.array([item["embedding"] for item in data], dtype=np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelUnavailable("向量服务的回应不是 OpenAI 的格式，请检查 HUIZHAO_EMBEDDING__BASE_URL") from error
