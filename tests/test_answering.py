"""From a question to an answer, over the sample district: quoted, refused, followed up."""

import json
from datetime import date

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.events import AnswerComplete, SentenceReady
from assistant.answers import Answer, Turn
from assistant.records import Intent, Principal, Role, Status
from assistant.wiring import Services
from tests.conftest import SAMPLES

DAY = date(2026, 11, 23)
INVESTOR, STAFF = Principal(), Principal(Role.STAFF)
RENT_QUESTION = "新引进企业租用写字楼的租金补贴标准是多少？"


@pytest.fixture(scope="module")
def answerer(district: Services) -> Answerer:
    """Without a language model, whatever the environment says."""
    return Answerer(
        district.retriever, district.reader, district.row_matcher, district.clause_finder, None, district.settings
    )


def ask(answerer: Answerer, question: str, *history: Turn, principal: Principal = INVESTOR, day: date = DAY) -> Answer:
    return answerer.answer(question, principal, day, history)


def turn(answerer: Answerer, question: str, *history: Turn) -> Turn:
    """One exchange as a conversation remembers it."""
    for event in answerer.stream(question, INVESTOR, DAY, history):
        if isinstance(event, AnswerComplete):
            return Turn.of(question, event.standalone_question, event.answer)
    raise AssertionError


SUITE = [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


FALLS_SHORT = {
    "english-01": "a price of the bilingual guide is taken for the cap of a Chinese clause",
}


def sample(case: dict) -> object:
    """The case as a parameter, expected to fail where it is known to."""
    reason = FALLS_SHORT.get(case["id"])
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case["id"], marks=marks)


@pytest.mark.parametrize("case", [sample(case) for case in SUITE])
def test_the_sample_questions_are_answered_from_their_source_or_refused(answerer: Answerer, case: dict) -> None:
    answer = ask(answerer, case["question"], principal=Principal(Role(case["role"])))
    expected = case["expect"]
    assert answer.refused is expected["refused"]
    if expected["refused"]:
        assert not answer.citations
        return
    rows = " ".join(" ".join(row) for row in answer.table.rows) if answer.table else ""
    said = f"{answer.text}{rows}".replace(" ", "")
    assert not [text for text in expected["contains"] if text.replace(" ", "") not in said]
    assert [
        citation
        for citation in answer.citations
        if expected["document"] in citation.document and expected["clause"] in (None, citation.clause)
    ]


@pytest.mark.parametrize(
    "question",
    [RENT_QUESTION, "有哪些人工智能方面的投资机会？", "2026年上半年到位内资多少？", "红烧肉怎么做？", "你好"],
)
def test_the_pieces_joined_are_the_text_and_bring_their_citations(answerer: Answerer, question: str) -> None:
    *pieces, last = list(answerer.stream(question, INVESTOR, DAY))
    assert isinstance(last, AnswerComplete)
    assert all(isinstance(piece, SentenceReady) for piece in pieces)
    assert "".join(piece.text for piece in pieces) == last.answer.text
    assert tuple(citation for piece in pieces for citation in piece.citations) == last.answer.citations
    assert last.answer.timings_ms["total"] > 0


def test_every_quote_stands_verbatim_in_the_passage_that_it_cites(answerer: Answerer, district: Services) -> None:
    for question in (
        RENT_QUESTION,
        "申请楼宇租金补贴需要满足哪些条件？",
        "1类新药完成Ⅲ期临床最高资助多少？",
        "2025年全年签约了多少个项目？",
    ):
        for citation in ask(answerer, question).citations:
            context = district.viewer.chunk_in_context(citation.chunk_id, INVESTOR)
            assert citation.quote in context.chunk.passage.text
            assert f"[{citation.number}]" in ask(answerer, question).text


def test_a_clause_comes_with_the_clause_that_holds_its_conditions(answerer: Answerer) -> None:
    clauses = {citation.clause for citation in ask(answerer, RENT_QUESTION).citations}
    assert {"第七条", "第八条"} <= clauses


def test_rows_of_a_table_below_a_clause_are_quoted_with_it(answerer: Answerer) -> None:
    answer = ask(answerer, "属于重点产业、营业收入6亿元的企业，租写字楼按什么标准补贴？")
    assert "第九条" in {citation.clause for citation in answer.citations}
    assert "A类" in answer.text
    assert "C类" in answer.text


