"""The tools over the sample district: what each finds, with its sources, and what it says where there is nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from assistant.errors import InvalidInput, NotFound
from assistant.records import Principal, Role
from assistant.tools.documents import DocumentsListed, ListDocuments
from assistant.tools.passages import PassagesFound, SearchPassages
from assistant.tools.toolbox import TOOLS, functions
from assistant.wiring import Services

INVESTOR = Principal()
STAFF = Principal(Role.STAFF, 7, "zhaoshang")
HEADQUARTERS = "云汀区促进总部经济发展办法"
BUILDINGS = "云汀区支持楼宇经济高质量发展若干政策"
OLD_BUILDINGS = "云汀区促进楼宇经济发展办法"
TRAINING = "云汀区企业职业技能培训补贴实施细则"
DAY = "2026-11-30"
POLICY = """# 远山区{name}

远政规〔{year}〕{number}号

第一条 为支持发展，制定本办法。

第二条 企业购置设备的，按照投资额的10%给予补助。

第三条 本办法自{begins}起施行{term}。
"""

Call = Callable[..., dict[str, Any]]


@pytest.fixture
def call(district: Services) -> Call:
    """A tool's result as JSON values; it fits the schema that the tool declares."""

    def called(name: str, who: Principal = INVESTOR, **arguments: object) -> dict[str, Any]:
        found = district.toolbox.call(name, {"as_of": DAY, **arguments}, who).model_dump(mode="json")
        jsonschema.validate(found, TOOLS[name].output_schema)
        return found

    return called


def test_there_are_twelve_each_described_in_both_languages() -> None:
    assert len(TOOLS) == 12
    for tool in TOOLS.values():
        assert any("\u4e00" <= sign <= "\u9fff" for sign in tool.description)
        assert tool.english.isascii() or "m²" in tool.english
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"
        assert tool.input_schema["additionalProperties"] is False


def test_every_argument_is_described() -> None:
    for tool in TOOLS.values():
        undescribed = [name for name, item in tool.input_schema["properties"].items() if "description" not in item]
        assert not undescribed or tool.name == "work_out_benefits", (tool.name, undescribed)


def test_functions_are_what_an_openai_compatible_server_takes() -> None:
    offered = list(functions())
    assert [item["function"]["name"] for item in offered] == list(TOOLS)
    assert all(
        item["type"] == "function" and set(item["function"]) == {"name", "description", "parameters"}
        for item in offered
    )
    json.dumps(offered)


class TestArguments:
    @pytest.mark.parametrize(
        ("name", "given", "message"),
        [
            pytest.param("search_passages", {}, "query 没有填写", id="missing"),
            pytest.param("search_passages", {"query": "x", "q": 1}, "q 没有这一项", id="unknown"),
            pytest.param("search_passages", {"query": "x", "limit": 0}, "limit 不能小于 1", id="too-few"),
            pytest.param("search_passages", {"query": "  "}, "请写明要查找的内容", id="blank"),
            pytest.param("list_documents", {"issued_from": "2026年1月"}, "issued_from 应为日期", id="no-day"),
            pytest.param("list_documents", {"status": "有效"}, "status 应为", id="no-status"),
            pytest.param(
                "list_documents", {"kind": "listing", "expires_to": DAY}, "有效期只对政策有意义", id="no-term"
            ),
            pytest.param("match_listings", {"area_min_m2": "很大"}, "area_min_m2 应为数字", id="no-number"),
            pytest.param("match_listings", {"conditions": [{"type": "range"}]}, "请写出下限或上限", id="empty-range"),
            pytest.param("aggregate_listings", {}, "没有写明要统计什么", id="no-operation"),
            pytest.param("aggregate_listings", {"operation": "sum"}, "要写明 field", id="no-field"),
            pytest.param("aggregate_listings", {"operation": "sum", "field": "NAME"}, "不能按这一项", id="no-figure"),
            pytest.param("compare_listings", {}, "请写出要比较的名称", id="no-names"),
            pytest.param("work_out_benefits", {"sentence": "你好"}, "请说明企业情况", id="nothing-told"),
            pytest.param("read_clause", {"address": "第八条"}, "请写明文件和条号", id="no-document"),
            pytest.param("read_document", {"document": "《》"}, "请写明是哪份文件", id="no-name"),
            pytest.param("validity_of", {"document": "办法"}, "可以指多份文件", id="ambiguous"),
            pytest.param("compare_versions", {"new": BUILDINGS, "old": BUILDINGS}, "指的是同一份文件", id="same-twice"),
            pytest.param("search_passages", ["query"], "应为 JSON 对象", id="no-object"),
        ],
    )
    def test_what_is_wrong_is_said_in_chinese(self, district: Services, name: str, given: object, message: str) -> None:
        with pytest.raises(InvalidInput, match=message):
            district.toolbox.call(name, given, INVESTOR)

    def test_an_unknown_tool_names_those_there_are(self, district: Services) -> None:
        with pytest.raises(NotFound, match="search_passages"):
            district.toolbox.call("drop_tables", {}, INVESTOR)

    def test_days_may_be_days_where_python_calls(self, district: Services) -> None:
        asked = SearchPassages(query="总部企业租金", as_of=date(2026, 11, 30))
        found = district.toolbox.use(TOOLS["search_passages"], asked, INVESTOR)
        assert isinstance(found, PassagesFound) and found.as_of == date(2026, 11, 30)

    def test_characters_that_no_document_holds_are_taken_out(self, call: Call) -> None:
        assert call("list_documents", words="总部\x00经济")["total"] == 1


