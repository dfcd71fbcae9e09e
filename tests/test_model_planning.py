"""A language model plans where to look when nothing answers: it can gain an answer, and never lose one. A scripted server stands for it."""

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn, cast

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.planning.plan import Plan, plan_of
from assistant.answers import Answer
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelTimedOut
from assistant.model_limits import Clock, Pieces, Said
from assistant.records import Clearance, Principal, Role
from assistant.retrieval.retriever import Retriever
from assistant.settings import ChatModelSettings
from assistant.wiring import Services
from tests.scripted_model import MODEL, Reply, Script, ScriptedModel, saying

DAY = date(2026, 11, 23)
MOVED = "认定为总部的公司提前搬走，落户奖励要不要退还？"
"""A question that 第十八条 of the rules on headquarters answers."""
OFFICIAL = "取消资格并追回当年奖励资金的情形"
NOT_HELD = "给员工买房有没有帮衬？"
WHEN = "总部企业认定每年什么时候申请？"
RENT = "新引进企业租用写字楼的租金补贴标准是多少？"
ELSEWHERE = "上半年经济运行的总体情况"
FOR_EVER_S = 86_400
"""Whoever waited so long for the model would be ended by the limit of one test."""


class Misled:
    """A search that the words of one question lead astray, as everyday words do in a large library."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def __getattr__(self, name: str) -> Any:
        return getattr(self._retriever, name)

    def search(self, query: str, *arguments: Any, **options: Any) -> Any:
        return self._retriever.search(ELSEWHERE if "搬走" in query else query, *arguments, **options)


def planning(plan: Script, writing: Script = lambda _: saying("资料中没有答案。")) -> Script:
    """Plans are asked for without passages, answers with them."""
    return lambda prompt: writing(prompt) if "<资料 编号=" in prompt else plan(prompt)


def a_plan(*queries: str, rows: str = "", missing: str = "") -> Reply:
    return saying(json.dumps({"queries": queries, "rows": rows, "missing": missing}, ensure_ascii=False))


def calling(name: str, **arguments: str) -> Reply:
    return Reply(calls=((name, json.dumps(arguments, ensure_ascii=False)),))


def answerer_of(services: Services, model: ChatModel | None, llm: ChatModelSettings) -> Answerer:
    settings = services.settings.model_copy(update={"llm": llm})
    retriever = cast(Retriever, Misled(services.retriever))
    stores = services.row_matcher, services.clause_finder
    return Answerer(retriever, services.reader, *stores, model, settings, toolbox=services.toolbox)


@contextmanager
def model_says(services: Services, script: Script, **settings: object) -> Iterator[tuple[Answerer, ScriptedModel]]:
    with ScriptedModel(script) as server:
        llm = ChatModelSettings(base_url=server.base_url, model=MODEL, **settings)  # type: ignore[arg-type]
        yield answerer_of(services, ChatModel(llm), llm), server


def time_given(services: Services, plan: Reply, **settings: object) -> list[float]:
    """For how many seconds each round of one question's planning might wait for its model."""
    given: list[float] = []

    class Watched(ChatModel):
        def turn(self, messages: Any, timeout_s: float, *more: Any) -> Said:
            given.append(timeout_s)
            return super().turn(messages, timeout_s, *more)

    with ScriptedModel(planning(lambda _: plan)) as server:
        llm = ChatModelSettings(base_url=server.base_url, model=MODEL, **settings)  # type: ignore[arg-type]
        assert ask(answerer_of(services, Watched(llm), llm), NOT_HELD).refused
    return given


def ask(answerer: Answerer, question: str = MOVED, role: Role = Role.INVESTOR) -> Answer:
    return answerer.answer(question, Principal(role), DAY)


def unsure(services: Services) -> Services:
    """Services whose reader trusts nothing."""
    answering = services.settings.answering.model_copy(update={"least_probability": 1.0})
    return replace(services, settings=services.settings.model_copy(update={"answering": answering}))


def told(answer: Answer) -> tuple[object, ...]:
    return answer.text, answer.refused, answer.intent, answer.citations, answer.related, answer.table, answer.choices


@pytest.fixture(scope="module")
def without_model(district: Services) -> Answerer:
    return answerer_of(district, None, ChatModelSettings())


