"""The record on a server: one writer, changes one after the other, errors in words, and the way there from SQLite."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from typer.testing import CliRunner

from assistant.accounts.service import Accounts
from assistant.cli import app
from assistant.complaints.records import NewComplaint
from assistant.database import Base, Database, open_database
from assistant.database.server import ServerWriter, server_state
from assistant.documents.tables import DocumentRow, StoreFactRow
from assistant.documents.vectors import FileWriter, mark_changed
from assistant.errors import ConfigurationError, Conflict, DatabaseUnavailable
from assistant.records import Clearance, DocumentKind, Role
from assistant.retrieval.keywords.index import KeywordIndex
from assistant.retrieval.keywords.tables import KeywordTotalRow
from assistant.settings import Settings, load_settings
from tests.complaints_desk import PASSWORD, DeskWorld, prepare
from tests.databases import drop_database, empty_database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def server_url(postgres_server: str) -> Iterator[str]:
    """A database without a table on a server."""
    url = empty_database(postgres_server)
    yield url
    drop_database(url, postgres_server)


def document(name: str, **columns: object) -> DocumentRow:
    values: dict[str, object] = {"kind": DocumentKind.POLICY, "clearance": Clearance.PUBLIC, "title": name} | columns
    return DocumentRow(
        id=name, name=name, sha256=name, size_bytes=1, media_type="text/plain", text=f"第一条　{name}", **values
    )


def writer(database: Database, folder: Path) -> FileWriter | ServerWriter:
    if database.engine.dialect.name == "sqlite":
        return FileWriter(folder / "writer.lock")
    return ServerWriter(database.engine)


def test_one_writer_has_the_place_and_may_enter_again(database: Database, tmp_path: Path) -> None:
    place, elsewhere = writer(database, tmp_path), writer(database, tmp_path)
    with ThreadPoolExecutor(1) as another_thread:

        def enter(wait_seconds: float = 0) -> str:
            with elsewhere.held(wait_seconds):
                return "in"

        with place.held(0):
            with place.held(0):
                pass
            with pytest.raises(Conflict, match="另一个进程正在写入"):
                another_thread.submit(enter).result()
        assert another_thread.submit(enter).result() == "in"
        with pytest.raises(RuntimeError), place.held(0):
            raise RuntimeError
        assert another_thread.submit(enter, 5).result() == "in", "an error gives the place back"


@pytest.mark.servers
def test_the_place_of_a_writer_who_died_is_free(postgres_server: str, server_url: str) -> None:
    database = Database(server_url)
    with ServerWriter(database.engine).held(0), database.engine.connect() as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        with ServerWriter(database.engine).held(10):
            pass
    database.close()


def test_changes_made_at_once_are_all_counted(database: Database) -> None:
    def change(_: int) -> None:
        with database.session() as session:
            session.execute(update(StoreFactRow).values(value=StoreFactRow.value))  # SQLite takes its lock by writing
            mark_changed(session)

    change(0)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(change, range(30)))
    with database.session() as session:
        assert session.get_one(StoreFactRow, "generation").value == "31"


def test_documents_indexed_at_once_are_all_found(database: Database) -> None:
    names = [f"document{number}" for number in range(12)]
    index = KeywordIndex()

    def put(at: int) -> None:
        with database.session() as session:
            session.add(document(names[at]))
            session.flush()
            index.add(
                session, names[at], {Clearance.PUBLIC: [(at * 10 + part, f"楼宇 补贴{at}") for part in range(10)]}
            )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, range(12)))
    with database.session() as session:
        assert len(index.search(session, Clearance.PUBLIC, "楼宇", 500)) == 120
        assert index.document_frequencies(session, Clearance.PUBLIC, ["楼宇"]) == {"楼宇": 120}
        assert session.get_one(KeywordTotalRow, Clearance.PUBLIC).chunks == 120


def test_what_sqlite_keeps_a_server_keeps_too(database: Database) -> None:
    with database.session() as session:
        session.add(document("d", issuer="很长的发文机关" * 100, warnings=["含\x00的"], origin="a\x00b"))
    with database.session() as session:
        row = session.get_one(DocumentRow, "d")
        assert len(row.issuer) == 700
        assert row.origin.replace("\x00", "") == "ab"
        assert row.warnings[0].replace("\x00", "") == "含的"


@pytest.mark.servers
def test_a_server_that_is_gone_is_named_and_one_that_is_back_answers(server_url: str) -> None:
    database = Database(server_url)
    database.migrate()
    there = database.engine.url
    gone = Database(there.set(port=9).render_as_string(hide_password=False))
    with pytest.raises(DatabaseUnavailable, match="连不上资料库服务器"), gone.session() as session:
        session.scalar(select(func.count()).select_from(DocumentRow))
    with pytest.raises(DatabaseUnavailable), database.session() as session:
        session.execute(text("SELECT 1"))
        with database.engine.connect() as other:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            other.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        session.execute(text("SELECT 1"))
    with database.session() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()


@pytest.mark.servers
def test_the_state_of_a_server_is_told(server_url: str) -> None:
    database = Database(server_url)
    state = server_state(database.engine)
    database.close()
    assert state.description.startswith("PostgreSQL ")
    assert "postgres@" not in state.description
    assert not state.problem


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("here be dragons", "形如", id="no-address"),
        pytest.param("dragons+fire://host/name", "驱动", id="unknown-database"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_write(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        Database(url)


@pytest.mark.parametrize("name", ["HUIZHAO_DATABASE_URL", "HUIZHAO_DATABASE__URL"])
def test_the_address_is_read_under_both_names(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///somebody-elses.db")
    assert "huizhao.db" in load_settings().resolved_database_url
    monkeypatch.setenv(name, "postgresql+psycopg://host/name")
    assert load_settings().resolved_database_url == "postgresql+psycopg://host/name"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A folder with accounts, a complaint and its trail, and documents of which one repeals another."""
    folder = tmp_path / "data"
    prepare(folder)
    world = DeskWorld(folder)
    with world.database.session() as session:
        session.add_all([document("new"), document("old")])
        session.flush()
        session.get_one(DocumentRow, "old").repealed_by = "new"
        KeywordIndex().add(session, "old", {Clearance.PUBLIC: [(1, "楼宇 补贴")]})
    world.desk.add(NewComplaint("补贴没有到账，请核实。", "bureau"), (), world.zhang)
    world.database.close()
    return folder


