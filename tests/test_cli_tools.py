"""``huizhao tools`` and ``tool``: one JSON document on standard output, exit codes as documented."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.retrieval.embedding import Embedder
from assistant.tools.toolbox import TOOLS
from tests.test_cli import Run, in_process


@pytest.fixture(scope="module")
def data_dir(district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli-tools") / "data"
    shutil.copytree(district_folder, folder)
    return folder


@pytest.fixture
def huizhao(data_dir: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Run:
    return in_process(monkeypatch, embedder, data_dir)


def test_the_list_names_them_all() -> None:
    listed = CliRunner().invoke(app, ["tools", "--json"])
    assert listed.exit_code == 0
    assert [tool["name"] for tool in json.loads(listed.stdout)] == list(TOOLS)
    shown = CliRunner().invoke(app, ["tools"])
    assert all(tool.title in shown.stdout for tool in TOOLS.values())


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(("drop_tables",), 1, "可用的有：search_passages", id="no-tool"),
        pytest.param(("search_passages", "租金"), 2, "不是有效的 JSON", id="no-json"),
        pytest.param(("search_passages",), 2, "query 没有填写", id="missing"),
        pytest.param(("search_passages", '{"query": "租金", "k": 3}'), 2, "k 没有这一项", id="unknown"),
        pytest.param(("search_passages", "[]"), 2, "应为 JSON 对象", id="no-object"),
    ],
)
def test_what_is_unusable_is_said_before_anything_is_loaded(
    arguments: tuple[str, ...], code: int, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(tmp_path / "never-made"))
    done = CliRunner().invoke(app, ["tool", *arguments, "--json"])
    assert done.exit_code == code and message in done.stderr and not done.stdout
    assert not (tmp_path / "never-made").exists()


def test_a_result_is_one_document_on_standard_output(huizhao: Run) -> None:
    done = huizhao("tool", "validity_of", '{"document": "云汀区促进楼宇经济发展办法"}', "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "已废止"


def test_arguments_may_come_from_standard_input_and_results_be_read_by_people(huizhao: Run) -> None:
    done = huizhao("tool", "list_documents", "-", stdin='{"words": "内部"}')
    assert done.exit_code == 0 and "total：0" in done.stdout
    done = huizhao("tool", "list_documents", '{"kind": "policy"}', "--role", "staff")
    assert "内部" in done.stdout or "规程" in done.stdout


def test_a_document_that_is_not_there_ends_with_one(huizhao: Run) -> None:
    done = huizhao("tool", "read_document", '{"document": "没有这份文件"}', "--json")
    assert done.exit_code == 1 and not done.stdout and "资料库中没有" in done.stderr