class TestAPlanThatFinds:
    """What other words find answers by the same rules as any other passage."""

    def test_nothing_answers_without_it(self, without_model: Answerer) -> None:
        assert ask(without_model).refused

    @pytest.mark.parametrize(
        "plan",
        [
            pytest.param(a_plan(OFFICIAL), id="json"),
            pytest.param(saying(f'好的：\n```json\n{{"queries": ["{OFFICIAL}"]}}\n```'), id="fenced"),
            pytest.param(saying(f'{{"queries": "{OFFICIAL}", "missing": null, "why": 1}}'), id="of-another-shape"),
            pytest.param(
                saying(f'<think>查{{"queries": ["{ELSEWHERE}"]}}吗</think>{{"queries": ["{OFFICIAL}"]}}'), id="thinks"
            ),
            pytest.param(replace(a_plan(OFFICIAL), thoughts=("想一想",)), id="thinks-apart"),
            pytest.param(replace(a_plan(OFFICIAL), knows_tools=False), id="no-tools"),
            pytest.param(replace(a_plan(OFFICIAL), knows_tools=False, knows_schemas=False), id="no-schema-either"),
            pytest.param(
                saying(f'<tool_call>{{"name": "search_passages", "arguments": {{"query": "{OFFICIAL}"}}}}</tool_call>'),
                id="a-call-written-out",
            ),
            pytest.param(calling("search_passages", query=OFFICIAL), id="a-call"),
        ],
    )
    def test_the_answer_is_quoted_and_its_steps_are_told(self, district: Services, plan: Reply) -> None:
        with model_says(district, planning(lambda _: plan)) as (answerer, _):
            answer = ask(answerer)
        assert not answer.refused
        assert answer.citations[0].clause == "第十八条"
        assert OFFICIAL in {step.asked for step in answer.steps if step.tool == "search_passages"}
        assert not any("想" in step.asked for step in answer.steps)

    def test_it_is_written_and_checked_as_any_other(self, district: Services) -> None:
        def write(prompt: str) -> Reply:
            assert "追回" in prompt
            return saying("有提供虚假材料等情形的，取消资格并追回当年奖励资金[1]。另奖9999万元[1]。")

        with model_says(district, planning(lambda _: a_plan(OFFICIAL), write)) as (answerer, _):
            answer = ask(answerer)
        assert not answer.refused
        assert "9999" not in answer.text
        assert any("追回" in citation.quote for citation in answer.citations)

    def test_an_ask_that_was_left_open_is_answered_too(self, district: Services, without_model: Answerer) -> None:
        question = WHEN + MOVED
        before = ask(without_model, question)
        assert "没有找到写明的内容" in before.text
        with model_says(district, planning(lambda _: a_plan(OFFICIAL))) as (answerer, server):
            answer = ask(answerer, question)
        assert "没有找到写明的内容" not in answer.text
        assert {citation.clause for citation in before.citations} <= {citation.clause for citation in answer.citations}
        assert "第十八条" in {citation.clause for citation in answer.citations}
        assert "其中还没有查到的" in server.prompts[0]

    def test_the_form_that_a_server_does_not_take_is_not_tried_again(self, district: Services) -> None:
        plan = replace(a_plan(), knows_tools=False, knows_schemas=False)
        with model_says(district, planning(lambda _: plan)) as (answerer, server):
            ask(answerer, NOT_HELD)
            ask(answerer, NOT_HELD)
        asked = [("tools" in request, "response_format" in request) for request in server.requests]
        assert asked == [(True, False), (False, True), (False, False), (False, False)]


