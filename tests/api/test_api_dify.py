"""Dify's own client, step by step, against the running API: saving an address with its key, asking, reading what comes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.limiting import Limits
from assistant.api.metadata_conditions import Condition, Conditions, Metadata, Operator, Value
from assistant.records import Role
from assistant.sections.service import LimitSettings
from tests.api.conftest import PASSWORD, World
from tests.serving import serving

RENT = "总部企业租用办公用房有什么补贴"
METADATA: Metadata = {"document": "租金补贴办法", "kind": "policy", "page": 3, "valid_from": "2024-04-01"}


@dataclass(frozen=True)
class DifyClient:
    """Does what Dify's ``ExternalDatasetService`` does: no body to try an address, every field sent, null where none is set."""

    endpoint: str
    api_key: str

    def save(self) -> int:
        """The status that Dify sees when somebody saves the address: 404, 403 and 502 are shown as errors."""
        headers = {"Authorization": f"Bearer {self.api_key}"}
        return httpx.post(f"{self.endpoint}/retrieval", headers=headers).status_code

    def response(self, knowledge_id: str, query: str, **parameters: object) -> httpx.Response:
        body = {
            "retrieval_setting": {
                "top_k": parameters.get("top_k", 4),
                "score_threshold": parameters.get("score_threshold", 0.0),
            },
            "query": query,
            "knowledge_id": knowledge_id,
            "metadata_condition": parameters.get("metadata_condition"),
        }
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.api_key}"}
        return httpx.post(f"{self.endpoint}/retrieval", content=json.dumps(body), headers=headers, timeout=60)

    def records(self, knowledge_id: str, query: str, **parameters: object) -> list[dict]:
        response = self.response(knowledge_id, query, **parameters)
        assert response.status_code == 200, response.text
        records = response.json()["records"]
        for record in records:  # what Dify's retrieval makes documents of
            assert set(record) == {"content", "score", "title", "metadata"}
            assert isinstance(record["metadata"], dict)
            assert all(isinstance(value, str | int) for value in record["metadata"].values())
            assert 0 <= record["score"] <= 1
        scores = [record["score"] for record in records]
        assert scores == sorted(scores, reverse=True)
        return records


@pytest.fixture(scope="module")
def endpoint(world: World) -> Iterator[str]:
    with serving(world.client.app, started=True) as address:
        yield address


@pytest.fixture(scope="module")
def keys(world: World) -> dict[str, str]:
    return {name: world.services.accounts.create_api_token(name, "Dify") for name in ("investor", "staff")}


@pytest.fixture
def dify(endpoint: str, keys: dict[str, str]) -> Callable[[str], DifyClient]:
    return lambda who: DifyClient(endpoint, keys[who])


def test_an_address_can_be_saved_and_a_wrong_key_is_noticed(dify: Callable[[str], DifyClient], endpoint: str) -> None:
    assert dify("investor").save() not in {404, 403, 502}
    assert DifyClient(endpoint, "hz_wrong").save() == 403


def test_passages_come_with_their_source(dify: Callable[[str], DifyClient], world: World, keys: dict[str, str]) -> None:
    first = dify("investor").records("all", RENT)[0]
    assert first["title"] == "云汀区支持总部企业租用办公用房办法"
    assert "按实际租金的百分之五十给予补贴" in first["content"]
    assert first["score"] > 0.5
    metadata = first["metadata"]
    assert metadata["citation"] == "《云汀区支持总部企业租用办公用房办法》第二条"
    assert metadata["clause"] == "第二条"
    assert metadata["status"] == "现行有效"
    assert (metadata["valid_from"], metadata["valid_to"]) == ("2024-04-01", "2099-03-31")
    assert metadata["document_id"] == world.documents["public"]
    assert "page" not in metadata, "what a passage does not have is left out"
    opened = httpx.get(metadata["url"], headers={"Authorization": f"Bearer {keys['investor']}"})
    assert "百分之五十" in opened.json()["quote"]


def test_the_key_decides_what_is_found(dify: Callable[[str], DifyClient]) -> None:
    query = "总部企业租金补贴的洽谈底线"
    outside, inside = (dify(who).records("all", query, top_k=10) for who in ("investor", "staff"))
    assert {record["metadata"]["clearance"] for record in outside} == {"public"}
    assert not any("百分之七十" in record["content"] for record in outside)
    assert "百分之七十" in inside[0]["content"]


def test_columns_for_staff_reach_no_investor(dify: Callable[[str], DifyClient]) -> None:
    for query in ("澜汀大厦的底价是多少", "底价(元/㎡·月)：48"):
        outside, inside = (
            json.dumps(dify(who).records("all", query, top_k=50), ensure_ascii=False) for who in ("investor", "staff")
        )
        assert "澜汀大厦" in outside
        assert "底价" not in outside.replace("洽谈底线", "")
        assert "底价" in inside