@pytest.mark.servers
def test_a_folder_moves_to_a_server_row_by_row(filled: Path, server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (filled / "originals").mkdir()
    (filled / "originals" / "a").write_text("original", encoding="utf-8")
    with pytest.raises(DatabaseUnavailable, match="migrate-store"):
        open_database(Settings(data_dir=filled, database_url=server_url))
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(filled))
    done = CliRunner().invoke(app, ["migrate-store", server_url, "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["rows"]
    assert rows["documents"] == 2
    assert rows["users"] == 5
    assert rows["complaint_trail"] > 0
    assert set(rows) == set(Base.metadata.tables)

    world = DeskWorld(filled, server_url)
    assert world.desk.trail_problems() == ()
    assert Accounts(world.database, world.settings).add("another", PASSWORD, Role.STAFF).id > 5
    with world.database.session() as session:
        assert session.get_one(DocumentRow, "old").repealed_by == "new"
        assert KeywordIndex().search(session, Clearance.PUBLIC, "补贴", 5)[0].number == 1
    world.database.close()

    again = CliRunner().invoke(app, ["migrate-store", server_url])
    assert again.exit_code == 2
    assert "已经有内容" in again.output


@pytest.mark.servers
def test_a_move_that_fails_leaves_the_server_as_it_was(
    filled: Path, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.commands import moving

    monkeypatch.setattr(moving, "_same", lambda *_: {})
    source, target = Database(f"sqlite:///{filled / 'huizhao.db'}"), Database(server_url)
    with pytest.raises(DatabaseUnavailable, match="核对不一致"):
        moving.move_store(source, target)
    with target.session() as session:
        assert session.scalar(select(func.count()).select_from(DocumentRow)) == 0
    source.close()
    target.close()
