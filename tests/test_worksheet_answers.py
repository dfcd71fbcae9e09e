"""“我们能享受什么政策”in the chat: recognised, answered with amounts and sources, gone on with in follow-ups."""

from datetime import date

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.events import AnswerComplete
from assistant.answering.sheets.worksheet_question import asks_what_one_gets, with_what_was_told
from assistant.answers import Turn
from assistant.records import Intent, Principal, Status
from assistant.wiring import Services

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(
            "我们是一家注册资本5000万的外资生物医药企业，准备租2000平，能享受什么政策？", id="the-issue's-sentence"
        ),
        pytest.param("我公司做软件的，租了800平，一共能补多少", id="how-much-in-all"),
        pytest.param("我们公司能享受哪些补贴", id="nothing-told-yet"),
        pytest.param("外资制造业企业，固定资产投资2亿，有什么奖励", id="two-facts-without-we"),
        pytest.param("We are a biotech company renting 2,000 sqm. What incentives can we get?", id="english"),
        pytest.param("Which subsidies are we eligible for? We are a foreign-funded software firm.", id="eligible"),
    ],
)
def test_asking_what_one_gets_is_recognised(question: str) -> None:
    assert asks_what_one_gets(question, DAY)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("租金补贴标准是多少", id="what-a-policy-says"),
        pytest.param("新引进企业租用办公用房能申请多少租金补贴", id="one-fact-and-nobody"),
        pytest.param("《楼宇政策》我们能享受什么", id="a-named-document"),
        pytest.param("有没有2000平的写字楼", id="premises"),
        pytest.param("总部企业落户奖励怎么申请", id="how-to-apply"),
        pytest.param("你能做什么", id="small-talk"),
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert not asks_what_one_gets(question, DAY)


def _turn(question: str, standalone: str | None = None, intent: Intent = Intent.POLICY) -> Turn:
    return Turn(question, standalone or question, "", intent)


def test_a_follow_up_with_facts_goes_on_and_another_question_does_not() -> None:
    first = _turn("我们是外资生物医药企业，准备租2000平，能享受什么政策？")
    assert (
        with_what_was_told("租金60元每平每月，员工30人", [first], DAY)
        == f"{first.question}；租金60元每平每月，员工30人"
    )
    assert with_what_was_told("第八条怎么说", [first], DAY) is None
    assert with_what_was_told("怎么申请", [first], DAY) is None
    assert with_what_was_told("员工30人", [_turn("有哪些写字楼", intent=Intent.BUILDING)], DAY) is None


@pytest.fixture(scope="module")
def answerer(district: Services) -> Answerer:
    return Answerer(
        district.retriever, district.reader, district.row_matcher, district.clause_finder, None, district.settings
    )


def ask(answerer: Answerer, question: str, history: tuple[Turn, ...] = ()) -> AnswerComplete:
    for event in answerer.stream(question, Principal(), DAY, history):
        if isinstance(event, AnswerComplete):
            return event
    raise AssertionError


def test_the_answer_tells_conditions_amounts_and_sources(answerer: Answerer) -> None:
    answer = ask(answerer, "外资生物医药企业，在柳汐医药港租2000平，租金60元/㎡·月，我们能享受什么政策？").answer
    assert (answer.intent, answer.refused) == (Intent.POLICY, False)
    assert "2,000㎡ × 35 元/㎡·月 × 12 月 = 840,000 元/年" in answer.text
    assert "不构成承诺" in answer.text
    assert answer.table is not None and answer.table.rows[0][-1] == "2,520,000 元"
    cited = next(citation for citation in answer.citations if "第十条" in citation.label)
    assert "前三年按照实际租金的60%给予补贴" in cited.quote
    assert cited.status is Status.IN_FORCE


def test_a_follow_up_adds_what_was_missing(answerer: Answerer) -> None:
    first = ask(answerer, "我们是生物医药企业，在柳汐医药港租2000平，能享受什么政策？")
    assert "缺少 租金" in first.answer.text
    turn = Turn("", first.standalone_question, first.answer.text, first.answer.intent)
    second = ask(answerer, "租金60元每平每月", (turn,))
    assert "3 年共 2,520,000 元" in second.answer.text


def test_who_told_nothing_is_asked_first(answerer: Answerer) -> None:
    answer = ask(answerer, "我们公司能享受什么政策？").answer
    assert answer.text.startswith("请先说明企业情况") and not answer.citations


def test_an_english_question_is_answered_in_english(answerer: Answerer) -> None:
    answer = ask(
        answerer,
        "We are a newly established software company renting 800 sqm at 70 yuan per sqm per month. What incentives can we get?",
    ).answer
    assert answer.text.startswith("For the situation you describe")
    assert "This is an estimate" in answer.text
