"""The command line: one JSON document on standard output, messages on standard error, exit codes as documented."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app
from assistant.retrieval.embedding import Embedder
from tests.conftest import REPOSITORY

POLICY = """# 云汀区楼宇经济扶持办法

云政规〔2024〕3号

第一条 为促进楼宇经济发展，制定本办法。

第二条 新引进企业租用商务楼宇的，按每月每平方米20元给予租金补贴，补贴期限不超过三年。

第三条 本办法自2024年4月1日起施行，有效期五年。
"""


Run = Callable[..., Result]


def process(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "HUIZHAO_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def prepared(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one public policy."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "办法.md").write_text(POLICY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        done = in_process(patch, embedder, folder / "data")(
            "ingest", str(folder / "办法.md"), "--clearance", "public", "--json"
        )
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["summary"]["read"] == 1
    return folder / "data"


@pytest.fixture
def huizhao(prepared: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``huizhao …`` on that store, in this process: starting one of its own takes seconds."""
    return in_process(monkeypatch, embedder, prepared)


def in_process(patch: pytest.MonkeyPatch, embedder: Embedder, data_dir: Path) -> Run:
    patch.setenv("HUIZHAO_DATA_DIR", str(data_dir))
    patch.setattr("assistant.wiring.load_embedder", lambda settings: embedder)

    def run(*arguments: str, stdin: str = "") -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin)

    return run


def test_a_process_prints_one_document_and_nothing_else(prepared: Path) -> None:
    done = process(prepared, "ask", "新引进企业租用楼宇有多少租金补贴", "--json")
    assert done.returncode == 0
    assert "20元" in json.loads(done.stdout)["text"]
    assert done.stderr == ""


def test_a_process_ends_with_the_code_and_the_words_of_its_error(prepared: Path) -> None:
    done = process(prepared, "clause", "《云汀区楼宇经济扶持办法》第九十九条")
    assert (done.returncode, done.stdout) == (1, "")
    assert "没有查到这一条" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_that_search_nothing_load_no_model_library() -> None:
    heavy = {"torch", "transformers", "sentence_transformers", "chromadb", "sklearn", "langchain_openai", "gradio"}
    code = f"import sys, assistant.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_ask_answers_with_citations(huizhao: Run) -> None:
    done = huizhao("ask", "新引进企业租用楼宇有多少租金补贴", "--json")
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert answer["refused"] is False
    assert "20元" in answer["text"]
    assert set(answer["citations"][0]) >= {
        *("number", "label", "document", "clause", "page", "sheet", "row", "quote", "clearance"),
        *("valid_from", "valid_to", "status", "source_id", "chunk_id"),
    }
    assert answer["citations"][0]["clause"] == "第二条"


def test_clause_goes_straight_to_its_address(huizhao: Run) -> None:
    done = huizhao("clause", "《云汀区楼宇经济扶持办法》第二条", "--json")
    assert json.loads(done.stdout)["text"].endswith("补贴期限不超过三年。")


def test_of_several_clauses_those_found_are_printed_and_the_rest_told(huizhao: Run) -> None:
    done = huizhao("clause", "云汀区楼宇经济扶持办法第一条、第九条", "--json")
    assert done.exit_code == 1
    assert [entry["outcome"] for entry in json.loads(done.stdout)["clauses"]] == ["found", "no_article"]
    assert "没有第九条，该办法共三条" in done.stderr


def test_search_finds_by_document_number(huizhao: Run) -> None:
    done = huizhao("search", "云政规[2024]3号", "--json")
    assert json.loads(done.stdout)["hits"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(("ingest", "no-such-file.pdf"), 2, "找不到", id="path-not-there"),
        pytest.param(("ask", " "), 2, "请写出问题", id="empty-question"),
        pytest.param(("clause", "第二条"), 2, "请写明文件和条号", id="address-without-document"),
        pytest.param(("clause", "《云汀区楼宇经济扶持办法》第九十九条"), 1, "没有查到这一条", id="clause-not-there"),
        pytest.param(("documents", "delete", "nothing"), 1, "没有这份文件", id="document-not-there"),
        pytest.param(("ask", "x", "--role", "king"), 2, "", id="unknown-role"),
    ],
)
def test_bad_input_is_told_in_words(huizhao: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = huizhao(*arguments)
    assert done.exit_code == code
    assert says in done.stderr
    assert isinstance(done.exception, SystemExit)
    assert done.stdout == ""


def test_documents_are_listed_as_json_with_their_days(huizhao: Run) -> None:
    done = huizhao("documents", "list", "--json")
    assert done.exit_code == 0, done.exception
    assert json.loads(done.stdout)["documents"][0]["valid_from"] == "2024-04-01"


@pytest.mark.parametrize(
    "command", [("ledgers", "columns"), ("ledgers", "warnings"), ("ledgers", "names")], ids=" ".join
)
def test_what_lists_records_can_print_json(huizhao: Run, command: tuple[str, ...]) -> None:
    done = huizhao(*command, "--json")
    assert done.exit_code == 0, done.exception
    json.loads(done.stdout)


@pytest.mark.parametrize("characters", [86, 300, 5000], ids="{}-characters".format)
def test_a_complaint_given_as_text_may_be_longer_than_a_files_name(huizhao: Run, characters: int) -> None:
    done = huizhao("complaints", "add", "补" * characters, "--json")
    assert done.exit_code == 0, done.exception
    assert json.loads(done.stdout)["text"] == "补" * characters


def test_an_unreadable_file_is_exit_code_1_with_its_reason(huizhao: Run, tmp_path: Path) -> None:
    (tmp_path / "空.txt").touch()
    done = huizhao("ingest", str(tmp_path / "空.txt"), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["files"][0]["reason"]


def test_accounts_take_their_password_from_standard_input(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    huizhao = in_process(monkeypatch, embedder, tmp_path)
    add = ("users", "add", "张三", "--role", "staff", "--password-stdin")
    assert huizhao(*add, stdin="laptop-river-2026\n").exit_code == 0
    assert huizhao(*add, stdin="laptop-river-2026\n").exit_code == 1
    assert "张三" in huizhao("users", "list").stdout


def test_doctor_says_what_is_there(huizhao: Run) -> None:
    done = huizhao("doctor", "--json")
    parts = {finding["part"]: finding["state"] for finding in json.loads(done.stdout)}
    assert parts["向量模型"] == parts["向量库"] == parts["资料库"] == "正常"
    assert parts["语言模型"] == parts["备份"] == "未启用"
    (bureau,) = [finding for finding in json.loads(done.stdout) if finding["part"] == "本局信息"]
    assert bureau["state"] == "未启用"
    assert "HUIZHAO_LETTER__ISSUER、HUIZHAO_LETTER__CONTACT、HUIZHAO_ANSWERING__CONTACT" in bureau["remedy"]
    assert done.exit_code == 0
