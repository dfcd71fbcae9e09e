"""A backup is whole or none; what is put back answers as before."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from assistant.answers import Answer
from assistant.backup.making import make_backup
from assistant.backup.manifest import backups_in, problems_of, read_manifest
from assistant.backup.restoring import restore_backup
from assistant.cli import app
from assistant.database import open_database
from assistant.documents.tables import DocumentRow
from assistant.errors import Conflict, DatabaseUnavailable, HuizhaoError, InvalidInput, UnreadableFile
from assistant.records import Clearance, Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from samples.demo import of_the_district
from tests.backup_child import BackupChild, back_up, put_back
from tests.killing import TIMES

DAY = date(2026, 11, 30)
KILLS = 5 * TIMES
QUESTIONS = (
    "总部企业租用办公用房有什么补贴？",
    "2000平方米以上的写字楼有哪些",
    "有哪些投资机会还没有截止？",
    "红烧肉怎么做？",
)


@pytest.fixture
def data(district_folder: Path, tmp_path: Path) -> Path:
    """A data folder as a service left it that was killed: its write-ahead log beside it."""
    shutil.copytree(district_folder, tmp_path / "data")
    (tmp_path / "data/secret.key").write_text("k" * 64)
    return tmp_path / "data"


def settings_of(folder: Path) -> Settings:
    return Settings(data_dir=folder)


def answers(services: Services) -> list[Answer]:
    people = (Principal(), Principal(Role.STAFF, 1, "招商"))
    return [services.answerer.answer(question, who, DAY) for question in QUESTIONS for who in people]


def told(answer: Answer) -> tuple[object, ...]:
    """All of an answer but how long it took."""
    return answer.text, answer.refused, answer.intent, answer.citations, answer.table, answer.related, answer.notice


def files_under(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("with_vectors", [pytest.param(True, id="vectors"), pytest.param(False, id="record-alone")])
def test_what_is_put_back_answers_the_same(
    district: Services, embedder: Embedder, tmp_path: Path, with_vectors: bool
) -> None:
    before = [told(answer) for answer in answers(district)]
    assert any(not answer[1] for answer in before)
    made = make_backup(district.settings, tmp_path / "backups", with_vectors=with_vectors)
    assert problems_of(made.folder) == ()
    assert made.manifest.vectors is with_vectors
    assert made.manifest.counts["documents"] > 10
    restored = restore_backup(settings_of(tmp_path / "restored"), made.folder)
    assert restored.aside is None
    services = build_services(of_the_district(settings_of(tmp_path / "restored")), embedder)
    try:
        services.library.mend()
        services.library.check_vectors()
        for clearance in Clearance:
            assert services.store.vector_ids(clearance) == district.store.vector_ids(clearance)
        assert [told(answer) for answer in answers(services)] == before
        staff = Principal(Role.STAFF, 1, "招商")
        for document in services.library.all(staff):
            held, original = (one.library.original(document.id, staff) for one in (services, district))
            assert held.read_bytes() == original.read_bytes()
    finally:
        services.close()


def test_a_backup_made_while_documents_change_is_whole(data: Path, tmp_path: Path) -> None:
    database = open_database(settings_of(data))
    over = threading.Event()

    def change() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with database.session() as session:
                for row in session.scalars(select(DocumentRow)):
                    row.issuer = f"第{number}次"

    writer = threading.Thread(target=change)
    writer.start()
    try:
        made = [make_backup(settings_of(data), tmp_path / "backups", keep=2) for _ in range(3)]
    finally:
        over.set()
        writer.join()
        database.close()
    assert [backup.folder for backup in made[1:]] == list(backups_in(tmp_path / "backups"))
    assert made[2].removed == (made[0].folder,)
    for backup in made[1:]:
        assert problems_of(backup.folder) == ()
        with closing(sqlite3.connect(backup.folder / "huizhao.db")) as record:
            assert len(set(record.execute("SELECT issuer FROM documents"))) == 1  # one moment, not two halves


def test_equal_files_of_two_backups_lie_on_the_disk_once(data: Path, tmp_path: Path) -> None:
    first, second = (make_backup(settings_of(data), tmp_path / "backups").folder for _ in range(2))
    shared = [name for name in files_under(first) if name.startswith("originals/")]
    assert shared
    assert all((first / name).stat().st_ino == (second / name).stat().st_ino for name in shared)
    assert (first / "huizhao.db").stat().st_ino != (second / "huizhao.db").stat().st_ino
    (first / shared[0]).write_bytes(b"rotten")
    third = make_backup(settings_of(data), tmp_path / "backups").folder
    assert problems_of(third) == ()  # rot does not spread


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        pytest.param(lambda f: (f / "manifest.json").unlink(), "没有 manifest.json", id="no-manifest"),
        pytest.param(lambda f: (f / "manifest.json").write_text("{}"), "读不出来", id="half-a-manifest"),
        pytest.param(lambda f: (f / "secret.key").unlink(), "缺少 secret.key", id="a-file-gone"),
        pytest.param(lambda f: (f / "secret.key").write_text("x" * 64), "secret.key 与备份时不一致", id="changed"),
        pytest.param(lambda f: (f / "more").write_text("x"), "多出 more", id="a-file-more"),
        pytest.param(lambda f: f.rename(f.with_name(".unfinished-1")), "没有做完", id="renamed-by-hand"),
    ],
)
def test_what_is_not_whole_is_refused(data: Path, tmp_path: Path, harm: Callable[[Path], object], says: str) -> None:
    folder = make_backup(settings_of(data), tmp_path / "backups").folder
    harm(folder)
    if not folder.exists():
        folder = folder.with_name(".unfinished-1")
    assert any(says in problem for problem in problems_of(folder))
    with pytest.raises(HuizhaoError):
        restore_backup(settings_of(tmp_path / "restored"), folder)
    assert files_under(tmp_path / "restored") == set()


def test_a_path_that_leads_out_of_the_backup_is_refused(data: Path, tmp_path: Path) -> None:
    folder = make_backup(settings_of(data), tmp_path / "backups").folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["../outside"] = {"sha256": "0" * 64, "size_bytes": 0}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "备份以外" in problems_of(folder)[0]


def test_an_original_that_was_lost_before_is_listed_and_hinders_nothing(data: Path, tmp_path: Path) -> None:
    lost = next(path for path in (data / "originals").rglob("*") if path.is_file())
    lost.unlink()
    made = make_backup(settings_of(data), tmp_path / "backups")
    assert made.manifest.absent == (lost.relative_to(data).as_posix(),)
    assert problems_of(made.folder) == ()


@pytest.mark.parametrize("kind", ["damaged", "inside", "file"])
def test_what_cannot_be_backed_up_is_told(data: Path, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "backups"
    if kind == "damaged":
        with (data / "huizhao.db").open("r+b") as stream:
            stream.seek(4096)
            stream.write(b"\0" * 65536)
        expected: type[HuizhaoError] = DatabaseUnavailable
    else:
        target = data / "backups" if kind == "inside" else tmp_path / "taken"
        (tmp_path / "taken").write_text("x")
        expected = InvalidInput
    with pytest.raises(expected):
        make_backup(settings_of(data), target)
    assert backups_in(target) == ()
    assert not list(target.glob(".unfinished*"))


@pytest.mark.patient
def test_a_backup_that_is_killed_leaves_nothing_that_is_taken_for_one(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    whole = make_backup(settings_of(data), target).folder
    steps = len(files_under(data))
    random.seed(20261130)
    kills = [0, *sorted(random.sample(range(1, steps), min(KILLS, steps - 1))), None]
    for step in kills:
        child = BackupChild(back_up, data, target, steps=steps * 3 if step is None else step)
        still = child.wait_until_still()
        child.kill()
        assert still is (step is not None)
        if step is not None:
            assert backups_in(target) == (whole,)
            left = [path for path in target.iterdir() if path.name.startswith(".unfinished-")]
            assert len(left) == 1  # of this kill: that of the one before was cleared away
            assert problems_of(left[0])
    assert len(backups_in(target)) == 2
    assert [problems_of(folder) for folder in backups_in(target)] == [(), ()]
    assert not [path for path in target.iterdir() if path.name.startswith(".unfinished-")]


@pytest.mark.patient
def test_putting_back_that_is_killed_opens_nothing_and_can_be_done_again(data: Path, tmp_path: Path) -> None:
    settings = settings_of(data)
    backup = make_backup(settings, tmp_path / "backups").folder
    held = {name: (data / name).read_bytes() for name in files_under(data) if name.startswith("originals/")}
    files = len(read_manifest(backup).files)
    for step in (0, 2, files // 2, files - 1):
        child = BackupChild(put_back, data, backup, steps=step)
        assert child.wait_until_still()
        child.kill()
        with pytest.raises(DatabaseUnavailable, match="再执行一次"):
            open_database(settings)
    restored = restore_backup(settings, backup, replace=True)
    assert restored.aside is not None
    assert (restored.aside / "huizhao.db").is_file()
    assert {name: (data / name).read_bytes() for name in files_under(data) if name.startswith("originals/")} == held
    database = open_database(settings)
    database.check()
    database.close()


def test_a_folder_that_is_in_use_or_not_empty_is_left_alone(data: Path, tmp_path: Path) -> None:
    backup = make_backup(settings_of(data), tmp_path / "backups").folder
    with pytest.raises(Conflict, match="--replace"):
        restore_backup(settings_of(data), backup)
    database = open_database(settings_of(data))
    with database.session() as session:
        session.scalar(select(DocumentRow.id).limit(1))
    with pytest.raises(Conflict, match="请先停止"):
        restore_backup(settings_of(data), backup, replace=True)
    database.close()
    assert restore_backup(settings_of(data), backup, replace=True).aside is not None


def test_a_backup_of_a_newer_program_is_not_put_back(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = make_backup(settings_of(data), tmp_path / "backups").folder
    monkeypatch.setattr("assistant.backup.restoring.newest_schema_version", lambda: "0001")
    with pytest.raises(UnreadableFile, match="先升级"):
        restore_backup(settings_of(tmp_path / "restored"), backup)


def test_the_commands(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(data))
    target, runner = tmp_path / "backups", CliRunner()
    made = runner.invoke(app, ["backup", str(target), "--keep", "2", "--json"])
    assert made.exit_code == 0, made.stderr
    folder = Path(json.loads(made.stdout)["folder"])
    assert json.loads(made.stdout)["vectors"] is True
    verified = runner.invoke(app, ["backup", "verify", str(target), "--json"])
    assert verified.exit_code == 0
    assert json.loads(verified.stdout) == {"backups": [{"folder": str(folder), "problems": []}]}
    assert folder.name in runner.invoke(app, ["backup", "list", str(target)]).stdout
    refused = runner.invoke(app, ["restore", str(target)])
    assert (refused.exit_code, "--replace" in refused.stderr) == (1, True)
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(tmp_path / "restored"))
    done = runner.invoke(app, ["restore", str(target), "--json"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["documents"] > 10
    (folder / "secret.key").write_text("x")
    broken = runner.invoke(app, ["backup", "verify", str(folder)])
    assert (broken.exit_code, "secret.key" in broken.stdout) == (1, True)
    assert runner.invoke(app, ["restore", str(tmp_path / "nothing")]).exit_code == 1
