"""The figures that policies ask for and investors tell: their names, the words for them, their units.

A measure is known by its Chinese name. What is not in this list keeps the clause's own words as its name: it can be asked back and
given all the same.
"""

import re
from dataclasses import dataclass

from assistant.text.figures import SHARE, USD, YUAN

SQUARE_METRES, PEOPLE, MONTHS, DAY = "㎡", "人", "个月", "日期"

PAID_IN_CAPITAL = "实缴注册资本"
REGISTERED_CAPITAL = "注册资本"
REVENUE = "上一年度营业收入"
NEW_CAPITAL = "新增实缴注册资本"
BUILDING_REVENUE = "楼宇企业营业收入合计"
ARRIVAL = "到区日期"
REVENUE_GROWTH = "营业收入增速"
OUTPUT = "年产值"
EMPLOYEES = "参保员工"
RENTED_AREA = "租用面积"
RENT = "租金"
YEARLY_RENT = "年租金"
PURCHASED_AREA = "购置面积"
PURCHASE_PRICE = "购房价款"
DECORATION_COST = "装修投入"
DECORATED_AREA = "装修面积"
FIXED_INVESTMENT = "固定资产投资"
EQUIPMENT = "设备、软件投入"
REBUILDING_COST = "改造投入"
RESEARCH_SPEND = "研发投入"
RESEARCH_GROWTH = "研发投入增量"
RESEARCH_SHARE = "研发投入占比"
DEDUCTION = "研发费用加计扣除额"
RESEARCH_STAFF = "专职研发人员"
FOREIGN_CAPITAL = "实际到位外资"
STAY = "入驻时间"
LEASE = "租赁合同期限"
TAX = "纳税额"
FUND_SIZE = "在管基金实缴规模"
LOAN_INTEREST = "贷款利息"
DOLLAR_RATE = "美元汇率"


@dataclass(frozen=True, slots=True)
class Measure:
    """``unit`` is that of the figure; ``words`` is a pattern for how texts call it; ``material`` is what proves it."""

    name: str
    unit: str
    words: re.Pattern[str]
    material: str = ""


def _measure(name: str, unit: str, words: str, material: str = "") -> Measure:
    return Measure(name, unit, re.compile(words), material)


