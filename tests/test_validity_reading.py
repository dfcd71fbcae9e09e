"""What documents say of their own validity and of others': every form of 施行, 有效期, 废止, 延长, 修正."""

from datetime import date
from itertools import permutations

import pytest

from assistant.policies.extensions import ExtendingDocument, Extension, apply_extensions, read_extensions
from assistant.policies.repeals import Repeal, RepealingDocument, apply_repeals, clause_ends, read_repeals
from assistant.policies.validity import IssueDays, read_validity
from assistant.records import Confidence

ISSUED = IssueDays(written=date(2025, 3, 10), printed=date(2025, 3, 12), published=date(2025, 3, 20))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("本办法自印发之日起施行。", "2025-03-12", None, id="印发-is-the-day-of-print"),
        pytest.param("本办法自发布之日起施行。", "2025-03-20", None, id="发布-is-the-day-of-publication"),
        pytest.param("本办法自公布之日起满30日施行。", "2025-04-19", None, id="days-after-公布"),
        pytest.param("本通知自印发之日起30日后施行，有效期三年。", "2025-04-11", "2028-04-10", id="days-after-印发"),
        pytest.param("本办法自发布之日起一个月后实施。", "2025-04-20", None, id="a-month-after"),
        pytest.param("本办法自印发次月1日起施行。", "2025-04-01", None, id="first-of-the-next-month"),
        pytest.param("本办法自本通知印发之日起试行一年。", "2025-03-12", "2026-03-11", id="trial-without-the-word-期"),
        pytest.param("本规定施行日期为2024年5月1日。", "2024-05-01", None, id="named-as-施行日期"),
        pytest.param("现予公布，自2024年7月1日起施行。", "2024-07-01", None, id="decree"),
        pytest.param("以上政策自2025年1月1日起执行，有效期暂定2年。", "2025-01-01", "2026-12-31", id="以上政策"),
        pytest.param("本办法自2024年1月1日起施行，2026年12月31日自动失效。", "2024-01-01", "2026-12-31", id="失效"),
        pytest.param("本办法自2024年1月1日起施行，自2027年1月1日起失效。", "2024-01-01", "2026-12-31", id="起失效"),
        pytest.param("三、施行时间：自2025年1月1日起施行至2026年12月31日。", "2025-01-01", "2026-12-31", id="施行至"),
        pytest.param(
            "本办法自2024年7月1日起施行。有效期五年。", "2024-07-01", "2029-06-30", id="term-in-a-sentence-of-its-own"
        ),
        pytest.param("本办法自2025年5月1日起施行，暂定三年。", "2025-05-01", "2028-04-30", id="暂定"),
        pytest.param(
            "本办法自2025年5月1日起施行，暂定三年有效期。", "2025-05-01", "2028-04-30", id="暂定-before-有效期"
        ),
        pytest.param("本办法自印发之日起施行，暂定执行两年。", "2025-03-12", "2027-03-11", id="暂定执行"),
        pytest.param("本办法自2025年1月1日起施行，期限三年，由区局解释。", "2025-01-01", "2027-12-31", id="期限-alone"),
        pytest.param("政策期限为2016年至2018年。", "2016-01-01", "2018-12-31", id="政策期限-in-years"),
        pytest.param("本政策执行期为2024年3月至2026年2月。", "2024-03-01", "2026-02-28", id="in-months"),
        pytest.param("本意见实行年限：2024-2026年。", "2024-01-01", "2026-12-31", id="实行年限-with-a-dash"),
        pytest.param("本意见实行年限为三年，自2025年1月1日起执行。", "2025-01-01", "2027-12-31", id="实行年限"),
        pytest.param("五、适用期：2024年1月1日至2026年12月31日。", "2024-01-01", "2026-12-31", id="适用期"),
        pytest.param("本措施适用期限为自2025年1月1日起三年。", "2025-01-01", "2027-12-31", id="自…起三年"),
        pytest.param("本政策有效期为2025年度。", "2025-01-01", "2025-12-31", id="one-year"),
        pytest.param("本措施自2025年1月1日起施行，有效期至2027年底。", "2025-01-01", "2027-12-31", id="年底"),
        pytest.param("本措施自2025年1月1日起施行，有效期到2027年6月。", "2025-01-01", "2027-06-30", id="to-a-month"),
        pytest.param("政策名称\t依据\n楼宇奖励\t2027年失效", None, "2027-12-31", id="a-cell"),
        pytest.param(
            "本办法实施期为2026-2028年。\n本办法自2026年6月1日起施行。",
            "2026-06-01",
            "2028-12-31",
            id="a-day-before-years",
        ),
        pytest.param(
            "本办法自2026年6月1日起施行。\n本办法实施期为2026-2028年。",
            "2026-06-01",
            "2028-12-31",
            id="whatever-the-order",
        ),
        pytest.param("本通知自2024年7月1日起实施，执行期限截至2026年12月31日。", "2024-07-01", "2026-12-31", id="截至"),
        pytest.param("实行年限：五年，自2025年4月1日起算。", "2025-04-01", "2030-03-31", id="years-then-from-when"),
        pytest.param(
            "本办法有效期三年（自2024年5月1日起计算）。", "2024-05-01", "2027-04-30", id="from-when-in-brackets"
        ),
    ],
)
def test_the_document_says_from_when_to_when_it_holds(text: str, first: str, last: str | None) -> None:
    reading = read_validity(text, ISSUED)
    assert (reading.start and reading.start.day.isoformat()) == first
    assert (reading.end.day.isoformat() if reading.end else None) == last


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("总部企业资格有效期为三年。", id="a-title-that-companies-hold"),
        pytest.param("选址意见书、建设用地规划许可证有效期为十二个月。", id="a-permit"),
        pytest.param("依照本办法取得的许可，有效期三年。", id="a-permit-under-these-measures"),
        pytest.param("奖励政策期限为2016年至2018年的企业可以申请。", id="whom-it-is-for"),
        pytest.param("租赁合同期限为2024年至2026年。", id="a-lease"),
        pytest.param("本区“十四五”规划实施期为2021年至2025年。", id="a-plan"),
        pytest.param("甲办法\t2026年失效\n乙办法\t2027年失效", id="a-list-of-documents"),
        pytest.param("《民法典》自2021年1月1日起施行。", id="another-law"),
        pytest.param("《甲办法》（云政规〔2022〕4号）有效期延长至2027年12月31日。", id="another-document's-term"),
        pytest.param("2022年8月1日起施行的《甲办法》不再执行。", id="the-start-of-the-one-it-replaces"),
    ],
)
def test_terms_of_other_things_are_not_the_documents(text: str) -> None:
    closing = "\n第九条 本办法自2024年7月1日起施行。"
    assert read_validity(text).start is None
    assert read_validity(text + closing).end is None


