"""How often a caller may ask holds for all processes together, and nobody waits for the counting."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from assistant.database import Database
from assistant.rates.service import SharedRates, is_shared
from assistant.rates.tables import CallerRateRow
from assistant.sections.service import ServerSettings
from assistant.settings import Settings

PER_MINUTE = 12


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=database_url)


@pytest.fixture
def processes(settings: Settings) -> Iterator[tuple[SharedRates, SharedRates]]:
    """What two processes of one deployment count with."""
    databases = [Database(settings.resolved_database_url) for _ in range(2)]
    databases[0].migrate()
    yield SharedRates(databases[0], settings), SharedRates(databases[1], settings)
    for database in databases:
        database.close()


def test_callers_of_two_processes_are_counted_together(processes: tuple[SharedRates, SharedRates]) -> None:
    rates = [process.rate("提问", PER_MINUTE) for process in processes]
    with ThreadPoolExecutor(8) as pool:
        started = time.monotonic()
        waits = list(pool.map(lambda number: rates[number % 2].take("account 1"), range(5 * PER_MINUTE)))
        took = time.monotonic() - started
    assert PER_MINUTE <= waits.count(0) <= PER_MINUTE + took * PER_MINUTE / 60 + 1
    assert (
        0 < max(waits) <= 60 / PER_MINUTE + took
    )  # whoever came first may be counted last, and waits from when he came
    assert rates[0].take("account 2") == 0
    assert processes[1].rate("查询", PER_MINUTE).take("account 1") == 0


def test_a_first_request_made_at_both_at_once_counts_twice(processes: tuple[SharedRates, SharedRates]) -> None:
    rates = [process.rate("提问", 1) for process in processes]
    for caller in range(20):
        with ThreadPoolExecutor(2) as pool:
            waits = list(pool.map(lambda rate, caller=caller: rate.take(f"account {caller}"), rates))
        assert waits.count(0) == 1


def test_who_is_counted_cannot_be_read_and_is_forgotten(
    processes: tuple[SharedRates, SharedRates], settings: Settings
) -> None:
    rate = processes[0].rate("提问", 60_000)
    rate.take("address 198.51.100.7")
    engine = processes[0]._engine
    with engine.connect() as connection:
        (subject,) = connection.scalars(select(CallerRateRow.subject)).all()
    assert len(subject) == 64 and "198.51" not in subject
    time.sleep(0.01)
    processes[1].sweep()
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(CallerRateRow)) == 0


def test_while_the_table_cannot_be_reached_each_process_counts_for_itself(
    processes: tuple[SharedRates, SharedRates], settings: Settings
) -> None:
    rate = processes[0].rate("提问", 2)
    assert rate.take("a") == 0
    with processes[0]._engine.begin() as connection:
        connection.execute(text("DROP TABLE caller_rates"))
    assert [rate.take("a") == 0 for _ in range(3)] == [True, True, False]


def test_a_record_that_somebody_writes_keeps_nobody_waiting(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    database = Database(settings.resolved_database_url)
    database.migrate()
    rate = SharedRates(database, settings).rate("提问", PER_MINUTE)
    with closing(sqlite3.connect(tmp_path / "huizhao.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert rate.take("a") == 0
    with closing(sqlite3.connect(tmp_path / "rates.db")) as counted:
        assert counted.execute("SELECT count(*) FROM caller_rates").fetchone() == (1,), "where nobody writes the record"
    database.close()


@pytest.mark.parametrize(
    ("server", "shared"),
    [
        pytest.param(ServerSettings(), False, id="one-process"),
        pytest.param(ServerSettings(workers=2), True, id="workers"),
        pytest.param(ServerSettings(shared=True), True, id="said-so"),
    ],
)
def test_one_process_on_a_folder_counts_in_memory(tmp_path: Path, server: ServerSettings, shared: bool) -> None:
    settings = Settings(data_dir=tmp_path, server=server)
    database = Database(settings.resolved_database_url)
    assert is_shared(database, settings) is shared
    database.close()
