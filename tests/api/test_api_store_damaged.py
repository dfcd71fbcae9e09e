"""Vectors that are gone or damaged are told of in words, show in /readyz, and are computed anew by ``huizhao reembed``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from assistant.answering.answerer import Answerer
from assistant.api.app import create_app
from assistant.cli import app
from assistant.errors import StoreUnavailable
from assistant.records import Principal
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from tests.api.conftest import World

QUESTION = "总部企业租用办公用房的租金补贴"
Damage = Callable[[Path], None]


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


def garbage(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"x" * 8192)


def cut_short(folder: Path) -> None:
    database = folder / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:40_000])


def emptied(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"")


DAMAGES = pytest.mark.parametrize("damage", [gone, garbage, cut_short, emptied], ids=lambda damage: damage.__name__)


def answered(services: Services) -> bool:
    """Whether the real answerer answers. Raises its errors."""
    answerer = Answerer(
        services.retriever, services.reader, services.row_matcher, services.clause_finder, None, services.settings
    )
    return bool(list(answerer.stream(QUESTION, Principal())))


def test_a_running_server_tells_that_its_vectors_are_gone(own_world: World) -> None:
    assert own_world.client.get("/readyz").status_code == 200
    gone(own_world.services.settings.chroma_dir)
    for _ in range(2):
        ready = own_world.client.get("/readyz")
        assert ready.status_code == 503
        assert "reembed" in ready.json()["checks"]["store"]
        asked = own_world.client.get("/api/search", params={"q": QUESTION})
        assert (asked.status_code, asked.json()["error"]["code"]) == (503, "store_unavailable")
        with pytest.raises(StoreUnavailable, match="reembed"):
            answered(own_world.services)
    own_world.services.library.reembed()
    assert own_world.client.get("/readyz").status_code == 200
    assert answered(own_world.services)


@DAMAGES
def test_a_server_that_starts_tells_of_them_and_reembedding_mends_them(
    prepared: Path, embedder: Embedder, tmp_path: Path, damage: Damage
) -> None:
    shutil.copytree(prepared, tmp_path / "data")
    settings = Settings(data_dir=tmp_path / "data")
    damage(settings.chroma_dir)
    services = build_services(settings, embedder)
    try:
        with TestClient(create_app(services), raise_server_exceptions=False) as client:
            ready = client.get("/readyz")
            assert ready.status_code == 503
            assert "reembed" in ready.json()["checks"]["store"]
            assert client.get("/api/search", params={"q": QUESTION}).status_code == 503
            assert services.library.reembed() > 0
            assert client.get("/readyz").status_code == 200
        assert answered(services)
    finally:
        services.close()


@DAMAGES
@pytest.mark.parametrize("command", ["doctor", "search", "serve"])
def test_a_command_tells_of_them_without_a_trace(
    prepared: Path,
    embedder: Embedder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Damage,
    command: str,
) -> None:
    shutil.copytree(prepared, tmp_path / "data")
    damage(tmp_path / "data" / "chroma")
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(tmp_path / "data"))
    for module in ("assistant.wiring", "assistant.doctor"):
        monkeypatch.setattr(f"{module}.load_embedder", lambda settings: embedder)
    monkeypatch.setattr("assistant.api.serving.run", lambda *positional: None)
    done = CliRunner().invoke(app, [command, *([QUESTION] if command == "search" else [])])
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 1
    assert "向量" in done.output