@pytest.mark.parametrize(
    ("text", "issued", "confidence"),
    [
        pytest.param("本办法自2025年4月1日起施行。", ISSUED, Confidence.HIGH, id="written-out"),
        pytest.param("本办法自印发之日起施行。", ISSUED, Confidence.MEDIUM, id="worked-out"),
        pytest.param(
            "本办法自印发之日起施行。", IssueDays(date(2025, 1, 1), sure=False), Confidence.LOW, id="from-a-file-name"
        ),
    ],
)
def test_how_sure_a_start_is(text: str, issued: IssueDays, confidence: Confidence) -> None:
    reading = read_validity(text, issued)
    assert reading.start is not None
    assert reading.start.confidence is confidence
    assert reading.start.evidence == text
    assert bool(reading.start.working) is (confidence is not Confidence.HIGH)


def test_a_day_written_only_as_a_year_is_less_sure_and_says_so() -> None:
    reading = read_validity("本办法自2025年1月1日起施行，有效期至2027年底。")
    assert reading.end is not None
    assert (reading.end.confidence, reading.end.working) == (Confidence.MEDIUM, "只写到“2027年”，按2027-12-31计")


def test_trial_documents_get_a_term_only_when_one_is_configured() -> None:
    text, title = "本办法自2025年1月1日起试行。", "云汀区奖励办法（试行）"
    assert read_validity(text, title=title).end is None
    assumed = read_validity(text, title=title, trial_term_years=2).end
    assert assumed is not None
    assert (assumed.day, assumed.confidence) == (date(2026, 12, 31), Confidence.LOW)
    assert read_validity(text, title="云汀区奖励办法", trial_term_years=2).end is None


