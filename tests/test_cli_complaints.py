"""Complaints at the command line, as scripts call it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from icalendar import Calendar
from typer.testing import CliRunner

from assistant.cli import app

Run = Callable[..., Result]
TEXT = "我公司申请的租金补贴没有到账，请核实。"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(tmp_path))

    def call(*arguments: str, stdin: str = "") -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin)

    for name in ("zhang", "li"):
        call("users", "add", name, "--role", "staff", "--password-stdin", stdin="laptop-river-2026\n")
    return call


def read(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def test_a_complaint_is_added_listed_and_shown(run: Run) -> None:
    added = read(run("complaints", "add", TEXT, "--complainant", "某某公司", "--json"))
    listed = read(run("complaints", "list", "--json"))
    assert [one["number"] for one in listed["complaints"]] == [added["number"]]  # type: ignore[attr-defined]
    shown = read(run("complaints", "show", str(added["number"]), "--json"))
    assert (shown["text"], shown["complainant"], shown["replies"]) == (TEXT, "某某公司", [])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("请核实" * 60, id="longer-than-a-file-name"),
        pytest.param("请核实" * 6000, id="longer-than-a-path"),
        pytest.param("一/二/三" * 200, id="with-slashes"),
        pytest.param("请看所附的合同，" * 60 + "见contract.pdf", id="ending-like-a-file-name"),
        pytest.param("第一段。\n第二段。", id="two-lines"),
    ],
)
def test_a_text_of_any_length_is_a_complaint(run: Run, text: str) -> None:
    added = read(run("complaints", "add", text, "--json"))
    assert read(run("complaints", "show", str(added["number"]), "--json"))["text"] == text


def test_a_text_comes_through_the_standard_input(run: Run) -> None:
    added = read(run("complaints", "add", "-", "--json", stdin=f"{TEXT}\n"))
    assert read(run("complaints", "show", str(added["number"]), "--json"))["text"] == TEXT


def test_what_is_due_is_listed_and_written_as_a_calendar(run: Run, tmp_path: Path) -> None:
    run("complaints", "add", TEXT, "--received", "2026-01-05 10:00")
    run("complaints", "add", TEXT)
    due = read(run("complaints", "due", "--ics", str(tmp_path / "due.ics"), "--json"))
    assert [one["urgency"] for one in due["complaints"]] == ["overdue"]  # type: ignore[attr-defined]
    assert len(Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")) == 2


def test_handling_names_who_did_it(run: Run) -> None:
    number = str(read(run("complaints", "add", TEXT, "--channel", "foreign", "--json"))["number"])
    for command in (
        ("accept", number, "--as", "zhang"),
        ("ask", number, "--note", "请补充合同", "--as", "zhang"),
        ("supplemented", number, "--as", "li"),
        ("extend", number, "--days", "30", "--note", "情况复杂", "--as", "zhang"),
    ):
        assert run("complaints", *command).exit_code == 0
    trail = read(run("complaints", "show", number, "--json"))["trail"]
    assert [line["by"] for line in trail] == ["命令行", "zhang", "zhang", "li", "zhang"]  # type: ignore[attr-defined]
    assert run("complaints", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("add", "  "), 2, id="empty"),
        pytest.param(("add", TEXT, "--channel", "fax"), 2, id="unknown-channel"),
        pytest.param(("add", "没有这份.docx"), 2, id="missing-file"),
        pytest.param(("show", "2020-1"), 1, id="unknown-number"),
        pytest.param(("show", "某件"), 2, id="no-number"),
        pytest.param(("accept", "2020-1", "--as", "nobody"), 1, id="unknown-account"),
    ],
)
def test_what_cannot_be_done_says_why(run: Run, arguments: tuple[str, ...], code: int) -> None:
    result = run("complaints", *arguments)
    assert result.exit_code == code
    assert "错误" in result.stderr


def test_figures_are_printed(run: Run) -> None:
    run("complaints", "add", TEXT)
    assert read(run("complaints", "statistics", "--json"))["total"] == 1


def test_the_right_to_approve_is_given_and_taken(run: Run) -> None:
    assert run("users", "approver", "li").exit_code == 0
    users = read(run("users", "list", "--json"))["users"]
    assert [(one["name"], one["may_approve"]) for one in users] == [("li", True), ("zhang", False)]  # type: ignore[attr-defined]
    assert run("users", "approver", "li", "--revoke").exit_code == 0
    run("users", "add", "ke", "--role", "investor", "--password-stdin", stdin="laptop-river-2026\n")
    assert run("users", "approver", "ke").exit_code == 2