class TestAPlanThatFindsNothing:
    """Nothing changes."""

    @pytest.mark.parametrize(
        "plan",
        [
            pytest.param(a_plan(), id="empty"),
            pytest.param(saying(""), id="no-words"),
            pytest.param(saying("好的，我来帮您查一查。"), id="words-alone"),
            pytest.param(saying('{"queries": [1, null, ""], "rows": {}, "missing": "all"}'), id="nonsense"),
            pytest.param(saying('{"queries": ["绿色'), id="broken"),
            pytest.param(saying('<think>{"queries": ["绿色建筑"]}'), id="a-thought-without-an-end"),
            pytest.param(replace(a_plan("绿色建筑运行标识奖励"), finish="length"), id="cut"),
            pytest.param(a_plan("绿色建筑运行标识奖励", "工业用地弹性出让"), id="found-and-not-trusted"),
            pytest.param(a_plan(rows="500平方米以上的写字楼"), id="rows-by-a-figure-that-nobody-gave"),
            pytest.param(a_plan(missing="document"), id="missing-where-the-matter-is-named"),
            pytest.param(calling("search_passages", query="绿色建筑运行标识奖励"), id="a-tool-again-and-again"),
            pytest.param(calling("delete_documents", query="全部"), id="a-tool-that-is-not-there"),
            pytest.param(Reply(calls=(("search_passages", "{"),)), id="arguments-that-are-no-json"),
            pytest.param(Reply(status=500), id="server-broken"),
            pytest.param(Reply(status=401), id="wrong-key"),
            pytest.param(Reply(body=b"<html>"), id="a-web-page"),
            pytest.param(Reply(status=400, message="maximum context length is 2048 tokens"), id="too-long"),
        ],
    )
    def test_the_refusal_stands_word_for_word(self, district: Services, without_model: Answerer, plan: Reply) -> None:
        with model_says(district, planning(lambda _: plan)) as (answerer, server):
            answer = ask(answerer, NOT_HELD)
        assert told(answer) == told(ask(without_model, NOT_HELD))
        assert not answer.model
        assert 1 <= len(server.requests) <= 5

    def test_a_late_plan_is_not_waited_for_and_answers_are_still_written(self, district: Services) -> None:
        def write(prompt: str) -> Reply:
            return saying("符合条件的企业，按照实际支付租金的30%给予补贴。")

        script = planning(lambda _: replace(a_plan(OFFICIAL), wait_s=FOR_EVER_S), write)
        with model_says(district, script, planning_timeout_s=0.6) as (answerer, server):
            for _ in range(2):
                assert ask(answerer, NOT_HELD).refused
            assert ask(answerer, RENT).model == MODEL
            asked = len(server.requests)
            assert ask(answerer, NOT_HELD).refused
            assert len(server.requests) == asked, "a planner that was late twice rests"

    def test_no_more_than_half_the_time_is_planned(self, district: Services) -> None:
        given = time_given(district, a_plan(), planning_timeout_s=60, timeout_s=30)
        assert 0 < given[0] <= 15

    def test_rounds_share_the_time(self, district: Services) -> None:
        again = calling("search_passages", query="绿色建筑运行标识奖励")
        given = time_given(district, again, planning_timeout_s=20)
        assert len(given) > 1
        assert [20, *given] == sorted({20, *given}, reverse=True)

    def test_where_something_answers_or_planning_is_off_nobody_plans(self, district: Services) -> None:
        with model_says(district, planning(lambda _: a_plan(OFFICIAL))) as (answerer, server):
            ask(answerer, RENT)
        assert all("<资料 编号=" in prompt for prompt in server.prompts)
        with model_says(district, planning(lambda _: a_plan(OFFICIAL)), planning="off") as (answerer, server):
            assert "plan" not in ask(answerer, NOT_HELD).timings_ms
        assert not server.prompts


class TestTools:
    """They run here, on behalf of whoever asks, and the model sees what they found."""

    def test_the_model_is_told_of_what_is_not_there_and_tries_again(self, district: Services) -> None:
        replies = [calling("delete_documents"), calling("search_passages", query=OFFICIAL)]
        with model_says(district, planning(lambda _: replies.pop(0))) as (answerer, server):
            answer = ask(answerer)
        assert not answer.refused
        assert "没有这个工具" in server.prompts[1]
        offered = [tool["function"]["name"] for tool in cast("list[dict[str, Any]]", server.requests[0]["tools"])]
        assert {"search_passages", "read_clause", "match_listings"} <= set(offered)

    @pytest.mark.parametrize("tool", ["search_passages", "json"])
    @pytest.mark.parametrize("role", [Role.INVESTOR, Role.STAFF])
    def test_an_investor_reaches_nothing_internal_through_a_plan(
        self, district: Services, role: Role, tool: str
    ) -> None:
        secret = "重大招商项目一事一议工作规程 预审 会商 谈判权限"
        first = a_plan(secret) if tool == "json" else calling(tool, query=secret)
        replies = [first, a_plan()]
        script = planning(lambda _: replies.pop(0) if replies else a_plan())
        with model_says(district, script) as (answerer, server):
            answer = ask(answerer, NOT_HELD, role)
        seen = "“一事一议”工作规程" in "".join(server.prompts)
        assert not (seen and role is Role.INVESTOR)
        if tool == "search_passages":
            assert seen is (role is Role.STAFF), "what staff may see shows that the search reaches it"
        if role is Role.INVESTOR:
            assert not any(one.clearance is Clearance.INTERNAL for one in (*answer.citations, *answer.related))

    def test_personal_numbers_do_not_reach_the_model(self, district: Services) -> None:
        with model_says(district, planning(lambda _: calling("search_passages", query="购房"))) as (answerer, server):
            ask(answerer, f"{NOT_HELD}我的电话13912345678")
        assert server.prompts
        assert not any("13912345678" in prompt for prompt in server.prompts)