def test_rows_come_with_their_total_and_a_citation_each(answerer: Answerer) -> None:
    answer = ask(answerer, "有哪些空置的写字楼？")
    assert answer.intent is Intent.BUILDING
    assert answer.table is not None
    assert f"共 {answer.table.total} 条，列出 {len(answer.table.rows)} 条" in answer.text
    assert len(answer.citations) == len(answer.table.rows)
    assert answer.table.total > len(answer.table.rows)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("《云汀区支持楼宇经济高质量发展若干政策》第八条第二款", "200万元", id="paragraph"),
        pytest.param("云政规〔2025〕3号第十一条", "每平方米300元", id="by-document-number"),
        pytest.param("《云汀区支持楼宇经济高质量发展若干政策》第三条第（二）项", "运营机构", id="item"),
    ],
)
def test_an_address_goes_straight_to_its_clause(answerer: Answerer, address: str, said: str) -> None:
    answer = ask(answerer, address)
    assert said in answer.text
    assert len(answer.citations) == 1


def test_a_missing_paragraph_is_said_and_the_clause_shown(answerer: Answerer) -> None:
    answer = ask(answerer, "《云汀区支持楼宇经济高质量发展若干政策》第八条第九款")
    assert "没有所问的第九款" in answer.text


def test_a_repealed_clause_by_its_address_says_so(answerer: Answerer) -> None:
    answer = ask(answerer, "《云汀区促进楼宇经济发展办法》第七条")
    assert "废止" in answer.text
    assert answer.citations[0].status is Status.REPEALED


def test_a_repealed_policy_is_never_an_entitlement(answerer: Answerer) -> None:
    answer = ask(answerer, RENT_QUESTION)
    assert all(citation.status is Status.IN_FORCE for citation in answer.citations)


def test_what_is_not_yet_in_force_is_only_mentioned_and_answers_when_it_is(answerer: Answerer) -> None:
    question = "现在开一家中国首店，可以申请多少奖励？"
    now = ask(answerer, question)
    assert now.refused
    assert "2027年1月1日起施行，尚未生效" in now.notice
    assert not ask(answerer, question, day=date(2027, 6, 1)).refused


def test_a_refusal_names_what_is_near_and_whom_to_ask(answerer: Answerer, district: Services) -> None:
    answer = ask(answerer, "云汀区对影视剧拍摄有什么补贴？")
    assert answer.refused
    assert "《" in answer.text
    assert district.settings.answering.contact in answer.text


def test_a_refusal_to_an_investor_names_no_internal_document(answerer: Answerer) -> None:
    answer = ask(answerer, "一事一议项目的区级综合支持总额上限是多少？")
    assert answer.refused
    assert "工作规程" not in answer.text
    assert not ask(answerer, "一事一议项目的区级综合支持总额上限是多少？", principal=STAFF).refused


def test_an_english_question_gets_english_words_around_the_quotation(answerer: Answerer) -> None:
    answer = ask(answerer, "What is the fit-out subsidy per square metre for a company decorating its own office?")
    assert "Article 11" in answer.text
    assert "in force since 2025-04-01" in answer.text
    assert "300元" in answer.text


class TestConversations:
    """Follow-ups keep their subject, without a model."""

    def test_another_paragraph_of_the_clause(self, answerer: Answerer) -> None:
        first = turn(answerer, "《云汀区支持楼宇经济高质量发展若干政策》第八条")
        assert "总额最高不超过200万元" in ask(answerer, "第二款呢", first).text

    def test_the_dates_of_the_document_that_was_cited(self, answerer: Answerer) -> None:
        first = turn(answerer, "综合型总部企业的落户奖励最高是多少？")
        answer = ask(answerer, "它的有效期到什么时候？", first)
        assert "2029年3月31日" in answer.text

    def test_another_class_of_company(self, answerer: Answerer) -> None:
        first = turn(answerer, "综合型总部企业的落户奖励最高是多少？")
        answer = ask(answerer, "那职能型呢？", first)
        assert "500万元" in answer.text

    def test_the_cheapest_of_those_found(self, answerer: Answerer) -> None:
        first = turn(answerer, "望澜街道有哪些空置的写字楼？")
        answer = ask(answerer, "最便宜的是哪个？", first)
        assert answer.intent is Intent.BUILDING
        assert answer.table is not None
        assert {row[3] for row in answer.table.rows} == {"48 元/㎡·月"}

    def test_another_kind_of_space(self, answerer: Answerer) -> None:
        first = turn(answerer, "有哪些空置的写字楼？")
        second = turn(answerer, "那厂房呢？", first)
        assert second.intent is Intent.BUILDING
        assert "厂房" in second.answer

    def test_a_full_question_after_others_stands_alone(self, answerer: Answerer) -> None:
        first = turn(answerer, "有哪些空置的写字楼？")
        assert ask(answerer, "CMMI五级认证奖励多少？", first).text == ask(answerer, "CMMI五级认证奖励多少？").text


