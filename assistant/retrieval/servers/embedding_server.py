"""An embedding server as an Embedder: the OpenAI shape (vLLM, Infinity, Ollama, TEI's /v1), or TEI's own."""

from collections.abc import Sequence

import numpy as np

from assistant.errors import ModelUnavailable, PassageTooLong
from assistant.retrieval.servers.model_server import ModelServer, Wording
from assistant.settings import EmbeddingSettings

_TIMEOUT_S = 60.0
_ATTEMPTS = 4
_WORDING = Wording(
    service="向量服务",
    url="HUIZHAO_EMBEDDING__BASE_URL",
    model="HUIZHAO_EMBEDDING__MODEL",
    key="HUIZHAO_EMBEDDING__API_KEY",
    shape="HUIZHAO_EMBEDDING__API",
    limit="可能太长，请把 HUIZHAO_EMBEDDING__MAX_TOKENS 改成服务里这个模型的上限",
)


class EmbeddingServer:
    """Vectors over HTTP. The server's tokenizer is not known: a character counts as a token, which no common model exceeds on Chinese text."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        """Raises ModelUnavailable without a model's name, or where the vectors' length has to be asked and the server is away."""
        if not settings.model:
            raise ModelUnavailable("使用向量服务时，请用 HUIZHAO_EMBEDDING__MODEL 写明服务里的模型名")
        self._model = settings.model
        self._is_tei = settings.api == "tei"
        self._query_prompt = settings.query_prompt or ""
        self._document_prompt = settings.document_prompt or ""
        key = settings.api_key.get_secret_value()
        self._server = ModelServer(_WORDING, settings.base_url, key, _TIMEOUT_S, _ATTEMPTS)
        self.max_tokens = settings.max_tokens - 2 - len(self._document_prompt)
        self.dimensions = settings.dimensions
        self.dimensions = self.dimensions or self._embedded(["招商"]).shape[1]
        self.fingerprint = f"{self._model}-{self.dimensions}-{self._query_prompt}-{self._document_prompt}"

    def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        """See ``Embedder.embed_documents``."""
        for text, count in zip(texts, self.count_tokens(texts), strict=True):
            if count > self.max_tokens:
                raise PassageTooLong(f"有一段内容超过向量模型的上限 {self.max_tokens}：{text[:30]}…")
        return self._embedded([self._document_prompt + text for text in texts])

    def embed_query(self, text: str) -> np.ndarray:
        """See ``Embedder.embed_query``."""
        vector: np.ndarray = self._embedded([self._query_prompt + text[: self.max_tokens]])[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens``."""
        return [len(text) for text in texts]

    def _embedded(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack(self._server.in_batches(texts, self._ask))

    def _ask(self, texts: Sequence[str]) -> Sequence[np.ndarray]:
        """Unit-length vectors of one request."""
        vectors = self._tei(texts) if self._is_tei else self._openai(texts)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.ndim == 2 else np.zeros(1)
        if len(vectors) != len(texts) or self.dimensions not in (0, vectors.shape[-1]) or not np.all(norms > 0):
            raise ModelUnavailable(
                "向量服务返回的向量个数或维数不对，请检查 HUIZHAO_EMBEDDING__BASE_URL、__MODEL 和 __DIMENSIONS"
            )
        return list(vectors / norms)

    def _openai(self, texts: Sequence[str]) -> np.ndarray:
        reply = self._server.post("embeddings", {"model": self._model, "input": list(texts)})
        try:
            data = sorted(reply["data"], key=lambda item: item["index"])  # type: ignore[index]  # what is not so is caught
            return np.array([item["embedding"] for item in data], dtype=np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise self._server.malformed() from error

    def _tei(self, texts: Sequence[str]) -> np.ndarray:
        reply = self._server.post("embed", {"inputs": list(texts), "normalize": True, "truncate": False})
        try:
            return np.array(reply, dtype=np.float32)
        except (ValueError, TypeError) as error:
            raise self._server.malformed() from error
