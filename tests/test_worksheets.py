"""Worksheets over the sample district: amounts worked out by hand from the clauses, and how good extraction is on its policies."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
import yaml

from assistant.incentives import measures as m
from assistant.incentives.languages import ENGLISH, read_sentences
from assistant.incentives.recording import REJECTED
from assistant.incentives.records import Topic
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.situations.situation_reading import read_situation
from assistant.incentives.wording import rule_lines
from assistant.incentives.words import VOCABULARY
from assistant.incentives.worksheets.checking import Outcome
from assistant.incentives.worksheets.worksheet import Line, Worksheet
from assistant.records import Principal, Role, Status
from assistant.wiring import Services
from tests.conftest import SAMPLES

DAY = date(2026, 11, 25)
INVESTOR = Principal()
MET, MISSING, NOT_MET = Outcome.MET, Outcome.MISSING, Outcome.NOT_MET


def sheet_for(services: Services, sentence: str, day: date = DAY, **figures: str) -> Worksheet:
    told = read_situation(sentence, day)
    more = Situation({name: Range(Decimal(value), Decimal(value)) for name, value in figures.items()})
    return services.worksheets.make(told.refined_by(more), INVESTOR, day)


def line_of(sheet: Worksheet, title: str, clause: str) -> Line:
    """The first benefit of a clause, in the worksheet's order."""
    return next(
        line for line in sheet.lines if title in line.document.title and line.stored.rule.source.clause == clause
    )