@pytest.mark.parametrize(
    ("question", "standing", "clauses"),
    [
        pytest.param("上市挂牌奖励办法还有效吗", "已失效", ["第十六条"], id="expired"),
        pytest.param("首店措施什么时候开始实施", "自2027年1月1日起施行，尚未生效", ["第十七条"], id="upcoming"),
        pytest.param(
            "2021年的楼宇办法现在还能用吗", "废止", ["第十九条", "第二十六条"], id="repealed-names-its-successor"
        ),
        pytest.param("数字经济措施什么时候到期", "2025年7月1日至2027年6月30日", ["第二十二条"], id="trial"),
        pytest.param("人才安居办法的有效期是多久", "现行有效", ["第十六条"], id="in-force"),
    ],
)
def test_a_document_tells_how_long_it_holds(
    answerer: Answerer, question: str, standing: str, clauses: list[str]
) -> None:
    answer = ask(answerer, question)
    assert not answer.refused
    assert standing in answer.text.splitlines()[0]
    assert list(dict.fromkeys(citation.clause for citation in answer.citations)) == clauses


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        pytest.param("总部企业租办公室能补多少", Intent.POLICY, id="a-subsidy-for-rent-is-no-rent"),
        pytest.param("拿了奖励搬走了要不要退", Intent.POLICY, id="everyday-words"),
    ],
)
def test_everyday_questions_reach_the_policy(answerer: Answerer, question: str, intent: Intent) -> None:
    answer = ask(answerer, question)
    assert (answer.refused, answer.intent) == (False, intent)


def test_rows_do_not_tell_when_something_happens(answerer: Answerer) -> None:
    assert ask(answerer, "澜州市地铁3号线什么时候开通").refused


def test_how_to_apply_after_an_amount_is_answered_from_the_clause_on_applications(answerer: Answerer) -> None:
    answer = ask(answerer, "什么时候申报？", turn(answerer, RENT_QUESTION))
    assert any("第二十条" in citation.label for citation in answer.citations)
    assert "每年3月" in answer.text


def test_a_building_that_is_pointed_at_is_the_one_just_named(answerer: Answerer) -> None:
    first = turn(answerer, "望澜湾一号的租金报价是多少？")
    assert "86" in first.answer
    assert len(first.answer) < 120, "the rent, not the whole row"
    assert "0999-5550204" in ask(answerer, "它的联系电话是多少？", first).text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        pytest.param("2025年全区实际到位外资多少", "1.86亿美元", id="foreign-capital-of-a-year"),
        pytest.param("2025年新签约项目多少个", "68个", id="projects-of-a-year"),
        pytest.param("2025年引进了多少内资？", "146.3亿元", id="neither-a-row-nor-the-plan-for-another-year"),
    ],
)
def test_what_a_year_brought_is_told_by_reports(answerer: Answerer, question: str, figure: str) -> None:
    answer = ask(answerer, question)
    assert figure in answer.text
    assert "工作总结" in answer.citations[0].label


def test_a_threshold_of_a_policy_is_no_figure_of_a_year(answerer: Answerer) -> None:
    answer = ask(answerer, "2024年到位内资是多少？")
    assert answer.refused
    assert not answer.citations


def test_a_trade_that_sounds_off_topic_does_not_keep_a_need_for_space_from_the_rows(answerer: Answerer) -> None:
    answer = ask(answerer, "做代码开发的公司想租写字楼")
    assert (answer.intent, answer.refused) == (Intent.BUILDING, False)
    assert answer.table is not None and answer.table.total > 0


def test_each_of_several_asks_is_answered(answerer: Answerer) -> None:
    answer = ask(answerer, "综合型总部企业的落户奖励最高是多少？CMMI五级认证奖励多少？")
    assert "1000万元" in answer.text
    assert {citation.document for citation in answer.citations} >= {"云汀区促进总部经济发展办法"}
    assert len({citation.source_id for citation in answer.citations}) > 1


def test_a_named_benefit_is_quoted_before_the_worksheet_asks_for_more(answerer: Answerer) -> None:
    answer = ask(answerer, "我们是综合型总部企业，实缴资本5亿元，有什么落户奖励？")
    assert "1000万元" in answer.text.split("按您所说的情况")[0]


def test_a_document_is_summed_up_from_its_own_sentences(answerer: Answerer, district: Services) -> None:
    answer = ask(answerer, "《云汀区促进总部经济发展办法》主要讲了什么？")
    assert not answer.refused
    assert "支持内容" in answer.text
    assert {citation.document for citation in answer.citations} == {"云汀区促进总部经济发展办法"}
