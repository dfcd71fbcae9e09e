"""Who did what: nothing is left out, nothing can be changed unseen, and what is old goes without breaking the chain."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from assistant.accounts.service import Accounts
from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.audit.log import AuditFilter, AuditLog, as_csv
from assistant.calls import Call, Door, begin, end
from assistant.cli import app
from assistant.database import Database, open_database, utc_now
from assistant.doctor import State, last_backup
from assistant.errors import HuizhaoError
from assistant.records import Principal, Role
from assistant.sections.service import AuditSettings
from assistant.settings import Settings

PASSWORD = "laptop-river-2026"
OLD = timedelta(days=200)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(Settings(data_dir=tmp_path / "data"))
    yield opened
    opened.close()


@pytest.fixture
def audit(database: Database) -> AuditLog:
    return AuditLog(database, AuditSettings())


def write(database: Database, count: int, age: timedelta = timedelta()) -> None:
    for number in range(count):
        with database.session() as session:
            add_line(session, Event.CORRECT, f"第{number}份", {"title": "新"}, at=utc_now() - age)


def tamper(database: Database, *statements: str) -> None:
    """As somebody does who may do anything with the database's file."""
    with database.engine.begin() as connection:
        for name in connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE 'audit%'")
        ):
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_lines_hold_who_when_what_and_from_where(audit: AuditLog) -> None:
    token = begin(Call(Door.API, "198.51.100.7", "abcd1234", Principal(Role.STAFF, 7, "zhaoshang")))
    try:
        audit.note(Event.EXPORT, "/api/listings/export.xlsx", {"rows": "12"})
    finally:
        end(token)
    (line,), total = audit.list()
    assert total == 1
    assert (line.by, line.by_id, line.role, line.door) == ("zhaoshang", 7, "staff", "api")
    assert (line.address, line.call_id, line.subject) == ("198.51.100.7", "abcd1234", "/api/listings/export.xlsx")
    assert line.detail == {"rows": "12"}
    assert abs(utc_now() - line.at) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE audit_lines SET by = 'x' WHERE number = 2", id="change"),
        pytest.param("DELETE FROM audit_lines WHERE number = 1", id="delete-the-first"),
        pytest.param("DELETE FROM audit_lines WHERE number = 3", id="delete-the-last"),
        pytest.param("UPDATE audit_head SET number = 1", id="head-back"),
        pytest.param("UPDATE audit_head SET anchor_number = 9", id="anchor-ahead"),
        pytest.param("UPDATE audit_head SET salt = ''", id="salt"),
        pytest.param("DELETE FROM audit_head", id="delete-the-head"),
    ],
)
def test_the_database_refuses_changes(database: Database, audit: AuditLog, statement: str) -> None:
    write(database, 3)
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text(statement))
    assert audit.chain().problems == ()


def test_what_is_young_stays_even_behind_an_anchor(database: Database) -> None:
    write(database, 3)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE audit_head SET anchor_number = 2"))
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_lines WHERE number = 1"))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        pytest.param("UPDATE audit_lines SET by = 'x' WHERE number = 2", "第 2 条与原来不一致", id="name"),
        pytest.param("UPDATE audit_lines SET at = '2020-01-01' WHERE number = 4", "第 4 条与原来不一致", id="time"),
        pytest.param("UPDATE audit_lines SET address = 'x' WHERE number = 1", "第 1 条与原来不一致", id="address"),
        pytest.param("UPDATE audit_lines SET event = 'export' WHERE number = 1", "第 1 条与原来不一致", id="event"),
        pytest.param("DELETE FROM audit_lines WHERE number = 3", "第 3 条缺失", id="one-gone"),
        pytest.param("DELETE FROM audit_lines WHERE number = 5", "末尾缺失", id="last-gone"),
        pytest.param("DELETE FROM audit_lines", "末尾缺失", id="all-gone"),
        pytest.param(
            "UPDATE audit_head SET anchor_number = 2, anchor_digest = (SELECT digest FROM audit_lines WHERE number = 2)",
            "不是按期限清理的",
            id="anchor-forged",
        ),
    ],
)
def test_whoever_gets_round_the_triggers_is_found_out(
    database: Database, audit: AuditLog, statement: str, says: str
) -> None:
    write(database, 5)
    remove = ["DELETE FROM audit_lines WHERE number <= 2"] if "anchor" in statement else []
    tamper(database, statement, *remove)
    assert any(says in problem for problem in audit.chain().problems)


