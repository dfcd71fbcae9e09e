"""Shared parts of the tests: real ones. The model and the sample district are prepared once a run."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from assistant.api.app import create_app
from assistant.plugins import mount_page
from assistant.retrieval.embedding import Embedder, load_embedder
from assistant.settings import EmbeddingSettings, Settings
from assistant.wiring import Services, build_services
from tests import complaints_desk

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = REPOSITORY / "samples"
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
ACCOUNTS = {
    "investor": ("keshang", "keshang-demo"),
    "staff": ("zhaoshang", "zhaoshang-demo"),
    "approver": ("shenpi", "shenpi-demo"),
    "admin": ("guanli", "guanli-demo"),
}


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The built-in model, loaded once."""
    return load_embedder(EmbeddingSettings())


@pytest.fixture
def make_services(embedder: Embedder, tmp_path: Path) -> Iterator[Callable[..., Services]]:
    """Builds services on an empty folder of this test."""
    built: list[Services] = []

    def build(folder: str = "data", **settings: object) -> Services:
        services = build_services(Settings(data_dir=tmp_path / folder, **settings), embedder)  # type: ignore[arg-type]
        built.append(services)
        return services

    yield build
    for services in built:
        services.close()


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the complaints desk's people. Do not change it: copy it."""
    folder = tmp_path_factory.mktemp("desk")
    complaints_desk.prepare(folder)
    return folder


@pytest.fixture
def desk_world(desk_folder: Path, tmp_path: Path) -> Iterator[complaints_desk.DeskWorld]:
    """A complaints desk of this test; no model is loaded."""
    shutil.copytree(desk_folder, tmp_path / "data")
    made = complaints_desk.DeskWorld(tmp_path / "data")
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def district_folder(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the sample district is ingested and the demonstration accounts exist. Do not change it: copy it.

    HUIZHAO_TEST_DISTRICT may name a folder that an earlier run prepared: a copy of it is brought up to date, which takes seconds
    instead of minutes. Reading that changed without a new RECIPE_VERSION is not noticed.
    """
    from samples.demo import prepare

    folder = tmp_path_factory.mktemp("district")
    if prepared := os.environ.get("HUIZHAO_TEST_DISTRICT"):
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
    services = build_services(Settings(data_dir=folder), embedder)
    prepare(services)
    services.close()
    return folder


@pytest.fixture(scope="session")
def district(embedder: Embedder, district_folder: Path) -> Iterator[Services]:
    """Services over the sample district, to read from."""
    services = build_services(Settings(data_dir=district_folder), embedder)
    yield services
    services.close()


@pytest.fixture
def district_copy(embedder: Embedder, district_folder: Path, tmp_path: Path) -> Iterator[Services]:
    """Services over a copy of the sample district, to change."""
    folder = tmp_path / "district"
    shutil.copytree(district_folder, folder)
    services = build_services(Settings(data_dir=folder), embedder)
    yield services
    services.close()


@dataclass(frozen=True)
class LiveServer:
    """A running server with page and API."""

    base_url: str
    accounts: dict[str, tuple[str, str]]
    services: Services


@pytest.fixture(scope="session")
def live_server(
    embedder: Embedder, district_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The real app over a copy of the sample district, on a free port of this machine."""
    folder = tmp_path_factory.mktemp("live") / "district"
    shutil.copytree(district_folder, folder)
    services = build_services(Settings(data_dir=folder), embedder)
    with serving(mount_page(create_app(services))) as base_url:
        yield LiveServer(base_url, dict(ACCOUNTS), services)
    services.close()


class serving:  # noqa: N801 - reads as a verb at its use: ``with serving(app) as url``
    """Serve an ASGI app on loopback while the context lasts."""

    def __init__(self, app: object) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        config = uvicorn.Config(app, host="127.0.0.1", port=self._port, log_level="warning")  # type: ignore[arg-type]
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        deadline = time.monotonic() + 60
        while not self._server.started:
            if time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        return f"http://127.0.0.1:{self._port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)
