"""A database that is gone or damaged is told of in words that say what to do, shows in /readyz, and nothing is written in its place."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from typer.testing import CliRunner

from assistant.api.app import create_app
from assistant.cli import app
from assistant.database import Database
from assistant.errors import DatabaseUnavailable
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import build_services
from tests.api.conftest import World

QUESTION = "总部企业租用办公用房的租金补贴"
_PAGE = 4096
Damage = Callable[[Path], None]


def gone(database: Path) -> None:
    database.unlink()


def emptied(database: Path) -> None:
    database.write_bytes(b"")


def garbage(database: Path) -> None:
    database.write_bytes(b"x" * 2 * _PAGE)


def cut_short(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: 20 * _PAGE])


def a_folder(database: Path) -> None:
    database.unlink()
    database.mkdir()


def passages_overwritten(database: Path) -> None:
    """Damage inside: the file opens, and whoever reads passages meets it. It keeps its size, as what is mapped into memory must."""
    opened = Database(f"sqlite:///{database}")
    with opened.session() as session:
        # What tables lie where: https://www.sqlite.org/fileformat2.html, section 2.6
        page = session.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'chunks'"))
        session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    opened.close()
    assert isinstance(page, int)
    with database.open("r+b") as file:
        file.seek((page - 1) * _PAGE)
        file.write(b"\xff" * _PAGE)


DAMAGES = pytest.mark.parametrize(
    "damage",
    [gone, emptied, garbage, cut_short, a_folder, passages_overwritten],
    ids=lambda damage: damage.__name__,
)


@pytest.fixture
def data_dir(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "data")
    return tmp_path / "data"


def contents(folder: Path) -> dict[str, str]:
    """What lies there, but for locks, what SQLite keeps beside an open database, and what Chroma writes whenever it opens its folder."""
    kept = (path for path in folder.rglob("*") if path.is_file() and "chroma" not in path.parts)
    files = (path for path in kept if not path.name.endswith((".lock", "-wal", "-shm")))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@DAMAGES
@pytest.mark.parametrize("command", ["doctor", "serve"])
def test_a_command_says_what_to_do_and_writes_nothing(
    data_dir: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch, damage: Damage, command: str
) -> None:
    damage(data_dir / "huizhao.db")
    before = contents(data_dir)
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(data_dir))
    for module in ("assistant.wiring", "assistant.doctor"):
        monkeypatch.setattr(f"{module}.load_embedder", lambda settings: embedder)
    served: list[object] = []
    monkeypatch.setattr("assistant.api.serving.run", lambda *given: served.append(given))
    done = CliRunner().invoke(app, [command])
    assert isinstance(done.exception, SystemExit), done.exception
    assert (done.exit_code, served) == (1, [])
    assert "资料库" in done.output
    assert ("账号能否读写" if damage is a_folder else "备份") in done.output
    assert contents(data_dir) == before


def test_a_new_data_folder_is_no_loss(tmp_path: Path) -> None:
    from assistant.database import open_database

    settings = Settings(data_dir=tmp_path / "data")
    for _ in range(2):
        open_database(settings).close()
    (tmp_path / "data" / "huizhao.db").unlink()
    open_database(settings).close()


def test_a_server_over_a_damaged_database_is_not_ready(data_dir: Path, embedder: Embedder) -> None:
    passages_overwritten(data_dir / "huizhao.db")
    try:
        services = build_services(Settings(data_dir=data_dir), embedder)
    except DatabaseUnavailable:
        return  # it does not even start
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "备份" in ready.json()["checks"]["database"]
        asked = client.post("/api/chat", json={"question": QUESTION})
        assert (asked.status_code, asked.json()["error"]["code"]) == (503, "database_unavailable")
    services.close()


def test_damage_that_a_question_meets_shows_in_readiness(own_world: World) -> None:
    assert own_world.client.get("/readyz").status_code == 200
    passages_overwritten(own_world.services.settings.data_dir / "huizhao.db")
    own_world.services.database.engine.dispose()  # what was read before is kept in memory
    asked = own_world.client.get("/api/search", params={"q": QUESTION})
    assert (asked.status_code, asked.json()["error"]["code"]) == (503, "database_unavailable")
    ready = own_world.client.get("/readyz")
    assert ready.status_code == 503
    assert "备份" in ready.json()["checks"]["database"]
