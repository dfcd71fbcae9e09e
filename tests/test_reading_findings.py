"""What was not understood when a document was read: told with its place and what to do, and mended, over the API, on the page, by command."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook
from playwright.sync_api import expect

from assistant.api.app import create_app
from assistant.documents.findings import FindingKind, all_findings, findings_of, settle
from assistant.errors import NotFound
from assistant.plugins import mount_page
from assistant.records import Principal, Role
from assistant.wiring import Services
from tests.browser import CHROMIUM, chromium, log_in, opened
from tests.serving import serving

ADMIN, STAFF = Principal(Role.ADMIN), Principal(Role.STAFF)
LEDGER = (
    ("楼宇名称", "所属街道", "空置面积（㎡）", "租金（元/㎡·月）", "核验时间", "口径面积"),
    ("汀湖中心", "青篱街道", 1500, 65, "2026-10-15", 800),
    ("竹溪大厦", "竹溪街道", "三千多", 48, "2026-10-16", 900),
)
LEGEND = (("列名", "填法"), ("楼宇名称", "写全称"), ("空置面积", "写数字"))
_WAIT_MS = 30_000


@pytest.fixture
def read(make_services: Callable[..., Services], tmp_path: Path) -> tuple[Services, str]:
    """A store with one ledger: a column in doubt, a cell that is no figure, a hidden row, a sheet that lists nothing."""
    book = Workbook()
    sheet = book.active
    sheet.title = "楼宇"
    for row in LEDGER:
        sheet.append(row)
    sheet.append(("旧楼", "青篱街道", 10, 10, "2026-10-16", 1))
    sheet.row_dimensions[4].hidden = True
    legend = book.create_sheet("列的填法")
    for row in LEGEND:
        legend.append(row)
    book.save(tmp_path / "楼宇台账.xlsx")
    services = make_services()
    report = services.ingestor.ingest([tmp_path / "楼宇台账.xlsx"], options={"clearance": "public", "kind": "listing"})
    return services, report.files[0].document_id


def test_findings_tell_where_and_what_to_do_and_go_away_when_mended(read: tuple[Services, str]) -> None:
    services, document = read
    services.accounts.add("guanli", "guanli-lanting-89", Role.ADMIN)
    services.accounts.add("zhuanyuan", "zhuanyuan-lanting-89", Role.STAFF)
    client = TestClient(create_app(services))
    address = f"/api/documents/{document}/findings"

    def headers(name: str) -> dict[str, str]:
        told = {"username": name, "password": f"{name}-lanting-89"}
        return {"Authorization": f"Bearer {client.post('/api/login', json=told).json()['token']}"}

    admin, staff = headers("guanli"), headers("zhuanyuan")
    assert client.get(address).status_code == 401
    found = client.get(address, headers=staff).json()
    assert found["open"] == {"column": 1, "table": 1, "cell": 1, "note": 1}
    by_kind = {one["kind"]: one for one in found["findings"]}
    cell, column, table, note = (by_kind[kind] for kind in ("cell", "column", "table", "note"))
    assert (cell["place"], cell["text"]) == ("工作表“楼宇” C3", "三千多")
    assert (column["place"], column["text"]) == ("工作表“楼宇” F 列", "口径面积")
    assert table["place"] == "工作表“列的填法”"
    assert "隐藏" in note["message"]
    assert all(one["remedy"] for one in found["findings"])

    change = {"layout": column["layout"], "header": column["header"], "field": "", "restricted": False}
    assert client.patch("/api/ledgers/columns", json=change, headers=admin).status_code == 200
    told = {"key": note["key"]}
    assert client.post(address, json=told, headers=staff).status_code == 403
    assert client.post(address, json={"key": "f" * 16}, headers=admin).status_code == 404
    left = client.post(address, json=told, headers=admin).json()
    assert left["open"] == {"table": 1, "cell": 1}
    assert [one["kind"] for one in left["findings"] if one["settled"]] == ["note"]
    services.ingestor.reread([document])
    overview = client.get("/api/documents/findings", headers=staff).json()
    assert [(one["document"]["id"], one["open"]) for one in overview["documents"]] == [
        (document, {"table": 1, "cell": 1})
    ], "what was settled stays settled when the same file is read again"
    again = client.post(address, json=told | {"settled": False}, headers=admin).json()
    assert again["open"]["note"] == 1
    assert client.get("/api/documents/twins", headers=admin).json() == {"twins": []}
    assert client.get("/api/documents/twins", headers=staff).status_code == 403


def test_findings_are_for_those_who_see_inside(read: tuple[Services, str]) -> None:
    services, document = read
    services.library.correct(document, {"groups": "产业科"}, ADMIN)
    with services.database.session() as session:
        for stranger in (STAFF, Principal()):
            with pytest.raises(NotFound):
                findings_of(session, document, stranger)
            with pytest.raises(NotFound):
                settle(session, document, "0" * 16, stranger)
            assert not all_findings(session, stranger)
        member = Principal(Role.STAFF, groups=frozenset({"产业科"}))
        assert findings_of(session, document, member).open[FindingKind.CELL] == 1


@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium")
def test_an_administrator_mends_them_on_the_page(read: tuple[Services, str]) -> None:
    services, _ = read
    services.accounts.add("guanli", "guanli-lanting-89", Role.ADMIN)
    with (
        chromium() as browser,
        serving(mount_page(create_app(services))) as address,
        opened(browser, address) as page,
    ):
        page.set_default_timeout(_WAIT_MS)
        log_in(page, "guanli", "guanli-lanting-89")
        page.click("[data-page=library]")
        page.click("#documents [data-act=attend]")
        row = page.locator("#documents tbody tr")
        expect(row.locator("td[data-label=读不出来的单元格]")).to_have_text("1")
        row.locator("[data-act=preview]").click()
        findings = page.locator(".hz-findings")
        expect(findings).to_contain_text("4 处待处理")
        expect(findings).to_contain_text("三千多")
        findings.locator(".hz-finding", has_text="隐藏").locator("[data-act=settle]").click()
        expect(findings).to_contain_text("3 处待处理")
        expect(findings.locator("summary")).to_contain_text("已确认不用处理的 1 处")
        findings.locator(".hz-finding", has_text="F 列").locator("[data-act=goto]").click()
        expect(page.locator("#column-editor")).to_contain_text("更正“口径面积”")
        expect(page.locator("#ledger-columns .is-doubtful")).to_contain_text("口径面积")
        page.locator("#save-column").click()
        expect(page.locator("#column-editor")).to_be_hidden()
        expect(page.locator("#ledger-columns .is-doubtful")).not_to_contain_text("口径面积")