class TestPassages:
    def test_passages_are_verbatim_with_their_source(self, call: Call) -> None:
        first = call("search_passages", query="总部企业租用办公用房的租金补贴", limit=3)["passages"][0]
        assert first["source"]["label"] == f"《{HEADQUARTERS}》第九条"
        assert first["source"]["status"] == "现行有效"
        assert "租金的40%" in first["text"] == first["source"]["quote"] or "租金的40%" in first["source"]["quote"]

    def test_what_is_not_in_force_stands_apart(self, call: Call) -> None:
        found = call("search_passages", query="楼宇租金补贴", documents=[OLD_BUILDINGS])
        assert not found["passages"]
        assert {item["source"]["status"] for item in found["lapsed"]} == {"已废止"}

    def test_a_search_keeps_to_the_kinds_asked_for(self, call: Call) -> None:
        found = call("search_passages", query="云汀区 面积", kinds=["row"], document_kinds=["opportunity"])["passages"]
        assert found and {item["kind"] for item in found} == {"row"}


class TestClauses:
    def test_a_paragraph_is_read_by_its_address(self, call: Call) -> None:
        (clause,) = call("read_clause", address=f"《{HEADQUARTERS}》第八条第二款")["clauses"]
        assert clause["outcome"] == "found" and clause["text"].startswith("落户奖励分三年")
        assert clause["source"]["label"] == f"《{HEADQUARTERS}》第八条第二款"

    def test_what_a_clause_refers_to_comes_with_it(self, call: Call) -> None:
        (clause,) = call("read_clause", address=f"《{HEADQUARTERS}》第九条")["clauses"]
        assert [item["word"] for item in clause["references"]] == ["前款"]
        assert clause["references"][0]["text"]

    def test_an_article_that_is_not_there_is_told_with_how_many_there_are(self, call: Call) -> None:
        (clause,) = call("read_clause", address=f"《{HEADQUARTERS}》第九十九条")["clauses"]
        assert clause["outcome"] == "no_article" and "该办法共" in clause["message"] and clause["source"] is None


