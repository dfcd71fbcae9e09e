"""Policies over HTTP: the list with its filters, the tree with citations and references, searching inside one."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.access import visible
from assistant.api.app import create_app
from assistant.records import ChunkKind, Principal, Role
from assistant.wiring import Services
from tests.conftest import ACCOUNTS

CURRENT = "云汀区支持楼宇经济高质量发展若干政策"
REPEALED = "云汀区促进楼宇经济发展办法"
INTERNAL = "工作规程"


@pytest.fixture(scope="module")
def api(district: Services) -> TestClient:
    return TestClient(create_app(district))


@pytest.fixture
def staff(api: TestClient) -> dict[str, str]:
    name, password = ACCOUNTS["staff"]
    token = api.post("/api/login", json={"username": name, "password": password}).json()["token"]
    return {"Authorization": f"Bearer {token}"}


def listed(api: TestClient, headers: dict[str, str] | None = None, **params: str) -> list[dict[str, object]]:
    return api.get("/api/policies", params=params, headers=headers or {}).json()["policies"]


def tree_of(api: TestClient, title: str, **params: str) -> dict[str, object]:
    (policy,) = listed(api, q=title)
    response = api.get(f"/api/policies/{policy['source_id']}/tree", params=params)
    assert response.status_code == 200
    return response.json()


def nodes_of(tree: dict[str, object]) -> Iterator[dict[str, object]]:
    waiting = list(tree["nodes"])
    while waiting:
        node = waiting.pop(0)
        yield node
        waiting = [*node["children"], *waiting]


def test_what_is_in_force_comes_first_and_the_facets_count_everything(api: TestClient) -> None:
    body = api.get("/api/policies").json()
    statuses = [policy["status"] for policy in body["policies"]]
    assert statuses == sorted(
        statuses, key=lambda status: ["现行有效", "待确认", "未施行", "已被修订", "已失效", "已废止"].index(status)
    )
    for facet in ("forms", "issuers", "statuses"):
        assert sum(entry["count"] for entry in body[facet]) == body["total"] == len(body["policies"])


@pytest.mark.parametrize(
    ("params", "holds"),
    [
        pytest.param({"kind": "办法"}, lambda policy: policy["form"] == "办法", id="kind"),
        pytest.param({"status": "已废止"}, lambda policy: policy["status"] == "已废止", id="status"),
        pytest.param(
            {"issuer": "澜州市云汀区人民政府办公室"}, lambda policy: "办公室" in policy["issuer"], id="issuer"
        ),
        pytest.param(
            {"theme": "租金和用房"}, lambda policy: "租金和用房" in policy["subjects"]["themes"], id="what-is-paid-for"
        ),
        pytest.param(
            {"industry": "生物医药"}, lambda policy: "生物医药" in policy["subjects"]["industries"], id="industry"
        ),
        pytest.param({"industry": "不限行业"}, lambda policy: not policy["subjects"]["industries"], id="any-industry"),
        pytest.param(
            {"q": "楼宇 〔2025〕"}, lambda policy: "楼宇" in policy["document"], id="words-of-title-and-number"
        ),
    ],
)
def test_filters(api: TestClient, params: dict[str, str], holds: object) -> None:
    body = api.get("/api/policies", params=params).json()
    assert 0 < body["total"] < api.get("/api/policies").json()["total"]
    assert all(holds(policy) for policy in body["policies"])  # type: ignore[operator]


def test_a_repealed_policy_names_its_successor_and_held_on_an_earlier_day(api: TestClient) -> None:
    (policy,) = listed(api, q=REPEALED)
    assert (policy["status"], policy["successor"]["document"]) == ("已废止", CURRENT)
    (policy,) = listed(api, q=REPEALED, as_of="2023-06-01")
    assert policy["status"] == "现行有效"


def test_pages_of_the_list_do_not_overlap(api: TestClient) -> None:
    whole = [policy["source_id"] for policy in listed(api)]
    assert [policy["source_id"] for offset in ("0", "5") for policy in listed(api, limit="5", offset=offset)] == whole[
        :10
    ]


def test_an_internal_policy_is_not_there_for_an_investor(api: TestClient, staff: dict[str, str]) -> None:
    assert listed(api, q=INTERNAL) == []
    (policy,) = listed(api, staff, q=INTERNAL)
    for route in ("tree", "search?q=项目"):
        path = f"/api/policies/{policy['source_id']}/{route}"
        assert api.get(path).status_code == 404
        assert api.get(path, headers=staff).status_code == 200


def test_every_article_is_cited_in_full_and_leads_to_its_passages(api: TestClient, district: Services) -> None:
    tree = tree_of(api, CURRENT)
    articles = [node for node in nodes_of(tree) if node["kind"] == "条"]
    assert len(articles) == tree["articles"] == 26
    assert articles[7]["citation"] == f"《{CURRENT}》（云政规〔2025〕3号）第八条"
    item = next(node for node in nodes_of(tree) if node["kind"] == "项")
    assert item["citation"].endswith("第三条第一款第（一）项")
    for article in articles:
        for chunk_id in article["chunk_ids"]:
            chunk = district.viewer.chunk(chunk_id, Principal())
            assert chunk.passage.clause == article["label"] or chunk.passage.kind is ChunkKind.ROW
            assert visible(Principal(Role.INVESTOR), chunk)


def test_references_lead_to_nodes_of_the_same_tree(api: TestClient) -> None:
    tree = tree_of(api, CURRENT)
    by_ordinal = {node["ordinal"]: node for node in nodes_of(tree)}
    found = {}
    for node in by_ordinal.values():
        for reference in node["references"]:
            words = node["text"][reference["start"] : reference["end"]]
            found[node["place"], words] = [by_ordinal[target["ordinal"]]["place"] for target in reference["targets"]]
    assert found["第八条第一款", "第七条"] == ["第七条"]
    assert found["第十九条第二款", "前款"] == ["第十九条第一款"]
    assert found["第二十二条第一款", "本政策第八条"] == ["第八条"]


def test_the_words_of_the_tree_are_the_document(api: TestClient, district: Services) -> None:
    tree = tree_of(api, CURRENT)
    words = "".join("".join(str(node["text"]).split()) for node in nodes_of(tree))
    assert words.count("第八条") >= 1
    assert words.startswith("澜州市云汀区人民政府文件")
    assert words.endswith("印发")


@pytest.mark.parametrize(
    ("words", "places"),
    [
        pytest.param("第八条", ["第八条"], id="an-address"),
        pytest.param("第三条第一款第（二）项", ["第三条第一款第（二）项"], id="an-item"),
        pytest.param("量子计算机", [], id="nothing"),
    ],
)
def test_searching_inside_a_document(api: TestClient, words: str, places: list[str]) -> None:
    (policy,) = listed(api, q=CURRENT)
    body = api.get(f"/api/policies/{policy['source_id']}/search", params={"q": words}).json()
    assert [found["place"] for found in body["found"]] == places


def test_all_words_searched_for_stand_in_each_place_found(api: TestClient) -> None:
    (policy,) = listed(api, q=CURRENT)
    body = api.get(f"/api/policies/{policy['source_id']}/search", params={"q": "租金 补贴"}).json()
    texts = {node["ordinal"]: f"{node['heading']}{node['text']}" for node in nodes_of(tree_of(api, CURRENT))}
    assert body["total"] == len(body["found"]) > 0
    assert all("租金" in texts[found["ordinal"]] and "补贴" in texts[found["ordinal"]] for found in body["found"])


def test_a_ledger_has_no_tree(api: TestClient, district: Services) -> None:
    ledgers, _ = district.library.list(Principal(Role.STAFF), text="商务楼宇台账")
    response = api.get(f"/api/policies/{ledgers[0].id}/tree")
    assert response.status_code == 404
    assert "条款目录" in response.json()["error"]["message"]


def applying(api: TestClient, title: str, benefit: str) -> dict[str, list[dict[str, object]]]:
    (policy,) = listed(api, q=title, status="现行有效")
    answer = api.get(f"/api/policies/{policy['source_id']}/applying", params={"benefit": benefit})
    assert answer.status_code == 200
    return {told["part"]: told["quotes"] for told in answer.json()["parts"]}


def test_how_to_apply_is_read_from_the_policy_its_notice_and_the_guide(api: TestClient) -> None:
    told = applying(api, CURRENT, "租金补贴")
    words = {part: "".join(str(quote["text"]) for quote in quotes) for part, quotes in told.items()}
    assert "每年3月" in words["window"]
    assert "2026年11月16日至12月15日" in words["window"]
    assert "租赁合同" in words["papers"]
    assert "A08" in words["office"]
    assert "0999-5550125" in words["telephone"]
    assert told["window"][0]["own"] and told["window"][0]["clause"] == "第二十条"
    notice = next(quote for quote in told["window"] if not quote["own"])
    assert (notice["document"], notice["issued_on"]) == ("关于开展2026年度楼宇政策补充申报的通知", "2026-11-10")


def test_the_notice_of_one_policy_is_not_told_of_another(api: TestClient) -> None:
    told = applying(api, "总部经济", "落户奖励")
    assert all("楼宇" not in str(quote["document"]) for quotes in told.values() for quote in quotes)
    assert "4月和10月" in str(told["window"][0]["text"])


def test_how_to_apply_for_what_one_may_not_see_is_not_told(api: TestClient, district: Services) -> None:
    admin = Principal(Role.ADMIN)
    (internal,) = [one for one in district.library.list(admin, limit=500)[0] if INTERNAL in one.title]
    assert api.get(f"/api/policies/{internal.id}/applying").status_code == 404
