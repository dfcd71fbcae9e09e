"""Processes that ingest a folder or change clearances, for the tests that kill them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.records import Clearance, Principal, Role
from assistant.settings import Settings
from assistant.wiring import build_services
from tests.forking import FORKING, preload

PUBLIC_POLICIES = {"clearance": "public", "kind": "policy"}
UPLOADER = ("guanli", "laptop-river-2026")
preload("tests.ingesting_child", "tests.record_child", "tests.backup_child")


class Child:
    """Starts at once; ``wait_until_ready`` returns when nothing but its work is left to do."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self._reports, theirs = FORKING.Pipe(duplex=False)
        self._process = FORKING.Process(target=work, args=(*arguments, theirs))
        self._process.start()
        theirs.close()

    def wait_until_ready(self) -> None:
        assert self._reports.recv() == "ready"

    def wait_until_done(self) -> int:
        """The number of files that could not be read."""
        failed: int = self._reports.recv()
        self._process.join(60)
        assert self._process.exitcode == 0
        return failed

    def kill(self) -> None:
        """SIGKILL: nothing of the process runs after it."""
        self._process.kill()
        self._process.join(30)


class IngestingChild(Child):
    """Ingests a folder."""

    def __init__(self, data_dir: Path, folder: Path) -> None:
        super().__init__(_ingest, data_dir, folder)


class DeletingChild(Child):
    """Deletes every document of a folder and reads it again, over and over, until it is killed."""

    def __init__(self, data_dir: Path, folder: Path, database_url: str) -> None:
        super().__init__(_delete, data_dir, folder, database_url)


class UploadingChild(Child):
    """Hands a folder's files in, one by one, while jobs read them; ``accepted`` are those that were taken on until it was killed."""

    def __init__(self, data_dir: Path, folder: Path, database_url: str) -> None:
        super().__init__(_upload, data_dir, folder, database_url)

    def accepted(self) -> set[str]:
        names = set()
        while self._reports.poll():
            try:
                names.add(str(self._reports.recv()))
            except EOFError:
                break
        return names


class ChangingChild(Child):
    """Changes the clearance of every document to and fro until it is killed. ``stops`` holds it where a change is in the record and
    its vectors are not moved yet."""

    def __init__(self, data_dir: Path, stops: bool = False) -> None:
        super().__init__(_change, data_dir, stops)


def _ingest(data_dir: Path, folder: Path, reports: Connection) -> None:
    services = build_services(Settings(data_dir=data_dir))
    reports.send("ready")
    report = services.ingestor.ingest([folder])
    services.close()
    reports.send(len(report.failed))


def _delete(data_dir: Path, folder: Path, database_url: str, reports: Connection) -> None:
    services = build_services(Settings(data_dir=data_dir, database_url=database_url))
    reports.send("ready")
    admin = Principal(Role.ADMIN, 1, "管理员")
    while True:
        for document in services.library.list(admin)[0]:
            services.library.delete(document.id)
            services.ingestor.ingest([folder / Path(document.name).name], options=PUBLIC_POLICIES)


def _upload(data_dir: Path, folder: Path, database_url: str, reports: Connection) -> None:
    services = build_services(Settings(data_dir=data_dir, database_url=database_url))
    token = services.accounts.login(*UPLOADER).token
    with TestClient(create_app(services)) as client:
        reports.send("ready")
        for path in sorted(folder.glob("*.md")):
            files = [("files", (path.name, path.read_bytes(), "text/markdown"))]
            sent = client.post(
                "/api/documents", files=files, data=PUBLIC_POLICIES, headers={"Authorization": f"Bearer {token}"}
            )
            sent.raise_for_status()
            reports.send(path.name)
        time.sleep(600)


def _change(data_dir: Path, stops: bool, reports: Connection) -> None:
    services = build_services(Settings(data_dir=data_dir))
    admin = Principal(Role.ADMIN, 1, "管理员")
    held, _ = services.library.list(admin)
    if stops:
        services.library.vectors.reconcile_if_free = _stand_still(reports)  # type: ignore[method-assign]
    else:
        reports.send("ready")
    for clearance in itertools.cycle((Clearance.INTERNAL, Clearance.PUBLIC)):
        for document in held:
            services.library.correct(document.id, {"clearance": clearance}, admin)


def _stand_still(reports: Connection) -> Callable[[], None]:
    def stand() -> None:
        reports.send("ready")
        time.sleep(600)

    return stand
