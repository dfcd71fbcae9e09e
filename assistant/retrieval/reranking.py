"""An optional cross-encoder over the first candidates."""

from collections.abc import Sequence

import torch

from assistant.errors import ModelUnavailable


class Reranker:
    """Any sentence-transformers CrossEncoder, by folder or name."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder  # takes ten seconds, and few use a reranker

        try:
            self._model = CrossEncoder(model, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelUnavailable(f"无法加载重排模型“{model}”，请检查 HUIZHAO_RETRIEVAL__RERANKER") from error

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Relevance of each passage to the question, higher is better."""
        if not passages:
            return []
        with torch.inference_mode():
            predicted = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return [float(score) for score in predicted]
