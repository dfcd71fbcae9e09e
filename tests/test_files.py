"""Originals, photos and attachments are kept alike in a folder and in an object store."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from fsspec.implementations.memory import MemoryFileSystem

from assistant.api.app import create_app
from assistant.backup.making import make_backup
from assistant.backup.manifest import problems_of
from assistant.backup.restoring import restore_backup
from assistant.complaints.intake.file_store import FileStore
from assistant.errors import ConfigurationError, FilesUnavailable, NotFound
from assistant.files import CACHE, Files, FolderFiles, StoreFiles, open_files
from assistant.records import Principal, Role
from assistant.settings import FilesSettings, Settings
from assistant.wiring import Services

KEY = "originals/ab/abcdef.md"
STAFF = Principal(Role.STAFF, 1, "招商")
POLICY = "# 云汀区办法\n\n第一条 总部企业租用办公用房的，给予租金补贴，每年最高二百万元。\n"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 server in this process."""
    server = pytest.importorskip(
        "moto.server", reason="moto is not installed; it cannot stand beside the pinned python-dateutil"
    ).ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "memory", "file", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A place of each kind in turn, empty."""
    name = f"bucket-{uuid.uuid4().hex}"
    match request.param:
        case "folder":
            files = FilesSettings()
        case "memory":
            files = FilesSettings(url=f"memory://{name}/huizhao")
        case "file":
            files = FilesSettings(url=f"file://{tmp_path}/store")
        case _:
            endpoint = request.getfixturevalue("s3")
            httpx.put(f"{endpoint}/{name}").raise_for_status()
            files = FilesSettings(
                url=f"s3://{name}/huizhao", endpoint=endpoint, region="us-east-1", key="key", secret="secret"
            )
    return Settings(data_dir=tmp_path / "data", files=files)


@pytest.fixture
def files(settings: Settings) -> Files:
    return open_files(settings)


def test_what_is_kept_is_read_again_and_gone_when_removed(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"one")
    files.check()
    assert not files.exists(KEY)
    files.put(KEY, tmp_path / "a.md")
    files.write("complaints/ab/xyz", b"two")
    assert files.exists(KEY)
    assert files.read(KEY) == b"one"
    assert files.path(KEY).read_bytes() == b"one"
    assert files.path(KEY).suffix == ".md"
    assert sorted(files.keys("originals")) == [KEY]
    files.remove(KEY)
    files.remove(KEY)
    assert not files.exists(KEY)
    for read in (files.read, files.path):
        with pytest.raises(NotFound):
            read(KEY)
    assert files.read("complaints/ab/xyz") == b"two"


def test_a_folder_goes_with_all_that_is_in_it_and_nothing_else(files: Files) -> None:
    for key in ("photos/a/1.jpg", "photos/a/2.jpg", "photos/ab/3.jpg"):
        files.write(key, b"x")
    files.remove_folder("photos/a")
    files.remove_folder("photos/never")
    assert list(files.keys("photos")) == ["photos/ab/3.jpg"]
    assert list(files.keys("never")) == []


def test_what_is_written_anew_is_read_anew(files: Files) -> None:
    files.write(KEY, b"before")
    assert files.path(KEY).read_bytes() == b"before"
    files.write(KEY, b"after")
    assert files.path(KEY).read_bytes() == files.read(KEY) == b"after"


def test_another_machine_sees_what_this_one_keeps_and_removes(settings: Settings, tmp_path: Path) -> None:
    here = open_files(settings)
    there = open_files(settings.model_copy(update={"data_dir": tmp_path / "other"} if settings.files.url else {}))
    here.write(KEY, b"one")
    assert there.path(KEY).read_bytes() == b"one"
    here.remove(KEY)
    with pytest.raises(NotFound):
        there.path(KEY)


def test_attachments_of_complaints_are_kept_there(files: Files) -> None:
    store = FileStore(files)
    sha256 = store.keep(b"letter")
    assert store.keep(b"letter") == sha256
    assert store.read(sha256) == b"letter"
    store.erase(sha256)
    with pytest.raises(NotFound, match="附件已不在"):
        store.read(sha256)


def test_a_file_that_could_not_be_written_whole_is_not_there(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "data")
    files.write(KEY, b"before")
    with pytest.raises(FileNotFoundError):
        files.put(KEY, tmp_path / "missing")
    assert files.read(KEY) == b"before"
    assert [path.name for path in (tmp_path / "data/originals/ab").iterdir()] == ["abcdef.md"]


def test_a_store_that_fails_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryFileSystem()
    files = StoreFiles(store, "away", tmp_path / "cache")

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail of the network")

    for name in ("info", "cat_file", "pipe_file", "rm_file", "find"):
        monkeypatch.setattr(store, name, refuse)
    uses: tuple[Callable[[], object], ...] = (
        files.check,
        lambda: files.read(KEY),
        lambda: files.path(KEY),
        lambda: files.write(KEY, b"x"),
        lambda: files.remove(KEY),
        lambda: list(files.keys("originals")),
    )
    for use in uses:
        with pytest.raises(FilesUnavailable, match="对象存储") as raised:
            use()
        assert "secret detail" not in str(raised.value)


def test_a_server_that_cannot_be_reached_is_told_in_words(tmp_path: Path) -> None:
    away = FilesSettings(url="s3://bucket", endpoint="http://127.0.0.1:9", region="x", key="k", secret="s", timeout_s=1)
    files = open_files(Settings(data_dir=tmp_path, files=away))
    for use in (files.check, lambda: files.exists(KEY), lambda: files.path(KEY), lambda: files.write(KEY, b"x")):
        with pytest.raises(FilesUnavailable):
            use()


@pytest.mark.parametrize("url", ["s3://", "no-scheme", "unheard-of://bucket"])
def test_an_address_that_cannot_be_used_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match="HUIZHAO_FILES__URL"):
        open_files(Settings(data_dir=tmp_path, files=FilesSettings(url=url)))


def test_a_deployment_whose_originals_lie_in_a_store(make_services: Callable[..., Services], tmp_path: Path) -> None:
    services = make_services(files=FilesSettings(url=f"memory://deployment-{uuid.uuid4().hex}"))
    services.accounts.add("guanli", "laptop-river-2026", Role.ADMIN)
    with TestClient(create_app(services)) as client:
        token = client.post("/api/login", json={"username": "guanli", "password": "laptop-river-2026"}).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        sent = [("files", ("办法.md", POLICY.encode(), "text/markdown"))]
        job = client.post("/api/documents?wait=true", files=sent, data={"clearance": "public"}, headers=headers).json()
        assert [one["status"] for one in job["report"]["files"]] == ["read"], job
        document = job["report"]["files"][0]["document_id"]
        data = services.settings.data_dir
        assert not (data / "originals").exists()
        assert not [path for path in (data / "incoming").rglob("*") if path.is_file()]
        assert list(services.library.files.keys("incoming")) == []
        shown = client.get(f"/api/documents/{document}/original", headers=headers)
        assert shown.content.decode() == POLICY
        assert client.get("/readyz").json()["checks"]["files"] == "ok"
    made = make_backup(services.settings, tmp_path / "backups", with_vectors=False)
    again = make_backup(services.settings, tmp_path / "backups", with_vectors=False)
    assert problems_of(made.folder) == problems_of(again.folder) == ()
    (key,) = (name for name in again.manifest.files if name.startswith("originals/"))
    assert (again.folder / key).stat().st_nlink == 2  # not fetched twice
    if not services.settings.database_url:
        other = FilesSettings(url=f"memory://restored-{uuid.uuid4().hex}")
        restore_backup(Settings(data_dir=tmp_path / "restored", files=other), made.folder)
        assert open_files(Settings(data_dir=tmp_path / "restored", files=other)).read(key).decode() == POLICY
    services.library.delete(document)
    assert list(services.library.files.keys("originals")) == []
    assert not [path for path in (data / CACHE).rglob("*") if path.is_file()]