class TestDocuments:
    def test_a_document_is_read_with_its_outline(self, call: Call) -> None:
        read = call("read_document", document="总部办法", limit=300)
        assert read["document"]["title"] == HEADQUARTERS
        assert [entry["label"] for entry in read["outline"]][:3] == ["第一章", "第一条", "第二条"]
        assert len(read["text"]) == 300 and read["next_offset"] == 300

    def test_pieces_make_the_whole(self, call: Call) -> None:
        whole = call("read_document", document=HEADQUARTERS, limit=30000)
        text, at = "", 0
        while at is not None:
            piece = call("read_document", document=HEADQUARTERS, offset=at, limit=500)
            text, at = text + piece["text"], piece["next_offset"]
        assert text == whole["text"] and whole["next_offset"] is None
        assert len(text) == whole["total_characters"]

    def test_an_outline_tells_where_its_parts_begin(self, call: Call) -> None:
        read = call("read_document", document=HEADQUARTERS, limit=30000)
        for entry in read["outline"]:
            if entry["label"].endswith("条"):
                assert read["text"][entry["start"] :].replace(" ", "").startswith(entry["label"])

    @pytest.mark.parametrize("part", ["第九条", "第三章"])
    def test_a_part_is_read_alone(self, call: Call, part: str) -> None:
        read = call("read_document", document=HEADQUARTERS, part=part, limit=30000)
        assert read["part"] == part
        assert read["text"].replace(" ", "").startswith(part)
        assert "租金的40%" in read["text"] and "第十五条" not in read["text"]

    def test_a_part_that_is_not_there_names_those_that_are(self, district: Services) -> None:
        with pytest.raises(NotFound, match="第一章、第二章"):
            district.toolbox.call("read_document", {"document": HEADQUARTERS, "part": "第九十章"}, INVESTOR)

    def test_a_ledger_is_read_row_by_row(self, call: Call) -> None:
        (ledger,) = call("list_documents", kind="listing", words="重点商务楼宇 2026年11月")["documents"]
        read = call("read_document", document=ledger["source_id"], limit=30000)
        assert "湾畔国际商务港" in read["text"] and "底价：" not in read["text"]
        assert [entry["label"] for entry in read["outline"]] == ["商务楼宇"]

    def test_documents_are_listed_current_first_with_their_total(self, call: Call) -> None:
        listed = call("list_documents", kind="policy", limit=3)
        assert listed["total"] == sum(listed["statuses"].values()) > len(listed["documents"]) == 3
        assert {entry["status"] for entry in listed["documents"]} == {"现行有效"}
        (old,) = call("list_documents", words=OLD_BUILDINGS)["documents"]
        assert old["status"] == "已废止" and old["replaced_by"] == f"《{BUILDINGS}》"

    def test_documents_of_an_issuer_and_year(self, call: Call) -> None:
        listed = call("list_documents", issuer="人力资源和社会保障局", issued_from="2026-01-01", issued_to="2026-12-31")
        assert [entry["title"] for entry in listed["documents"]] == [TRAINING]

    def test_staff_see_what_is_internal(self, call: Call) -> None:
        seen = {who.role: call("list_documents", who)["total"] for who in (INVESTOR, STAFF)}
        assert seen[Role.STAFF] > seen[Role.INVESTOR] > 0