@pytest.mark.parametrize(
    ("knowledge_id", "kinds"),
    [
        pytest.param("all", {"policy", "listing", "report"}, id="all"),
        pytest.param("policy", {"policy"}, id="policies"),
        pytest.param("listing", {"listing"}, id="listings"),
        pytest.param("report", {"report"}, id="reports"),
        pytest.param("guide", set(), id="none-held"),
    ],
)
def test_a_knowledge_id_is_a_kind_of_document(
    dify: Callable[[str], DifyClient], knowledge_id: str, kinds: set[str]
) -> None:
    records = dify("investor").records(knowledge_id, "云汀区 租金 签约 项目", top_k=50)
    assert {record["metadata"]["kind"] for record in records} == kinds


def test_number_and_threshold_hold(dify: Callable[[str], DifyClient]) -> None:
    client = dify("investor")
    all_of_them = client.records("all", RENT, top_k=100)
    assert len(client.records("all", RENT, top_k=2)) == 2
    assert client.records("all", RENT, top_k=2) == all_of_them[:2]
    assert len(client.records("all", RENT, top_k=None)) == 4
    middle = all_of_them[1]["score"]
    sure = client.records("all", RENT, top_k=100, score_threshold=middle)
    assert sure == [record for record in all_of_them if record["score"] >= middle]
    assert client.records("all", "量子引力的重整化方案", score_threshold=0.5) == []
    assert client.records("all", RENT, score_threshold=None, top_k=100) == all_of_them


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        pytest.param({"name": "document", "comparison_operator": "contains", "value": "租用办公用房"}, {"public"}, id="document"),
        pytest.param({"name": "clause", "comparison_operator": "is", "value": "第二条"}, {"public"}, id="clause"),
        pytest.param({"name": ["sheet", "page"], "comparison_operator": "not empty"}, {"bulletin"}, id="several-names"),
        pytest.param({"name": "kind", "comparison_operator": "in", "value": ["listing", "report"]}, {"ledger", "bulletin"}, id="in"),
        pytest.param({"name": "valid_from", "comparison_operator": "before", "value": "2024-05-01"}, {"public"}, id="before"),
        pytest.param({"name": "valid_from", "comparison_operator": "before", "value": 1711929600}, set(), id="seconds"),
        pytest.param({"name": "no_such_field", "comparison_operator": "is", "value": "x"}, set(), id="unknown-field"),
    ],
)  # fmt: skip
def test_conditions_on_metadata_hold(
    dify: Callable[[str], DifyClient], world: World, condition: dict, found: set[str]
) -> None:
    together = {"logical_operator": "and", "conditions": [condition]}
    records = dify("investor").records("all", "云汀区 租金 签约 项目", top_k=50, metadata_condition=together)
    assert {record["metadata"]["document_id"] for record in records} == {world.documents[name] for name in found}


def test_one_of_several_conditions_may_be_enough(dify: Callable[[str], DifyClient]) -> None:
    conditions = [
        {"name": "kind", "comparison_operator": "is", "value": "report"},
        {"name": "clause", "comparison_operator": "is", "value": "第三条"},
    ]
    either, both = (
        dify("investor").records(
            "all", "云汀区", top_k=50, metadata_condition={"logical_operator": word, "conditions": conditions}
        )
        for word in ("or", "and")
    )
    assert {(record["metadata"]["kind"], record["metadata"].get("clause")) for record in either} == {
        ("report", None),
        ("policy", "第三条"),
    }
    assert both == []


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        pytest.param({}, 1001, id="none"),
        pytest.param({"Authorization": "hz_key"}, 1001, id="no-bearer"),
        pytest.param({"Authorization": "Bearer "}, 1001, id="empty"),
        pytest.param({"Authorization": "Bearer hz_wrong"}, 1002, id="unknown-key"),
    ],
)
def test_a_key_that_opens_nothing_is_told_in_difys_terms(world: World, headers: dict[str, str], code: int) -> None:
    body = {"knowledge_id": "all", "query": RENT, "retrieval_setting": {"top_k": 2, "score_threshold": 0.0}}
    response = world.client.post("/retrieval", json=body, headers=headers)
    assert response.status_code == 403
    assert response.json()["error_code"] == code
    assert "API Key" in response.json()["error_msg"]


