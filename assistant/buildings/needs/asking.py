"""What is asked about the rows: an order, a count, groups, an aggregate, a comparison, single fields."""

import re

from assistant.buildings.columns import Field
from assistant.buildings.needs import question_words as words
from assistant.buildings.needs.lexicon import INDIFFERENT
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import Scanner
from assistant.buildings.requirements import Aggregate, Change, Operation, Order
from assistant.text.figures import read_span

_MANY = r"多少|几(?=[栋个家处条项块宗间套])|how many|how much|总共|一共|共有|总量|合计|总计|总和|加起来|\btotal\b|\bsum\b|in all"
_COUNT = r"(?:有|共|还有|一共|总共)?(?:多少|几)(?:栋|个(?!月)|家|处|条|项|块|宗|间|套)(?:房源)?|how many|数量"
_TREND = (
    r"(?:这|近|最近|过去)?(?:[一两二三几\d]+年)?(?:以?来|里|间)?(?:是)?(?:怎么|怎样|如何|有什么|有没有|有啥|的)?"
    r"(?:变化|变动|走势|趋势|涨跌|怎么变|变了(?:多少|没有)?|怎么走)(?:的|过|趋势|情况|如何|怎么样)?"
    r"|历史(?:数据|记录|情况)?|(?:this|these|the last|over the (?:last|past)) (?:\w+ )?years?|how .{0,30}changed|\btrends?\b|\bhistory\b|over time"
)
_COMPARE = (
    r"对比|比较|相比|比一比|\bpk\b|哪个好|哪个更好|区别|差别|差异|有什么不(?:同|一样)|\bcompare\b|\bversus\b|\bvs\b"
)
_AVERAGED = (Field.RENT_YUAN_PER_M2_MONTH, Field.VACANCY_PERCENT, Field.OCCUPANCY_PERCENT, Field.INVESTMENT_YUAN)
_ADDITIVE = (Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2, Field.LAND_AREA_M2, Field.INVESTMENT_YUAN)
_SINGULAR = r"哪一?[个栋家处块条项间套]|是哪|which (?:one|building|is|office|shop|factory|warehouse)|^(?:the )?(?:cheapest|largest)"
_SEVERAL = r"哪些|哪几|有几|排序|排名|排列|从[低高大小]到|由[低高大小]到"
_FIGURE = r"[一二两三四五六七八九十百千万]+\s*(?:平|m2|元|块|亩|米|吨)"
_ENGLISH_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
_COUNTED = (
    r"\btop (?P<top>\d+)\b|前(?P<first>\d+|[一二两三四五六七八九十]+)(?:栋|个|家|名|位|处|条|项)?",
    r"(?<![\d.])(?P<count>\d{1,2}|[二两三四五六七八九十]+)(?:栋|处|个(?!亿|车|月)|家(?!具)|条|项|宗|套|间)(?!以上|号)",
    rf"\b(?P<word>{'|'.join(_ENGLISH_COUNTS)})\b(?= )",
)


def take_limit(scanner: Scanner) -> int | None:
    """How many rows are asked for: ``推荐三栋``, ``前五``, ``top 3``. ``一个`` asks for none in particular."""
    found = next((match for pattern in _COUNTED if (match := scanner.take(pattern))), None)
    if not found:
        return None
    said = next(value for value in found.groupdict().values() if value)
    if said in _ENGLISH_COUNTS:
        return _ENGLISH_COUNTS[said]
    span = read_span(said)
    return int(span.low) if span is not None and span.low is not None and span.low >= 1 else None


def take_change(reading: Reading, names: tuple[str, ...]) -> Change | None:
    """What a follow-up wants less or more of: ``再便宜一点的``. Of several named rows (``哪个更大``) it asks which."""
    if reading.opportunities or len(names) > 1:
        return None
    for pattern, field, more in words.CHANGES:
        found = reading.scanner.take(pattern)
        if found and not reading.take_after(found.end(), INDIFFERENT):
            return Change(field, more)
    return None


