"""Clauses by their address over HTTP."""

import pytest

from tests.api.conftest import World


def get(world: World, address: str, account: str | None = None, **params: str):
    headers = world.headers[account] if account else {}
    return world.client.get("/api/clauses", params={"address": address, **params}, headers=headers)


def test_a_clause_comes_whole_with_its_place_and_validity(world: World) -> None:
    [entry] = get(world, "云政规〔2024〕3号第二条").json()["clauses"]
    assert entry["outcome"] == "found"
    assert entry["text"].endswith("期限三年。")
    assert entry["label"] == "《云汀区支持总部企业租用办公用房办法》第二条"
    assert entry["status"] == "现行有效"
    assert entry["chunk_id"] == entry["chunk_ids"][0]
    assert world.client.get(f"/api/chunks/{entry['chunk_id']}").json()["references"] == []


def test_the_day_asked_about_decides_the_status(world: World) -> None:
    [entry] = get(world, "云政规〔2024〕3号第二条", as_of="2024-03-31").json()["clauses"]
    assert entry["status"] == "未施行"


def test_what_is_found_and_what_is_not_come_together(world: World) -> None:
    found, missing = get(world, "云政规〔2024〕3号第二条和第九条").json()["clauses"]
    assert (found["outcome"], missing["outcome"]) == ("found", "no_article")
    assert "该办法共三条" in missing["message"]


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        pytest.param("云政规〔2024〕3号第九条", 404, "该办法共三条", id="no-such-article"),
        pytest.param("《土地管理法》第九条", 404, "没有《土地管理法》", id="no-such-document"),
        pytest.param("第九条", 400, "请写明文件和条号", id="no-document-named"),
        pytest.param("", 400, "请写明文件和条号", id="empty"),
        pytest.param("《甲》第" + "九" * 3000 + "条", 422, "", id="too-long"),
        pytest.param("云政规〔2024〕3号第" + "九" * 900 + "条", 400, "请写明", id="a-number-beyond-reason"),
    ],
)
def test_an_address_that_leads_nowhere_says_why(world: World, address: str, status: int, says: str) -> None:
    response = get(world, address)
    assert response.status_code == status
    assert says in response.json()["error"]["message"]


def test_an_investor_learns_nothing_of_an_internal_document(world: World) -> None:
    asked = get(world, "《招商洽谈内部口径》第一条")
    unknown = get(world, "《没有这份的内部口径》第一条")
    assert asked.status_code == unknown.status_code == 404
    assert asked.json()["error"]["message"].replace("招商洽谈", "没有这份的") == unknown.json()["error"]["message"]
    assert get(world, "《招商洽谈内部口径》第一条", "staff").status_code == 200
