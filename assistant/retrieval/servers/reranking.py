"""An optional cross-encoder over the first candidates: on this machine, or on a server."""

from collections.abc import Sequence
from typing import Protocol

import torch

from assistant.errors import ModelUnavailable
from assistant.settings import RetrievalSettings


class Scorer(Protocol):
    """What the search needs of a reranker."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Relevance of each passage to the question, higher is better. Raises ModelUnavailable: the order found without it stands."""
        ...


def load_reranker(settings: RetrievalSettings) -> Scorer | None:
    """The configured reranker, None without one. Raises ModelUnavailable for a folder that is no model, a server without a model's name."""
    if settings.reranker_url:
        from assistant.retrieval.servers.rerank_server import RerankServer  # with its HTTP client

        return RerankServer(settings)
    return Reranker(settings.reranker) if settings.reranker else None


class Reranker:
    """Any sentence-transformers CrossEncoder, by folder or name."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder  # takes ten seconds, and few use a reranker

        try:
            self._model = CrossEncoder(model, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelUnavailable(f"无法加载重排模型“{model}”，请检查 HUIZHAO_RETRIEVAL__RERANKER") from error

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """See ``Scorer.scores``."""
        if not passages:
            return []
        with torch.inference_mode():
            predicted = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return [float(score) for score in predicted]