def test_a_digest_noted_elsewhere_tells_a_chain_that_was_written_anew(database: Database, audit: AuditLog) -> None:
    write(database, 3)
    noted = audit.chain()
    tamper(database, "DELETE FROM audit_lines", "UPDATE audit_head SET number = 0, digest = ''")
    write(database, 4)
    assert audit.chain().problems == ()
    assert audit.chain((noted.last, noted.digest)).problems == ("第 3 条与所记的摘要不符",)


def test_lines_of_many_threads_make_one_chain(database: Database, audit: AuditLog) -> None:
    threads = [threading.Thread(target=write, args=(database, 10)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain = audit.chain()
    assert (chain.last, chain.problems) == (60, ())


def test_what_is_rolled_back_leaves_no_line(database: Database, audit: AuditLog) -> None:
    with pytest.raises(RuntimeError), database.session() as session:
        add_line(session, Event.DELETE, "x")
        raise RuntimeError
    assert audit.list()[1] == 0
    write(database, 1)
    assert audit.chain().problems == ()


def test_sweeping_leaves_the_chain_whole(database: Database, audit: AuditLog) -> None:
    write(database, 4, OLD)
    write(database, 3)
    assert audit.sweep() == 4
    lines, total = audit.list()
    assert total == 4
    assert lines[0].event is Event.SWEEP
    assert lines[0].subject == "第 1 至 4 条"
    assert [line.number for line in audit.lines()] == [5, 6, 7, 8]
    assert (audit.chain().first, audit.chain().problems) == (5, ())
    assert audit.sweep() == 0


def test_what_tells_of_a_sweep_is_swept_in_its_turn(
    database: Database, audit: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(database, 2, 2 * OLD)
    monkeypatch.setattr("assistant.audit.chain.utc_now", lambda: utc_now() - OLD)
    assert audit.sweep() == 2
    monkeypatch.undo()
    write(database, 1)
    assert audit.sweep() == 1
    assert [line.event for line in audit.lines()] == [Event.CORRECT, Event.SWEEP]
    assert (audit.chain().first, audit.chain().problems) == (4, ())


def test_nothing_but_the_beginning_is_swept(database: Database, audit: AuditLog) -> None:
    write(database, 1)
    write(database, 2, OLD)  # a clock that was set back
    assert audit.sweep() == 0
    assert audit.chain().problems == ()


@pytest.mark.parametrize("days", [0, 30, 179])
def test_less_than_half_a_year_cannot_be_set(days: int) -> None:
    with pytest.raises(ValueError, match="180"):
        AuditSettings(retention_days=days)


@pytest.mark.parametrize(
    ("how", "same"),
    [
        pytest.param("plain", {"198.51.100.7"}, id="plain"),
        pytest.param("none", {""}, id="none"),
    ],
)
def test_addresses_are_kept_as_the_settings_want(database: Database, how: str, same: set[str]) -> None:
    audit = AuditLog(database, AuditSettings(addresses=how))  # type: ignore[arg-type]
    assert {audit.noted_address("198.51.100.7")} == same


def test_a_hashed_address_tells_the_same_from_another_and_nothing_else(database: Database, tmp_path: Path) -> None:
    audit = AuditLog(database, AuditSettings(addresses="hashed"))
    first, again, other = map(audit.noted_address, ("198.51.100.7", "198.51.100.7", "198.51.100.8"))
    assert first == again != other
    assert "198" not in first
    elsewhere = open_database(Settings(data_dir=tmp_path / "other"))
    assert AuditLog(elsewhere, AuditSettings(addresses="hashed")).noted_address("198.51.100.7") != first
    elsewhere.close()


def test_accounts_leave_their_lines(database: Database, audit: AuditLog, tmp_path: Path) -> None:
    accounts = Accounts(database, Settings(data_dir=tmp_path / "data"))
    accounts.add("zhaoshang", PASSWORD, Role.STAFF)
    for name in ("zhaoshang", "my-secret-password-typed-as-a-name"):
        with pytest.raises(HuizhaoError):
            accounts.login(name, "wrong")
    token = accounts.login("zhaoshang", PASSWORD).token
    accounts.log_out(token)
    accounts.set_role("zhaoshang", Role.ADMIN)
    accounts.set_may_approve("zhaoshang", True)
    accounts.set_password("zhaoshang", PASSWORD + "x")
    accounts.disable("zhaoshang")
    with pytest.raises(HuizhaoError):
        accounts.login("zhaoshang", PASSWORD + "x")
    accounts.enable("zhaoshang")
    accounts.create_api_token("zhaoshang", "Dify")
    accounts.revoke(1)
    accounts.end_all_tokens()
    found = [(line.event.value, line.by, line.subject, line.detail) for line in audit.lines()]
    assert found == [
        ("account", "", "zhaoshang", {"change": "add", "role": "staff"}),
        ("sign_in_failed", "", "zhaoshang", {"reason": "name or password"}),
        ("sign_in_failed", "", "", {"reason": "name or password"}),
        ("sign_in", "zhaoshang", "zhaoshang", {}),
        ("sign_out", "zhaoshang", "zhaoshang", {}),
        ("role", "", "zhaoshang", {"from": "staff", "to": "admin"}),
        ("role", "", "zhaoshang", {"may_approve": "True"}),
        ("password", "", "zhaoshang", {}),
        ("account", "", "zhaoshang", {"change": "disable"}),
        ("sign_in_failed", "", "zhaoshang", {"reason": "disabled"}),
        ("account", "", "zhaoshang", {"change": "enable"}),
        ("token", "", "zhaoshang", {"change": "add", "label": "Dify"}),
        ("token", "", "zhaoshang", {"change": "revoke", "label": "Dify"}),
        ("secret", "", "", {"accounts": "1", "api_tokens": "0"}),
    ]
    assert PASSWORD not in json.dumps(found)
    assert audit.chain().problems == ()


def test_filters_find_lines(database: Database, audit: AuditLog) -> None:
    write(database, 2, OLD)
    audit.note(Event.DELETE, "50%的_办法", by=Principal(Role.ADMIN, 1, "guanli"))
    assert audit.list(AuditFilter(event=Event.DELETE))[1] == 1
    assert audit.list(AuditFilter(by="guanli"))[1] == 1
    assert audit.list(AuditFilter(text="%"))[1] == 1
    assert audit.list(AuditFilter(text="新"))[1] == 2
    assert audit.list(AuditFilter(since=utc_now() - timedelta(days=1)))[1] == 1
    assert audit.list(AuditFilter(until=utc_now() - timedelta(days=1)))[1] == 2
    assert [line.number for line in audit.list(limit=2, offset=1)[0]] == [2, 1]


def test_a_cell_is_never_a_formula(audit: AuditLog) -> None:
    audit.note(Event.DELETE, '=HYPERLINK("http://evil.example")')
    assert "\"'=HYPERLINK" in "".join(as_csv(audit.lines()))


def test_the_commands(database: Database, audit: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(tmp_path / "data"))
    runner = CliRunner()
    added = runner.invoke(app, ["users", "add", "guanli", "--role", "admin", "--password-stdin"], input=PASSWORD)
    assert added.exit_code == 0, added.stderr
    (line,), _ = audit.list()
    assert (line.by, line.door, line.subject) == ("命令行", "command", "guanli")
    listed = json.loads(runner.invoke(app, ["audit", "list", "--event", "account", "--json"]).stdout)
    assert [entry["label"] for entry in listed["lines"]] == ["建立、停用、启用账号"]
    exported = runner.invoke(app, ["audit", "export", "--output", str(tmp_path / "out.csv")])
    assert exported.exit_code == 0
    assert "guanli" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    verified = runner.invoke(app, ["audit", "verify"])
    assert (verified.exit_code, "完整" in verified.stdout) == (0, True)
    known = verified.stdout.strip().splitlines()[-1]
    assert runner.invoke(app, ["audit", "verify", "--known", known]).exit_code == 0
    assert runner.invoke(app, ["audit", "verify", "--known", f"{known[:-1]}-"]).exit_code == 1
    assert runner.invoke(app, ["audit", "verify", "--known", "x"]).exit_code == 2
    tamper(database, "UPDATE audit_lines SET by = 'x' WHERE number = 1")
    broken = runner.invoke(app, ["audit", "verify", "--json"])
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["problems"] == ["第 1 条与原来不一致"]


@pytest.mark.parametrize(
    ("days", "state"), [(None, State.OPTIONAL), (1, State.GOOD), (9, State.BAD)], ids=["never", "yesterday", "long-ago"]
)
def test_what_is_checked_tells_when_the_last_backup_was_made(
    database: Database, tmp_path: Path, days: int | None, state: State
) -> None:
    if days is not None:
        with database.session() as session:
            for age in (30, days):
                add_line(session, Event.BACKUP, f"huizhao-{age}", at=utc_now() - timedelta(days=age))
    found = last_backup(Settings(data_dir=tmp_path / "data"))
    assert found.state is state
    assert (f"huizhao-{days}" in found.detail) is (days is not None)
    assert bool(found.remedy) is (state is not State.GOOD)
