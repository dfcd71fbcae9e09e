"""How a draft words what a letter says and asks, without the library: demands, questions to staff, conclusions, days that are past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

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
from assistant.replying.asking.demand_acts import UNSURE, DemandAct, load_acts
from assistant.replying.asking.offices import Office
from assistant.replying.asking.unit_kinds import ReadUnit, UnitKind
from assistant.replying.asking.units import units_of
from assistant.replying.checking import wording_concerns
from assistant.replying.concluding import REFER, REFUSE, VERIFY, Conclusions, Duty
from assistant.replying.drafting import Drafter
from assistant.replying.ending import promised_day
from assistant.replying.judging import is_decided, tender_of
from assistant.replying.parties import parties_of, you_of
from assistant.replying.questions import asked_of
from assistant.replying.quoting import rule_for
from assistant.replying.reading import stated_facts
from assistant.replying.telling import in_third_person, told_of
from assistant.replying.wording import core_of, heading_of, is_question, name_of, point_of, title_of, verbatim
from assistant.replying.written import is_spoken, is_written, written_of
from assistant.sections.complaints import LetterSettings
from assistant.text.eras import with_common_years
from assistant.workdays import BEIJING

RECEIVED = datetime(2026, 9, 1, 10, 0, tzinfo=BEIJING)
OWN = RemitDecision(Remit.OWN, "")
CATALOGUE = load_catalogue()
ACTS = load_acts()


OFFICE = Office(name="某部门", english="some office", examples=("一", "二", "三", "四"))


def act_of(demand: str) -> DemandAct:
    """As far as these tests tell acts apart."""
    known = {"书面答复": "answer", "哪个部门": "where", "公交站": "when", "上学": "which"}
    return ACTS[next((act for word, act in known.items() if word in demand), "pay")]


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


def drafted(analysis: Analysis, text: str = "来信。", day: date = date(2026, 9, 2)) -> Draft:
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
        LetterSettings(issuer="某局", contact="0999-5550123"),
        act_of,
        lambda demand: OFFICE if "别的部门" in demand.text else None,
        lambda _: OFFICE,
    )
    return drafter.compose(complaint, analysis, day, None)


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


def told(text: str, kinds: str) -> tuple[str, ...]:
    """What is told of a letter whose units are of these kinds, a letter each."""
    read = [
        ReadUnit(unit, {**dict.fromkeys(UnitKind, 0.0), UnitKind(kind): 1.0})
        for unit, kind in zip(units_of(text), kinds, strict=True)
    ]
    return told_of(text, read, (), "你公司", lambda said: [0.0] * len(said))


@pytest.mark.parametrize(
    ("text", "kinds", "facts"),
    [
        pytest.param(
            "我公司2025年6月完工，贵局至今没有验收，请马上验收。",
            "ffd",
            ("你公司2025年6月完工，我局至今没有验收",),
            id="before-a-request",
        ),
        pytest.param(
            "谁家的锅炉论斤卖，两台锅炉只估了3200元，还让不让人活！",
            "rfr",
            ("两台锅炉只估了3200元",),
            id="between-scorn",
        ),
        pytest.param(
            "纪要第三条写：“投入满800万元，奖励50万元。”我公司投入912万元。",
            "ffff",
            ("纪要第三条写：“投入满800万元，奖励50万元”", "你公司投入912万元"),
            id="a-quotation-with-a-full-stop",
        ),
    ],
)
def test_facts_are_told_by_the_units_that_tell(text: str, kinds: str, facts: tuple[str, ...]) -> None:
    assert told(text, kinds) == facts


def test_a_title_says_once_that_something_is_reported() -> None:
    report = next(one for one in CATALOGUE.matters if one.remit == "discipline")
    assert "反映反映" not in title_of(analysis_of("", report.key), report)


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
            "未付的金额（来信已写明金额，请逐项核对）、原因",
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


@pytest.mark.parametrize(
    ("asked", "named", "point"),
    [
        pytest.param("把保证金退给我", "退还保证金", "退还保证金", id="written"),
        pytest.param("让他们别闹了", "", "“让他们别闹了”", id="spoken-is-quoted-as-it-stands"),
        pytest.param("我这点钱你们看着办", "", "“我这点钱你们看着办”", id="nobody-is-turned-into-another-in-quotes"),
        pytest.param("你们这帮骗子把钱吐出来", "", "款项支付事项", id="an-insult-is-not-repeated"),
    ],
)
def test_a_demand_is_named_in_written_words_or_quoted_whole(asked: str, named: str, point: str) -> None:
    analysis = analysis_of(asked, "promise", asked)
    (demand,) = analysis.demands
    assert (name_of(demand, analysis), point_of(demand, analysis, "款项支付")) == (named, point)


def test_a_long_demand_is_quoted_as_far_as_a_comma() -> None:
    long = "请在收到本函以后核对双方签订的全部协议和往来文件，" + "并把没有履行的部分逐项列明" * 5
    assert verbatim(f"{long}，“盖章”。") == "请在收到本函以后核对双方签订的全部协议和往来文件……"


@pytest.mark.parametrize(
    "text",
    ["您就这点押金", "或者换一处也行", "最高150万元，首期", "什么时候能好", "到底给不给", "支付公示过的是否能"],
    ids=["speaks-to-somebody", "spoken", "a-piece-of-a-sentence", "asks", "wonders", "lost-its-verb"],
)
def test_what_no_office_writes_is_no_name(text: str) -> None:
    assert not is_written(text)


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


def test_where_the_bureau_owes_it_asks_itself() -> None:
    own = replace(OWN, own_affair=True)
    draft = drafted(analysis_of("", "arrears", "请支付会务费", remit=own))
    assert "请承办科室对照合同" in body(draft)
    assert not [one for one in draft.open_points if "付款单位" in one.text and "核查要点" in one.text]


OWN_DUTY, OTHER_DUTY = Duty(Remit.OWN, "承办科室"), Duty(Remit.OTHER_DEPARTMENT, "某部门", "某部门", "some office")
SHARED_DUTY = Duty(Remit.PARTLY, "某部门", "某部门", "some office")


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("duty", [OWN_DUTY, SHARED_DUTY, OTHER_DUTY], ids=["own", "shared", "other"])
def test_the_conclusions_for_each_act(act: DemandAct, duty: Duty) -> None:
    for matter in CATALOGUE.matters:
        for agreed in (True, False):
            offered = Conclusions(CATALOGUE, "您", agreed=agreed).of(act, matter, duty)
            assert 1 <= len(offered) <= 3
            assert "予以支持" not in offered[0].text
            assert len({one.text for one in offered}) == len(offered)
            assert not [one for one in offered if "{" in one.text or not one.english]
            refusing = [one.text for one in offered if one.name == REFUSE]
            assert all(("您对此有异议的，可以" in one) is not matter.enquiry for one in refusing)
            contract = CATALOGUE.remedies["contract"]
            assert agreed or not [one for one in refusing if contract in one], "no relief under what was not agreed"


def test_what_is_not_surely_told_is_neither_found_nor_granted_nor_refused() -> None:
    words, matter = Conclusions(CATALOGUE, "您"), CATALOGUE.of("promise")
    names = [[one.name for one in words.of(ACTS[UNSURE], matter, duty)] for duty in (OWN_DUTY, SHARED_DUTY, OTHER_DUTY)]
    assert names == [[VERIFY], [VERIFY, REFER], [REFER, VERIFY]]


@pytest.mark.parametrize("act", [act for act in ACTS.values() if act.words], ids=lambda act: act.key)
def test_an_acts_own_examples_speak_of_what_it_is_about(act: DemandAct) -> None:
    assert not [one for one in act.examples if not act.fits(one)]


def test_what_is_another_offices_is_passed_on_and_what_is_shared_stays_with_the_bureau_first() -> None:
    words, matter = Conclusions(CATALOGUE, "您"), CATALOGUE.of("land")
    assert words.of(ACTS["paper"], matter, OTHER_DUTY)[0].name == REFER
    shared = words.of(ACTS["paper"], matter, SHARED_DUTY)
    assert [one.name for one in shared] == ["核实后答复", "支持", REFER]
    assert "某部门" in shared[-1].text and "某部门" not in shared[1].text


def test_who_writes_in_confidence_is_not_named_to_whom_a_letter_is_passed_on() -> None:
    matter = CATALOGUE.of("inspection")
    passed = Conclusions(CATALOGUE, "你公司", confidential=True).of(ACTS["inspect"], matter, OTHER_DUTY)[0]
    assert "不指明来信人" in passed.text and "我局统一答复你公司" in passed.text
    other = RemitDecision(Remit.OTHER_DEPARTMENT, "", "某部门")
    draft = drafted(replace(analysis_of("", "inspection", "请合并检查", remit=other), confidential=True))
    assert "先征求你公司的书面意见" in body(draft)


@pytest.mark.parametrize(
    ("text", "party", "client", "you"),
    [
        pytest.param("我公司反映如下。\n负责人 施远\n2026年4月9日", "施远", "", "你公司", id="who-signs-for-a-company"),
        pytest.param(
            "铺子的事。\n麦冬生  138××××2216\n2026年10月13日", "麦冬生", "", "您", id="a-person-with-a-number"
        ),
        pytest.param("请答复。\n禾光卫材 总经理 方致远\n七月六日", "禾光卫材", "", "你单位", id="a-firm-and-its-head"),
        pytest.param("来电人莫女士，代表云舟装饰有限公司反映。", "云舟装饰有限公司", "", "你公司", id="for-a-company"),
        pytest.param("投诉人：姓龚，做软件。", "龚先生（女士）", "", "您", id="a-caller"),
        pytest.param("我公司系外省一家水泵企业在本省的分公司，去年来的。", "", "", "你公司", id="no-name-told"),
        pytest.param("谢谢。\n裁缝铺 麦秀珍\n七月二十二日", "麦秀珍", "", "您", id="what-the-shop-is-names-nobody"),
        pytest.param("我公司（云舟装饰有限公司）租用厂房。", "云舟装饰有限公司", "", "你公司", id="in-brackets"),
        pytest.param(
            "I am writing for Brennhof Antriebe (China) Co., Ltd., a German firm.\nAnke Rohde, General Manager",
            "Brennhof Antriebe (China) Co., Ltd.",
            "",
            "你公司",
            id="abroad",
        ),
        pytest.param("Please help.\nDr. Anke Rohde", "Anke Rohde", "", "您", id="a-person-abroad"),
        pytest.param("拜托保密。\n一名小老板\n2026.11.3", "", "", "您", id="nameless"),
        pytest.param(
            "本所受渡云冷链物流有限公司委托，就交地一事致函如下。\n正则律师事务所 律师 阮某\n2026年11月16日",
            "正则律师事务所",
            "渡云冷链物流有限公司",
            "你所",
            id="a-client-named-right-before",
        ),
        pytest.param(
            "来电人：鲁先生，自称云舟标识制作有限公司负责人。",
            "云舟标识制作有限公司",
            "",
            "你公司",
            id="a-caller-who-says-for-whom",
        ),
        pytest.param(
            "请追回工资。\n工人代表 鲍大姐等23人\n2026年11月13日", "鲍大姐等23人", "", "您", id="several-persons"
        ),
        pytest.param(
            "诉求：退款。\n墙上的标语：“一次办好”。\n2026年11月19日", "", "", "您", id="what-is-quoted-signs-nothing"
        ),
        pytest.param(
            "本所受本区长丰仓储有限公司（下称“委托人”）委托，函告如下。\n正则律师事务所\n2026年11月16日",
            "正则律师事务所",
            "长丰仓储有限公司",
            "你所",
            id="a-lawyer",
        ),
    ],
)
def test_who_writes_and_for_whom(text: str, party: str, client: str, you: str) -> None:
    found = parties_of(text, "")
    assert (found.party, found.client, found.you) == (party, client, you)


@pytest.mark.parametrize(
    ("written", "common"),
    [
        pytest.param("民国一一四年秋天", "2025年秋天", id="in-characters"),
        pytest.param("自民国115年3月12日，至一一五年六月", "自2026年3月12日，至2026年六月", id="the-name-once"),
        pytest.param("令和元年设立", "2019年设立", id="first-year"),
        pytest.param("一一五年六月", "一一五年六月", id="without-a-name-it-is-none"),
    ],
)
def test_years_of_other_calendars(written: str, common: str) -> None:
    assert with_common_years(written) == common


def test_each_demand_asks_staff_for_what_it_wants_and_the_way_of_answering_for_nothing() -> None:
    text = body(drafted(analysis_of("", "state_lease", "支付尾款", "要求书面答复")))
    assert "我局按照你公司提出的方式和时间答复" in text
    assert text.count("【待核实") == 1


@pytest.mark.parametrize(
    ("matter", "duty", "letter", "open_", "shut"),
    [
        pytest.param("property", OTHER_DUTY, "物业拉闸。", ["civil"], ["petition", "review"], id="private"),
        pytest.param("inspection", OTHER_DUTY, "查得太勤。", ["petition"], ["review", "suit"], id="nothing-decided"),
        pytest.param("inspection", OTHER_DUTY, "收到处罚决定书。", ["review", "suit"], ["civil"], id="decided"),
        pytest.param("tender", OWN_DUTY, "采购公告里有限制。", ["procurement"], ["bidding", "civil"], id="procurement"),
        pytest.param("tender", OTHER_DUTY, "招标文件有限制。", ["bidding"], ["procurement", "civil"], id="bidding"),
        pytest.param("enquiry", OTHER_DUTY, "请问怎么办。", [], ["petition", "review", "civil"], id="enquiry"),
    ],
)
def test_remedies_suit_the_other_side(matter: str, duty: Duty, letter: str, open_: list[str], shut: list[str]) -> None:
    words = Conclusions(CATALOGUE, "您", decided=is_decided(letter), tender=tender_of(letter))
    ways = words.ways(CATALOGUE.of(matter), duty)
    assert all(CATALOGUE.remedies[key] in ways for key in open_)
    assert not [key for key in shut if CATALOGUE.remedies[key] in ways]


def test_no_suit_is_named_against_what_the_bureau_only_arranges() -> None:
    refused = Conclusions(CATALOGUE, "您").of(ACTS["visit"], CATALOGUE.of("expropriation"), OWN_DUTY)[-1]
    assert "诉讼" not in refused.text and CATALOGUE.remedies["petition"] in refused.text


def test_a_letter_is_dated_on_a_working_day() -> None:
    saturday = date(2026, 9, 5)
    assert drafted(analysis_of("", "promise", "支付尾款"), day=saturday).dated == date(2026, 9, 7)


def test_thanks_are_passed_on_on_a_day_that_staff_fill_in() -> None:
    text = body(drafted(analysis_of("", "praise")))
    assert "于【待填：日期】向【待填" in text and "已转达" not in text


@pytest.mark.parametrize(("act", "demand"), [("spare", "请退还押金"), ("answer", "请兑付补助"), ("praise", "请修路")])
def test_what_nobody_wished_is_not_said(act: str, demand: str) -> None:
    assert not ACTS[act].fits(demand)


def test_no_heading_stands_twice() -> None:
    report = next(one for one in CATALOGUE.matters if one.remit == "discipline")
    for matter, demands in (
        ("promise", ("退还押金", "厂区门口的公交站", "请退还押金")),
        (report.key, ("请查一查他", "请移交")),
    ):
        draft = drafted(analysis_of("", matter, *demands))
        headings = [one.text.split("、")[-1] for one in draft.paragraphs if one.kind is ParagraphKind.HEADING]
        assert len(set(headings)) == len(headings) == (2 if matter == "promise" else 0)


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        pytest.param("删除本地业绩加分项，重新组织采购", "删除本地业绩加分项、重新组织采购的诉求", id="two-verbs"),
        pytest.param("该中心尽快付清余款", "该中心尽快付清余款的诉求", id="whose-doing"),
        pytest.param("排水管请在三月底前接通", "排水管在三月底前接通的诉求", id="请-in-between"),
        pytest.param("转租的事园区知不知情，也请给个说法", "转租的事园区是否知情的问题", id="a-question"),
        pytest.param("让他们商量好一起来", "规范做法的诉求（“让他们商量好一起来”）", id="spoken"),
    ],
)
def test_what_a_demand_is_headed_by(asked: str, heading: str) -> None:
    analysis = analysis_of(asked, "promise", asked)
    assert heading_of(analysis.demands[0], analysis, "规范做法", sure=True) == heading


def test_how_to_answer_is_taken_note_of_once_under_no_heading() -> None:
    draft = drafted(analysis_of("", "promise", "退还押金", "请书面答复", "只要书面答复"))
    assert not [one for one in draft.paragraphs if one.kind is ParagraphKind.HEADING]
    assert body(draft).count("我局按照你公司提出的方式和时间答复") == 1
    assert "来信提出的诉求是退还押金。" in draft.paragraphs[0].text


def test_a_letter_of_two_matters_names_both() -> None:
    mixed = analysis_of("", "charges", "退还赞助款", "查一查作坊")
    own, other = mixed.demands
    draft = drafted(replace(mixed, demands=(own, replace(other, matter="nuisance"))))
    assert draft.title.endswith("反映涉企收费和摊派以及噪声油烟扬尘等环境问题的复函")


def test_errands_are_each_answered_by_what_they_ask() -> None:
    text = body(drafted(analysis_of("", "enquiry", "厂区门口的公交站", "员工子女上学")))
    assert "时间为【待填：承办科室书面确认的日期】" in text
    assert "所需材料为【待填" in text
    assert "予以支持" not in text


def clause(number: str, nearness: float = 0.1) -> BearingClause:
    label, quote = f"《某条例》第{number}条", f"第{number}条的原文如此。"
    return BearingClause(number, number, label, quote, "现行有效", nearness=nearness)


def test_a_demand_is_answered_by_the_clause_that_bears_most_and_none_is_said_twice() -> None:
    analysis = analysis_of("", "arrears", "请付款", "请付利息", "请给期限")
    given = ((clause("一"), clause("二")), (clause("一"),), (clause("三", 0.0),))
    demands = tuple(replace(one, clauses=own) for one, own in zip(analysis.demands, given, strict=True))
    draft = drafted(replace(analysis, demands=demands))
    assert [one.clauses[0].label for one in draft.paragraphs if one.clauses] == ["《某条例》第一条"]
    assert "适用前述" not in body(draft)


def test_where_it_is_not_sure_what_is_asked_only_a_clause_that_speaks_for_itself_is_quoted() -> None:
    (demand,) = analysis_of("", "arrears", "请想想办法").demands
    for nearness, quoted in ((0.1, 0), (0.5, 1), (1.0, 1)):
        assert len(rule_for(replace(demand, clauses=(clause("一", nearness),)), (), (), sure=False)) == quoted


@pytest.mark.parametrize(
    ("letter", "by"),
    [
        pytest.param("开标定在9月5日。", date(2026, 9, 4), id="the-working-day-before-it"),
        pytest.param("听证在12月20日。", date(2026, 9, 9), id="later-than-five-working-days"),
        pytest.param("明天9月3日就要拆。", date(2026, 9, 9), id="none-is-left-before-it"),
        pytest.param("去年9月5日签的。", date(2026, 9, 9), id="a-day-of-last-year"),
    ],
)
def test_the_next_step_comes_before_a_day_that_the_letter_names(letter: str, by: date) -> None:
    assert promised_day(None, date(2026, 9, 2), letter) == by


def test_a_day_before_the_bureaus_own_is_pointed_out() -> None:
    text = "明天9月3日开标。"
    (point,) = [
        one.text for one in drafted(analysis_of(text, "tender", "暂停开标"), text).open_points if "9月3日" in one.text
    ]
    assert "早于复函所写的2026年9月9日" in point


def test_each_demand_goes_the_way_of_its_own_matter() -> None:
    mixed = analysis_of("", "subsidy", "拨付租金补贴", "物业费恢复原来的标准")
    own, other = mixed.demands
    draft = drafted(replace(mixed, demands=(own, replace(other, matter="property"))))
    ways = [one.variants[0].name for one in draft.paragraphs if one.variants]
    assert ways == ["核实后答复", "说明解决途径"]


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
    text = body(drafted(replace(analysis, matters=(*analysis.matters, FoundMatter(report, "", 0.5, "")))))
    assert "贺某某" not in text and "我局另行移送" in text and "12388" in text


def test_an_english_letter_is_told_and_asked_in_its_own_words() -> None:
    analysis = analysis_of("", "promise", "and we want to know who is responsible.", language="en")
    draft = drafted(replace(analysis, told=("The flats were promised in May 2024",)))
    assert "来信（英文）反映，原文为：“The flats were promised in May 2024”。" in draft.paragraphs[0].text
    assert "（原文为“we want to know who is responsible”）" in draft.paragraphs[0].text
    assert "in which you write: “The flats were promised in May 2024”" in draft.english
    assert "“we want to know who is responsible”" in draft.english and ".”." not in draft.english
    assert "【待填：来信第一段的中文摘要】" in drafted(analysis).paragraphs[0].text


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
