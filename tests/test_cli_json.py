"""``--json`` of every command prints one JSON document, on a store with a document of every kind."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from assistant.cli import app
from assistant.commands.not_understood import not_understood, screen_of
from assistant.contract.ledgers import CellWarning
from assistant.evaluation import calibration
from assistant.ingestion import FileOutcome, IngestReport
from assistant.retrieval.embedding import Embedder
from tests import table_files
from tests.files import write_workbook
from tests.test_cli import POLICY, Run, in_process

AT = "2026-11-20T09:00"
LEDGER = [
    ["楼宇名称", "所属街道", "级别", "空置面积（㎡）", "租金（元/㎡·月）", "核验时间", "运营情况"],
    ["汀湖中心", "青篱街道", "甲级", 1500, 65, "2026-10-15", "良"],
    ["竹溪大厦", "竹溪街道", "乙级", "待核", 48, "2026-10-16", "中"],
]
OPPORTUNITIES = "项目名称,项目内容,投资规模（万元）,合作方式,责任单位,联系电话\n冷链物流园,建设冷库,12000,合资,商务局,0999-5550123\n"
GUIDE = "办事指南\n\n一、受理条件\n在本区登记注册的企业。\n\n二、办理时间\n工作日上午九时至下午五时。\n"
KINDS = {"policy", "report", "listing", "opportunity", "guide", "other"}

READING: dict[tuple[str, ...], tuple[str, ...]] = {
    ("ask",): ("2026年一季度城镇零售额是多少",),
    ("search",): ("零售额",),
    ("clause",): ("《云汀区楼宇经济扶持办法》第二条",),
    ("compare",): ("{policy}", "{earlier}"),
    ("worksheet",): ("我们租了500平方米写字楼，能拿多少补贴",),
    ("evaluate",): ("{suite}",),
    ("calibrate",): ("{suite}",),
    ("doctor",): (),
    ("tools",): (),
    ("tool",): ("search_passages", '{"query": "零售额"}'),
    ("buildings", "match"): ("1000平方米以上的甲级写字楼",),
    ("documents", "list"): (),
    ("documents", "preview"): ("{listing}",),
    ("documents", "show"): ("{listing}",),
    ("documents", "findings"): (),
    ("documents", "twins"): (),
    ("documents", "outdated"): ("{policy}",),
    ("ledgers", "columns"): (),
    ("ledgers", "waiting"): (),
    ("ledgers", "warnings"): (),
    ("ledgers", "names"): (),
    ("users", "list"): (),
    ("complaints", "list"): (),
    ("complaints", "due"): (),
    ("complaints", "statistics"): (),
    ("complaints", "verify"): (),
    ("validity", "list"): (),
    ("audit", "list"): (),
    ("audit", "verify"): (),
    ("questions", "unanswered"): (),
}
"""What each command that only reads is given; names in braces stand for what the store holds."""

WRITING = {
    ("ingest",),
    ("users", "tokens"),
    ("validity", "confirm"),
    ("migrate-store",),
    ("restore",),
    ("sweep",),
    *(("backup", name) for name in ("list", "make", "verify")),
    *(("complaints", name) for name in (
        "accept", "reject", "refer", "ask", "supplemented", "extend", "reopen", "answer", "archive", "withdraw", "split", "link",
        "submit", "return", "approve", "export", "analyse", "draft", "erase", "purge", "add", "show", "phrases",
    )),
}  # fmt: skip
"""Commands that change something, or need what an earlier one made: each has a test below or in the complaints' own tests."""