class TestAskingBack:
    """Where the model says that a question names nothing, it is asked back with what was found, and nothing else."""

    def test_with_documents_that_were_found(self, district: Services) -> None:
        script = planning(lambda _: a_plan(missing="document"))
        with model_says(unsure(district), script) as (answerer, _):
            answer = ask(answerer, "怎么申请？")
        assert not answer.refused
        assert 2 <= len(answer.choices) <= 4
        assert all(choice.question.startswith("《") and choice.question in answer.text for choice in answer.choices)
        assert not any("内部" in choice.question for choice in answer.choices)


class TestWhatIsLeftOpen:
    """An answer in part is shown with what it leaves open."""

    @pytest.mark.parametrize(
        "said",
        [
            "按照实际支付租金的30%给予补贴，但申请材料资料没有写。",
            "按照实际支付租金的30%给予补贴；申请材料资料没有写。",
            "按照实际支付租金的30%给予补贴。申请材料资料没有写。",
        ],
    )
    def test_it_is_told_and_not_withheld(self, district: Services, said: str) -> None:
        with model_says(district, lambda _: saying(said)) as (answerer, _):
            answer = ask(answerer, RENT)
        assert answer.withheld == 0
        assert "30%给予补贴[1]" in answer.text
        assert answer.text.endswith("申请材料资料没有写。")

    def test_it_is_told_once(self, district: Services) -> None:
        def write(prompt: str) -> Reply:
            return saying("总部企业认定申请受理时间为每年4月和10月。提前搬走的公司要不要退还落户奖励资料没有写。")

        with model_says(district, planning(lambda _: a_plan(), write)) as (answerer, _):
            answer = ask(answerer, WHEN + MOVED)
        assert "4月和10月" in answer.text
        assert answer.text.count("搬走") == 1

    def test_the_model_does_not_deny_what_the_reader_found(self, district: Services) -> None:
        def write(prompt: str) -> Reply:
            return saying("按照实际支付租金的30%给予补贴。取消资格后是否追回资料没有写。")

        question = f"{RENT}总部企业在什么情形下取消资格、追回奖励资金？"
        with model_says(district, planning(lambda _: a_plan(), write)) as (answerer, _):
            answer = ask(answerer, question)
        assert "资料没有写" not in answer.text
        assert "第十八条" in {citation.clause for citation in answer.citations}


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        pytest.param('{"queries": ["甲甲", "甲甲", " 乙 乙 "]}', Plan(("甲甲", "乙 乙")), id="each-once"),
        pytest.param(
            '{"queries": ["一一", "二二", "三三", "四四"]}', Plan(("一一", "二二", "三三")), id="three-at-most"
        ),
        pytest.param('{"rows": "近地铁的写字楼"}', Plan(rows=("近地铁的写字楼",)), id="rows"),
        pytest.param(f'{{"queries": ["{"长" * 200}"]}}', Plan(), id="too-long-to-search-for"),
        pytest.param("{" * 5000, Plan(), id="braces"),
        pytest.param('[{"queries": ["甲甲"]}]', Plan(("甲甲",)), id="in-a-list"),
        pytest.param('{"missing": ["document"]}', Plan(), id="missing-of-another-type"),
    ],
)
def test_a_plan_is_read_tolerantly(text: str, plan: Plan) -> None:
    assert plan_of(text) == plan


class Silent(Pieces):
    """Nothing comes; notes for how long somebody would have waited."""

    waited_s = 0.0

    def get(self, block: bool = True, timeout: float | None = None) -> NoReturn:
        self.waited_s = timeout or 0.0
        raise queue.Empty


def test_what_planning_took_is_not_there_for_writing() -> None:
    silent = Silent()
    with pytest.raises(ChatModelTimedOut):
        Clock(ChatModelSettings(timeout_s=30, first_token_timeout_s=20), spent_s=29.8).next_of(silent)
    assert 0 < silent.waited_s <= 0.2
