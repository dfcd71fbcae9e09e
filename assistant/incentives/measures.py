"""The figures that policies ask for and investors tell: their names, the words for them, their units.

A measure is known by its Chinese name. What is not in this list keeps the clause's own words as its name: it can be asked back and
given all the same.
"""

import re
from dataclasses import dataclass

from assistant.incentives.words import VOCABULARY
from assistant.text.figures import USD, YUAN
from assistant.text.phrases import any_of, phrases

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


MEASURES = tuple(
    Measure(name, words.unit, phrases(words.words), words.material) for name, words in VOCABULARY.measures.items()
)
"""The first whose words match names the figure."""

_BY_NAME = {measure.name: measure for measure in MEASURES}
_LEADING = re.compile(rf"^(?:{any_of(VOCABULARY.before_a_measure)}+的?)+")
_TRAILING = re.compile(rf"{any_of(VOCABULARY.behind_a_measure)}+$")


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
