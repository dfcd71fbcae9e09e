"""What has had its time goes, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from assistant.accounts.service import Accounts
from assistant.answers import Answer
from assistant.conversations.service import Conversations, Exchange
from assistant.conversations.tables import ConversationRow, MessageRow
from assistant.database import Database, open_database, utc_now
from assistant.jobs.tables import JobRow
from assistant.records import Intent, Principal, Role
from assistant.sections.service import RetentionSettings
from assistant.settings import Settings
from assistant.sweeping import Swept, sweep

DAY_S = 24 * 3600


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return Settings(
        data_dir=tmp_path / "data", retention=RetentionSettings(anonymous_conversation_days=30, job_days=10)
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings)
    yield opened
    opened.close()


def converse(database: Database, principal: Principal, age_days: int) -> str:
    exchange = Exchange("租金补贴", "租金补贴", date(2026, 1, 1), Answer("没有", refused=True, intent=Intent.POLICY))
    made = Conversations(database).record(exchange, principal).conversation_id
    with database.session() as session:
        session.execute(
            update(ConversationRow)
            .where(ConversationRow.id == made)
            .values(updated_at=utc_now() - timedelta(days=age_days))
        )
    return made


def test_conversations_without_an_account_go_and_those_of_accounts_stay(settings: Settings, database: Database) -> None:
    account = Accounts(database, settings).add("keshang", "laptop-river-2026", Role.INVESTOR)
    owner = Principal(Role.INVESTOR, account.id, "keshang")
    for _ in range(450):
        converse(database, Principal(), 31)
    kept = {converse(database, Principal(), 29), converse(database, owner, 900)}
    assert sweep(database, settings).conversations == 450
    with database.session() as session:
        assert set(session.scalars(select(ConversationRow.id))) == kept
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 2
    assert sweep(database, settings) == Swept(0, 0, 0, 0)


def test_reports_of_old_jobs_go(settings: Settings, database: Database) -> None:
    old, recent = utc_now() - timedelta(days=11), utc_now() - timedelta(days=9)
    with database.session() as session:
        for name, state, at in (("a", "done", old), ("b", "failed", old), ("c", "running", old), ("d", "done", recent)):
            session.add(JobRow(id=name, state=state, created_at=at, alive_at=at))
    assert sweep(database, settings).jobs == 2
    with database.session() as session:
        assert set(session.scalars(select(JobRow.id))) == {"c", "d"}


def make(path: Path, age_s: float, content: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def test_leftover_files_go_and_those_in_use_stay(settings: Settings, database: Database, tmp_path: Path) -> None:
    data, temporary = settings.data_dir, tmp_path / "tmp"
    gone = [
        make(data / "incoming/one/000/a.pdf", 2 * DAY_S),
        make(data / "page-uploads/abc/a.pdf", 2 * DAY_S),
        make(data / "originals/ab/.incoming-x1", 2 * DAY_S),
        make(data / "complaints/cd/.incoming-x2", 2 * DAY_S),
        make(temporary / "huizhao-office-1/a.doc", 2 * DAY_S),
    ]
    kept = [
        make(data / "incoming/two/000/b.pdf", 3600),
        make(data / "incoming/two/001/old.pdf", 2 * DAY_S),  # of an upload under way
        make(data / "page-uploads/def/b.pdf", 3600),
        make(data / "originals/ab/abcd.pdf", 900 * DAY_S),
        make(temporary / "somebody-else/a", 900 * DAY_S),
        make(temporary / "huizhao-letter-2/a.docx", 60),
    ]
    for path in gone:
        folder = path.parent
        while folder not in (data, temporary, tmp_path):
            os.utime(folder, (time.time() - 2 * DAY_S,) * 2)
            folder = folder.parent
    (data / "incoming/link").symlink_to(data / "originals")
    assert sweep(database, settings).files == len(gone)
    assert not any(path.exists() for path in gone)
    assert all(path.exists() for path in kept)
