"""A backup of a record on PostgreSQL is of one moment, whole, and answers as before once it is put back."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from assistant.backup import server as backup_server
from assistant.backup.making import make_backup
from assistant.backup.manifest import DATABASE, DUMP, problems_of, read_manifest
from assistant.backup.restoring import restore_backup
from assistant.commands.moving import move_store
from assistant.database import Database, open_database
from assistant.documents.tables import DocumentRow
from assistant.errors import Conflict, DatabaseUnavailable, InvalidInput, ToolMissing, UnreadableFile
from assistant.records import Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import build_services
from samples.demo import of_the_district
from tests.databases import drop_database, empty_database
from tests.test_backup import QUESTIONS, told

pytestmark = pytest.mark.servers
DAY = date(2026, 11, 30)
PEOPLE = (Principal(), Principal(Role.STAFF, 1, "招商"))


@pytest.fixture
def place(postgres_server: str, tmp_path: Path) -> Iterator[Settings]:
    """An empty database and an empty data folder."""
    url = empty_database(postgres_server)
    yield Settings(data_dir=tmp_path / "restored", database_url=url)
    drop_database(url, postgres_server)


@pytest.fixture
def held(postgres_server: str, tmp_path: Path) -> Iterator[Settings]:
    """A record with documents that nobody needs to search, and their originals."""
    url = empty_database(postgres_server)
    settings = Settings(data_dir=tmp_path / "data", database_url=url)
    database = open_database(settings)
    with database.session() as session:
        for number in range(20):
            sha256 = f"{number:064x}"
            session.add(
                DocumentRow(
                    id=f"d{number}", name=f"{number}.md", sha256=sha256, size_bytes=1, media_type="text/plain", text="",
                    title=f"{number}", kind="report", clearance="public", issuer="甲",
                )
            )  # fmt: skip
            original = settings.originals_dir / sha256[:2] / f"{sha256}.md"
            original.parent.mkdir(parents=True, exist_ok=True)
            original.write_text(str(number))
    database.close()
    (settings.data_dir / "secret.key").write_text("k" * 64)
    yield settings
    drop_database(url, postgres_server)


def issuers(settings: Settings) -> list[str]:
    database = Database(settings.resolved_database_url)
    with database.session() as session:
        found = list(session.scalars(select(DocumentRow.issuer).order_by(DocumentRow.id)))
    database.close()
    return found


def test_what_is_put_back_answers_the_same(
    district_folder: Path, embedder: Embedder, postgres_server: str, place: Settings, tmp_path: Path
) -> None:
    shutil.copytree(district_folder, tmp_path / "data")
    url = empty_database(postgres_server)
    source, target = open_database(Settings(data_dir=tmp_path / "data")), Database(url)
    move_store(source, target)
    source.close()
    target.close()
    first = build_services(of_the_district(Settings(data_dir=tmp_path / "data", database_url=url)), embedder)
    before = [told(first.answerer.answer(question, who, DAY)) for question in QUESTIONS for who in PEOPLE]
    made = make_backup(first.settings, tmp_path / "backups")
    assert (made.manifest.record, DUMP in made.manifest.files, DATABASE in made.manifest.files) == (DUMP, True, False)
    assert made.manifest.counts["documents"] > 10
    assert problems_of(made.folder) == ()
    first.close()
    restored = restore_backup(place, made.folder)
    assert restored.aside is None
    second = build_services(of_the_district(place), embedder)
    try:
        second.library.mend()
        second.library.check_vectors()
        after = [told(second.answerer.answer(question, who, DAY)) for question in QUESTIONS for who in PEOPLE]
        assert after == before
    finally:
        second.close()
        drop_database(url, postgres_server)


def test_a_backup_made_while_all_documents_change_is_of_one_moment(held: Settings, tmp_path: Path) -> None:
    database = Database(held.resolved_database_url)
    over = threading.Event()

    def change() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with database.session() as session:
                session.execute(text("UPDATE documents SET issuer = :name"), {"name": f"第{number}次"})

    writer = threading.Thread(target=change)
    writer.start()
    try:
        made = make_backup(held, tmp_path / "backups")
    finally:
        over.set()
        writer.join()
        database.close()
    assert problems_of(made.folder) == ()
    restore_backup(held, made.folder, replace=True)
    assert len(issuers(held)) == 20
    assert len(set(issuers(held))) == 1


def test_a_record_that_is_there_is_replaced_only_when_asked_and_kept_aside(held: Settings, tmp_path: Path) -> None:
    made = make_backup(held, tmp_path / "backups")
    database = Database(held.resolved_database_url)
    with database.session() as session:
        session.execute(text("UPDATE documents SET issuer = '后来'"))
    database.close()
    with pytest.raises(Conflict, match="--replace"):
        restore_backup(held, made.folder)
    assert set(issuers(held)) == {"后来"}
    restored = restore_backup(held, made.folder, replace=True)
    assert set(issuers(held)) == {"甲"}
    assert restored.aside is not None
    assert backup_server.check_dump(restored.aside / DUMP) == ""
    assert len(list((restored.aside / "originals").rglob("*.md"))) == 20


def test_nothing_is_put_back_while_a_service_uses_the_record(held: Settings, tmp_path: Path) -> None:
    made = make_backup(held, tmp_path / "backups")
    database = Database(held.resolved_database_url)
    with database.session() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(Conflict, match="正在使用"):
            restore_backup(held, made.folder, replace=True)
    database.close()


def test_a_dump_that_cannot_be_put_back_changes_nothing(held: Settings, tmp_path: Path) -> None:
    damaged = tmp_path / DUMP
    damaged.write_bytes(b"PGDMP and no more")
    with pytest.raises(DatabaseUnavailable, match="没有变"):
        backup_server.restore_record(held.resolved_database_url, damaged)
    assert set(issuers(held)) == {"甲"}


def test_a_changed_dump_is_no_backup(held: Settings, place: Settings, tmp_path: Path) -> None:
    made = make_backup(held, tmp_path / "backups")
    dump = made.folder / DUMP
    dump.chmod(0o600)
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    assert problems_of(made.folder) == (f"{DUMP} 与备份时不一致",)
    with pytest.raises(UnreadableFile):
        restore_backup(place, made.folder)


def test_a_backup_goes_back_to_the_kind_of_database_that_it_came_from(held: Settings, tmp_path: Path) -> None:
    made = make_backup(held, tmp_path / "backups")
    with pytest.raises(InvalidInput, match="PostgreSQL"):
        restore_backup(Settings(data_dir=tmp_path / "elsewhere"), made.folder)
    assert not (tmp_path / "elsewhere").exists()


def test_the_password_is_no_argument(held: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []
    real = backup_server.subprocess.run

    def run(command: list[str], **options):
        seen.append((command, options.get("env", {})))
        return real(command, **options)

    monkeypatch.setattr(backup_server.subprocess, "run", run)
    with_password = held.model_copy(update={"database_url": held.database_url.replace("postgres@", "postgres:geheim@")})
    made = make_backup(with_password, tmp_path / "backups")
    assert read_manifest(made.folder).record == DUMP
    (dumped,) = [one for one in seen if one[0][0].endswith("pg_dump")]
    assert "geheim" not in " ".join(dumped[0])
    assert dumped[1]["PGPASSWORD"] == "geheim"


def test_a_tool_that_is_missing_is_named(held: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_server.shutil, "which", lambda _: None)
    with pytest.raises(ToolMissing, match="pg_dump"):
        make_backup(held, tmp_path / "backups")
    assert not list((tmp_path / "backups").glob("huizhao-*"))