def test_an_amended_law_keeps_its_first_start_and_says_from_when_its_text_holds() -> None:
    text = "云汀区规划条例\n2012年8月1日通过\n2018年9月21日 《关于修改条例的决定》修正\n第一条 略。\n第二条 本条例自2012年12月1日起施行。"
    reading = read_validity(text)
    assert reading.start is not None
    assert reading.edition is not None
    assert (reading.start.day, reading.edition.day) == (date(2012, 12, 1), date(2018, 9, 21))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("《甲办法》第五条、第六条停止执行。", [("甲办法", "", "第五条、第六条", "")], id="articles"),
        pytest.param(
            "《甲办法》和《乙办法》第五条第二款同时废止。", [("乙办法", "", "第五条第二款", "")], id="a-paragraph"
        ),
        pytest.param("原云政规〔2021〕5号文件同时废止。", [("", "云政规〔2021〕5号", "", "")], id="by-number-alone"),
        pytest.param("《甲办法》自2025年6月1日起废止。", [("甲办法", "", "", "2025-06-01")], id="on-another-day"),
        pytest.param("《甲办法》及其实施细则同时废止。", [("甲办法", "", "", "")], id="with-its-rules"),
        pytest.param("《甲办法》有效期届满，不再执行。", [("甲办法", "", "", "")], id="term-over"),
        pytest.param(
            "废止《甲办法》《乙规定》等3件规范性文件。",
            [("甲办法", "", "", ""), ("乙规定", "", "", "")],
            id="verb-first-and-more",
        ),
        pytest.param(
            "决定废止《甲办法》（云政规〔2021〕5号）。", [("甲办法", "云政规〔2021〕5号", "", "")], id="verb-first"
        ),
        pytest.param(
            "决定废止下列文件：\n1.《甲办法》（云政规〔2019〕5号）\n2.《乙办法》\n",
            [("甲办法", "云政规〔2019〕5号", "", ""), ("乙办法", "", "", "")],
            id="a-list-below",
        ),
        pytest.param("依据《公司法》制定本办法，原规定同时废止。", [], id="the-law-it-rests-on"),
        pytest.param("《甲办法》已废止。", [], id="told-of-the-past"),
        pytest.param(
            "1995年10月28日国务院发布的《信访条例》同时废止。",
            [("信访条例", "", "", "")],
            id="an-earlier-one-of-its-name",
        ),
    ],
)
def test_repeals_of_others(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    read = read_repeals(text)
    assert [(one.title, one.document_number, one.clauses, one.on) for one in read] == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("此前出台的区级楼宇扶持政策同时废止。", ["此前出台的区级楼宇扶持政策"], id="此前"),
        pytest.param("本办法施行后，原有关补贴政策同时废止。", ["原有关补贴政策"], id="原"),
        pytest.param("2022年3月发布的楼宇扶持办法即行废止。", ["2022年3月发布的楼宇扶持办法"], id="by-its-year"),
        pytest.param("此前有关规定与本办法不一致的，以本办法为准。", [], id="where-they-differ"),
        pytest.param("原云政规〔2021〕5号文件同时废止。", [""], id="a-number-is-a-name"),
    ],
)
def test_repeals_in_words_are_kept_for_a_person_and_end_nothing(text: str, words: list[str]) -> None:
    repeals = read_repeals(text)
    assert [repeal.in_words for repeal in repeals] == words
    older = RepealingDocument("b", "楼宇扶持办法", "", date(2022, 3, 1), None, ())
    newer = RepealingDocument("a", "楼宇办法", "", date(2025, 3, 1), None, tuple(r for r in repeals if r.in_words))
    assert apply_repeals([older, newer]) == {}


def test_a_decision_on_amending_ends_the_old_wording_of_the_clauses_it_names() -> None:
    title = "云汀区人民政府关于修改《甲办法》的决定"
    amended = read_repeals(
        "一、将第五条修改为：“给予二十万元奖励。”\n二、删去第八条。\n本决定自2025年6月1日起施行。", title
    )
    assert [(one.title, one.clauses, one.amends) for one in amended if one.amends] == [("甲办法", "第五条", "yes")]


def test_a_notice_that_prolongs_and_adjusts_ends_the_old_wording_too() -> None:
    title = "关于延长《甲办法（试行）》实施期限并调整部分条款的通知"
    text = (
        "一、第二条中“35周岁”调整为“40周岁”。\n二、第四条调整为：每月1500元。\n三、其他条款不变。\n"
        "四、第六条中本科生补贴由每月500元提高到600元。"
    )
    repeals = read_repeals(text, title)
    assert [(one.title, one.clauses, one.amends) for one in repeals] == [
        ("甲办法（试行）", "第二条", "partly"),
        ("甲办法（试行）", "第四条", "yes"),
        ("甲办法（试行）", "第六条", "partly"),
    ]
    assert not read_repeals(text, "关于做好《甲办法》申报工作的通知")
    older = held("甲办法（试行）", "", date(2022, 1, 1))
    ends = clause_ends([older, held("通知", "", date(2025, 10, 1), repeals)])
    assert [(end.clause, end.adjusted) for end in ends] == [
        ("第二条", "一、第二条中“35周岁”调整为“40周岁”。"),
        ("第六条", "四、第六条中本科生补贴由每月500元提高到600元。"),
        ("第四条", ""),
    ]


