"""公开由两人决定: what one person wants to be public stays internal until another one has agreed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.records import Role
from assistant.sections.service import AccountSettings
from assistant.wiring import Services
from tests.files import write_workbook

PASSWORD = "一个不好猜的长密码7"
POLICY = "云汀区测试补贴办法\n\n第一条 入驻企业按照每月每平方米{yuan}元给予补贴。\n\n第二条 本办法自2026年1月1日起施行，有效期3年。\n"
NAME = "云汀区测试补贴办法.txt"
HEADER = ("楼宇名称", "地址", "空置面积（㎡）", "特色亮点")


class Bureau:
    """Two administrators, an approver and a clerk at a running API."""

    def __init__(self, client: TestClient, services: Services) -> None:
        self.client, self.services = client, services
        for name, role in (("甲", Role.ADMIN), ("乙", Role.ADMIN), ("丙", Role.STAFF), ("丁", Role.STAFF)):
            services.accounts.add(name, PASSWORD, role)
        services.accounts.set_may_approve("丙", True)
        login = {"username": "", "password": PASSWORD}
        self._tokens = {
            name: client.post("/api/login", json=login | {"username": name}).json()["token"] for name in "甲乙丙丁"
        }

    def __call__(self, name: str, method: str, path: str, **given: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._tokens[name]}"} if name else {}
        return self.client.request(method, path, headers=headers, **given)  # type: ignore[arg-type]

    def upload(self, name: str, yuan: int, clearance: str) -> None:
        given = {"files": (NAME, POLICY.format(yuan=yuan).encode())}
        path = "/api/documents?wait=true"
        answer = self(name, "POST", path, files=given, data={"clearance": clearance, "kind": "policy"})
        assert answer.status_code == 200 and answer.json()["state"] == "done", answer.text

    def waiting(self, name: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self(name, "GET", "/api/curation/releases").json()["releases"]
        return found

    def is_public(self) -> bool:
        return bool(self("", "GET", "/api/documents").json()["total"])


@pytest.fixture
def bureau(make_services: Callable[..., Services]) -> Iterator[Bureau]:
    services = make_services(accounts=AccountSettings(second_releaser=True))
    with TestClient(create_app(services)) as client:
        yield Bureau(client, services)


def test_a_document_is_public_once_somebody_else_agrees(bureau: Bureau) -> None:
    bureau.upload("甲", 13, "internal")
    (document,) = bureau("甲", "GET", "/api/documents").json()["documents"]
    address = f"/api/documents/{document['id']}"
    answer = bureau("甲", "PATCH", address, json={"clearance": "public", "issuer": "云汀区招商局"})
    assert (answer.json()["clearance"], answer.json()["issuer"]) == ("internal", "云汀区招商局")
    bureau("甲", "PATCH", address, json={"clearance": "public"})
    (own,) = bureau.waiting("甲")
    assert own["is_own"] and own["asked_by"] == "甲" and not bureau.is_public()
    decision = f"/api/curation/releases/{own['id']}"
    refused = bureau("甲", "POST", decision, json={"released": True})
    assert refused.status_code == 403 and "另一个人" in refused.text
    assert bureau("丁", "GET", "/api/curation/releases").status_code == 403
    assert bureau("丁", "POST", decision, json={"released": True}).status_code == 403 and not bureau.is_public()
    assert bureau("丙", "GET", f"{address}/preview-as-investor").json()["total"] > 0
    assert bureau("丙", "POST", decision, json={"released": True}).status_code == 204
    assert bureau.is_public() and bureau.waiting("乙") == []
    assert bureau("乙", "POST", decision, json={"released": False}).status_code == 409
    told = bureau("乙", "GET", "/api/audit", params={"event": "release"}).text
    assert "丙" in told and '"asked_by":"甲"' in told.replace(" ", "")


def test_what_is_refused_or_taken_back_stays_internal(bureau: Bureau) -> None:
    bureau.upload("甲", 13, "public")
    (waiting,) = bureau.waiting("乙")
    assert not waiting["is_own"]
    decision = {"released": False, "note": "有效期不对"}
    assert bureau("乙", "POST", f"/api/curation/releases/{waiting['id']}", json=decision).status_code == 204
    assert not bureau.is_public() and bureau.waiting("乙") == []
    bureau("甲", "PATCH", f"/api/documents/{waiting['document_id']}", json={"clearance": "public"})
    (again,) = bureau.waiting("甲")
    assert bureau("甲", "DELETE", f"/api/curation/releases/{again['id']}").status_code == 204
    assert bureau.waiting("甲") == [] and not bureau.is_public()


def test_another_text_under_a_public_name_waits_again(bureau: Bureau) -> None:
    bureau.upload("甲", 13, "public")
    bureau("乙", "POST", f"/api/curation/releases/{bureau.waiting('乙')[0]['id']}", json={"released": True})
    bureau.upload("甲", 13, "internal")
    assert bureau.is_public() and bureau.waiting("乙") == [], "the same bytes are what was agreed to"
    bureau.upload("乙", 20, "internal")
    assert not bureau.is_public()
    (waiting,) = bureau.waiting("甲")
    bureau("甲", "POST", f"/api/curation/releases/{waiting['id']}", json={"released": True})
    hits = bureau("", "GET", "/api/search", params={"q": "入驻企业补贴"}).json()["hits"]
    assert "20元" in hits[0]["text"]


def test_a_column_waits_too_whichever_way_it_is_released(bureau: Bureau, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "楼宇台账.xlsx", [HEADER, ("星河大厦", "星河路8号", 1200, "屋顶停机坪")])
    bureau.services.ingestor.ingest([book], options={"clearance": "public", "kind": "listing"})
    (ledger,) = bureau("甲", "GET", "/api/ledgers/waiting").json()["ledgers"]
    column = {"layout": ledger["layout"], "header": "特色亮点"}
    bureau("甲", "POST", "/api/ledgers/columns/release", json=column)
    shown = bureau("甲", "PATCH", "/api/ledgers/columns", json=column | {"restricted": False}).json()["ledgers"][0]
    assert next(one for one in shown["columns"] if one["header"] == "特色亮点")["restricted"]
    (waiting,) = bureau.waiting("丙")
    assert (waiting["header"], waiting["document"]) == ("特色亮点", "楼宇台账")
    bureau("丙", "POST", f"/api/curation/releases/{waiting['id']}", json={"released": True})
    assert bureau("甲", "GET", "/api/ledgers/waiting").json()["ledgers"] == bureau.waiting("丙") == []


def test_one_person_is_enough_where_nothing_is_set(make_services: Callable[..., Services]) -> None:
    with TestClient(create_app(make_services())) as client:
        bureau = Bureau(client, client.app.state.services)  # type: ignore[attr-defined]
        bureau.upload("甲", 13, "public")
        assert bureau.is_public() and bureau.waiting("乙") == []
        assert bureau("乙", "GET", "/api/curation/releases").json()["second_person"] is False
