"""Before a document or a column becomes public an administrator sees what an investor would see."""

import json
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from assistant import access
from assistant.api.app import create_app
from assistant.cli import app
from assistant.documents.preview import InvestorPreview, preview_as_investor
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow
from assistant.errors import NotFound
from assistant.records import Principal
from assistant.wiring import Services
from tests.files import write_workbook
from tests.test_ledgers import ADMIN, INVESTOR, take_in

HEADER = ("楼宇名称", "地址", "空置面积（㎡）", "特色亮点", "底价", "是否发布")
ROWS = (
    ("星河大厦", "星河路8号", 12000, "屋顶停机坪", 61.7, "是"),
    ("云帆中心", "云帆路1号", 300, "双大堂", 50, "是"),
    ("暗标楼", "暗标路9号", 900, "带泳池", 40, "否"),
)


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    return make_services()


def ledger(services: Services, folder: Path, clearance: str) -> str:
    path = write_workbook(folder / "云汀区楼宇台账.xlsx", [HEADER, *ROWS])
    return take_in(services, path, clearance=clearance).document_id


def given_to_investors(services: Services, document_id: str) -> list[str]:
    """The texts of the passages that the access rule lets an investor have."""
    with services.database.session() as session:
        query = select(ChunkRow).where(ChunkRow.document_id == document_id).order_by(ChunkRow.ordinal)
        chunks = to_chunks(session, session.scalars(query).all())
    return [chunk.passage.text for chunk in chunks if access.visible(INVESTOR, chunk)]


def preview(services: Services, document_id: str) -> InvestorPreview:
    return preview_as_investor(services.database, document_id, ADMIN)


def test_it_is_what_an_investor_gets_once_the_document_is_public(services: Services, tmp_path: Path) -> None:
    document_id = ledger(services, tmp_path, "internal")
    assert given_to_investors(services, document_id) == []
    before = preview(services, document_id)
    assert not before.is_public and before.total == 2 and not before.may_open_original
    services.correct_document(document_id, {"clearance": "public"}, by=ADMIN)
    assert [chunk.passage.text for chunk in before.passages] == given_to_investors(services, document_id)
    after = preview(services, document_id)
    assert after.is_public and after.passages == before.passages and after.columns == before.columns
    texts = "".join(chunk.passage.text for chunk in after.passages)
    assert "星河大厦" in texts and not [word for word in ("停机坪", "61.7", "暗标楼", "泳池") if word in texts]
    assert after.for_staff == len(ROWS)


def test_it_names_the_columns_with_what_they_hold(services: Services, tmp_path: Path) -> None:
    document_id = ledger(services, tmp_path, "public")
    columns = {column.header: column for column in preview(services, document_id).columns}
    assert columns["楼宇名称"].shown and columns["空置面积（㎡）"].shown
    waiting = columns["特色亮点"]
    assert not waiting.shown and waiting.values == 3 and set(waiting.examples) == {"屋顶停机坪", "双大堂", "带泳池"}
    (held,) = services.ledger_decisions.waiting()
    services.ledger_decisions.release(held.report.layout, "特色亮点", released=True, by=ADMIN)
    after = preview(services, document_id)
    assert next(column for column in after.columns if column.header == "特色亮点").shown
    assert [chunk.passage.text for chunk in after.passages] == given_to_investors(services, document_id)


def test_it_says_why_the_original_is_withheld(services: Services, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_comment(document.add_paragraph("云汀区鼓励企业租用闲置楼宇。").runs, "底价三十元", author="李科长")
    document.save(str(tmp_path / "说明.docx"))
    outcome = take_in(services, tmp_path / "说明.docx", clearance="internal", kind="guide")
    found = preview(services, outcome.document_id)
    assert not found.may_open_original and any("批注" in warning for warning in found.warnings)
    assert "底价" not in "".join(chunk.passage.text for chunk in found.passages)


@pytest.mark.parametrize("who", [Principal(), INVESTOR], ids=["anonymous", "investor"])
def test_nobody_else_looks_at_an_internal_document_by_it(services: Services, tmp_path: Path, who: Principal) -> None:
    with pytest.raises(NotFound):
        preview_as_investor(services.database, ledger(services, tmp_path, "internal"), who)


def test_api_and_command_line(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = ledger(services, tmp_path, "internal")
    services.accounts.add("赵敏", "一个不好猜的长密码7", ADMIN.role)
    with TestClient(create_app(services)) as client:
        path = f"/api/documents/{document_id}/preview-as-investor"
        assert client.get(path).status_code == 401
        token = client.post("/api/login", json={"username": "赵敏", "password": "一个不好猜的长密码7"}).json()["token"]
        header = {"Authorization": f"Bearer {token}"}
        found = client.get(path, params={"limit": 1, "offset": 1}, headers=header).json()
        assert [passage["label"] for passage in found["passages"]] and "云帆中心" in found["passages"][0]["text"]
        assert (found["total"], found["is_public"], found["may_open_original"]) == (2, False, False)
        assert found["document"]["clearance"] == "public"
        assert client.get("/api/documents/nothing/preview-as-investor", headers=header).status_code == 404
    monkeypatch.setenv("HUIZHAO_DATA_DIR", str(services.settings.data_dir))
    told = CliRunner().invoke(app, ["documents", "preview", document_id, "--json"])
    assert json.loads(told.stdout)["total"] == 2
    said = CliRunner().invoke(app, ["documents", "preview", document_id])
    assert "星河大厦" in said.stdout and "公开后会看到 3 种值" in said.stdout and "暗标楼" not in said.stdout
    assert "现为内部资料" in said.stderr and "原件不给客商" in said.stderr