def held(key: str, number: str, issued: date, repeals: tuple[Repeal, ...] = ()) -> RepealingDocument:
    return RepealingDocument(key, key, number, issued, issued, repeals)


def test_a_clause_repealed_alone_leaves_its_document_in_force() -> None:
    older = held("甲办法", "云政规〔2021〕5号", date(2021, 1, 1))
    newer = held("乙办法", "", date(2025, 6, 1), read_repeals("《甲办法》（云政规〔2021〕5号）第五条停止执行。"))
    (end,) = clause_ends([newer, older])
    assert (end.document_id, end.clause, end.on, end.by) == ("甲办法", "第五条", date(2025, 6, 1), "乙办法")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "《甲办法》（云政规〔2022〕4号）有效期延长至2027年12月31日。",
            ("甲办法", "云政规〔2022〕4号", "2027-12-31", ""),
            id="until",
        ),
        pytest.param("将《甲办法》有效期延长两年。", ("甲办法", "", "", "24"), id="by-years"),
        pytest.param("决定延长《甲办法》的有效期至2026年6月30日。", ("甲办法", "", "2026-06-30", ""), id="verb-first"),
        pytest.param("《甲办法》继续执行至2026年12月31日。", ("甲办法", "", "2026-12-31", ""), id="goes-on"),
        pytest.param(
            "《甲办法》（云人社规〔2022〕4号，以下简称《办法》）实施期限延长三年，至2028年9月30日止。",
            ("甲办法", "云人社规〔2022〕4号", "2028-09-30", ""),
            id="with-its-short-name-and-both-ways",
        ),
        pytest.param(
            "《甲办法》（以下简称“办法”）执行期延长至2027年6月30日。",
            ("甲办法", "", "2027-06-30", ""),
            id="short-name-alone",
        ),
        pytest.param(
            "《甲办法》（云人社发〔2022〕18号，以下简称《办法》）即将到期。\n一、《办法》有效期延长至2028年6月30日。",
            ("甲办法", "云人社发〔2022〕18号", "2028-06-30", ""),
            id="by-its-short-name",
        ),
        pytest.param("《甲办法》规定的期限可以延长3个月。", None, id="a-time-limit-within-it"),
    ],
)
def test_extensions_are_read(text: str, expected: tuple[str, str, str, str] | None) -> None:
    read = [(one.title, one.document_number, one.until, one.months) for one in read_extensions(text)]
    assert read == ([expected] if expected else [])


def extending(
    key: str, issued: date, *extensions: Extension, last: date | None = None, public: bool = True
) -> ExtendingDocument:
    return ExtendingDocument(held(key, "", issued), last, public, extensions)


OLD = extending("甲办法", date(2022, 1, 1), last=date(2025, 12, 31))
BY_TWO_YEARS = extending("通知一", date(2025, 11, 1), Extension("甲办法", "", "", months="24"))
UNTIL = extending("通知二", date(2027, 6, 1), Extension("甲办法", "", "", until="2028-06-30"))
DRAFT = extending("内部稿", date(2028, 1, 1), Extension("甲办法", "", "", until="2035-12-31"), public=False)


@pytest.mark.parametrize("order", list(permutations([OLD, BY_TWO_YEARS, UNTIL, DRAFT])), ids=lambda _: "order")
def test_the_latest_notice_tells_the_last_day_in_whatever_order_they_are_read(
    order: tuple[ExtendingDocument, ...],
) -> None:
    assert apply_extensions(order) == {"甲办法": (date(2028, 6, 30), "通知二")}


def test_years_are_added_to_the_last_day_that_was_known() -> None:
    assert apply_extensions([OLD, BY_TWO_YEARS]) == {"甲办法": (date(2027, 12, 31), "通知一")}
    unknown = extending("甲办法", date(2022, 1, 1))
    assert apply_extensions([unknown, BY_TWO_YEARS]) == {}
