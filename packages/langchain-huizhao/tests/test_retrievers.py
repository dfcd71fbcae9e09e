"""What is asked of the server, what its answers become, and what its refusals are called."""

import os
from collections.abc import Callable, Iterator
from datetime import date

import httpx
import pytest
from langchain_tests.integration_tests import RetrieversIntegrationTests

from langchain_huizhao import HuizhaoAPIError, HuizhaoRetriever, HuizhaoUnreachable

HIT = {
    "chunk_id": "c1", "source_id": "d1", "document": "租房补贴办法", "label": "《租房补贴办法》第二条", "kind": "clause", "heading": "",
    "clause": "第二条", "text": "第二条 按租金的一半补贴。", "score": 4.2, "page": 3, "sheet": None, "row": None, "status": "现行有效",
    "valid_from": "2024-04-01", "valid_to": None, "clearance": "public",
}  # fmt: skip
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[httpx.Response | Answer]]:
    """Answers to be given one after the other by whatever server is asked; nothing is waited for."""
    answers: list[httpx.Response | Answer] = []

    def answer(request: httpx.Request) -> httpx.Response:
        given = answers.pop(0)
        if callable(given):
            return given(request)
        return httpx.Response(given.status_code, headers=given.headers, content=given.content)

    async def rest(_: float) -> None:
        pass

    transport = httpx.MockTransport(answer)
    for name in ("Client", "AsyncClient"):
        plain = getattr(httpx, name)
        monkeypatch.setattr(httpx, name, lambda plain=plain, **options: plain(transport=transport, **options))
    monkeypatch.setattr("langchain_huizhao.retrievers.time.sleep", lambda _: None)
    monkeypatch.setattr("langchain_huizhao.retrievers.asyncio.sleep", rest)
    yield answers
    assert not answers


def hits(*found: dict) -> httpx.Response:
    return httpx.Response(200, json={"hits": list(found), "lapsed": [], "timings_ms": {}})


def test_a_hit_becomes_a_document_with_its_citation(scripted: list) -> None:
    asked: list[httpx.Request] = []
    scripted.append(lambda request: (asked.append(request), hits(HIT))[1])
    retriever = HuizhaoRetriever(
        base_url="https://zhaoshang.example/", api_key="hz_key", k=3, kind="clause", document_kind="policy", as_of=date(2024, 5, 1)
    )  # fmt: skip
    (document,) = retriever.invoke("补贴多少")
    assert asked[0].url.copy_with(query=None) == httpx.URL("https://zhaoshang.example/api/search")
    assert dict(asked[0].url.params) == {
        "q": "补贴多少",
        "k": "3",
        "kind": "clause",
        "document_kind": "policy",
        "as_of": "2024-05-01",
    }
    assert asked[0].headers["Authorization"] == "Bearer hz_key"
    assert (document.id, document.page_content) == ("c1", HIT["text"])
    assert document.metadata["citation"] == "《租房补贴办法》第二条"
    assert document.metadata["status"] == "现行有效"
    assert "hz_key" not in repr(retriever)


async def test_a_call_may_want_another_number(scripted: list) -> None:
    numbers: list[str] = []
    scripted += [lambda request: (numbers.append(request.url.params["k"]), hits())[1]] * 4
    retriever = HuizhaoRetriever(k=3)
    retriever.invoke("补贴")
    retriever.invoke("补贴", k=1)
    await retriever.ainvoke("补贴")
    await retriever.ainvoke("补贴", k=2)
    assert numbers == ["3", "1", "3", "2"]


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_server_is_asked_again_and_given_up_in_the_end(scripted: list, status: int) -> None:
    busy = httpx.Response(
        status, headers={"Retry-After": "2"}, json={"error": {"code": "busy", "message": "请 2 秒后再试"}}
    )
    scripted += [busy, hits(HIT), busy, hits(HIT), busy, busy, busy]
    retriever = HuizhaoRetriever()
    assert len(retriever.invoke("补贴")) == 1
    assert len(await retriever.ainvoke("补贴")) == 1
    with pytest.raises(HuizhaoAPIError, match="2 秒") as raised:
        retriever.invoke("补贴")
    assert (raised.value.status, raised.value.code) == (status, "busy")


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        pytest.param(httpx.Response(401, json={"error": {"code": "not_signed_in", "message": "令牌无效"}}), "not_signed_in", "令牌无效", id="key"),
        pytest.param(httpx.Response(404, text="<html>"), "", "base_url", id="another-server"),
        pytest.param(httpx.Response(200, text="<html>"), "", "base_url", id="a-page"),
        pytest.param(httpx.Response(200, json={"hits": [{}]}), "", "base_url", id="another-shape"),
    ],
)  # fmt: skip
def test_a_refusal_says_why(scripted: list, answer: httpx.Response, code: str, says: str) -> None:
    scripted.append(answer)
    with pytest.raises(HuizhaoAPIError, match=says) as raised:
        HuizhaoRetriever().invoke("补贴")
    assert raised.value.code == code


async def test_a_server_that_is_away_is_told_apart() -> None:
    retriever = HuizhaoRetriever(base_url="http://127.0.0.1:9")
    with pytest.raises(HuizhaoUnreachable, match="base_url"):
        retriever.invoke("补贴")
    with pytest.raises(HuizhaoUnreachable, match="base_url"):
        await retriever.ainvoke("补贴")


@pytest.mark.skipif("HUIZHAO_BASE_URL" not in os.environ, reason="HUIZHAO_BASE_URL names no server")
class TestStandard(RetrieversIntegrationTests):
    """LangChain's own suite."""

    @property
    def retriever_constructor(self) -> type[HuizhaoRetriever]:
        return HuizhaoRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, object]:
        return {"base_url": os.environ["HUIZHAO_BASE_URL"]}

    @property
    def retriever_query_example(self) -> str:
        return "补贴"
