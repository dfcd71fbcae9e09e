"""The routes of listed rows: one search behind sentence and form, exact totals, files, and nothing that an investor must not see."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

import docx
import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api.dependencies import principal_of
from assistant.api.errors import add_error_handlers
from assistant.api.limiting import Limits
from assistant.api.routes import listings
from assistant.buildings.matching import RowMatcher
from assistant.documents.office_conversion import conversion_turns, office_program
from assistant.files import open_files
from assistant.incentives.proposing import Proposals
from assistant.incentives.store import BenefitRules
from assistant.records import Principal, Role
from assistant.sections.service import LimitSettings
from assistant.settings import Settings
from assistant.turns import Turns
from tests.api.conftest import UNLIMITED
from tests.buildings_ledgers import LEDGERS, database_with

DAY = "2026-11-23"


@dataclass
class RowServices:
    """The services that the routes of listings use."""

    row_matcher: RowMatcher
    proposals: Proposals
    settings: Settings = field(default_factory=Settings)
    conversions: Turns = field(default_factory=lambda: conversion_turns(LimitSettings()))


def client_for(database, principal: Principal) -> TestClient:
    app = FastAPI()
    settings = Settings()
    proposals = Proposals(BenefitRules(database), open_files(settings), settings)
    app.state.services = RowServices(RowMatcher(database), proposals, settings)
    app.state.limits = Limits(UNLIMITED)
    app.dependency_overrides[principal_of] = lambda: principal
    add_error_handlers(app)
    app.include_router(listings.router)
    return TestClient(app)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return database_with(tmp_path_factory.mktemp("listings-api"), *LEDGERS)


@pytest.fixture(scope="module")
def investor(database):
    return client_for(database, Principal())


@pytest.fixture(scope="module")
def staff(database):
    return client_for(database, Principal(role=Role.STAFF))


def match(client, **body):
    answer = client.post("/api/listings/match", json={"as_of": DAY, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(found) -> list[str]:
    return [row["name"] for row in found["rows"]]


class TestMatch:
    def test_a_sentence_is_understood_and_every_row_says_why(self, investor):
        found = match(investor, sentence="500平左右的甲级写字楼，租金80以内，最好靠近地铁")
        assert [chip["text"] for chip in found["conditions"]] == [
            "租金不高于 80 元/㎡·月", "面积400-600 ㎡", "类型：写字楼", "级别：甲级", "近地铁",
        ]  # fmt: skip
        assert [chip["strength"] for chip in found["conditions"]] == ["must"] * 4 + ["should"]
        assert names(found) == ["星河广场A座", "星河广场B座", "湾畔商务港"]
        assert (found["fitting_total"], found["to_verify_total"], found["total"], found["listed"]) == (2, 1, 3, 3)
        unknown = [check for check in found["rows"][2]["checks"] if check["verdict"] == "unknown"]
        assert [check["reason"] for check in unknown] == ["租金“面议”", "地铁“规划5号线”"]

    def test_the_chips_alone_find_the_same(self, investor):
        said = match(investor, sentence="500平左右的写字楼，不要毛坯，锦湖街道，地铁2号线附近，适合金融")
        sent = match(investor, conditions=said["conditions"])
        assert sent["conditions"] == said["conditions"]
        assert sent["rows"] == said["rows"]

    def test_without_a_chip_more_is_found(self, investor):
        said = match(investor, sentence="租金30以内的甲级写字楼")
        kept = [chip for chip in said["conditions"] if chip["field"] != "GRADE"]
        assert names(match(investor, conditions=kept)) == ["老码头商务楼", "湾畔商务港"]

    def test_a_follow_up_refines_what_the_form_holds(self, investor):
        form = match(investor, sentence="租金100以内的写字楼")["conditions"]
        found = match(investor, conditions=form, sentence="只看地铁2号线的")
        assert [chip["text"] for chip in found["conditions"]] == [
            "租金不高于 100 元/㎡·月",
            "类型：写字楼",
            "近地铁2号线",
        ]
        changed = match(investor, conditions=form, sentence="换成厂房")
        assert "类型：厂房" in [chip["text"] for chip in changed["conditions"]]
        anew = match(investor, conditions=form, sentence="500平以上的仓库")
        assert [chip["text"] for chip in anew["conditions"]] == ["面积不低于 500 ㎡", "类型：仓库"]

    def test_nothing_fits_and_the_way_out_is_told(self, investor):
        found = match(investor, sentence="租金40以内、空置5000平以上、甲级的写字楼，锦湖街道")
        assert (found["total"], found["rows"]) == (0, [])
        assert found["near_misses"][0]["name"] == "星河广场B座"
        assert [way["text"] for way in found["relaxations"]] == [
            "放宽为“租金不高于 72 元/㎡·月”，可得 1 处",
            "放宽为“租金不高于 110 元/㎡·月”，可得 3 处",
        ]
        for way in found["relaxations"]:
            relaxed = [way["relaxed"] if chip == way["condition"] else chip for chip in found["conditions"]]
            assert match(investor, conditions=relaxed)["fitting_total"] == way["gained"]

    def test_pages_follow_one_another(self, investor):
        first = match(investor, sentence="有哪些写字楼", limit=3)
        rest = match(investor, sentence="有哪些写字楼", limit=3, offset=6)
        assert (first["total"], len(first["rows"]), len(rest["rows"])) == (8, 3, 2)
        assert "共 8 条，列出 3 条" in first["summary"]

    def test_a_name_that_no_row_has_is_told(self, investor):
        found = match(investor, sentence="金鼎大厦的租金")
        assert (found["unknown_names"], found["total"]) == (["金鼎大厦"], 0)

    @pytest.mark.parametrize(
        "condition",
        [
            pytest.param({"type": "range", "field": "RESERVE_PRICE", "maximum": 60}, id="no-such-field"),
            pytest.param({"type": "range", "field": "GRADE", "maximum": 60}, id="no-figure"),
            pytest.param({"type": "range", "field": "RENT_YUAN_PER_M2_MONTH"}, id="no-bound"),
            pytest.param({"type": "category", "values": ["城堡"]}, id="no-such-type"),
            pytest.param({"type": "mentions"}, id="no-word"),
        ],
    )
    def test_a_condition_without_meaning_is_refused(self, investor, condition):
        answer = investor.post("/api/listings/match", json={"conditions": [condition]})
        assert answer.status_code == 400, answer.text

    def test_an_english_need_gets_english_words(self, investor):
        found = match(investor, sentence="office under 80 yuan near metro line 2", language="en")
        assert [chip["text"] for chip in found["conditions"]] == [
            "near metro line 2",
            "rent below 80 yuan/㎡/month",
            "type: office",
        ]


class TestFilters:
    def test_filters_sort_and_page(self, investor):
        answer = investor.get(
            "/api/listings",
            params={"category": "写字楼", "rent_max": 80, "sort": "-RENT_YUAN_PER_M2_MONTH", "limit": 2, "as_of": DAY},
        ).json()
        assert names(answer) == ["星河广场A座", "星河广场B座"]
        assert answer["total"] == 7

    def test_rows_without_a_year_of_building_are_to_be_verified(self, investor):
        answer = investor.get("/api/listings", params={"built_from": 2015, "category": "写字楼", "as_of": DAY}).json()
        assert answer["fitting_total"] == 0
        assert answer["to_verify_total"] == answer["total"] > 0
        assert answer["conditions"][-1]["text"] == "建成时间不早于 2015 年"

    @pytest.mark.parametrize("field", ["底价", "RESERVE_PRICE", "CONTACT", "id"])
    def test_other_fields_cannot_be_sorted_by(self, investor, field):
        assert investor.get("/api/listings", params={"sort": field}).status_code == 400

    def test_choices_are_those_of_the_rows(self, investor):
        choices = investor.get("/api/listings/choices", params={"as_of": DAY}).json()
        assert choices["categories"] == ["写字楼", "商铺", "厂房", "仓库", "工业用地"]
        assert choices["streets"] == ["东渡街道", "云栖街道", "锦湖街道"]
        assert choices["metro_lines"] == ["2号线", "4号线", "5号线"]


class TestAggregate:
    def test_a_sentence_is_summed_by_street(self, investor):
        answer = investor.post(
            "/api/listings/aggregate", json={"sentence": "按街道统计写字楼空置面积", "as_of": DAY}
        ).json()
        assert [(group["name"], group["figure"], group["size"]) for group in answer["groups"]] == [
            ("锦湖街道", "35000", 3), ("云栖街道", "11000", 3), ("东渡街道", "6900", 2),
        ]  # fmt: skip
        assert (answer["total"], answer["rows"], answer["unit"]) == (3, 8, "㎡")
        assert all(group["sources"] for group in answer["groups"])

    def test_the_operation_can_be_named(self, investor):
        body = {"operation": "average", "field": "RENT_YUAN_PER_M2_MONTH", "by": "CATEGORY", "as_of": DAY}
        answer = investor.post("/api/listings/aggregate", json=body).json()
        offices = next(group for group in answer["groups"] if group["name"] == "写字楼")
        assert (offices["figure"], offices["counted"], offices["uncounted"]) == ("64.00", 7, 1)

    def test_what_is_no_figure_is_refused(self, investor):
        body = {"operation": "sum", "field": "底价"}
        assert investor.post("/api/listings/aggregate", json=body).status_code == 400


class TestCompare:
    def test_named_rows_stand_side_by_side(self, investor):
        body = {"names": ["东渡大厦", "湾畔商务港", "金鼎大厦"], "as_of": DAY}
        answer = investor.post("/api/listings/compare", json=body).json()
        assert [row["name"] for row in answer["rows"]] == ["东渡大厦", "湾畔商务港"]
        rent = next(line for line in answer["fields"] if line["field"] == "RENT_YUAN_PER_M2_MONTH")
        assert rent["texts"] == ["45 元/㎡·月", "面议"]
        assert answer["unknown_names"] == ["金鼎大厦"]

    def test_history_comes_with_its_source(self, investor):
        answer = investor.post("/api/listings/compare", json={"names": ["东渡大厦"], "as_of": DAY}).json()
        point = next(point for point in answer["history"][0] if point["field"] == "VACANT_AREA_M2")
        assert (point["day"], point["low"], point["document"]) == ("2026-10-15", "6000", "云汀区商务楼宇空置台账")


class TestFiles:
    def test_the_workbook_holds_every_row_and_the_total(self, investor):
        answer = investor.post("/api/listings/export.xlsx", json={"sentence": "有哪些写字楼", "as_of": DAY})
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet["A2"].value.startswith("满足 8 条，需核实 0 条，共 8 条，列出 8 条")
        assert sheet.max_row == 3 + 8
        assert "底价" not in str([cell.value for row in sheet.iter_rows() for cell in row])

    def test_the_proposal_tells_reasons_and_sources(self, investor):
        body = {"sentence": "500平左右的甲级写字楼，租金80以内", "client": "示例公司", "as_of": DAY}
        answer = investor.post("/api/listings/proposal.docx", json=body)
        document = docx.Document(io.BytesIO(answer.content))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert "示例公司：" in text
        assert "满足：租金不高于 80 元/㎡·月" in text
        assert "需核实：租金不高于 80 元/㎡·月（租金“面议”）" in text
        assert "核验时间：2026-10-28" in text

    def test_chosen_rows_are_proposed_in_their_order(self, investor):
        rows = match(investor, sentence="有哪些写字楼")["rows"]
        body = {"ids": [rows[3]["id"], rows[0]["id"]], "as_of": DAY}
        document = docx.Document(io.BytesIO(investor.post("/api/listings/proposal.docx", json=body).content))
        heads = [paragraph.text for paragraph in document.paragraphs if paragraph.text[:2] in ("1.", "2.")]
        assert heads == [f"1. {rows[3]['name']}", f"2. {rows[0]['name']}"]

    @pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
    def test_the_proposal_is_also_a_pdf(self, investor):
        answer = investor.post("/api/listings/proposal.pdf", json={"sentence": "厂房", "as_of": DAY})
        assert answer.content.startswith(b"%PDF")

    def test_nothing_to_propose_is_said(self, investor):
        body = {"sentence": "租金1元以内的写字楼，一万平以上", "as_of": DAY, "conditions": []}
        assert investor.post("/api/listings/proposal.docx", json={**body, "names": ["不存在"]}).status_code == 404


class TestAccess:
    SECRETS = ("底价", "产权人电话", "13900001111")

    @pytest.mark.parametrize("path", ["match", "aggregate", "compare"])
    def test_an_investor_meets_no_restricted_cell(self, investor, path):
        body = {"sentence": "按街道统计底价" if path == "aggregate" else "有哪些商铺和写字楼", "as_of": DAY}
        if path == "compare":
            body = {"names": ["星河广场A座", "星河路8-3号铺"], "as_of": DAY}
        text = investor.post(f"/api/listings/{path}", json=body).text.replace("按街道统计底价", "")
        assert not [secret for secret in self.SECRETS if secret in text]

    def test_staff_see_the_restricted_cell(self, staff):
        assert "底价" in staff.post("/api/listings/compare", json={"names": ["星河广场A座"], "as_of": DAY}).text


def test_one_caller_has_one_pdf_made_at_a_time(database, monkeypatch):
    at_work, most = 0, 0
    count = Lock()

    def made(_: object) -> bytes:
        nonlocal at_work, most
        with count:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.05)
        with count:
            at_work -= 1
        return b"%PDF-1.7"

    monkeypatch.setattr(listings, "proposal_pdf", made)
    client = client_for(database, Principal())
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.post, "/api/listings/proposal.pdf", json={"sentence": "写字楼"}) for _ in range(8)]
        statuses = [answer.result().status_code for answer in asked]
    assert 200 in statuses and set(statuses) <= {200, 429, 503}
    assert most == 1
