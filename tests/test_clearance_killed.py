"""A change of clearance that was killed: the server mends it when it starts, and doctor says so before."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.documents.vectors import wanted_ids
from assistant.records import Clearance, Principal
from assistant.retrieval.embedding import Embedder
from assistant.wiring import Services
from assistant.workdays import today
from tests.ingesting_child import ChangingChild
from tests.killing import TIMES

KILLS = 3 * TIMES
SEED = 20261129
POLICY = """# 云湾区第{number}类企业扶持办法

第一条 本办法适用于第{number}类企业。

第二条 按照每平方米{number}元给予租金补贴。

第三条 本办法自2026年1月1日起施行。
"""
Build = Callable[..., Services]


@pytest.fixture
def data_dir(tmp_path: Path, make_services: Build) -> Path:
    """A store with three public policies."""
    folder = tmp_path / "资料"
    folder.mkdir()
    for number in range(1, 4):
        (folder / f"办法{number}.md").write_text(POLICY.format(number=number), encoding="utf-8")
    services = make_services()
    services.ingestor.ingest([folder], options={"clearance": "public", "kind": "policy"})
    services.close()
    return tmp_path / "data"


def missing_vectors(services: Services) -> int:
    with services.database.session() as session:
        wanted = {clearance: wanted_ids(session, clearance) for clearance in Clearance}
    return sum(len(wanted[clearance] - services.store.vector_ids(clearance)) for clearance in Clearance)


def run(patch: pytest.MonkeyPatch, embedder: Embedder, data_dir: Path, *arguments: str) -> str:
    patch.setenv("HUIZHAO_DATA_DIR", str(data_dir))
    patch.setattr("assistant.wiring.load_embedder", lambda settings: embedder)
    patch.setattr("assistant.api.serving.run", lambda *positional: None)  # started and stopped at once
    return CliRunner().invoke(app, list(arguments)).stdout


def vector_finding(printed: str) -> dict[str, str]:
    finding: dict[str, str] = next(one for one in json.loads(printed) if one["part"] == "向量库")
    return finding


def test_doctor_names_what_a_killed_change_left_and_serve_mends_it(
    data_dir: Path, make_services: Build, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = ChangingChild(data_dir, stops=True)
    child.wait_until_ready()
    child.kill()
    services = make_services()
    missing = missing_vectors(services)
    assert missing > 0
    services.close()

    before = vector_finding(run(monkeypatch, embedder, data_dir, "doctor", "--json"))
    assert before["state"] == "有问题", "the counts agree, the ids do not"
    assert f"缺 {missing} 个，多 {missing} 个" in before["detail"]
    assert "huizhao serve" in before["remedy"]

    run(monkeypatch, embedder, data_dir, "serve")
    assert "GRADIO_TEMP_DIR" not in os.environ, "what is served next looks for its uploads elsewhere"
    services = make_services()
    assert missing_vectors(services) == 0
    assert not services.library.vectors.is_dirty()
    services.close()
    assert vector_finding(run(monkeypatch, embedder, data_dir, "doctor", "--json"))["state"] == "正常"


def test_wherever_a_change_is_killed_nothing_stays_half_visible(data_dir: Path, make_services: Build) -> None:
    moments = random.Random(SEED)
    for _ in range(KILLS):
        child = ChangingChild(data_dir)
        child.wait_until_ready()
        time.sleep(moments.uniform(0.05, 0.6))
        child.kill()
        services = make_services()
        services.library.mend()
        assert missing_vectors(services) == 0
        public = {hit.chunk.document.id for hit in services.retriever.search("租金补贴", Principal(), today()).hits}
        with services.database.session() as session:
            assert bool(public) is bool(wanted_ids(session, Clearance.PUBLIC))
        services.close()


def test_a_mark_without_a_difference_is_said_too(
    data_dir: Path, make_services: Build, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.documents.vectors import mark_changed

    services = make_services()
    with services.database.session() as session:
        mark_changed(session)
    services.close()
    finding = vector_finding(run(monkeypatch, embedder, data_dir, "doctor", "--json"))
    assert (finding["state"], "没有做完" in finding["detail"]) == ("有问题", True)
