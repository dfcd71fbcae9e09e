"""Health, readiness, and documentation that loads nothing from elsewhere."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.errors import ModelUnavailable
from tests.api.conftest import World
from tests.conftest import REPOSITORY

_ELSEWHERE = re.compile(r"""(?:src|href|url)\s*[=:(]\s*["']?\s*(?:https?:)?//""")


BESIDE = {"office": "ok", "language_model": "ok", "clock": "ok"}


@pytest.fixture(autouse=True)
def with_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.api.routes.health.office_program", lambda: "/usr/bin/soffice")


def test_alive_and_ready(world: World) -> None:
    assert world.client.get("/healthz").json() == {"status": "ok"}
    ready = world.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "checks": {
            "database": "ok",
            "writing": "ok",
            "disk": "ok",
            "files": "ok",
            "store": "ok",
            "model": "ok",
            **BESIDE,
        },
    }


def test_a_broken_part_is_reported_beside_the_others(world: World) -> None:
    class NoModel:
        fingerprint = world.services.embedder.fingerprint

        def embed_query(self, text: str):
            raise ModelUnavailable("向量模型无法加载")

    class NoStore:
        def check_fingerprint(self, fingerprint: str) -> None:
            raise RuntimeError("/secret/path is gone")

    services = replace(world.services, embedder=NoModel(), store=NoStore())
    response = TestClient(create_app(services)).get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "not_ready",
        "checks": {
            "database": "ok",
            "writing": "ok",
            "disk": "ok",
            "files": "ok",
            "store": "不可用，详见服务日志",
            "model": "向量模型无法加载",
            **BESIDE,
        },
    }


def test_the_documentation_loads_nothing_from_elsewhere(world: World) -> None:
    page = world.client.get("/docs")
    assert page.status_code == 200
    assert not _ELSEWHERE.search(page.text)
    assets = re.findall(r"""(?:src|href)="([^"]+)""", page.text)
    assert assets
    for asset in assets:
        assert world.client.get(asset).status_code == 200, asset
    assert world.client.get("/redoc").status_code == 404


def test_every_door_has_a_summary_and_stands_in_the_guide(world: World) -> None:
    guide = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    for path, methods in world.client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            assert re.search(r"[\u4e00-\u9fff]", operation["summary"]), (method, path)
        named = [part.partition(".")[0] for part in path.split("/") if part and not part.startswith("{")]
        assert [part for part in named if part not in guide] == [], path


@pytest.mark.parametrize(
    ("path", "secured"), [("/api/chat", True), ("/v1/chat/completions", True), ("/healthz", False)]
)
def test_the_schema_tells_where_a_token_counts(world: World, path: str, secured: bool) -> None:
    (operation,) = world.client.get("/openapi.json").json()["paths"][path].values()
    assert ("security" in operation) is secured
