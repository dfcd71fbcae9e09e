"""Tools over HTTP: the list, calling them as whoever the token stands for, and errors in the one shape."""

from pathlib import Path

import pytest

from assistant.retrieval.embedding import Embedder
from assistant.sections.service import LimitSettings
from assistant.settings import Settings
from assistant.tools.toolbox import TOOLS
from tests.api.conftest import World, opened

DAY = "2026-11-30"


def test_the_list_tells_what_each_tool_takes_and_gives(world: World) -> None:
    listed = world.client.get("/api/tools").json()["tools"]
    assert [tool["name"] for tool in listed] == list(TOOLS)
    for tool in listed:
        assert tool["input_schema"] == TOOLS[tool["name"]].input_schema
        assert tool["output_schema"] == TOOLS[tool["name"]].output_schema


def test_each_tool_is_described_to_programs_as_a_route_of_its_own(world: World) -> None:
    paths = world.client.get("/openapi.json").json()["paths"]
    for name, tool in TOOLS.items():
        route = paths[f"/api/tools/{name}"]["post"]
        assert route["operationId"] == name and route["description"] == tool.both_languages
        assert "application/json" in route["requestBody"]["content"]
        assert "$ref" in route["responses"]["200"]["content"]["application/json"]["schema"]
    assert "/api/tools/{name}" not in paths


@pytest.mark.parametrize(
    ("who", "found"), [("anonymous", False), ("investor", False), ("staff", True), ("admin", True)]
)
def test_a_tool_answers_as_the_token_stands_for(world: World, who: str, found: bool) -> None:
    body = {"query": "洽谈底线 不得对外透露", "as_of": DAY, "limit": 50}
    response = world.client.post("/api/tools/search_passages", json=body, headers=world.headers[who])
    assert response.status_code == 200
    assert ("百分之七十" in response.text) is found


@pytest.mark.parametrize(
    ("name", "body", "status", "code", "message"),
    [
        pytest.param("search_passages", {}, 422, "invalid_input", "query 没有填写", id="missing"),
        pytest.param("search_passages", {"query": " "}, 400, "invalid_input", "请写明要查找的内容", id="blank"),
        pytest.param("list_documents", {"issued_to": "昨天"}, 422, "invalid_input", "issued_to 应为日期", id="no-day"),
        pytest.param(
            "match_listings", {"area_min_m2": "大"}, 422, "invalid_input", "area_min_m2 应为数字", id="no-number"
        ),
        pytest.param("read_document", {"document": "没有"}, 404, "not_found", "资料库中没有“没有”", id="no-document"),
        pytest.param("drop_tables", {}, 404, "not_found", "可用的有：search_passages", id="no-tool"),
    ],
)
def test_errors_have_the_one_shape(
    world: World, name: str, body: dict[str, object], status: int, code: str, message: str
) -> None:
    response = world.client.post(f"/api/tools/{name}", json=body)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert message in response.json()["error"]["message"]


def test_a_token_that_stands_for_nobody_is_refused(world: World) -> None:
    headers = {"Authorization": "Bearer nobody"}
    assert world.client.post("/api/tools/list_documents", json={}, headers=headers).status_code == 401


def test_calls_are_counted_like_searches(prepared: Path, embedder: Embedder, tmp_path: Path) -> None:
    strict = Settings(limits=LimitSettings(searches_per_minute=2))
    with opened(prepared, tmp_path / "data", embedder, strict) as world:

        def statuses(who: str) -> list[int]:
            headers = world.headers[who]
            return [
                world.client.post("/api/tools/list_documents", json={}, headers=headers).status_code for _ in range(3)
            ]

        assert statuses("anonymous") == [200, 200, 429]
        assert statuses("staff") == [200, 200, 200]