# Each: what is told, whose clause, the outcome, and the amount that its formula gives, worked out by hand.
CASES = [
    pytest.param(
        "2025年3月在本区注册，实缴1000万，租1500平办公楼，每平每月60元，员工35人，签三年合同，入驻8个月",
        "楼宇经济高质量", "第八条", MET, "972000.00",  # 60×30% = 18 ≤ 20; 18×1,500×12 = 324,000; ×3
        id="rent-30-percent-for-three-years",
    ),
    pytest.param(
        "2025年3月在本区注册，租2500平办公楼，每平每月90元，签三年合同，实缴1000万，员工35人，入驻8个月",
        "楼宇经济高质量", "第八条", MET, "1440000.00",  # 27 → 20; 2,500 → 2,000㎡; 480,000×3
        id="rent-at-both-ceilings",
    ),
    pytest.param(
        "2025年3月在本区注册，租1500平，每平每月60元，签三年合同，营收2.3亿，重点产业目录",
        "楼宇经济高质量", "第九条", MET, "1296000.00",  # B: 60×40% = 24 ≤ 28; ×1,500×12 = 432,000; ×3
        id="class-b-of-the-table",
    ),
    pytest.param(
        "2025年3月在本区注册，租1500平，每平每月60元，签三年合同，营收6亿，重点产业目录",
        "楼宇经济高质量", "第九条", MET, "1620000.00",  # A: 60×50% = 30 ≤ 35; 540,000×3
        id="class-a-of-the-table",
    ),
    pytest.param(
        "2025年3月在本区注册，租8000平，每平每月100元，签三年合同，营收6亿，重点产业目录",
        "楼宇经济高质量", "第九条", MET, "2520000.00",  # 50 → 35; 2,000㎡; 840,000×3; the year's 2,000,000 is not reached
        id="class-a-at-its-ceilings",
    ),
    pytest.param(
        "2025年3月在本区注册，租200平，员工35人，实缴1000万，租金60元/㎡·月",
        "楼宇经济高质量", "第八条", NOT_MET, None,  # 300㎡ are needed
        id="too-little-area",
    ),
    pytest.param(
        "2025年5月在本区注册，购置1500平办公楼，总价3000万",
        "楼宇经济高质量", "第十条", MET, "900000.00",  # 3%
        id="purchase-3-percent",
    ),
    pytest.param(
        "租1000平办公室，装修花了150万",
        "楼宇经济高质量", "第十一条", MET, "300000.00",  # 300 元 × 1,000㎡
        id="fitting-out-by-the-square-metre",
    ),
    pytest.param(
        "租5000平办公室，装修花了800万",
        "楼宇经济高质量", "第十一条", MET, "1000000.00",  # 150万 → 100万
        id="fitting-out-capped",
    ),
    pytest.param(
        "外资生物医药企业，在柳汐医药港租2000平，租金60元/㎡·月",
        "生物医药", "第十条", MET, "2520000.00",  # 36 → 35; ×2,000×12 = 840,000; ×3
        id="pharma-rent-over-the-unit-ceiling",
    ),
    pytest.param(
        "生物医药企业，在柳汐医药港租4000平，租金30元/㎡·月",
        "生物医药", "第十条", MET, "1944000.00",  # 18×3,000×12 = 648,000; ×3
        id="pharma-rent-over-the-area-ceiling",
    ),
    pytest.param(
        "软件企业，在星渚数字谷租800平，每平每月70元",
        "数字经济", "第六条", MISSING, "1036800.00",  # 56 → 40, 42 → 40, 28: 384,000 + 384,000 + 268,800
        id="digital-rent-falls-from-year-to-year",
    ),
    pytest.param(
        "新成立的综合型总部企业，实缴6亿",
        "总部经济", "第八条", MET, "10000000.00",  # 1,200万 → 1,000万
        id="headquarters-settling-capped",
    ),
    pytest.param(
        "新成立的成长型总部企业，实缴8000万",
        "总部经济", "第八条", MET, "1600000.00",  # 2%
        id="growing-headquarters-settling",
    ),
    pytest.param(
        "新引进的制造业企业，固定资产投资1.5亿",
        "先进制造业", "第五条", MET, "6000000.00",  # from 1亿: 4%
        id="investment-second-tier",
    ),
    pytest.param(
        "新引进的制造业企业，固定资产投资15亿",
        "先进制造业", "第五条", MET, "60000000.00",  # 6% = 9,000万 → 6,000万
        id="investment-capped",
    ),
    pytest.param(
        "新引进的制造业企业，固定资产投资4000万",
        "先进制造业", "第五条", NOT_MET, None,  # 5,000万 are needed
        id="investment-below-the-first-tier",
    ),
    pytest.param(
        "制造业企业，年产值12亿", "先进制造业", "第十三条", MET, "1000000.00", id="output-tier"  # from 10亿
    ),
    pytest.param(
        "规上制造业企业，设备投入6000万", "先进制造业", "第八条", MET, "4800000.00", id="upgrading-8-percent"
    ),
    pytest.param(
        "制造业企业，在金浦工业园租2000平厂房，租金20元/㎡·月",
        "先进制造业", "第六条", MET, "624000.00",  # 10, 10, 6 ≤ 12: 240,000 + 240,000 + 144,000
        id="workshop-rent-two-rates",
    ),
    pytest.param(
        "专精特新企业租600平，租金50元/㎡·月",
        "专精特新", "第五条", MET, "115200.00",  # 8×600×12 = 57,600; ×2
        id="specialised-rent-8-yuan",
    ),
    pytest.param(
        "新设的金融机构，实缴12亿",
        "现代金融业", "第五条", MISSING, "10000000.00",  # from 10亿; 持牌法人 has to be shown
        id="bank-settling-tier",
    ),
    pytest.param(
        "外资企业，研发人员40人，研发投入2000万",
        "外商投资", "第八条", MISSING, "3000000.00",  # 5% = 100万 a year, three years
        id="research-centre",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "title", "clause", "outcome", "total"), CASES)
def test_a_worksheet_comes_to_what_was_worked_out_by_hand(
    district: Services, sentence: str, title: str, clause: str, outcome: Outcome, total: str | None
) -> None:
    line = line_of(sheet_for(district, sentence), title, clause)
    amount = str(line.amount.total) if line.amount and line.amount.total is not None else None
    assert (line.outcome, amount) == (outcome, total)


def test_dollars_are_exchanged_at_the_given_rate_and_capped(district: Services) -> None:
    sentence = "新设外资企业，实际到位外资3000万美元"
    plain = line_of(sheet_for(district, sentence), "外商投资", "第五条").amount
    exchanged = line_of(sheet_for(district, sentence, **{m.DOLLAR_RATE: "7.1"}), "外商投资", "第五条").amount
    assert plain is not None and (str(plain.total), plain.currency) == ("600000.00", "美元")
    assert exchanged is not None and str(exchanged.total) == "4260000.00"
    capped = sheet_for(district, "新设外资企业，实际到位外资2亿美元", **{m.DOLLAR_RATE: "7.1"})
    amount = line_of(capped, "外商投资", "第五条").amount
    assert amount is not None and str(amount.total) == "20000000.00"  # 500万美元 = 3,550万


