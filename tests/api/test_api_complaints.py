"""Complaints over HTTP: who sees what, filing without an account, approval by a second person, figures and calendar."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime

import openpyxl
import pytest
from httpx import Response
from icalendar import Calendar

from assistant.documents.office_conversion import office_program
from assistant.workdays import BEIJING
from tests.api.conftest import World

TEXT = "我公司申请的租金补贴没有到账，请核实并尽快拨付。"
LETTER = {
    "title": "关于租金补贴的复函",
    "addressee": "某某公司",
    "body": "来函收悉。\n经核实，补贴将按程序拨付。\n特此函复。",
}


@pytest.fixture(scope="module")
def desk(world: World) -> Iterator[World]:
    """The shared deployment; admin may approve."""
    world.services.accounts.set_may_approve("admin", True)
    yield world
    world.services.accounts.set_may_approve("admin", False)


def post(world: World, path: str, body: dict[str, object], who: str = "staff") -> Response:
    return world.client.post(f"/api/complaints{path}", json=body, headers=world.headers[who])


def get(world: World, path: str, who: str = "staff") -> Response:
    return world.client.get(f"/api/complaints{path}", headers=world.headers[who])


def filed(world: World, who: str = "investor", **more: object) -> dict[str, object]:
    response = post(world, "", {"text": TEXT, **more}, who)
    assert response.status_code == 201, response.text
    return dict(response.json())


def test_an_investor_files_and_follows_the_own_complaint_only(desk: World) -> None:
    own = filed(desk)
    assert own["state_label"] == "已登记" and own["query_code"] == ""
    assert own["id"] in [one["id"] for one in get(desk, "", "investor").json()["complaints"]]
    assert get(desk, f"/{own['id']}", "investor").json()["text"] == TEXT
    for stranger in ("rival", "anonymous"):
        assert get(desk, f"/{own['id']}", stranger).status_code == 404
        assert get(desk, "", stranger).json()["complaints"] == []


@pytest.mark.parametrize(
    "path", ["/due", "/statistics", "/statistics.xlsx", "/calendar", "/1/trail", "/1/similar", "/1/replies"], ids=str
)
@pytest.mark.parametrize(("who", "status"), [("investor", 403), ("anonymous", 401)], ids=["investor", "anonymous"])
def test_the_desk_is_for_staff(desk: World, path: str, who: str, status: int) -> None:
    assert get(desk, path, who).status_code == status


@pytest.mark.parametrize("who", ["investor", "rival", "anonymous"], ids=str)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/steps", {"action": "accept"}, id="accept"),
        pytest.param("/split", {"parts": ["a", "b"]}, id="split"),
        pytest.param("/links", {"other": "2026-1", "kind": "related_to"}, id="link"),
        pytest.param("/replies", LETTER, id="save"),
        pytest.param("/replies/approve", {}, id="approve"),
    ],
)
def test_nobody_else_handles_complaints(desk: World, who: str, path: str, body: dict[str, object]) -> None:
    own = filed(desk)
    assert post(desk, f"/{own['id']}{path}", body, who).status_code in (401, 403, 404)
    assert get(desk, f"/{own['id']}").json()["state"] == "registered"


def test_without_an_account_number_and_code_open_it(desk: World) -> None:
    own = filed(desk, "anonymous")
    inquiry = {"number": own["number"], "code": own["query_code"]}
    assert post(desk, "/query", inquiry, "anonymous").json()["text"] == TEXT
    assert post(desk, "/query", {**inquiry, "code": "2222222222"}, "anonymous").status_code == 404
    supplied = desk.client.post(
        "/api/complaints/query/attachments", data=inquiry, files=[("files", ("合同.md", "# 租赁合同".encode()))]
    )
    assert [one["name"] for one in supplied.json()["attachments"]] == ["合同.md"]


def test_guessing_a_code_is_stopped(desk: World) -> None:
    own = filed(desk, "anonymous")
    tries = [post(desk, "/query", {"number": own["number"], "code": "WRONG"}, "anonymous") for _ in range(6)]
    assert [one.status_code for one in tries] == [404] * 5 + [429]
    assert "查询次数过多" in tries[-1].json()["error"]["message"]


def test_a_file_alone_is_a_complaint(desk: World) -> None:
    response = desk.client.post(
        "/api/complaints",
        data={"complainant": "某某公司"},
        files=[("files", ("投诉信.md", f"# 投诉信\n\n{TEXT}".encode()))],
        headers=desk.headers["investor"],
    )
    assert response.status_code == 201
    assert TEXT in response.json()["text"]
    attachment = response.json()["attachments"][0]
    path = f"/{response.json()['id']}/attachments/{attachment['id']}"
    assert get(desk, path, "investor").content.decode().endswith(TEXT)
    assert get(desk, path, "rival").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"text": ""}, 400, id="empty"),
        pytest.param({"text": TEXT, "channel": "fax"}, 400, id="unknown-channel"),
        pytest.param({"text": TEXT, "recieved_at": "2026-11-25"}, 422, id="misspelt-field"),
        pytest.param({"text": TEXT, "received_at": "昨天"}, 422, id="no-time"),
    ],
)
def test_an_unusable_filing_says_why(desk: World, body: dict[str, object], status: int) -> None:
    response = post(desk, "", body)
    assert response.status_code == status
    assert response.json()["error"]["message"]


def test_an_investor_cannot_date_a_complaint_back(desk: World) -> None:
    own = filed(desk, received_at="2020-01-02T10:00")
    assert not str(own["received_at"]).startswith("2020")
    registered = datetime.fromisoformat(str(filed(desk, "staff", received_at="2026-01-05T10:00")["received_at"]))
    assert registered == datetime(2026, 1, 5, 10, tzinfo=BEIJING)


def test_a_reply_is_drafted_approved_by_another_and_seen_after_it_went_out(desk: World) -> None:
    own = filed(desk)
    case = f"/{own['id']}"
    assert post(desk, f"{case}/steps", {"action": "accept"}).json()["state"] == "accepted"
    saved = post(desk, f"{case}/replies", LETTER)
    assert saved.status_code == 201 and saved.json()["body"] == LETTER["body"]
    assert post(desk, f"{case}/replies/submit", {}).json()["state_label"] == "审核"
    assert get(desk, case, "investor").json()["state_label"] == "办理中"
    assert post(desk, f"{case}/replies/approve", {}).status_code == 403
    assert post(desk, f"{case}/replies/approve", {}, "admin").json()["state"] == "approved"
    assert get(desk, case, "investor").json()["reply"] == ""
    assert post(desk, f"{case}/replies", LETTER).status_code == 409
    post(desk, f"{case}/steps", {"action": "answer"})
    seen = get(desk, case, "investor").json()
    assert (seen["state_label"], seen["answered_at"] is not None) == ("已答复", True)
    assert "经核实，补贴将按程序拨付。" in seen["reply"]
    printed = get(desk, f"{case}/letter.pdf", "investor")
    assert printed.content.startswith(b"%PDF") or office_program() is None
    trail = get(desk, f"{case}/trail").json()["entries"]
    assert [(one["by"], one["action"]) for one in trail] == [
        ("investor", "register"),
        ("staff", "accept"),
        ("staff", "draft"),
        ("staff", "submit"),
        ("admin", "approve"),
        ("staff", "answer"),
    ]


def test_an_edited_letter_keeps_the_sources_of_its_paragraphs(desk: World) -> None:
    own = filed(desk, "staff")
    post(desk, f"/{own['id']}/steps", {"action": "accept"})
    quoted = "按实际租金的百分之五十给予补贴"
    clause = {"chunk_id": "c", "source_id": "s", "label": "《办法》第二条", "quote": quoted, "status_today": "现行有效"}
    draft = {
        "title": "复函",
        "addressee": "某某公司",
        "paragraphs": [
            {"kind": "rule", "text": f"根据规定，“{quoted}”。", "demand": 1, "clauses": [clause]},
            {"kind": "closing", "text": "特此函复。"},
        ],
        "signature": "某局",
        "dated": None,
    }
    assert post(desk, f"/{own['id']}/replies", {"draft": draft}).status_code == 201
    body = f"根据现行规定，“{quoted}”。\n另，请补充材料。\n特此函复。"
    edited = post(desk, f"/{own['id']}/replies", {"title": "复函", "addressee": "某某公司", "body": body}).json()
    paragraphs = edited["draft"]["paragraphs"]
    assert [(one["kind"], len(one["clauses"])) for one in paragraphs] == [("rule", 1), ("text", 0), ("closing", 0)]
    assert (edited["number"], edited["draft"]["signature"]) == (2, "某局")


def accepted(world: World, **more: object) -> str:
    """The address of a complaint that was accepted."""
    own = filed(world, **more)
    case = f"/{own['id']}"
    assert post(world, f"{case}/steps", {"action": "accept"}).status_code == 200
    return case


@pytest.mark.parametrize(
    ("blank", "where"),
    [
        pytest.param("【待核实：申报日期】", "body", id="of-the-draft"),
        pytest.param("【】", "body", id="emptied"),
        pytest.param("××科", "body", id="crosses"),
        pytest.param("____", "body", id="a-line-to-fill-in"),
        pytest.param("【待填：主送单位】", "addressee", id="addressee"),
    ],
)
def test_an_open_blank_stops_the_submission_and_is_named(desk: World, blank: str, where: str) -> None:
    case = accepted(desk)
    open_letter = LETTER | {where: f"由{blank}负责" if where == "addressee" else f"{LETTER['body']}\n由{blank}办理。"}
    assert post(desk, f"{case}/replies", open_letter).status_code == 201
    refused = post(desk, f"{case}/replies/submit", {})
    assert refused.status_code == 409
    assert "待填写" in refused.text and blank[:2] in refused.text
    assert get(desk, case).json()["state"] == "drafting"
    post(desk, f"{case}/replies", LETTER)
    assert post(desk, f"{case}/replies/submit", {}).status_code == 200


def test_the_author_withdraws_and_a_returned_letter_tells_who_why_and_what_changed(desk: World) -> None:
    case = accepted(desk)
    post(desk, f"{case}/replies", LETTER)
    post(desk, f"{case}/replies/submit", {})
    assert post(desk, f"{case}/replies/recall", {}, "admin").status_code == 403
    assert post(desk, f"{case}/replies/recall", {"note": "还要改一处"}).json()["state"] == "drafting"
    post(desk, f"{case}/replies/submit", {})
    assert post(desk, f"{case}/replies/return", {"note": "请写明依据"}).status_code == 403
    assert post(desk, f"{case}/replies/return", {}, "admin").status_code == 400
    assert post(desk, f"{case}/replies/return", {"note": "请写明依据"}, "admin").json()["state"] == "drafting"
    returned = get(desk, f"{case}/trail").json()["entries"][-1]
    assert (returned["by"], returned["action"], returned["note"]) == ("admin", "return", "第 1 版；请写明依据")
    post(desk, f"{case}/replies", LETTER | {"body": "来函收悉。\n经核实，补贴将按办法拨付。\n特此函复。"})
    pieces = get(desk, f"{case}/replies/differences?old=1&new=2").json()["pieces"]
    changed = {kind: "".join(one["text"] for one in pieces if one["kind"] == kind) for kind in ("deleted", "inserted")}
    assert "程序" in changed["deleted"] and "办法" in changed["inserted"]
    assert "来函收悉" not in changed["deleted"]


def test_findings_say_where_what_and_why_in_chinese(desk: World) -> None:
    case = accepted(desk, complainant="某某公司")
    body = "来函收悉。\n经核实，应补贴500万元。\n我局拟于2026年1月5日前答复。\n该事项不属于我局职责。\n特此函复。"
    post(desk, f"{case}/replies", LETTER | {"body": body, "addressee": "另一家公司"})
    check = get(desk, f"{case}/replies/check").json()
    assert not check["ready"]
    found = {(one["kind"], one["paragraph"]): one["text"] for one in check["concerns"]}
    assert found["数字没有出处", 2].startswith("金额 500万元 没有出处：")
    assert "已经过去" in found["日期已过", 3]
    assert found["推出本局职责", 4].endswith("不能推出去")
    assert "某某公司" in found["主送不符", None]
    assert not any(token in text for text in found.values() for token in ("5000000", "money", "2026-01-05", "None"))


def test_the_registration_is_corrected_and_the_trail_names_the_fields(desk: World) -> None:
    case = accepted(desk)
    changes = {"channel": "hotline", "received_at": "2026-03-02 09:30", "complainant": "更正后的公司"}
    corrected = desk.client.patch(f"/api/complaints{case}", json=changes, headers=desk.headers["staff"]).json()
    assert (corrected["channel"], corrected["complainant"]) == ("hotline", "更正后的公司")
    assert datetime.fromisoformat(corrected["received_at"]) == datetime(2026, 3, 2, 9, 30, tzinfo=BEIJING)
    assert get(desk, f"{case}/trail").json()["entries"][-1]["note"] == "更正投诉人、渠道、收到时间"


def test_what_was_sent_is_wording_for_the_next_letter_on_the_matter(desk: World) -> None:
    general = "我局将继续跟进拨付进度，并及时向你公司通报。"
    own = "经核实，你公司去年五月的申请因发票抬头有误被退回。"
    sent = accepted(desk)
    post(desk, f"{sent}/analysis", {})
    post(desk, f"{sent}/replies", LETTER | {"body": f"来函收悉。\n{own}{general}应补贴20万元。\n特此函复。"})
    following = accepted(desk)
    post(desk, f"{following}/analysis", {})
    before = [one["text"] for one in get(desk, f"{following}/replies/phrases").json()["phrases"]]
    assert not any("跟进拨付进度" in text for text in before)
    post(desk, f"{sent}/replies/submit", {})
    post(desk, f"{sent}/replies/approve", {}, "admin")
    post(desk, f"{sent}/steps", {"action": "answer"})
    phrases = get(desk, f"{following}/replies/phrases").json()["phrases"]
    (found,) = [one for one in phrases if "跟进拨付进度" in one["text"]]
    assert found["uses"] == 1 and found["source"] == get(desk, sent).json()["number"]
    assert not any("20万元" in one["text"] for one in phrases)
    assert get(desk, f"{following}/replies/phrases", "investor").status_code == 403


def test_the_queue_puts_what_is_pressing_first(desk: World) -> None:
    late = filed(desk, "staff", received_at="2026-01-05T10:00", subject="早已超期")
    queue = get(desk, "").json()
    urgencies = [one["urgency"] for one in queue["complaints"]]
    assert urgencies == sorted(urgencies, key=["overdue", "due_soon", "running", "paused", "closed"].index)
    assert sum(queue["counts"].values()) == queue["total"]
    due = get(desk, "/due").json()["complaints"]
    assert late["id"] in [one["id"] for one in due]
    assert [one["subject"] for one in get(desk, "?q=早已超期").json()["complaints"]] == ["早已超期"]


def test_the_calendar_opens_with_its_own_token_and_tells_no_contents(desk: World) -> None:
    own = filed(desk, "staff", subject="租金补贴", complainant="某某公司")
    path = get(desk, "/calendar").json()["path"]
    feed = desk.client.get(path)
    assert feed.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(feed.content).walk("VEVENT")
    summaries = [str(event["SUMMARY"]) for event in events]
    assert f"{own['number']} 办结答复到期" in summaries
    assert all(word not in feed.text for word in (TEXT, "某某公司", "租金补贴"))
    assert desk.client.get("/api/complaints/due.ics?token=wrong").status_code == 401
    token = path.split("token=")[1]
    assert desk.client.get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_figures_and_workbook_agree(desk: World) -> None:
    filed(desk, "staff", subject="=HYPERLINK(1)")
    figures = get(desk, "/statistics").json()
    assert figures["total"] == get(desk, "?limit=1").json()["total"] == sum(figures["by_state"].values())
    book = openpyxl.load_workbook(io.BytesIO(get(desk, "/statistics.xlsx").content))
    assert book["统计"]["B1"].value == figures["total"]
    assert book["台账"].max_row == figures["total"] + 1
    subjects = [cell.value for cell in book["台账"]["B"]]
    assert "'=HYPERLINK(1)" in subjects
    assert book["统计"]._charts


def test_complaints_never_reach_the_knowledge_index(desk: World) -> None:
    filed(desk, subject="独角鲸专线停运")
    post(desk, "", {"text": "独角鲸专线停运造成损失，请核实。"})
    for who in ("investor", "staff"):
        found = desk.client.get("/api/search", params={"q": "独角鲸专线停运"}, headers=desk.headers[who]).json()
        assert all("独角鲸" not in hit["text"] for hit in found["hits"] + found["lapsed"])


def test_a_complaint_is_split_and_linked(desk: World) -> None:
    own = filed(desk, "staff")
    first, second = post(desk, f"/{own['id']}/split", {"parts": ["补贴没有到账", "停车位不够"]}).json()
    assert [link["number"] for link in first["links"]] == [second["number"]]
    other = filed(desk, "staff")
    linked = post(desk, f"/{other['id']}/links", {"other": own["number"], "kind": "duplicate_of"}).json()
    assert [(link["number"], link["kind"]) for link in linked["links"]] == [(own["number"], "duplicate_of")]
    similar = get(desk, f"/{other['id']}/similar").json()["complaints"]
    assert own["number"] in [one["number"] for one in similar]