@pytest.mark.parametrize(
    ("body", "status", "code", "says"),
    [
        pytest.param({"knowledge_id": "wiki", "query": "x"}, 404, 2001, "policy、report、listing", id="no-such-knowledge"),
        pytest.param({"query": "x"}, 422, 422, "knowledge_id 没有填写", id="no-knowledge"),
        pytest.param({"knowledge_id": "all", "query": " "}, 400, 400, "请输入", id="nothing-asked"),
        pytest.param({"knowledge_id": "all", "query": "x", "retrieval_setting": {"top_k": 0}}, 422, 422, "top_k", id="top-k"),
        pytest.param(
            {"knowledge_id": "all", "query": "x", "metadata_condition": {"conditions": [{"name": "a", "comparison_operator": "like"}]}},
            422, 422, "comparison_operator", id="unknown-operator",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_told_in_difys_terms(
    world: World, body: dict, status: int, code: int, says: str
) -> None:
    response = world.client.post("/retrieval", json=body, headers=world.headers["investor"])
    assert response.status_code == status
    assert response.json()["error_code"] == code
    assert says in response.json()["error_msg"]


def test_an_unexpected_error_shows_only_a_reference(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(world.services.retriever), "search", fail)
    response = world.client.post(
        "/retrieval", json={"knowledge_id": "all", "query": "x"}, headers=world.headers["investor"]
    )
    assert response.status_code == 500
    assert response.json()["error_code"] == 500
    assert "编号" in response.json()["error_msg"]
    assert "secret" not in response.text


def test_an_investors_key_is_counted(world: World) -> None:
    app = create_app(world.services)
    app.state.limits = Limits(LimitSettings(searches_per_minute=2))
    client = TestClient(app)
    body = {"knowledge_id": "all", "query": RENT}
    answers = [client.post("/retrieval", json=body, headers=world.headers["investor"]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["error_code"] == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_revoked_key_opens_nothing_any_more(own_world: World) -> None:
    accounts = own_world.services.accounts
    accounts.add("dify", PASSWORD, Role.INVESTOR)
    headers = {"Authorization": f"Bearer {accounts.create_api_token('dify', 'Dify')}"}
    body = {"knowledge_id": "all", "query": RENT}
    assert own_world.client.post("/retrieval", json=body, headers=headers).status_code == 200
    accounts.disable("dify")
    response = own_world.client.post("/retrieval", json=body, headers=headers)
    assert (response.status_code, response.json()["error_code"]) == (403, 1002)


def _condition(operator: Operator, *values: Value, field: str = "document") -> Condition:
    return Condition((field,), operator, values)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param(_condition("contains", "租金"), True, id="contains"),
        pytest.param(_condition("contains", "奖励", "补贴"), True, id="contains-one-of-several"),
        pytest.param(_condition("not contains", "租金"), False, id="not-contains"),
        pytest.param(_condition("not contains", "租金", field="issuer"), True, id="an-empty-field-contains-nothing"),
        pytest.param(_condition("start with", "租金"), True, id="start"),
        pytest.param(_condition("end with", "办法"), True, id="end"),
        pytest.param(_condition("is", "POLICY", field="kind"), True, id="case-does-not-matter"),
        pytest.param(_condition("is not", "policy", field="kind"), False, id="is-not"),
        pytest.param(_condition("in", "report, policy", field="kind"), True, id="in-a-text-with-commas"),
        pytest.param(_condition("not in", "report", "guide", field="kind"), True, id="not-in"),
        pytest.param(_condition("empty", field="issuer"), True, id="empty"),
        pytest.param(_condition("not empty"), True, id="not-empty"),
        pytest.param(_condition("not null", field="issuer"), False, id="not-null"),
        pytest.param(_condition("=", "3", field="page"), True, id="equal-as-numbers"),
        pytest.param(_condition("≠", 4, field="page"), True, id="unequal"),
        pytest.param(_condition(">", 2.5, field="page"), True, id="greater"),
        pytest.param(_condition("≤", 2, field="page"), False, id="at-most"),
        pytest.param(_condition("≥", "2024-04-01", field="valid_from"), True, id="days-have-an-order"),
        pytest.param(_condition(">", "many", field="page"), False, id="no-number"),
        pytest.param(_condition(">", 10**400, field="page"), False, id="no-number-that-computes"),
        pytest.param(_condition("before", 10**400, field="valid_from"), False, id="no-day-of-the-calendar"),
        pytest.param(_condition("after", "inf", field="valid_from"), False, id="no-end-of-days"),
        pytest.param(_condition("after", "2024", field="valid_from"), True, id="a-year-is-its-first-day"),
        pytest.param(_condition("after", "2024-04-01T08:00:00", field="valid_from"), False, id="a-moment-of-the-day"),
        pytest.param(_condition("before", "some day", field="valid_from"), False, id="no-day"),
    ],
)
def test_operators(condition: Condition, holds: bool) -> None:
    assert condition.holds(METADATA) is holds
    assert Conditions((condition,)).hold(METADATA) is holds


def test_what_is_not_known_yet_excludes_nothing() -> None:
    kind, clause = _condition("is", "report", field="kind"), _condition("is", "第二条", field="clause")
    unknown = frozenset({"clause"})
    assert Conditions((clause,)).may_hold(METADATA, unknown)
    assert not Conditions((kind, clause)).may_hold(METADATA, unknown)
    assert Conditions((kind, clause), any_of=True).may_hold(METADATA, unknown)
    assert not Conditions((kind,), any_of=True).may_hold(METADATA, unknown)
    assert Conditions(any_of=True).hold(METADATA)
