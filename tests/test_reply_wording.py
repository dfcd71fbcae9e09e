"""How a draft words what a letter says and asks, without the library: demands, questions to staff, conclusions, days that are past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from assistant.complaints.intake.matters import Question, load_catalogue
from assistant.complaints.letters.reply_records import (
    Analysis,
    BearingClause,
    Demand,
    Draft,
    FoundMatter,
    Paragraph,
    ParagraphKind,
    Promise,
    Remit,
    RemitDecision,
    Span,
)
from assistant.complaints.records import Complaint, State
from assistant.replying.checking import wording_concerns
from assistant.replying.concluding import REFER, conclusions
from assistant.replying.drafting import Drafter
from assistant.replying.questions import asked_of
from assistant.replying.reading import stated_facts
from assistant.replying.telling import in_third_person, you_of
from assistant.replying.wording import core_of, is_question, quoted_if_spoken, title_of
from assistant.replying.written import is_spoken, written_of
from assistant.sections.complaints import LetterSettings
from assistant.workdays import BEIJING

RECEIVED = datetime(2026, 9, 1, 10, 0, tzinfo=BEIJING)
OWN = RemitDecision(Remit.OWN, "")
CATALOGUE = load_catalogue()


def likeness(texts: Sequence[str], others: Sequence[str]) -> np.ndarray:
    return np.zeros((len(texts), len(others)))


def analysis_of(text: str, matter: str, *demands: str, remit: RemitDecision = OWN, language: str = "zh") -> Analysis:
    return Analysis(
        party="云汀区铸远精工有限公司",
        category="",
        facts=stated_facts(text),
        demands=tuple(Demand(at, one, Span(0, 1), matter=matter) for at, one in enumerate(demands, start=1)),
        remit=remit,
        matters=(FoundMatter(matter, "", 1.0, ""),),
        language=language,
    )


def drafted(analysis: Analysis, text: str = "来信。") -> Draft:
    complaint = Complaint(
        id=1,
        number="云投诉〔2026〕1号",
        channel="bureau",
        subject="",
        text=text,
        complainant="",
        contact="",
        received_at=RECEIVED,
        registered_at=RECEIVED,
        registered_by="登记员",
        state=State.REGISTERED,
    )
    drafter = Drafter(
        CATALOGUE,
        likeness,
        LetterSettings(issuer="某局", contact="0999-5550123"),
        lambda demand, core, who, you: f"“{core}”的经过（请{who}提供）",
    )
    return drafter.compose(complaint, analysis, date(2026, 9, 2), None)


def body(draft: Draft) -> str:
    return "\n".join(one.text for one in draft.paragraphs)


@pytest.mark.parametrize(
    ("asked", "core", "question"),
    [
        pytest.param("什么时候能修好路，给个准话", "什么时候能修好路", True, id="what-follows-a-question"),
        pytest.param("能不能两个部门一起来，一次办完", "两个部门一起来，一次办完", False, id="a-polite-request"),
        pytest.param("能否享受人才补贴", "能否享受人才补贴", True, id="whether-entitled"),
        pytest.param("给我们一份正式的告知书", "提供正式的告知书", False, id="give-us-a-paper"),
        pytest.param("请来看一下管道", "看管道", False, id="colloquial"),
        pytest.param("请查一下", "查一下", False, id="nothing-left-without-it"),
        pytest.param("如果材料找不到了，请告诉我们找谁补", "找谁补", True, id="condition"),
        pytest.param("材料要是不齐，能否一次告诉我们？", "材料不齐的，一次告知", False, id="condition-of-a-topic"),
        pytest.param("利息按银行同期算", "按银行同期计算利息", False, id="by-a-rate"),
        pytest.param("来料加工的手续怎么办", "来料加工的手续怎么办", True, id="来-that-belongs-to-the-word"),
    ],
)
def test_how_a_demand_is_named(asked: str, core: str, question: bool) -> None:
    analysis = analysis_of(asked, "promise", asked)
    assert (core_of(analysis.demands[0], analysis), is_question(analysis.demands[0])) == (core, question)


@pytest.mark.parametrize(
    ("told", "retold"),
    [
        pytest.param("楼上新开了一家网吧，吵得很啊。", "楼上新开了一家网吧，吵得很", id="吧-of-网吧-stays"),
        pytest.param("我们等到现在，快撑不住了吧。", "你公司等到现在，快撑不住了", id="particle"),
    ],
)
def test_particles_of_speech_go_and_words_stay(told: str, retold: str) -> None:
    assert in_third_person(told, "你公司") == retold


def test_a_title_says_once_that_something_is_reported() -> None:
    report = next(one for one in CATALOGUE.matters if one.remit == "discipline")
    assert "反映反映" not in title_of(analysis_of("", report.key), report, False)


@pytest.mark.parametrize(
    ("letter", "question", "asked"),
    [
        pytest.param(
            "我们5月6日交了申请。",
            Question(ask="申请日期、受理凭证（请审批部门提供）"),
            "申请日期（来信写到5月6日，请核对）、受理凭证（请审批部门提供）",
            id="a-day-without-a-year",
        ),
        pytest.param(
            "到现在还欠51.5万元。",
            Question(ask="未付的金额、原因"),
            "未付的金额（来信写到51.5万元，请核对）、原因",
            id="an-amount",
        ),
        pytest.param("一直没有消息。", Question(ask="申请日期、受理凭证"), "申请日期、受理凭证", id="nothing-told"),
    ],
)
def test_what_the_letter_says_is_checked_not_asked(letter: str, question: Question, asked: str) -> None:
    assert asked_of(question, analysis_of(letter, "licence"), letter, RECEIVED.date()) == asked


@pytest.mark.parametrize(
    "letter",
    [
        pytest.param("让我们9月30日前腾空。", id="by-when"),
        pytest.param("听证会定在10月8日。", id="still-to-come"),
    ],
)
def test_a_day_that_lies_ahead_is_none_of_what_happened(letter: str) -> None:
    question = Question(ask="公告日期和补偿方案")
    assert asked_of(question, analysis_of(letter, "expropriation"), letter, RECEIVED.date()) == question.ask


@pytest.mark.parametrize(
    ("said", "written"),
    [
        pytest.param("把保证金退给我", "退还保证金", id="object-moved-forward"),
        pytest.param("装修费也要赔", "赔偿装修费", id="topic-and-要"),
        pytest.param("路障请马上挪走", "移走路障", id="topic-and-请"),
        pytest.param("招牌到底换不换", "招牌是否换", id="whether"),
        pytest.param("搬迁的日子也希望宽限两个月", "搬迁的日子宽限两个月", id="topic-and-希望"),
        pytest.param("把用途改成仓储", "将用途改成仓储", id="no-known-verb"),
        pytest.param("继续履行合同", "继续履行合同", id="written-already"),
    ],
)
def test_what_is_said_becomes_what_an_office_writes(said: str, written: str) -> None:
    assert written_of(said) == written
    assert not is_spoken(written)


def test_what_stays_spoken_is_quoted() -> None:
    assert quoted_if_spoken(written_of("让他们别闹了")) == "“让他们别闹了”"


@pytest.mark.parametrize(
    ("party", "you"),
    [
        pytest.param("云汀区听雨民宿", "你单位", id="guesthouse"),
        pytest.param("云汀区老张家常菜", "你单位", id="a-name-too-long-for-a-person"),
        pytest.param("欧阳清和", "您", id="person"),
        pytest.param("Marta Nowak", "您", id="person-abroad"),
    ],
)
def test_how_a_letter_speaks_to_whom(party: str, you: str) -> None:
    assert you_of(party) == you


def test_where_the_bureau_owes_it_asks_and_offers_nothing_to_others() -> None:
    own = replace(OWN, own_affair=True)
    text = body(drafted(analysis_of("", "arrears", "请支付会务费", remit=own)))
    assert "本局承办科室" in text
    assert "付款单位" not in text and "约谈" not in text


@pytest.mark.parametrize("promised", [True, False], ids=["promised", "not-promised"])
def test_a_promise_stays_with_the_bureau_in_every_conclusion(promised: bool) -> None:
    matter = CATALOGUE.of("promise")
    offered = conclusions("修路", matter, CATALOGUE, OWN, "你公司", quoted=True, question=False, promised=promised)
    (passed,) = [one.text for one in offered if one.name == REFER]
    assert ("我局牵头" in passed and "统一答复你公司" in passed) is promised
    assert ("直接答复你公司" in passed) is not promised


@pytest.mark.parametrize("question", [True, False], ids=["question", "request"])
@pytest.mark.parametrize("matter", CATALOGUE.matters, ids=lambda one: one.key)
def test_each_conclusion_that_refuses_names_the_ways(matter: object, question: bool) -> None:
    chosen = CATALOGUE.of(matter.key)  # type: ignore[attr-defined]  # the parameter is a Matter
    other = RemitDecision(Remit.OTHER_DEPARTMENT, "", "某部门")
    for remit in (OWN, other):
        offered = conclusions("某事", chosen, CATALOGUE, remit, "您", quoted=True, question=question)
        refusing = [one for one in offered if "救济途径" in one.name]
        assert all(way in one.text for one in refusing for way in CATALOGUE.remedies_of(chosen))
        assert refusing or chosen.remit == "discipline"
        assert len({one.text for one in offered}) == len(offered)


def test_errands_are_each_answered_by_what_they_are_about() -> None:
    text = body(drafted(analysis_of("", "enquiry", "厂区门口的公交站", "员工子女上学")))
    assert "【待核实：“员工子女上学”的主管部门、现行规定和申请方式】" in text
    assert "予以支持" not in text


def clause(number: str, nearness: float = 0.1) -> BearingClause:
    label, quote = f"《某条例》第{number}条", f"第{number}条的原文如此。"
    return BearingClause(number, number, label, quote, "现行有效", nearness=nearness)


def test_a_clause_quoted_above_is_referred_to_rather_than_one_that_bears_less() -> None:
    analysis = analysis_of("", "arrears", "请付款", "请付利息", "请给期限")
    both = tuple(replace(one, clauses=(clause("一"), clause("二"), clause("三"))) for one in analysis.demands)
    draft = drafted(replace(analysis, demands=both))
    assert [one.clauses[0].label for one in draft.paragraphs if one.clauses] == ["《某条例》第一条"]
    assert body(draft).count("适用前述《某条例》第一条的规定") == 2


def test_a_further_clause_is_quoted_where_it_bears() -> None:
    analysis = analysis_of("", "arrears", "请付款")
    clauses = (clause("一"), clause("二", 0.6), clause("三"))
    draft = drafted(replace(analysis, demands=(replace(analysis.demands[0], clauses=clauses),)))
    quoted = [one.clauses[0].label for one in draft.paragraphs if one.clauses]
    assert quoted == ["《某条例》第一条", "《某条例》第二条"]


def test_a_day_before_the_bureaus_own_is_pointed_out() -> None:
    text = "开标定在9月5日。"
    (point,) = [
        one.text for one in drafted(analysis_of(text, "tender", "暂停开标"), text).open_points if "9月5日" in one.text
    ]
    assert "早于复函所写的2026年9月9日" in point


def test_each_demand_goes_the_way_of_its_own_matter() -> None:
    mixed = analysis_of("", "subsidy", "拨付租金补贴", "物业费恢复原来的标准")
    own, other = mixed.demands
    draft = drafted(replace(mixed, demands=(own, replace(other, matter="property"))))
    ways = [one.variants[0].name for one in draft.paragraphs if one.variants]
    assert ways == ["支持", "说明解决途径"]


def test_a_report_on_an_official_repeats_nothing_of_it_and_is_not_followed_up() -> None:
    report = next(one.key for one in CATALOGUE.matters if one.remit == "discipline")
    remit = RemitDecision(Remit.OTHER_DEPARTMENT, "", "纪检监察机关")
    draft = drafted(analysis_of("", report, "查清楚贺某某收钱的事", remit=remit))
    assert "贺某某" not in body(draft) and "了解承办部门" not in body(draft)
    assert not [one for one in draft.paragraphs if one.kind is ParagraphKind.FINDING]
    assert "向受理的纪检监察机关查询" in body(draft)


def test_beside_a_report_what_else_is_asked_is_named() -> None:
    report = next(one.key for one in CATALOGUE.matters if one.remit == "discipline")
    mixed = analysis_of("", "subsidy", "拨付租金补贴", "查清楚贺某某收钱的事")
    asked, told = mixed.demands
    analysis = replace(mixed, demands=(asked, replace(told, matter=report)))
    assert "来信提出的诉求是拨付租金补贴。" in drafted(analysis).paragraphs[0].text
    assert "贺某某" not in body(drafted(analysis))


def test_an_english_letter_is_quoted_and_its_facts_are_left_to_staff() -> None:
    analysis = analysis_of("", "promise", "and we want to know who is responsible.", language="en")
    draft = drafted(analysis)
    assert "【待填：第一项请求的中文，原文“we want to know who is responsible”】" in draft.paragraphs[0].text
    assert "【待填：来信第一段的中文摘要】" in draft.paragraphs[0].text
    assert "“we want to know who is responsible”" in draft.english and ".”." not in draft.english


@pytest.mark.parametrize(
    ("kind", "text", "is_past"),
    [
        pytest.param(ParagraphKind.NEXT_STEP, "2026年3月1日前答复你公司。", True, id="by-a-past-day"),
        pytest.param(ParagraphKind.FINDING, "该款项定于2026年3月1日拨付。", True, id="announced-for-a-past-day"),
        pytest.param(ParagraphKind.FINDING, "合同约定2026年3月1日前付清。", False, id="a-day-that-was-agreed"),
        pytest.param(ParagraphKind.CONCLUSION, "按照协议2026年3月1日前应当交付。", False, id="agreed-in-a-conclusion"),
        pytest.param(ParagraphKind.NEXT_STEP, "2026年12月1日前答复你公司。", False, id="ahead"),
        pytest.param(ParagraphKind.CONCLUSION, "我局已于2026年3月1日将来信转送。", False, id="done"),
    ],
)
def test_days_that_are_past(kind: ParagraphKind, text: str, is_past: bool) -> None:
    draft = Draft("", "", (Paragraph(kind, text),), "", None)
    analysis = replace(analysis_of("", "promise"), promises=(Promise("区里", "", "", Span(0, 1)),))
    found = [one for one in wording_concerns(analysis, draft, date(2026, 9, 2)) if one.kind == "日期已过"]
    assert bool(found) is is_past
