"""A registered complaint, analysed and drafted: kept with the case, told in its trail, over HTTP and at the command line."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.complaints.letters.reply_records import ParagraphKind
from assistant.complaints.records import Action, Complaint, NewComplaint
from assistant.errors import NotFound, NotPermitted
from assistant.records import Principal, Role
from assistant.replying.staff_page import staff_page
from assistant.wiring import Services
from assistant.workdays import BEIJING
from tests.complaint_cases import CASES
from tests.conftest import ACCOUNTS

CASE = CASES[0]


@pytest.fixture(scope="module")
def services(district_folder: Path, embedder: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A district of this module, to change."""
    import shutil

    from assistant.settings import Settings
    from assistant.wiring import build_services
    from samples.demo import of_the_district

    folder = tmp_path_factory.mktemp("cases") / "district"
    shutil.copytree(district_folder, folder)
    built = build_services(of_the_district(Settings(data_dir=folder)), embedder)  # type: ignore[arg-type]
    yield built
    built.close()


@pytest.fixture(scope="module")
def staff(services: Services) -> Principal:
    return services.accounts.principal_called(ACCOUNTS["staff"][0])


@pytest.fixture(scope="module")
def complaint(services: Services, staff: Principal) -> Complaint:
    received = datetime.strptime(CASE.received, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
    new = NewComplaint(CASE.text, CASE.channel, CASE.subject, CASE.complainant, CASE.contact, received)
    return services.complaints.desk.add(new, (), staff).complaint


@pytest.fixture(scope="module")
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        name, password = ACCOUNTS["staff"]
        token = client.post("/api/login", json={"username": name, "password": password}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def test_an_analysis_is_kept_with_the_case_and_told_in_its_trail(
    services: Services, staff: Principal, complaint: Complaint
) -> None:
    with pytest.raises(NotFound, match="还没有分析"):
        services.case_work.analysis(complaint.id, staff)
    analysis = services.case_work.analyse(complaint.id, staff)
    assert services.case_work.analysis(complaint.id, staff) == analysis
    case = services.complaints.desk.get(complaint.id, staff)
    assert case.category == "奖补申报和拨付"
    assert services.complaints.desk.trail(complaint.id, staff)[-1].action is Action.ANALYSE


def test_a_draft_becomes_a_version_and_one_paragraph_the_next(
    services: Services, staff: Principal, complaint: Complaint
) -> None:
    first = services.case_work.draft(complaint.id, staff)
    finding = next(at for at, one in enumerate(first.draft.paragraphs, 1) if one.kind is ParagraphKind.FINDING)
    second = services.case_work.redraft(complaint.id, finding, "", staff)
    assert second.number == first.number + 1
    assert services.case_work.differences(complaint.id, first.number, second.number, staff)
    assert any(concern.blocking for concern in services.case_work.check(complaint.id, staff))


def test_the_staffs_page_has_sources_and_open_points(
    services: Services, staff: Principal, complaint: Complaint
) -> None:
    services.case_work.draft(complaint.id, staff)
    page = Document(io.BytesIO(services.case_work.staff_page(complaint.id, staff)))
    text = "\n".join(paragraph.text for paragraph in page.paragraphs)
    assert "不随函发出" in text
    assert "《云汀区支持楼宇经济高质量发展若干政策》第八条" in text
    assert "待核实" in text
    assert not page.core_properties.keywords


def test_the_staffs_page_says_where_a_model_wrote(services: Services, staff: Principal, complaint: Complaint) -> None:
    draft = services.case_work.draft(complaint.id, staff).draft
    analysis = replace(services.case_work.analysis(complaint.id, staff), made_by="qwen3-32b")
    page = Document(io.BytesIO(staff_page(complaint, analysis, draft, ())))
    assert "AI生成合成内容" in page.core_properties.keywords


def test_an_investor_sees_none_of_it(services: Services, complaint: Complaint) -> None:
    for see in (services.case_work.analysis, services.case_work.check, services.case_work.staff_page):
        with pytest.raises((NotPermitted, NotFound)):
            see(complaint.id, Principal(Role.INVESTOR))


def test_over_http(client: TestClient, complaint: Complaint) -> None:
    base = f"/api/complaints/{complaint.id}"
    analysed = client.post(f"{base}/analysis").json()
    assert [demand["number"] for demand in analysed["demands"]] == [1, 2]
    assert client.get(f"{base}/analysis").json() == analysed
    drafted = client.post(f"{base}/replies/draft")
    assert drafted.status_code == 201
    checked = client.get(f"{base}/replies/check").json()
    assert checked["ready"] is False
    assert {concern["kind"] for concern in checked["concerns"]} == {"待核实"}
    assert client.post(f"{base}/replies/paragraphs/2", json={"wish": "短一点"}).status_code == 201
    assert client.post(f"{base}/replies/paragraphs/99", json={}).status_code == 400
    number = drafted.json()["number"]
    pieces = client.get(f"{base}/replies/differences", params={"old": number, "new": number + 1}).json()["pieces"]
    assert {piece["kind"] for piece in pieces} == {"kept"}
    assert client.get(f"{base}/replies/notes.docx").content.startswith(b"PK")
    anonymous = TestClient(client.app)
    assert anonymous.get(f"{base}/analysis").status_code in {401, 403, 404}


def test_staff_correct_the_matter_and_it_stays_corrected(
    services: Services, staff: Principal, client: TestClient, complaint: Complaint
) -> None:
    base = f"/api/complaints/{complaint.id}"
    names = {one["key"]: one["name"] for one in client.get("/api/complaints/matters").json()["matters"]}
    corrected = client.put(f"{base}/analysis/matters", json={"keys": ["licence"]}).json()
    assert corrected["matters"][0]["name"] == names["licence"]
    assert corrected["matters"][0]["by_staff"] is True
    assert corrected["remit"]["remit"] == "other_department"
    assert client.post(f"{base}/analysis").json()["category"] == names["licence"]
    assert "人工选定" in services.complaints.desk.trail(complaint.id, staff)[-1].note
    assert client.put(f"{base}/analysis/matters", json={"keys": ["nothing"]}).status_code == 400
    found = client.put(f"{base}/analysis/matters", json={"keys": []}).json()
    assert found["matters"][0]["key"] == "subsidy"
    assert "相近" in found["matters"][0]["reason"]


def test_a_conclusion_is_chosen_over_http(client: TestClient, complaint: Complaint) -> None:
    base = f"/api/complaints/{complaint.id}"
    drafted = client.post(f"{base}/replies/draft").json()["draft"]["paragraphs"]
    number = next(at for at, one in enumerate(drafted, start=1) if one["variants"])
    name = drafted[number - 1]["variants"][-1]["name"]
    chosen = client.post(f"{base}/replies/paragraphs/{number}/variant", json={"variant": name})
    assert chosen.status_code == 201
    assert chosen.json()["draft"]["paragraphs"][number - 1]["text"] == drafted[number - 1]["variants"][-1]["text"]
    assert client.post(f"{base}/replies/paragraphs/1/variant", json={"variant": name}).status_code == 400