def test_rent_subsidies_are_never_added_up(district: Services) -> None:
    sheet = sheet_for(
        district,
        "2025年3月在本区注册的生物医药企业，在柳汐医药港租1500平，每平每月60元，签三年合同，实缴1000万，员工35人，入驻8个月",
    )
    rents = [line for line in sheet.of(MET) if line.stored.rule.topic is Topic.RENT]
    assert len(rents) == 2
    assert sheet.certain.whole == max(line.amount.total for line in rents if line.amount and line.amount.total)
    conflict = next(item for item in sheet.conflicts if rents[0].stored.rule.id in item.rule_ids)
    assert any("楼宇经济" in quote.text and "不重复享受" in quote.text for _, quote in conflict.quotes)


def test_the_arithmetic_is_shown(district: Services) -> None:
    line = line_of(sheet_for(district, "外资生物医药企业，在柳汐医药港租2000平，租金60元/㎡·月"), "生物医药", "第十条")
    assert line.amount is not None
    assert line.amount.steps == (
        "60 元/㎡·月 × 60% = 36 元/㎡·月，超过每月每平方米 35 元，按 35 元计",
        "2,000㎡ × 35 元/㎡·月 × 12 月 = 840,000 元/年",
        "840,000 + 840,000 + 840,000 = 2,520,000 元（3 年）",
    )


def test_every_condition_is_tied_to_the_words_of_a_clause(district: Services) -> None:
    sheet = sheet_for(district, "外资生物医药企业，注册资本5000万，租2000平，租金60元/㎡·月")
    for line in sheet.lines:
        for quote in (line.stored.rule.source, *(item.quote for item in line.checked)):
            chunk = sheet.chunks[quote.chunk_id]
            assert chunk.passage.text[quote.start : quote.end] == quote.text
            assert chunk.document.id == line.document.id


@pytest.mark.parametrize(
    ("sentence", "day", "title", "status"),
    [
        pytest.param("我们是上市公司，准备把注册地迁入本区", DAY, "企业上市", Status.EXPIRED, id="expired"),
        pytest.param("新引进企业，租1500平，租金60元/㎡·月", DAY, "2021年", Status.REPEALED, id="repealed"),
        pytest.param("品牌企业开首店，装修投入150万", DAY, "首店", Status.UPCOMING, id="not-yet-in-force"),
    ],
)
def test_what_is_not_in_force_is_mentioned_without_an_amount(
    district: Services, sentence: str, day: date, title: str, status: Status
) -> None:
    sheet = sheet_for(district, sentence, day)
    named = {item.stored.document.name: item.status for item in sheet.lapsed}
    assert next(found for name, found in named.items() if title in name) is status
    assert not any(title in line.document.name for line in sheet.lines)


def test_the_same_question_on_a_later_day_gives_what_is_in_force_then(district: Services) -> None:
    sheet = sheet_for(district, "品牌企业开首店，装修投入150万", date(2027, 2, 1))
    amount = line_of(sheet, "首店", "第五条").amount
    assert amount is not None and str(amount.total) == "300000.00"  # 20%


def test_internal_limits_of_negotiation_are_no_benefits(district: Services) -> None:
    staff = Principal(Role.STAFF, 1, "x")
    assert not [item for item in district.benefit_rules.list(staff) if "一事一议" in item.document.title]


def test_it_asks_back_for_what_is_missing(district: Services) -> None:
    sheet = sheet_for(district, "注册资本5000万，准备租2000平")
    assert {"租金", "验资报告或者实缴出资证明", "社会保险缴纳证明"} <= set(sheet.questions)


def test_who_decides_is_told_in_the_documents_own_words(district: Services) -> None:
    sheet = sheet_for(district, "2025年3月在本区注册，租1500平，租金60元/㎡·月")
    assert "本政策由区投资合作局负责解释。" in {item.quote.text for item in sheet.deciders}


# How good extraction is, against samples/benefit_rules.yaml, which was written from the texts.


