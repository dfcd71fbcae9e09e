"""A reranker on a server."""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

from assistant.errors import ModelUnavailable
from assistant.retrieval.servers.model_server import ModelServer, Wording
from assistant.settings import RetrievalSettings

log = logging.getLogger(__name__)

_ATTEMPTS = 2
_RESTS_S = 30.0
_WORDING = Wording(
    service="重排服务",
    url="HUIZHAO_RETRIEVAL__RERANKER_URL",
    model="HUIZHAO_RETRIEVAL__RERANKER",
    key="HUIZHAO_RETRIEVAL__RERANKER_KEY",
    shape="HUIZHAO_RETRIEVAL__RERANKER_API",
    limit="可能太长，请换一个窗口更大的模型，或让服务截断",
)


class RerankServer:
    """A reranker over HTTP: the shape of vLLM, Infinity, Jina and SiliconFlow, or TEI's. After a failure it rests, so that questions do not
    wait for a server that is away. Threads may share it."""

    def __init__(self, settings: RetrievalSettings) -> None:
        """The server is first called when something is to be scored. Raises ModelUnavailable without a model's name where one is needed."""
        self._is_tei = settings.reranker_api == "tei"
        self._model = settings.reranker
        if not self._model and not self._is_tei:
            raise ModelUnavailable("使用重排服务时，请用 HUIZHAO_RETRIEVAL__RERANKER 写明服务里的模型名")
        key = settings.reranker_key.get_secret_value()
        self._server = ModelServer(_WORDING, settings.reranker_url, key, settings.reranker_timeout_s, _ATTEMPTS)
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """See ``Scorer.scores``."""
        with self._lock:
            rests = time.monotonic() < self._rests_until
        if rests:
            raise ModelUnavailable("重排服务刚才没有答复，暂时不用它")
        try:
            return self._server.in_batches(passages, lambda batch: self._ask(question, batch))
        except ModelUnavailable as error:
            log.warning("search goes on without the reranker for %g s: %s", _RESTS_S, error)
            with self._lock:
                self._rests_until = time.monotonic() + _RESTS_S
            raise

    def _ask(self, question: str, passages: Sequence[str]) -> list[float]:
        """The scores of one request, in the order of the passages."""
        if self._is_tei:
            body = {"query": question, "texts": list(passages), "truncate": True}
        else:
            body = {"model": self._model, "query": question, "documents": list(passages), "top_n": len(passages)}
        reply = self._server.post("rerank", body)
        try:
            results: Any = reply if self._is_tei else reply["results"]  # type: ignore[index]  # what is not so is caught
            name = "score" if self._is_tei else "relevance_score"
            given = {int(item["index"]): float(item[name]) for item in results}
            return [given[number] for number in range(len(passages))]
        except (KeyError, TypeError, ValueError) as error:
            raise self._server.malformed() from error