def take_order(reading: Reading) -> tuple[Order | None, bool]:
    """The order asked for, and whether it is a superlative, which asks for the first only."""
    table = words.OPPORTUNITY_SUPERLATIVES if reading.opportunities else words.SUPERLATIVES
    for pattern, field, descending in table:
        # ``最大`` before a figure is a bound (最大不超过 …), no order
        if reading.scanner.take(rf"(?:{pattern})(?!(?:要|得|需要|是|有)?\s*(?:不超过|不要|别|\d|{_FIGURE}))"):
            return Order(field, descending), True
    if not reading.opportunities:
        for pattern, field, descending in words.PREFERRED_ORDERS:
            if reading.scanner.take(pattern):
                return Order(field, descending), False
    return None, False


def take_group(reading: Reading) -> Field | None:
    """The field by whose values rows are to be grouped: ``按街道``, ``各商圈``."""
    scanner = reading.scanner
    for field, forms in words.OPPORTUNITY_GROUPS if reading.opportunities else words.GROUPS:
        if scanner.take(
            rf"(?:按照?|分|各个?|每个?|不同)(?:所属)?(?:{forms})(?:来)?(?:统计|汇总|分组|分类|分布|排列|合计|的)?|\b(?:by|per|each) (?:{forms})s?\b"
        ):
            return field
        if scanner.search(rf"哪一?个(?:{forms}).*最") and scanner.take(rf"哪一?个(?:{forms})"):
            return field
    return None


def take_aggregate(reading: Reading, names: tuple[str, ...], by: Field | None, order: Order | None) -> Aggregate | None:
    """What is to be computed over all matching rows."""
    sentence, scanner = reading.scanner.sentence, reading.scanner
    table = words.OPPORTUNITY_FIELD_WORDS if reading.opportunities else words.FIELD_WORDS
    average = scanner.take(r"平均|均价|average|\bmean\b")
    fields = [field for field, pattern in table if scanner.search(pattern)]
    if average and not names:
        field = next((item for item in fields if item in _AVERAGED), Field.RENT_YUAN_PER_M2_MONTH)
        return Aggregate(Operation.AVERAGE, field, by)
    additive = next((item for item in fields if item in _ADDITIVE), None)
    if additive and not names and re.search(_MANY, sentence) and not re.search(_COUNT, sentence):
        return Aggregate(Operation.SUM, additive, by)
    if by is not None:
        counted = re.search(r"最[多少]", sentence) and not additive and "面积" not in sentence
        if additive is None and not counted and order is not None and order.field in _ADDITIVE:
            additive = order.field
        return Aggregate(Operation.SUM if additive else Operation.COUNT, additive, by)
    if not names and scanner.take(_COUNT):
        return Aggregate(Operation.COUNT)
    return None


def take_comparison(reading: Reading, names: tuple[str, ...]) -> bool:
    """Whether the named rows are to be set side by side."""
    return len(names) > 1 and bool(reading.scanner.take(_COMPARE))


def take_trend(reading: Reading, names: tuple[str, ...]) -> bool:
    """Whether a named row's figures over time are asked for."""
    return bool(names) and bool(reading.scanner.take_all(_TREND))


def take_indifference(reading: Reading) -> tuple[Field, ...]:
    """The fields that the asker says not to mind, taken out: ``面积无所谓``, ``容积率不限``."""
    table = words.OPPORTUNITY_FIELD_WORDS if reading.opportunities else words.FIELD_WORDS
    named = [*table, (Field.VACANT_AREA_M2, r"面积|大小")]
    released = [field for field, forms in named if reading.scanner.take_all(rf"(?:{forms})(?:{INDIFFERENT})")]
    reading.scanner.take_all(rf"(?:位置|楼层|朝向|预算)(?:{INDIFFERENT})")
    return tuple(dict.fromkeys(released))


def take_asked_fields(reading: Reading) -> None:
    """Adds the fields that the asker wants to see."""
    for field, forms in words.OPPORTUNITY_FIELD_WORDS if reading.opportunities else words.FIELD_WORDS:
        if reading.scanner.take_all(forms):
            reading.asked.append(field)


def asks_for_one(reading: Reading, superlative: bool) -> bool:
    """Whether an order asks for its first row only."""
    if re.search(_SINGULAR, reading.scanner.sentence):
        return True
    return superlative and not re.search(_SEVERAL, reading.scanner.sentence)
