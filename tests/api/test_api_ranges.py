"""Numbers, days and characters beyond what is kept are refused or do no harm: nothing that is sent brings the server to an error 500."""

from decimal import Decimal

import pytest
from sqlalchemy.engine.default import DefaultDialect

from assistant.answering.answerer import Answerer
from assistant.buildings.ledgers.tables import ExactDecimal
from assistant.records import Principal
from tests.api.conftest import World

HUGE = "9" * 30
NUMBERS = (HUGE, "0", "0000", "9999", "三万", "一亿亿", "九" * 30)
TEMPLATES = [
    pytest.param("租金{n}元以下的写字楼", id="rent"),
    pytest.param("{n}到{n}平方米、{n}元每平方米每月、预算{n}万", id="ranges"),
    pytest.param("{n}个月内可入驻、{n}天内能搬的", id="waiting"),
    pytest.param("楼龄{n}年以内、{n}年建成的", id="age"),
    pytest.param("离地铁{n}米以内{n}号线，层高{n}米，前{n}个", id="distance"),
    pytest.param("注册资本{n}万元的企业，{n}名员工，租{n}平米{n}个月，税收{n}亿", id="company"),
    pytest.param("我们{n}年{n}月{n}日入驻，已经租了{n}年", id="moved-in"),
    pytest.param("《办法》第{n}条第{n}款第{n}项，云政规〔{n}〕{n}号", id="clause"),
    pytest.param("{n}年{n}月的时候按哪个办法？截至{n}年", id="day-asked"),
    pytest.param("rent below {n} yuan, moved in {n} months ago, as of {n}-{n}-{n}", id="english"),
]
SENTENCES = [
    pytest.param(f"租金{HUGE}元以下的写字楼", id="rent"),
    pytest.param(f"面积{HUGE}平方米以上的楼宇", id="area"),
    pytest.param(f"注册资本{HUGE}万元的企业", id="capital"),
    pytest.param(f"{HUGE}亿亿亿亿元以内", id="stacked-units"),
    pytest.param("零点" + "九" * 400 + "万元", id="long-chinese-fraction"),
    pytest.param(f"第{HUGE}条和{HUGE}年{HUGE}月{HUGE}日", id="article-and-day"),
]


def test_every_whole_number_of_the_api_has_an_upper_end(world: World) -> None:
    document = world.client.get("/openapi.json").json()
    parameters = [
        (path, one)
        for path, methods in document["paths"].items()
        for method in methods.values()
        for one in method.get("parameters", ())
    ]
    open_ended = [
        f"{path} {one['name']}"
        for path, one in parameters
        for kind in (one["schema"], *one["schema"].get("anyOf", ()))
        if kind.get("type") in ("integer", "number") and "maximum" not in kind
    ]
    assert open_ended == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param(f"/api/complaints/{HUGE}", 422, id="id-over-64-bits"),
        pytest.param(f"/api/complaints/1/attachments/{HUGE}", 422, id="second-id"),
        pytest.param(f"/api/complaints?offset={HUGE}", 422, id="offset"),
        pytest.param("/api/listings?area_min=inf", 422, id="infinite-area"),
        pytest.param("/api/listings?rent_max=nan", 422, id="no-number"),
        pytest.param("/api/listings?rent_max=1e300", 422, id="huge-rent"),
        pytest.param("/api/opportunities?min_yuan=1e999999", 422, id="huge-sum"),
        pytest.param("/api/search?q=x&as_of=0001-01-01", 422, id="first-day-of-the-calendar"),
        pytest.param("/api/policies?as_of=9999-12-31", 422, id="last-day-of-the-calendar"),
        pytest.param("/api/search?q=%00%ED%A0%80", 200, id="control-character-and-half-a-pair"),
    ],
)
def test_a_query_beyond_the_range_is_refused(world: World, path: str, status: int) -> None:
    response = world.client.get(path, headers=world.headers["staff"])
    assert response.status_code == status, response.text


@pytest.mark.parametrize("sentence", SENTENCES)
def test_huge_numbers_in_a_sentence_do_no_harm(world: World, sentence: str) -> None:
    for path in ("/api/listings/match", "/api/listings/export.xlsx", "/api/worksheet"):
        response = world.client.post(path, json={"sentence": sentence}, headers=world.headers["staff"])
        assert response.status_code < 500, (path, response.text)


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_number_in_a_sentence_stops_its_reading(world: World, template: str) -> None:
    services = world.services
    answerer = Answerer(
        services.retriever, services.reader, services.row_matcher, services.clause_finder, None, services.settings
    )
    for number in NUMBERS:
        sentence = template.format(n=number)
        for path in ("/api/listings/match", "/api/listings/aggregate", "/api/worksheet"):
            response = world.client.post(path, json={"sentence": sentence}, headers=world.headers["staff"])
            assert response.status_code < 500, (path, sentence, response.text)
        assert list(answerer.stream(sentence, Principal()))


@pytest.mark.parametrize(("maximum", "status"), [(10**14, 200), ("1e15", 422), ("1e999999", 422)])
def test_a_condition_may_ask_for_any_figure_that_is_kept(world: World, maximum: object, status: int) -> None:
    condition = {"type": "range", "field": "RENT_YUAN_PER_M2_MONTH", "maximum": maximum}
    assert world.client.post("/api/listings/match", json={"conditions": [condition]}).status_code == status


@pytest.mark.parametrize("figure", ["1e999999", "-1e999999", "1e14", "0.00001"])
def test_the_database_takes_every_figure_that_is_compared(figure: str) -> None:
    assert -(2**63) < ExactDecimal().process_bind_param(Decimal(figure), DefaultDialect()) < 2**63


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59+00:00"])
def test_a_moment_at_the_calendars_end_is_refused(world: World, moment: str) -> None:
    filed = world.client.post("/api/complaints", json={"text": "补贴没有到账", "received_at": moment})
    assert filed.status_code == 422


def test_control_characters_filed_without_an_account_do_not_reach_the_desk(own_world: World) -> None:
    body = rb'{"text": "\u8865\u0000\u8d34\u000b", "subject": "\u0001\u6807\u9898", "complainant": "\u001f\u7532"}'
    filed = own_world.client.post("/api/complaints", content=body, headers={"Content-Type": "application/json"})
    assert filed.status_code == 201, filed.text
    assert (filed.json()["text"], filed.json()["subject"]) == ("补贴", "标题")
    staff = own_world.headers["staff"]
    assert own_world.client.get("/api/complaints/statistics.xlsx", headers=staff).status_code == 200
    assert own_world.client.get("/api/complaints/due", headers=staff).status_code == 200
