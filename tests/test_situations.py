"""An investor's sentences read into figures, traits and days, exactly."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.incentives.records import Trait
from assistant.incentives.situations.situation import Situation
from assistant.incentives.situations.situation_reading import read_situation

DAY = date(2026, 11, 25)
NEW, FOREIGN, HQ = "新引进", "外商投资", "总部企业"


def figures(situation: Situation) -> dict[str, str]:
    return {
        name: f"{found.low:f}" if found.exact else f"{found.low:f}-{found.high:f}"
        for name, found in situation.figures.items()
    }


def facts(situation: Situation) -> dict[str, object]:
    """Everything understood, empty parts left out."""
    found: dict[str, object] = dict(figures(situation))
    found.update({str(trait): values for trait, values in situation.traits.items()})
    found.update({f"非{trait}": values for trait, values in situation.denied.items()})
    if situation.moved_in:
        found["入驻"] = situation.moved_in.isoformat()
    if situation.arrived:
        found["到区"] = situation.arrived.isoformat()
    return found


CASES = [
    pytest.param(
        "我们是一家注册资本5000万的外资生物医药企业，准备租2000平，能享受什么政策？",
        {"注册资本": "50000000", "租用面积": "2000", "行业": ("生物医药",), "投资性质": (FOREIGN,)},
        id="the-issue's-own-sentence",
    ),
    pytest.param("注册资金2个亿", {"注册资本": "200000000"}, id="two-yi-with-measure-word"),
    pytest.param("注册资本八百万元", {"注册资本": "8000000"}, id="chinese-numeral"),
    pytest.param("实缴1000万", {"实缴注册资本": "10000000"}, id="paid-in-said-shortly"),
    pytest.param(
        "注册资本5000万，实缴3000万", {"注册资本": "50000000", "实缴注册资本": "30000000"}, id="both-capitals"
    ),
    pytest.param("租用办公用房500平方米", {"租用面积": "500"}, id="area-written-out"),
    pytest.param("两三千平", {"租用面积": "2000-3000"}, id="rough-area"),
    pytest.param("租三百来平", {"租用面积": "300"}, id="area-with-lai"),
    pytest.param("想租1500到2000平米", {"租用面积": "1500-2000"}, id="area-range"),
    pytest.param("1,200㎡办公室", {"租用面积": "1200"}, id="thousands-separator"),
    pytest.param("租金60元/㎡·月", {"租金": "60"}, id="rent-in-the-ledger's-unit"),
    pytest.param("一平每月55块", {"租金": "55"}, id="rent-spoken"),
    pytest.param("每平每天2元", {"租金": "60.83"}, id="rent-a-day"),
    pytest.param("年租金120万，面积1500平米", {"年租金": "1200000", "租用面积": "1500"}, id="yearly-rent"),
    pytest.param("员工30人", {"参保员工": "30"}, id="employees"),
    pytest.param("社保员工25人", {"参保员工": "25"}, id="insured-employees"),
    pytest.param("我们有二十来个人", {"参保员工": "20"}, id="some-twenty-people"),
    pytest.param("去年营收1.2亿", {"上一年度营业收入": "120000000"}, id="revenue-last-year"),
    pytest.param("营业收入3个亿", {"上一年度营业收入": "300000000"}, id="revenue-three-yi"),
    pytest.param("年产值5亿元的制造业企业", {"年产值": "500000000", "行业": ("先进制造",)}, id="output"),
    pytest.param("固定资产投资1.5亿", {"固定资产投资": "150000000"}, id="fixed-investment"),
    pytest.param("计划投2亿建厂", {"固定资产投资": "200000000"}, id="investment-spoken"),
    pytest.param("研发投入800万", {"研发投入": "8000000"}, id="research-spend"),
    pytest.param("研发投入800万，占营业收入6%", {"研发投入": "8000000", "研发投入占比": "0.06"}, id="research-share"),
    pytest.param("装修花了150万", {"装修投入": "1500000"}, id="fitting-out"),
    pytest.param("想买1500平办公楼自用，总价3000万", {"购置面积": "1500", "购房价款": "30000000"}, id="purchase"),
    pytest.param("到位外资1000万美元", {"实际到位外资": "10000000", "投资性质": (FOREIGN,)}, id="foreign-capital"),
    pytest.param("设备投入600万，是规上企业", {"设备、软件投入": "6000000", "资质称号": ("规模以上",)}, id="equipment"),
    pytest.param("去年纳税500万", {"纳税额": "5000000"}, id="tax"),
    pytest.param("签3年合同", {"租赁合同期限": "36"}, id="lease-years"),
    pytest.param("去年入驻", {"入驻": "2025-12-31"}, id="a-year-counts-to-its-end"),
    pytest.param("今年3月搬进来的", {"入驻": "2026-03-31"}, id="this-march"),
    pytest.param("2025年6月入驻", {"入驻": "2025-06-30"}, id="month-written"),
    pytest.param("入驻8个月了", {"入驻时间": "8"}, id="months-of-stay"),
    pytest.param("2025年6月在本区注册", {"到区": "2025-06-01"}, id="registered-here"),
    pytest.param("准备落户云汀区", {"到区情况": (NEW,)}, id="about-to-come"),
    pytest.param("从上海迁来的软件公司", {"到区情况": (NEW,), "行业": ("数字经济",)}, id="moved-from-elsewhere"),
    pytest.param("内资民营企业", {"非投资性质": (FOREIGN,)}, id="domestic"),
    pytest.param("我们是综合型总部企业", {"总部认定": ("综合型总部企业", HQ)}, id="headquarters-of-a-kind"),
    pytest.param("我们不是总部企业", {"非总部认定": (HQ,)}, id="not-a-headquarters"),
    pytest.param("专精特新小巨人", {"资质称号": ("专精特新“小巨人”",)}, id="little-giant"),
    pytest.param("还不是高企", {"非资质称号": ("国家高新技术企业",)}, id="not-yet-certified"),
    pytest.param("在星渚数字谷租400平", {"租用面积": "400", "所在园区": ("星渚数字谷",)}, id="park"),
    pytest.param(
        "We are a foreign-funded biopharma company with registered capital of 50 million yuan, planning to rent 2,000 sqm.",
        {"注册资本": "50000000", "租用面积": "2000", "行业": ("生物医药",), "投资性质": (FOREIGN,)},
        id="english",
    ),
    pytest.param(
        "We rent 800 square meters at 60 yuan per sqm per month, 35 employees, moved in last year",
        {"租用面积": "800", "租金": "60", "参保员工": "35", "入驻": "2025-12-31"},
        id="english-rent",
    ),
    pytest.param("怎么申请租金补贴", {}, id="a-question-tells-nothing"),
    pytest.param("你好", {}, id="a-greeting-tells-nothing"),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_a_sentence_tells_exactly_this(sentence: str, expected: dict[str, object]) -> None:
    assert facts(read_situation(sentence, DAY)) == expected


def test_what_was_told_later_replaces_its_like_and_keeps_the_rest() -> None:
    told = read_situation("注册资本5000万，租2000平，不是高企", DAY)
    later = told.refined_by(read_situation("租1000平，今年评上了高企", DAY))
    assert facts(later) == {"注册资本": "50000000", "租用面积": "1000", "资质称号": ("国家高新技术企业",)}


def test_a_corrected_trait_is_denied_from_then_on() -> None:
    told = read_situation("外资企业", DAY).refined_by(read_situation("我们是内资", DAY))
    assert facts(told) == {"非投资性质": (FOREIGN,)}


def test_figures_are_exact_decimals() -> None:
    assert read_situation("营收1.23亿", DAY).figures["上一年度营业收入"].low == Decimal("123000000")


def test_traits_are_named_as_the_rules_name_them() -> None:
    assert set(read_situation("外资软件企业，总部", DAY).traits) == {
        Trait.INDUSTRY,
        Trait.OWNERSHIP,
        Trait.HEADQUARTERS,
    }