def test_policies_that_expire_this_year(make_services: Callable[..., Services], tmp_path: Path) -> None:
    """Those whose term ends within the year, in the order of the ends; repealed ones have no term, and those without one are counted."""
    services = make_services()
    texts = {
        "年底到期": POLICY.format(name="年底到期办法", year=2023, number=1, begins="2024年1月1日", term="，有效期至2026年12月31日"),
        "年中到期": POLICY.format(name="年中到期办法", year=2023, number=2, begins="2023年7月1日", term="，有效期三年"),
        "后年到期": POLICY.format(name="后年到期办法", year=2023, number=3, begins="2023年7月1日", term="，有效期五年"),
        "没有期限": POLICY.format(name="没有期限办法", year=2023, number=4, begins="2023年7月1日", term=""),
        "已经废止": POLICY.format(name="已经废止办法", year=2020, number=5, begins="2021年1月1日", term="，有效期至2026年10月31日"),
        "废止它的": POLICY.format(
            name="新办法", year=2025, number=6, begins="2025年7月1日", term="，有效期至2030年6月30日。《远山区已经废止办法》（远政规〔2020〕5号）同时废止"
        ),
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    report = services.ingestor.ingest(sorted(tmp_path.glob("*.md")), options={"clearance": "public", "kind": "policy"})
    assert not report.failed

    def listed(**more: object) -> DocumentsListed:
        asked = ListDocuments.model_validate({"as_of": DAY, **more})
        return services.toolbox.use(TOOLS["list_documents"], asked, INVESTOR)

    found = listed(expires_from="2026-01-01", expires_to="2026-12-31")
    assert [entry.title for entry in found.documents] == ["远山区年中到期办法", "远山区年底到期办法"]
    assert [entry.status for entry in found.documents] == ["已失效", "现行有效"]
    assert (found.total, found.without_term) == (2, 1)
    assert [entry.title for entry in listed(status="现行有效", expires_to="2026-12-31").documents] == [
        "远山区年底到期办法"
    ]
    assert listed(status="已废止").total == 1


class TestListings:
    def test_a_sentence_and_its_conditions_find_the_same(self, call: Call) -> None:
        said = call("match_listings", sentence="租金80以下、空置1000平以上的写字楼", limit=100)
        given = call(
            "match_listings", categories=["写字楼"], area_min_m2=1000, rent_max_yuan_per_m2_month=80, limit=100
        )
        assert said["total"] == given["total"] > 0
        assert {row["name"] for row in said["records"]} == {row["name"] for row in given["records"]}
        again = call("match_listings", conditions=said["conditions"], limit=100)
        assert again["total"] == said["total"]

    def test_rows_say_where_they_stand_and_how_each_condition_came_out(self, call: Call) -> None:
        row = call("match_listings", categories=["写字楼"], area_min_m2=1000, limit=1)["records"][0]
        assert row["verdict"] == "met" and all(check["verdict"] == "met" for check in row["checks"])
        assert row["source"]["row"] and row["source"]["sheet"] and row["name"] in row["source"]["quote"]

    def test_pages_follow_each_other(self, call: Call) -> None:
        whole = call("match_listings", categories=["写字楼"], limit=6)["records"]
        pages = [call("match_listings", categories=["写字楼"], limit=3, offset=at)["records"] for at in (0, 3)]
        assert [row["id"] for page in pages for row in page] == [row["id"] for row in whole]

    def test_where_nothing_fits_the_nearest_and_the_ways_are_told(self, call: Call) -> None:
        found = call("match_listings", categories=["写字楼"], area_min_m2=200_000)
        assert found["total"] == 0 and found["near_misses"] and found["ways"]

    def test_explanations_come_in_english_too(self, call: Call) -> None:
        found = call("match_listings", categories=["写字楼"], area_min_m2=1000, limit=1, language="en")
        assert found["summary"].startswith("For [type: office; area at least 1000 ㎡]")

    def test_a_name_that_no_row_has_is_told(self, call: Call) -> None:
        found = call("match_listings", sentence="白鹭洲国际大厦的租金")
        assert found["unknown_names"] and found["total"] == 0

    def test_figures_come_with_their_rows(self, call: Call) -> None:
        by_street = call("aggregate_listings", sentence="按街道统计写字楼空置面积")
        whole = call("aggregate_listings", categories=["写字楼"], operation="sum", field="VACANT_AREA_M2")
        assert by_street["by"] == "STREET" and whole["unit"] == "㎡"
        figures = [int(group["figure"]) for group in by_street["groups"] if group["figure"]]
        assert sum(figures) == int(whole["groups"][0]["figure"])
        assert len(whole["groups"][0]["sources"]) == 10

    def test_rows_are_compared_side_by_side(self, call: Call) -> None:
        names = [row["name"] for row in call("match_listings", categories=["写字楼"], limit=2)["records"]]
        compared = call("compare_listings", names=[*names, "没有这座楼"])
        assert [row["name"] for row in compared["records"]] == names
        assert all(len(line["texts"]) == 2 for line in compared["fields"])
        assert compared["unknown_names"] == ["没有这座楼"]
        assert any(compared["history"])

    def test_opportunities_by_topic_size_and_deadline(self, call: Call) -> None:
        found = call("list_opportunities", topics=["数字经济"], limit=100)
        assert found["total"] == len(found["records"]) == 5
        assert any(record["closed"] for record in found["records"])
        still_open = call("list_opportunities", topics=["数字经济"], open_only=True, limit=100)
        assert still_open["total"] == 4 and not any(record["closed"] for record in still_open["records"])
        large = call("list_opportunities", investment_min_yuan=100_000_000, limit=100)
        assert 0 < large["fitting"] < call("list_opportunities")["total"]


class TestBenefits:
    def test_an_enterprise_is_told_what_it_gets(self, call: Call) -> None:
        sheet = call("work_out_benefits", sentence="生物医药企业，在柳汐医药港租了2000平，租金每月60元每平米，员工50人")
        assert "租用面积 2,000㎡" in sheet["understood"]
        line = next(line for line in sheet["lines"] if line["name"] == "租金补贴")
        assert line["source"]["label"].endswith("第十条") and line["amount"]["steps"]

    def test_all_benefits_on_a_theme_are_listed_with_whom_and_how_much(self, call: Call) -> None:
        listed = call("list_benefits", theme="租金", limit=200)
        assert listed["found_by"] == "words" and listed["total"] == len(listed["benefits"]) > 10
        rent = next(item for item in listed["benefits"] if item["source"]["label"].endswith("第十条"))
        assert rent["whom"] == ["从事生物医药", "用房在柳汐医药港"]
        assert rent["tiers"][0]["formula"].startswith("租金×60%") and rent["tiers"][0]["months"] == 36
        assert all(item["source"]["status"] in {"现行有效", "待确认"} for item in listed["benefits"])

    def test_pages_of_benefits_hold_each_once(self, call: Call) -> None:
        total = call("list_benefits", limit=1)["total"]
        ids = [item["id"] for at in range(0, total, 50) for item in call("list_benefits", offset=at)["benefits"]]
        assert len(ids) == len(set(ids)) == total

    def test_a_theme_in_everyday_words_finds_what_officials_call_otherwise(self, call: Call) -> None:
        found = {theme: call("list_benefits", theme=theme, limit=200)["total"] for theme in ("房租", "租金")}
        assert found["房租"] >= found["租金"] > 0

    def test_benefits_of_one_document_to_one_beneficiary(self, call: Call) -> None:
        listed = call("list_benefits", document=BUILDINGS, beneficiary="运营机构", limit=200)["benefits"]
        assert listed and {item["source"]["document"] for item in listed} == {BUILDINGS}
        assert {item["beneficiary"] for item in listed} == {"运营机构"}

    def test_what_is_not_confirmed_is_quoted_without_figures_of_its_own(
        self, make_services: Callable[..., Services], tmp_path: Path
    ) -> None:
        services = make_services()
        text = POLICY.format(name="设备办法", year=2025, number=1, begins="2025年7月1日", term="")
        (tmp_path / "设备.md").write_text(text, encoding="utf-8")
        services.ingestor.ingest([tmp_path / "设备.md"], options={"clearance": "public", "kind": "policy"})
        listed = services.toolbox.call("list_benefits", {"as_of": DAY}, INVESTOR).model_dump()
        (benefit,) = listed["benefits"]
        assert not benefit["confirmed"] and benefit["note"] and "10%" in benefit["source"]["quote"]
        assert not benefit["tiers"][0]["formula"] and not benefit["tiers"][0]["rates"]


class TestVersions:
    def test_a_document_is_compared_with_the_one_it_replaced(self, call: Call) -> None:
        compared = call("compare_versions", new=BUILDINGS)
        assert compared["old"]["document"] == OLD_BUILDINGS and compared["new"]["document"] == BUILDINGS
        assert compared["total"] == sum(count for change, count in compared["counts"].items() if change != "相同")
        changed = next(item for item in compared["changes"] if item["change"] == "修改")
        assert {piece["kind"] for piece in changed["pieces"]} >= {"inserted"} and changed["old"]["chunk_id"]

    def test_editions_of_one_title_are_told_apart_by_their_year(self, call: Call) -> None:
        compared = call("compare_versions", new=TRAINING, old=f"2022年的{TRAINING}", unchanged=True)
        assert (compared["old"]["document_number"], compared["new"]["document_number"]) == (
            "云人社规〔2022〕3号",
            "云人社规〔2026〕1号",
        )
        assert compared["total"] == sum(compared["counts"].values())

    def test_nothing_to_compare_with_is_said(self, district: Services) -> None:
        with pytest.raises(NotFound, match=r"没有《.*》的其他版本"):
            district.toolbox.call("compare_versions", {"new": HEADQUARTERS}, INVESTOR)

    def test_a_repealed_document_names_its_successor(self, call: Call) -> None:
        found = call("validity_of", document=OLD_BUILDINGS)
        assert (found["status"], found["repealed_on"], found["last_day"]) == ("已废止", "2025-04-01", "2025-03-31")
        assert found["replaced_by"]["document"] == BUILDINGS
        assert any(
            item["what"] == "valid_to" and item["day"] == "2026-12-31" and "有效期五年" in item["quote"]
            for item in found["evidence"]
        )

    def test_an_extension_counts_and_is_named(self, call: Call) -> None:
        found = call("validity_of", document="《云汀区促进家政服务业提质发展若干措施》第三条")
        assert (found["status"], found["last_day"]) == ("现行有效", "2027-12-31")
        assert "延长" in found["extended_by"]["document"] and found["source"]["clause"] == "第三条"

    def test_validity_is_of_the_day_asked_about(self, call: Call) -> None:
        assert call("validity_of", document=OLD_BUILDINGS, as_of="2024-06-01")["status"] == "现行有效"

    def test_the_edition_in_force_is_meant_and_the_other_named(self, call: Call) -> None:
        found = call("validity_of", document=TRAINING)
        assert found["source"]["document_number"] == "云人社规〔2026〕1号"
        assert [item["document_number"] for item in found["replaces"]] == ["云人社规〔2022〕3号"]

    def test_an_unknown_article_is_said(self, district: Services) -> None:
        with pytest.raises(NotFound, match="该办法共"):
            district.toolbox.call("validity_of", {"document": f"《{HEADQUARTERS}》第九十九条"}, INVESTOR)