# The first whose words match names the figure, so narrower ones stand before wider ones.
MEASURES = (
    _measure(RESEARCH_GROWTH, YUAN, r"研发投入[^，。]*增量|研发费用增量", "近两年研发费用明细"),
    _measure(RESEARCH_SHARE, SHARE, r"研发[^，。]{0,6}占[^，。]{0,8}(?:比例|比重)|研发占比|研发强度", "审计报告"),
    _measure(DEDUCTION, YUAN, r"加计扣除", "研发费用加计扣除备案表"),
    _measure(RESEARCH_STAFF, PEOPLE, r"(?:专职)?研发人员|科研人员", "研发人员名册"),
    _measure(RESEARCH_SPEND, YUAN, r"(?<!非财政性)研发(?:投入|费用|支出|经费)", "审计报告"),
    _measure(FUND_SIZE, YUAN, r"(?:在管)?基金实缴规模|管理规模", "基金备案和实缴证明"),
    _measure(NEW_CAPITAL, YUAN, r"新增实缴注册资本", "新增出资的验资报告"),
    _measure(
        PAID_IN_CAPITAL,
        YUAN,
        r"实缴(?:注册)?资本|实缴资金|实收资本|实缴(?!规模|出资)|paid[- ]?(?:in|up) capital",
        "验资报告或者实缴出资证明",
    ),
    _measure(REGISTERED_CAPITAL, YUAN, r"注册资(?:本|金)|registered capital", "营业执照"),
    _measure(FOREIGN_CAPITAL, USD, r"到位外资|实际(?:使用|利用)外资|外资到位|foreign capital", "外汇登记和验资证明"),
    _measure(BUILDING_REVENUE, YUAN, r"入驻企业年度营业收入", "楼宇统计台账"),
    _measure(REVENUE_GROWTH, SHARE, r"营业收入[^，。]{0,4}增(?:速|长)|平均增速|营收增(?:速|长)", "近两年审计报告"),
    _measure(
        REVENUE,
        YUAN,
        r"(?:上一?年度?|年度|去年|年)?(?:纳入本区统计的)?(?:营业收入|营收|销售收入|销售额)|revenue|turnover|sales",
        "上一年度审计报告",
    ),
    _measure(OUTPUT, YUAN, r"年?产值", "统计报表"),
    _measure(
        EMPLOYEES,
        PEOPLE,
        r"(?:缴纳社会保险的|参保)?(?:员工|职工|雇员|社保人数|参保人数)|employees|staff|headcount",
        "社会保险缴纳证明",
    ),
    _measure(PURCHASED_AREA, SQUARE_METRES, r"(?:购置|购买|买)[^，。]{0,12}(?:用房|面积|房)", "购房合同"),
    _measure(
        PURCHASE_PRICE,
        YUAN,
        r"购房(?:合同)?价款|购置(?:价款|成本|价)|购房款|买房总价|建设或者购置成本|purchase price",
        "购房合同和付款凭证",
    ),
    _measure(DECORATED_AREA, SQUARE_METRES, r"装修面积", "装修合同"),
    _measure(DECORATION_COST, YUAN, r"装修(?:投入|费用|款|预算)?|fit-?out|decoration", "装修合同、发票和付款凭证"),
    _measure(FIXED_INVESTMENT, YUAN, r"固定资产投资|固投|fixed[- ]asset investment", "投资明细和专项审计报告"),
    _measure(EQUIPMENT, YUAN, r"设备(?:和|、|及)?软?件?投入|(?:设备|软件)投入|技改投入", "设备、软件发票和付款凭证"),
    _measure(REBUILDING_COST, YUAN, r"改造投入", "改造投入专项审计报告"),
    _measure(LEASE, MONTHS, r"租赁合同|租期|入驻协议|lease", "租赁合同"),
    _measure(STAY, MONTHS, r"入驻|营业满|moved? in", "租赁合同和入驻证明"),
    _measure(RENT, "元/㎡·月", r"租金|房租|月租|rent", "租赁合同和租金发票"),
    _measure(
        RENTED_AREA, SQUARE_METRES, r"(?:租用|租赁|承租|办公)[^，。]{0,12}(?:用房|面积|厂房)|租用面积", "租赁合同"
    ),
    _measure(LOAN_INTEREST, YUAN, r"支付利息|贷款利息", "贷款合同和利息凭证"),
    _measure(TAX, YUAN, r"纳税|税收贡献|地方综合贡献|缴税|taxe?s?\b", "完税证明"),
)
_BY_NAME = {measure.name: measure for measure in MEASURES}
_LEADING = re.compile(
    r"^(?:(?:对|对于|其中|且|并|并且|以及|和|或者|当|若|如|在本区|本区|企业|机构|单位|项目|首次|年度|上一年度|上年度|累计|合计|实际|单个|单栋|近两年|近三年|运营机构对)+的?)+"
)
_TRAILING = re.compile(r"(?:折合人民币|达到|的|在|为)+$")


def known_measure(words: str, unit: str) -> str:
    """The name of the measure that words of a text mean, for a figure in ``unit``; "" where they mean none of those known."""
    return next((item.name for item in MEASURES if item.words.search(words) and _fits(item, unit)), "")


def measure_named(words: str, unit: str) -> str:
    """The known measure, else the words themselves without what says nothing."""
    return known_measure(words, unit) or trimmed(words)


def trimmed(words: str) -> str:
    """``对年节能量`` as ``年节能量``."""
    words = re.sub(r"[\s　（(][^）)]*[）)]|[“”\s　]", "", words).strip("，、；：")
    return _TRAILING.sub("", _LEADING.sub("", words))[-30:]


def unit_of(measure: str) -> str:
    """The unit in which a known measure is kept, "" for one that is not known."""
    found = _BY_NAME.get(measure)
    return found.unit if found else ""


def material_for(measure: str) -> str:
    """What proves a figure."""
    found = _BY_NAME.get(measure)
    return found.material if found and found.material else f"{measure}的证明材料"


def _fits(measure: Measure, unit: str) -> bool:
    return (
        measure.unit == unit or {measure.unit, unit} == {YUAN, USD} or (measure.unit.startswith(YUAN) and unit == YUAN)
    )
