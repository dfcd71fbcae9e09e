"""Servers that compute vectors and relevance: their shapes, their limits, their faults, and what an operator is told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from assistant.doctor import State, examine
from assistant.errors import ModelUnavailable, PassageTooLong
from assistant.retrieval.embedding import Embedder, load_embedder
from assistant.retrieval.servers.rerank_server import RerankServer
from assistant.retrieval.servers.reranking import load_reranker
from assistant.settings import EmbeddingSettings, RetrievalSettings, Settings
from tests.model_servers import ScriptedServer, scripted_server


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as script:
        yield script


@pytest.fixture
def embedder(server: ScriptedServer) -> Callable[..., Embedder]:
    def load(**changes: object) -> Embedder:
        values = {
            "base_url": f"{server.address}/v1",
            "model": "bge-m3",
            "api_key": "secret",
            "dimensions": 3,
            **changes,
        }
        return load_embedder(EmbeddingSettings(**values))  # type: ignore[arg-type]

    return load


@pytest.fixture
def reranker(server: ScriptedServer) -> Callable[..., RerankServer]:
    def load(**changes: object) -> RerankServer:
        values = {"reranker_url": f"{server.address}/v1", "reranker": "bge-reranker-v2-m3", **changes}
        loaded = load_reranker(RetrievalSettings(**values))  # type: ignore[arg-type]
        assert isinstance(loaded, RerankServer)
        return loaded

    return load


def test_vectors_come_in_the_order_of_the_texts(server: ScriptedServer, embedder: Callable[..., Embedder]) -> None:
    made = embedder(document_prompt="passage: ", query_prompt="query: ", dimensions=0)
    assert made.dimensions == 3
    vectors = made.embed_documents(["一", "一二三"] * 40)
    assert vectors.shape == (80, 3)
    assert np.allclose(vectors[0], np.array([10, 1, 0]) / np.sqrt(101))
    assert np.allclose(vectors[79], np.array([12, 1, 0]) / np.sqrt(145))
    made.embed_query("问")
    assert server.seen[-1] == ("/v1/embeddings", {"model": "bge-m3", "input": ["query: 问"]})
    assert server.keys[-1] == "Bearer secret"
    assert made.embed_documents([]).shape == (0, 3)


def test_teis_own_shape_is_spoken_too(server: ScriptedServer, embedder: Callable[..., Embedder]) -> None:
    made = embedder(api="tei", base_url=server.address)
    assert np.allclose(made.embed_documents(["一二三"])[0], np.array([3, 1, 0]) / np.sqrt(10))
    assert server.seen[-1] == ("/embed", {"inputs": ["一二三"], "normalize": True, "truncate": False})


@pytest.mark.parametrize("status", [pytest.param(422, id="tei"), pytest.param(413, id="too-large")])
@pytest.mark.parametrize("shape", ["openai", "tei"])
def test_a_batch_that_is_too_much_is_halved_and_the_limit_is_kept(
    server: ScriptedServer, embedder: Callable[..., Embedder], shape: str, status: int
) -> None:
    made = embedder(api=shape, base_url=server.address if shape == "tei" else f"{server.address}/v1")
    server.most_texts, server.limit_status = 10, status
    texts = ["字" * number for number in range(1, 101)]
    vectors = made.embed_documents(texts)
    assert np.allclose(vectors[:, 0] / vectors[:, 1], np.arange(1, 101)), "each in its place"
    refused = [size for size in server.sizes() if size > 10]
    assert refused == [64, 32, 16, 16, 32, 16, 16], "what is refused is halved until it is taken"
    server.seen.clear()
    made.embed_documents(texts)
    assert max(server.sizes()) == 8, "and is not tried again"


def test_one_text_too_long_does_not_make_all_later_batches_small(
    server: ScriptedServer, embedder: Callable[..., Embedder], caplog: pytest.LogCaptureFixture
) -> None:
    made = embedder()
    server.longest_text = 50
    with pytest.raises(ModelUnavailable, match="HUIZHAO_EMBEDDING__MAX_TOKENS"):
        made.embed_documents(["短"] * 9 + ["长" * 60])
    assert "must have less than 50 tokens" in caplog.text, "the operator can read what the server said"
    server.seen.clear()
    made.embed_documents(["短"] * 64)
    assert server.sizes() == [64]
    with pytest.raises(PassageTooLong):
        made.embed_documents(["长" * 600])


@pytest.mark.parametrize("status", [pytest.param(429, id="quota"), pytest.param(503, id="overloaded")])
def test_a_busy_server_is_asked_again(
    server: ScriptedServer, embedder: Callable[..., Embedder], reranker: Callable[..., RerankServer], status: int
) -> None:
    server.refusals += [(status, {})]
    assert embedder().embed_query("问").shape == (3,)
    server.refusals += [(status, {})]
    assert reranker().scores("问", ["一"]) == [-1.0]
    assert len(server.seen) == 4


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        pytest.param("7", [7.0], id="as-long-as-it-says"),
        pytest.param("86400", [30.0], id="within-reason"),
        pytest.param("Wed, 21 Oct 2026 07:28:00 GMT", [0.5], id="a-date-is-not-waited-for"),
    ],
)
def test_a_busy_server_may_say_how_long_to_wait(
    server: ScriptedServer,
    embedder: Callable[..., Embedder],
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    waits: list[float],
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waited.append)
    server.refusals += [(429, {"Retry-After": asked})]
    embedder().embed_query("问")
    assert waited == waits


def test_a_server_that_stays_busy_is_given_up(
    server: ScriptedServer, embedder: Callable[..., Embedder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    server.refusals += [(503, {})] * 9
    with pytest.raises(ModelUnavailable, match="向量服务繁忙"):
        embedder().embed_query("问")
    assert len(server.seen) == 4


@pytest.mark.parametrize(
    ("status", "says"),
    [
        pytest.param(401, "HUIZHAO_EMBEDDING__API_KEY", id="key"),
        pytest.param(404, "HUIZHAO_EMBEDDING__MODEL", id="model"),
        pytest.param(405, "HUIZHAO_EMBEDDING__BASE_URL", id="address"),
        pytest.param(400, "服务的原话见日志", id="anything-else"),
    ],
)
def test_a_refusal_is_final_and_says_what_to_check(
    server: ScriptedServer, embedder: Callable[..., Embedder], status: int, says: str
) -> None:
    server.refusals += [(status, {})]
    with pytest.raises(ModelUnavailable, match=says):
        embedder().embed_query("问")
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"<html>", id="not-json"),
        pytest.param(b"[]", id="another-shape"),
        pytest.param(b'{"data": []}', id="too-few-vectors"),
        pytest.param(b'{"data": [{"index": 0, "embedding": "x"}]}', id="not-a-vector"),
        pytest.param(b'{"data": [{"index": 0, "embedding": [0.0, 0.0, 0.0]}]}', id="a-vector-without-length"),
        pytest.param(b'{"data": [{"index": 0, "embedding": [1.0, 0.0]}]}', id="other-dimensions"),
    ],
)
def test_a_reply_that_is_none_is_an_error(
    server: ScriptedServer, embedder: Callable[..., Embedder], reply: bytes
) -> None:
    made = embedder()
    server.reply = reply
    with pytest.raises(ModelUnavailable, match="BASE_URL"):
        made.embed_documents(["问"])


@pytest.mark.parametrize(
    "address", [pytest.param("http://127.0.0.1:9/v1", id="absent"), pytest.param("not a url", id="no-address")]
)
def test_an_absent_server_says_so(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    with pytest.raises(ModelUnavailable, match="HUIZHAO_EMBEDDING__BASE_URL"):
        load_embedder(EmbeddingSettings(base_url=address, model="bge-m3"))


def test_a_slow_server_is_not_waited_for_longer_than_is_set(
    server: ScriptedServer, reranker: Callable[..., RerankServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    server.delay_s = 0.5
    with pytest.raises(ModelUnavailable, match=r"没有在 0\.1 秒内答复"):
        reranker(reranker_timeout_s=0.1).scores("问", ["一"])


@pytest.mark.parametrize("kind", ["embedding", "reranking"])
def test_a_server_needs_its_models_name(kind: str) -> None:
    with pytest.raises(ModelUnavailable, match=r"HUIZHAO_(EMBEDDING__MODEL|RETRIEVAL__RERANKER) "):
        if kind == "embedding":
            load_embedder(EmbeddingSettings(base_url="http://127.0.0.1:9/v1"))
        else:
            load_reranker(RetrievalSettings(reranker_url="http://127.0.0.1:9/v1"))


def test_scores_come_in_the_order_of_the_passages(
    server: ScriptedServer, reranker: Callable[..., RerankServer]
) -> None:
    passages = ["一二三四", "一", "一二"]
    assert reranker(reranker_key="secret").scores("问", passages) == [-4.0, -1.0, -2.0]
    body = {"model": "bge-reranker-v2-m3", "query": "问", "documents": passages, "top_n": 3}
    assert server.seen == [("/v1/rerank", body)]
    assert server.keys == ["Bearer secret"]
    tei = reranker(reranker_url=server.address, reranker_api="tei", reranker="")
    assert tei.scores("问", passages) == [-4.0, -1.0, -2.0]
    assert server.seen[1:] == [("/rerank", {"query": "问", "texts": passages, "truncate": True})]
    assert tei.scores("问", []) == []
    assert len(server.seen) == 2


def test_passages_beyond_the_servers_batch_are_scored_in_parts(
    server: ScriptedServer, reranker: Callable[..., RerankServer]
) -> None:
    server.most_texts = 8
    passages = ["字" * number for number in range(20, 0, -1)]
    assert reranker().scores("问", passages) == [-float(number) for number in range(20, 0, -1)]
    assert server.sizes() == [20, 10, 5, 5, 10, 5, 5]


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b'{"results": [{"index": 0, "relevance_score": 1}]}', id="one-too-few"),
        pytest.param(b'[{"index": 0, "score": 1}, {"index": 1, "score": 2}]', id="another-shape"),
        pytest.param(b'{"results": [{"index": 0}, {"index": 1}]}', id="no-scores"),
    ],
)
def test_a_reranker_of_another_shape_says_what_to_check(
    server: ScriptedServer, reranker: Callable[..., RerankServer], reply: bytes
) -> None:
    server.reply = reply
    with pytest.raises(ModelUnavailable, match="HUIZHAO_RETRIEVAL__RERANKER_API"):
        reranker().scores("问", ["一", "二"])


def test_a_reranker_that_failed_rests(
    server: ScriptedServer,
    reranker: Callable[..., RerankServer],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = 1000.0
    monkeypatch.setattr("assistant.retrieval.servers.rerank_server.time.monotonic", lambda: now)
    made = reranker()
    server.refusals += [(401, {})]
    with caplog.at_level(logging.WARNING), pytest.raises(ModelUnavailable, match="RERANKER_KEY"):
        made.scores("问", ["一"])
    assert "RERANKER_KEY" in caplog.text
    with pytest.raises(ModelUnavailable, match="暂时不用"):
        made.scores("问", ["一"])
    assert len(server.seen) == 1
    now += 31
    assert made.scores("问", ["一"]) == [-1.0]


@pytest.mark.model
def test_doctor_looks_at_the_rerank_server(server: ScriptedServer, tmp_path: object) -> None:
    loaded = load_embedder(EmbeddingSettings())

    def found(**changes: object) -> tuple[State, str]:
        retrieval = RetrievalSettings(**changes)  # type: ignore[arg-type]
        settings = Settings(data_dir=tmp_path, retrieval=retrieval)  # type: ignore[arg-type]
        return next((one.state, one.detail) for one in examine(settings, loaded) if one.part == "重排模型")

    assert found()[0] is State.OPTIONAL
    address = f"{server.address}/v1"
    assert found(reranker_url=address, reranker="bge")[0] is State.GOOD
    server.refusals += [(403, {})]
    state, detail = found(reranker_url=address, reranker="bge")
    assert state is State.BAD
    assert "HUIZHAO_RETRIEVAL__RERANKER_KEY" in detail