def _labelled() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    listed = yaml.safe_load((SAMPLES / "benefit_rules.yaml").read_text(encoding="utf-8"))
    return {
        number: [(entry["clause"], tuple(entry["rule"])) for entry in entries or ()]
        for number, entries in listed.items()
    }


def _precision_and_recall(labels: Counter[object], found: Counter[object]) -> tuple[float, float]:
    right = sum((labels & found).values())
    return right / sum(found.values()), right / sum(labels.values())


@pytest.mark.parametrize(
    ("part", "least"),
    [
        pytest.param("rules", 0.95, id="whole-rules"),
        pytest.param("amounts", 0.99, id="rates-sums-ceilings-and-terms"),
        pytest.param("conditions", 0.96, id="conditions"),
    ],
)
def test_extraction_against_the_hand_written_list(district: Services, part: str, least: float) -> None:
    staff = Principal(Role.STAFF, 1, "x")
    labels: Counter[object] = Counter()
    found: Counter[object] = Counter()
    listed_documents = set(_labelled())
    entries = [(number, clause, lines) for number, rules in _labelled().items() for clause, lines in rules]
    read = [
        (item.document.document_number, item.rule.source.clause, rule_lines(item.rule))
        for item in district.benefit_rules.list(staff)
        if item.state != REJECTED and item.document.document_number in listed_documents
    ]
    for counter, listed in ((labels, entries), (found, read)):
        for number, clause, lines in listed:
            for piece in _pieces(part, lines):
                counter[(number, clause, piece)] += 1
    precision, recall = _precision_and_recall(labels, found)
    assert precision >= least and recall >= least


def _pieces(part: str, lines: tuple[str, ...]) -> list[object]:
    if part == "rules":
        return [tuple(sorted(lines))]
    if part == "conditions":
        return [line for line in lines if line.startswith("条件")]
    return [line.split("｜")[-1] for line in lines[1:] if not line.startswith(("条件", "调整"))]


def test_both_languages_fill_in_the_same_places_and_every_name_is_there_in_english() -> None:
    kept = read_sentences()
    for key, pair in kept.sentences.items():
        assert set(re.findall(r"{\w+}", pair.zh)) == set(re.findall(r"{\w+}", pair.en)), key
    measures = VOCABULARY.measures
    named = {*measures, *(item.material for item in measures.values()), *(item.unit for item in measures.values())}
    told = {*VOCABULARY.industries, *VOCABULARY.qualifications, *VOCABULARY.activities, *filter(None, Topic)}
    assert (named | told) - {"㎡", "比例"} <= set(kept.english)


@pytest.mark.parametrize(
    "sentence",
    [
        "2025年3月在本区注册，实缴1000万，租1500平办公楼，每平每月60元，员工35人，签三年合同，入驻8个月",
        "外资生物医药企业，注册资本5000万，租2000平，每平每月60元，装修投入两三百万，不是总部企业",
        "软件企业，高新技术企业，研发投入800万，营收2.3亿",
    ],
    ids=["rent", "decoration-and-no-headquarters", "research"],
)
def test_a_worksheet_in_english_has_chinese_only_where_it_quotes(district: Services, sentence: str) -> None:
    chinese = re.compile("[一-鿿]+")
    told = read_situation(sentence, DAY)
    sheet = district.worksheets.make(told, INVESTOR, DAY, ENGLISH)
    lines = [line for line in sheet.lines if line.near]
    quoted = "".join(item.quote.text for line in lines for item in line.checked) + "".join(
        quote.text for line in lines for change in line.stored.rule.adjustments for quote in (change.quote,)
    )
    texts = [*sheet.questions, *(step for line in lines if line.amount for step in line.amount.steps)]
    texts += [text for line in lines for item in line.checked for text in (item.asked, item.told, item.missing)]
    texts += [text for line in lines if line.amount for text in (*line.amount.assumptions, *line.amount.missing)]
    assert lines and texts
    left = {words for text in texts for words in chinese.findall(text) if words not in quoted}
    parks = {value for line in lines for item in line.checked for value in getattr(item.condition, "values", ())}
    assert left <= parks, left - parks
    same = district.worksheets.make(told, INVESTOR, DAY)
    assert [line.outcome for line in same.lines] == [line.outcome for line in sheet.lines]
    assert (same.certain.whole, same.possible.whole) == (sheet.certain.whole, sheet.possible.whole)
