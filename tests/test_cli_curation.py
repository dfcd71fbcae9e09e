"""What curators made of questions, at the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.curation.tables import EvaluationCaseRow
from assistant.database import open_database
from assistant.documents.tables import DocumentRow
from assistant.evaluation.suite import read_suite
from assistant.records import Clearance, DocumentKind
from assistant.settings import Settings

TEXT = "第一条 租用办公用房的，补贴百分之五十。"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def test_there_is_nothing_to_export_at_first(folder: Path) -> None:
    result = CliRunner().invoke(app, ["training", "export", str(folder / "out")])
    assert result.exit_code == 2
    assert "还没有评测题" in result.stderr


def test_cases_are_exported_for_evaluation_and_for_training(folder: Path) -> None:
    database = open_database(Settings(data_dir=folder / "data"))
    with database.session() as session:
        session.add(
            DocumentRow(
                id="d" * 16, name="办法.md", sha256="0" * 64, size_bytes=1, media_type="text/markdown",
                kind=DocumentKind.POLICY, clearance=Clearance.PUBLIC, title="办法", text=TEXT,
            )
        )  # fmt: skip
        source = {"document_id": "d" * 16, "document": "办法", "clause": "第一条", "quote": TEXT}
        session.add(EvaluationCaseRow(question="补多少", history=[], role="investor", sources=[source], made_by="王芳"))
        session.add(EvaluationCaseRow(question="下雨吗", history=[], role="investor", sources=[], made_by="王芳"))
    database.close()
    out = folder / "out"
    result = CliRunner().invoke(app, ["training", "export", str(out)])
    assert result.exit_code == 0, result.stderr
    assert [case.question for case in read_suite(out / "suite.jsonl")] == ["补多少", "下雨吗"]
    (line,) = (out / "questions" / "bureau.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["answer_sentences"] == [TEXT]
    assert (out / "texts" / json.loads(line)["doc"]).read_text(encoding="utf-8") == TEXT