def options(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Each command's path and its options."""
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from options(inner, (*path, name))
    elif isinstance(command, TyperCommand):
        yield path, {option for parameter in command.params for option in parameter.opts}


@pytest.fixture(scope="module")
def store(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A store with a document of every kind, and their ids by kind."""
    folder = tmp_path_factory.mktemp("kinds")
    files = folder / "files"
    table_files.write_all(files)
    write_workbook(files / "楼宇台账.xlsx", LEDGER)
    (files / "云汀区楼宇经济扶持办法.md").write_text(POLICY, encoding="utf-8")
    (files / "云汀区楼宇经济扶持办法（2021年）.md").write_text(POLICY.replace("20元", "15元"), encoding="utf-8")
    (files / "投资合作机会清单.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    (files / "办事指南.txt").write_text(GUIDE, encoding="utf-8")
    cases = (
        {"id": "a-1", "question": "租金补贴多少？", "expect": {"contains": ["20元"]}},
        {"id": "a-2", "question": "装修补贴怎么申请？", "expect": {"refused": True}},
    )
    (folder / "suite.jsonl").write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        done = in_process(patch, embedder, folder / "data")("ingest", str(files), "--clearance", "public", "--json")
    assert done.exit_code == 0, done.stderr
    read = json.loads(done.stdout)
    assert read["summary"]["not_understood"]["单元格"] == 1
    held = {file["kind"]: file["document_id"] for file in read["files"]}
    named = {Path(file["name"]).stem: file["document_id"] for file in read["files"]}
    policies = {"policy": named["云汀区楼宇经济扶持办法"], "earlier": named["云汀区楼宇经济扶持办法（2021年）"]}
    return folder, held | policies | {"suite": str(folder / "suite.jsonl")}


@pytest.fixture
def huizhao(store: tuple[Path, dict[str, str]], embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Run:
    return in_process(monkeypatch, embedder, store[0] / "data")


def test_the_store_holds_every_kind(store: tuple[Path, dict[str, str]]) -> None:
    assert set(store[1]) >= KINDS


def test_every_command_that_prints_json_is_tried() -> None:
    printing = {path for path, names in options(get_command(app)) if "--json" in names}
    assert printing == set(READING) | WRITING


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_reading_command_prints_one_document(
    huizhao: Run, store: tuple[Path, dict[str, str]], command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "LEAST_HELD", 1)
    monkeypatch.setattr(calibration, "LEAST_MISSING", 1)
    given = [store[1].get(word.strip("{}"), word) for word in READING[command]]
    done = huizhao(*command, *given, "--json")
    assert done.exit_code == 0 or command == ("doctor",), (done.exception, done.stderr)
    assert json.loads(done.stdout) is not None


def test_what_was_not_understood_is_shown_and_settled(huizhao: Run, store: tuple[Path, dict[str, str]]) -> None:
    listing = store[1]["listing"]
    shown = json.loads(huizhao("documents", "show", listing, "--json").stdout)
    (cell,) = [one for one in shown["findings"] if one["kind"] == "cell"]
    assert (shown["id"], cell["text"]) == (listing, "待核")
    assert "待核" in huizhao("documents", "show", listing).stdout
    assert huizhao("documents", "settle", listing, "0" * 16).exit_code == 1
    assert huizhao("documents", "settle", listing, cell["key"]).exit_code == 0
    assert "cell" not in json.loads(huizhao("documents", "show", listing, "--json").stdout)["open"]
    assert huizhao("documents", "settle", listing, cell["key"], "--undo").exit_code == 0
    held = json.loads(huizhao("documents", "findings", "--json").stdout)["documents"]
    assert listing in {one["document"]["id"] for one in held if one["open"].get("cell")}


def test_a_complaints_way_prints_json_at_each_step(huizhao: Run, tmp_path: Path) -> None:
    def told(*words: str) -> dict[str, object]:
        done = huizhao("complaints", *words, "--json")
        assert done.exit_code == 0, (words, done.exception, done.stderr)
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        return found

    number = str(told("add", "我公司租金补贴三个月没有拨付。", "--received", AT)["number"])
    other = str(told("add", "园区道路照明损坏。", "--received", AT)["number"])
    for words in (
        ("show", number),
        ("accept", number),
        ("extend", number, "--days", "5", "--note", "情况复杂"),
        ("analyse", number),
        ("link", number, other),
    ):
        told(*words)


@pytest.mark.parametrize("kind", ["列", "单元格", "页", "文件", "提示"])
def test_the_report_names_what_was_not_understood_in_one_screen(kind: str) -> None:
    many = [
        FileOutcome(
            name=f"台账{number}.xlsx",
            status="failed" if number % 2 else "read",
            reason="文件已损坏",
            empty_parts=("第2页",),
            warnings=("第1个表没有写明单位",),
            cell_warnings=(CellWarning(f"台账{number}.xlsx", "写字楼", "B7", "空置面积", "待核", "读不出数字"),),
        )
        for number in range(60)
    ]
    report = IngestReport(tuple(many), 1.0)
    lines = list(screen_of(report))
    assert len(lines) <= 5
    assert all(len(line) < 400 for line in lines)
    counts = {name: len(names) for name, names in not_understood(report).items()}
    assert counts == {"文件": 30, "页": 60, "单元格": 60, "提示": 60}
    assert any(line.startswith(f"没有读懂的{kind} ") for line in lines) is (kind in counts)
