"""The record under SIGKILL: a complaint is there whole or not at all, and a migration is done whole by whoever starts next.

``HUIZHAO_TEST_KILLS`` multiplies how often is killed (``killing.py``).
"""

import hashlib
import shutil
import time
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, func, inspect, select

from assistant.complaints.tables import AttachmentRow, ComplaintRow
from assistant.database import MIGRATIONS_DIR, Database, newest_schema_version
from tests.complaints_desk import DeskWorld, prepare
from tests.ingesting_child import Child
from tests.killing import TIMES, moments
from tests.record_child import migrate, work_at_the_desk

EDITS_KILLED, MIGRATIONS_KILLED = 8 * TIMES, 6 * TIMES
LONGEST_S = 0.25
EARLIER, USERS = "0012", 40
_ACCOUNT = {
    "password_hash": "x",
    "role": "STAFF",
    "disabled": 0,
    "token_version": 0,
    "created_at": "2026-01-01 00:00:00",
    "may_approve": 0,
}


def test_a_complaint_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    prepare(tmp_path)
    for moment in moments(EDITS_KILLED, LONGEST_S):
        child = Child(work_at_the_desk, tmp_path)
        child.wait_until_ready()
        time.sleep(moment)
        child.kill()
    world = DeskWorld(tmp_path)
    assert world.desk.trail_problems() == ()
    with world.database.session() as session:
        ordinals = session.scalars(select(ComplaintRow.ordinal).order_by(ComplaintRow.ordinal)).all()
        kept = session.execute(
            select(AttachmentRow.complaint_id, func.count()).group_by(AttachmentRow.complaint_id)
        ).all()
        hashes = set(session.scalars(select(AttachmentRow.sha256)))
    assert ordinals and list(ordinals) == list(range(1, len(ordinals) + 1))
    assert len(kept) == len(ordinals) and {number for _, number in kept} <= {1, 3}
    assert all(hashlib.sha256(world.desk.files.read(sha256)).hexdigest() == sha256 for sha256 in hashes)
    world.database.close()


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of an earlier version, with accounts."""
    path = tmp_path_factory.mktemp("earlier") / "huizhao.db"
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, EARLIER)
        known = {column["name"] for column in inspect(connection).get_columns("users")}
        given = {key: value for key, value in _ACCOUNT.items() if key in known}
        marks = ", ".join("?" * (len(given) + 1))
        rows = [(f"user{number}", *given.values()) for number in range(USERS)]
        connection.exec_driver_sql(f"INSERT INTO users (name, {', '.join(given)}) VALUES ({marks})", rows)
    engine.dispose()
    return path


def record_of(path: Path) -> tuple[dict[str, list[str]], list[object]]:
    """Tables with their columns, and the accounts."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        seen = inspect(connection)
        tables = {name: sorted(column["name"] for column in seen.get_columns(name)) for name in seen.get_table_names()}
        users = [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM users ORDER BY name")]
    engine.dispose()
    return tables, users


def test_a_migration_that_was_killed_is_done_by_the_next(earlier: Path, tmp_path: Path) -> None:
    def copied(name: str) -> tuple[Path, str]:
        path = tmp_path / f"{name}.db"
        shutil.copy(earlier, path)
        return path, f"sqlite:///{path}"

    calm, url = copied("calm")
    child = Child(migrate, url)
    child.wait_until_ready()
    started = time.monotonic()
    child.wait_until_done()
    seconds = time.monotonic() - started
    for number, moment in enumerate(moments(MIGRATIONS_KILLED, seconds)):
        killed, url = copied(str(number))
        child = Child(migrate, url)
        child.wait_until_ready()
        time.sleep(moment)
        child.kill()
        database = Database(url)
        database.migrate()
        assert database.schema_version() == newest_schema_version()
        database.close()
        assert record_of(killed) == record_of(calm)
    assert len(record_of(calm)[1]) == USERS
