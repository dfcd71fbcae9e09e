"""Worksheets and benefit rules over HTTP."""

import io

import openpyxl

from tests.api.conftest import World

ASKED = {"sentence": "新设的总部企业，租1000平，租金80元/㎡·月", "as_of": "2026-11-25"}


def test_a_rule_gives_an_amount_only_after_staff_confirmed_it(own_world: World) -> None:
    client, headers = own_world.client, own_world.headers
    before = client.post("/api/worksheet", json=ASKED).json()
    (line,) = before["lines"]
    assert (line["confirmed"], line["amount"], line["note"]) == (False, None, "待核实，金额未经确认")
    assert line["source"]["label"] == "《云汀区支持总部企业租用办公用房办法》第二条"

    listed = client.get("/api/benefits", params={"state": "unconfirmed"}, headers=headers["staff"]).json()
    rule = next(item for item in listed["benefits"] if item["id"] == line["rule_id"])
    assert rule["tiers"][0]["formula"] == "租金×50%；每年≤200万元；3年"
    decided = client.post(f"/api/benefits/{rule['id']}/confirm", json={"note": "一致"}, headers=headers["staff"])
    assert decided.json()["decided_by"] == "staff"
    assert [event["action"] for event in decided.json()["history"]] == ["confirmed"]

    after = client.post("/api/worksheet", json=ASKED).json()
    assert after["lines"][0]["amount"]["total"] == "1440000"  # 1,000 × 80 × 12 × 50% = 480,000; × 3
    assert after["estimate"].startswith("以上为按条文公式和所述情况作的估算")


def test_a_correction_is_shown_and_used(own_world: World) -> None:
    client, staff = own_world.client, own_world.headers["staff"]
    rule_id = client.post("/api/worksheet", json=ASKED).json()["lines"][0]["rule_id"]
    changed = client.patch(
        f"/api/benefits/{rule_id}", json={"tiers": [{"tier": 0, "rates": ["0.25"], "months": 12}]}, headers=staff
    )
    assert (changed.status_code, changed.json()["corrected"]) == (200, True)
    assert client.post("/api/worksheet", json=ASKED).json()["lines"][0]["amount"]["total"] == "240000"


def test_only_staff_see_and_decide_rules(world: World) -> None:
    rule_id = world.client.post("/api/worksheet", json=ASKED).json()["lines"][0]["rule_id"]
    assert world.client.get("/api/benefits").status_code == 401
    assert world.client.get("/api/benefits", headers=world.headers["investor"]).status_code == 403
    denied = world.client.post(f"/api/benefits/{rule_id}/confirm", json={}, headers=world.headers["investor"])
    assert denied.status_code == 403


def test_a_form_alone_is_enough_and_wins_over_the_sentence(world: World) -> None:
    form = {"rented_area_m2": 500, "headquarters": "综合型", "newcomer": True, "rent_yuan_per_m2_month": "80.5"}
    sheet = world.client.post("/api/worksheet", json={**ASKED, "situation": form}).json()
    assert "租用面积 500㎡" in sheet["understood"] and "租金 80.5元/㎡·月" in sheet["understood"]


def test_nothing_told_and_misspelt_fields_are_errors(world: World) -> None:
    assert world.client.post("/api/worksheet", json={"sentence": "你好"}).status_code == 400
    assert world.client.post("/api/worksheet", json={"situation": {"area": 5}}).status_code == 422
    assert world.client.post("/api/worksheet", json={"situation": {"employees": -1}}).status_code == 422


def test_the_workbook_carries_benefits_conditions_and_sources(world: World) -> None:
    answer = world.client.post("/api/worksheet.xlsx", json=ASKED)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["政策测算", "条件核对", "依据与说明"]
    quoted = [row[2].value for row in book["依据与说明"].iter_rows(min_row=2)]
    assert any("按实际租金的百分之五十给予补贴" in str(text) for text in quoted)


def test_the_workbook_is_english_where_that_is_asked_for(world: World) -> None:
    answer = world.client.post("/api/worksheet.xlsx", json={**ASKED, "language": "en"})
    assert "benefits-" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Benefits", "Conditions", "Sources"]
    heads = [
        cell.value for page, row in (("Benefits", 5), ("Conditions", 1), ("Sources", 1)) for cell in book[page][row]
    ]
    outcomes = [row[3].value for row in book["Benefits"].iter_rows(min_row=6) if row[0].value]
    kinds = [
        cell.value
        for page, column in (("Sources", "A"), ("Sources", "D"), ("Conditions", "C"))
        for cell in book[page][column]
    ]
    assert outcomes and not [text for text in (*heads, *outcomes, *kinds) if any("一" <= c <= "鿿" for c in str(text))]


def test_internal_rules_never_reach_an_investor(world: World) -> None:
    text = world.client.post("/api/worksheet", json=ASKED).text
    assert "百分之七十" not in text
