"""Quantities in a sentence: areas, rents, budgets, heights, loads, cranes, power, distances, investments, counts.

Money is read first, because ``80块一平`` holds a ``一平`` that is no area. ``约 500 平`` is 20 % either way; an area, a rent or an
investment given without any word of comparison is meant so too, while a height, a load, a crane or a supply is what is needed at
least.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import Condition, InRange, Offers, WithinBudget
from assistant.buildings.figures import NUMBER, RANGE_MARK, Span, read_span, span_between
from assistant.buildings.scanning import Scanner
from assistant.buildings.units import (
    AREA_UNITS,
    COUNT_UNITS,
    CRANE_UNITS,
    HEIGHT_UNITS,
    LOAD_UNITS,
    MONEY_UNITS,
    POWER_UNITS,
    UnitTable,
    find_unit,
    rent_factor,
)

ABOUT = Decimal("0.2")
"""How far ``左右`` reaches to either side, as a share."""

_STRICT_MIN = r"超过|大于|高于|多于|more than|over|above|>(?!=)"
_MIN = rf"不低于|不少于|不小于|至少|最少|起码|最低|{_STRICT_MIN}|>=|≥|at least|minimum(?: of)?|no less than|from"
_STRICT_MAX = r"(?<!不)(?:低于|小于|少于|便宜于)|不到|不足|less than|under|below|cheaper than|<(?!=)"
_MAX = (
    r"不超过|不高于|不大于|不多于|不要超过|别超过|最多|最高|至多|顶多|控制在|<=|≤|up to|no more than|at most|max(?:imum)?(?: of)?|within|"
    rf"{_STRICT_MAX}"
)
_NEAR = r"大约|大概|差不多|约|左右|around|about|approximately|approx\.?|roughly|some"
_BEFORE = rf"(?P<before>{_MIN}|{_MAX}|{_NEAR})?\s*(?:在|是|为|有|达到?|要)?\s*"
_AFTER_MIN = r"及?以上|起步|起|往上|\+|or more|or above|and above|or larger|or higher"
_AFTER_MAX = r"及?以内|及?以下|之内|之下|内|封顶|or less|or below|at most|max"
_AFTER = rf"(?P<after>{_AFTER_MIN}|{_AFTER_MAX}|左右|上下|前后|出头|的样子)?"

_AREA_WORD = r"(?:平方米|平米|平方|平(?![均台层时稳方])|m2|sqm(?![a-z])|sq\.?\s?m(?![a-z])|square met(?:er|re)s?)"
_PERIOD_WORD = r"(?:个?月|天|日|年|month|day|year|annum)"
_PER = rf"(?:\s*(?:/|·|\.|\*|每|一|per|an?\s|every|each)*\s*(?:{_AREA_WORD}|{_PERIOD_WORD}))"
_TOTAL_WORDS = r"总预算|预算|总租金|总价|budget|total rent"
_RENT_WORDS = r"(?:月|年|日)?租金|(?:月|年|日)租|房租|租价|单价|价格|价位|均价|rents?|rental|prices?"
_CURRENCY = r"元|块钱|块|人民币|yuan|rmb|cny"
_MONEY = (
    rf"(?P<context>{_TOTAL_WORDS}|{_RENT_WORDS})?\s*(?:上限|标准|水平|大概|约|放宽|提高|调整|降低?|涨)?到?(?:[是为在:]|is|of)?\s*"
    rf"(?P<head>(?:每|一|per)?{_PER})?\s*(?:租金|预算)?{_BEFORE}(?P<head2>(?:每|一){_PER})?(?:[¥￥]|rmb|cny)?\s*"
    rf"(?P<low>{NUMBER})(?:\s*(?:{_CURRENCY})?\s*{RANGE_MARK}\s*(?P<high>{NUMBER}))?\s*(?P<currency>{_CURRENCY})?"
    rf"(?P<tail>{_PER}*)\s*{_AFTER}(?P<tail2>(?:[/每一]|per){_PER})?"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of quantity is written: its unit, the words that must stand by it, and what a bare figure means."""

    field: Field
    units: UnitTable
    words: str = ""
    bare: str = "about"


_KINDS = (
    _Kind(Field.POWER_KVA, POWER_UNITS, bare="min"),
    _Kind(
        Field.FLOOR_LOAD_T_PER_M2,
        LOAD_UNITS,
        r"荷载|承重|载荷|荷重|floor load(?:ing)?|load(?:ing)?(?: capacity)?",
        "min",
    ),
    _Kind(Field.CRANE_T, CRANE_UNITS, r"行车|吊车|天车|航吊|起重机?|cranes?", "min"),
    _Kind(
        Field.METRO_DISTANCE_M,
        HEIGHT_UNITS,
        r"(?:离|距)(?:离)?(?:地铁|站)[^\d]{0,3}|地铁站?|metro(?: stations?)?|subway",
        "max",
    ),
    _Kind(Field.FLOOR_HEIGHT_M, HEIGHT_UNITS, r"层高|净高|檐高|高度|(?:floor|ceiling|clear) height|ceilings?", "min"),
    _Kind(Field.PARKING, COUNT_UNITS, r"停车位|车位|停车|parking(?: spaces?)?", "min"),
)
_NEVER_TOO_MUCH = frozenset({Field.FLOOR_LOAD_T_PER_M2, Field.CRANE_T, Field.POWER_KVA, Field.PARKING})
_DIVISIBLE = r"(?:最小)?(?:可以?|能)(?:分割|拆分|分租)(?:成|到|为|出)?|分割(?:成|到|为)|divisible (?:in)?to"


def take_amounts(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    """Conditions of quantity with the clause each stands in, taken out of the sentence."""
    yield from _take_rents(scanner)
    for kind in _KINDS:
        yield from _take_kind(scanner, kind)
    yield from _take_percents(scanner)
    yield from _take_areas(scanner)


def take_investments(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    """Conditions on an opportunity's investment."""
    unit = "|".join(pattern for pattern, _ in MONEY_UNITS)
    pattern = (
        rf"(?:(?:总?投资(?:规模|额|金额)?|规模|资金|investments?|budget)\s*(?:of|is)?\s*)?{_BEFORE}(?P<low>{NUMBER})\s*(?P<low_unit>{unit})?\s*"
        rf"(?:{RANGE_MARK}\s*(?P<high>{NUMBER})\s*)?(?P<unit>{unit})?(?:人民币)?\s*{_AFTER}(?:的?投资)?"
    )
    for found in _matches(scanner, pattern):
        low, high = found["low"], found["high"]
        spoken = re.search(r"元|块|yuan|rmb|cny", found[0])
        if not (
            spoken or re.search(r"投资|规模|资金|invest|budget", found[0]) or re.search(r"亿|万$|million", high or low)
        ):
            continue
        factor = Decimal(1)
        for part in (found["unit"], found["low_unit"]):
            if part and (meant := find_unit(part, MONEY_UNITS)):
                factor = meant
                break
        span = span_between(low, high) if high else read_span(low)
        if span is not None:
            yield _condition(Field.INVESTMENT_YUAN, span.scaled(factor), found, "about"), _take(scanner, found)


def take_limit(scanner: Scanner) -> int | None:
    """How many rows are asked for: ``推荐三栋``, ``前五``, ``top 3``. ``一个`` asks for none in particular."""
    found = scanner.take(
        r"\btop (?P<top>\d+)\b|前(?P<first>\d+|[一二两三四五六七八九十]+)(?:栋|个|家|名|位|处|条|项)?"
    ) or scanner.take(
        r"(?<![\d.])(?P<count>\d{1,2}|[二两三四五六七八九十]+)(?:栋|处|个(?!亿|车|月)|家(?!具)|条|项|宗)(?!以上)"
    )
    if not found:
        return None
    span = read_span(next(value for value in found.groupdict().values() if value))
    return int(span.low) if span is not None and span.low is not None and span.low >= 1 else None


def _take_rents(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    for found in _matches(scanner, _MONEY):
        heads = (found["head"] or "") + (found["head2"] or "")
        tails = found["tail"] + (found["tail2"] or "")
        context = found["context"] or ""
        span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
        if span is None or _is_other_unit(scanner, found):
            continue
        amount = span.high or Decimal(0)
        per_area = bool(re.search(_AREA_WORD, heads + tails))
        period = re.search(_PERIOD_WORD, heads + tails) or re.search(r"[月年日]|annual|monthly", context)
        total = not per_area and (bool(re.fullmatch(_TOTAL_WORDS, context)) or amount >= 1000) and amount >= 1000
        if not (context or found["currency"] or (total and period)):
            continue
        if total and not period:
            continue  # a budget without its period stays in the sentence and is reported as not understood
        unit = f"{period[0] if period else '月'}{'' if total else 'm2'}"
        factor = rent_factor(unit, Decimal(1))
        if factor is None:
            continue
        clause = _take(scanner, found)
        if total:
            yield WithinBudget((amount * factor).quantize(Decimal("0.01"))), clause
        else:
            bare = "max" if re.fullmatch(_TOTAL_WORDS, context) else "about"
            yield _condition(Field.RENT_YUAN_PER_M2_MONTH, span.scaled(factor), found, bare), clause


def _is_other_unit(scanner: Scanner, found: re.Match[str]) -> bool:
    """Whether what looks like money is an area, a length, a weight …: its unit stands directly behind the figure."""
    if found["currency"]:
        return False
    after_number = scanner.rest[found.end("high") if found["high"] else found.end("low") :]
    return bool(
        re.match(
            rf"\s*(?:万?\s?{_AREA_WORD}|亩|公顷|吨|t(?![a-z])|米|m(?![a-z])|kva|kv|kn|kg|公斤|号|栋|个(?!月)|层|座|家|人|%|辆|条|sq|年内|月|日|:)",
            after_number,
        )
    )


def _take_kind(scanner: Scanner, kind: _Kind) -> Iterator[tuple[Condition, str]]:
    with_unit = _figure_with(kind.units)
    patterns: tuple[str, ...]
    if kind.words:
        patterns = (
            rf"(?:{kind.words})\s*(?:能力|要求|不能|要|是|为|of|is|:)?\s*{_figure_with(kind.units, optional=True)}",
            rf"{with_unit}\s*(?:的|重的?|高的?)?\s*(?:{kind.words})",
        )
    else:
        before, after = (
            r"(?:供电|电力|用电|变压器|配电|power(?: supply)?)?(?:容量|of)?",
            r"(?:的?(?:供电|电力|变压器|power))?",
        )
        patterns = (rf"{before}\s*{with_unit}{after}",)
    for pattern in patterns:
        for found in _matches(scanner, pattern):
            span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
            factor = find_unit(found["unit"], kind.units) if found["unit"] else Decimal(1)
            if span is not None and factor is not None:
                yield _condition(kind.field, span.scaled(factor), found, kind.bare), _take(scanner, found)
    if kind.field is Field.FLOOR_LOAD_T_PER_M2:
        per_area = rf"{_BEFORE}(?P<low>{NUMBER})\s*(?P<high>(?!))?(?P<unit>(?:吨|t|kg|公斤|kn)\s?(?:/|每)\s?{_AREA_WORD})\s*{_AFTER}"
        for found in _matches(scanner, per_area):
            span, factor = read_span(found["low"]), find_unit(found["unit"], kind.units)
            if span is not None and factor is not None:
                yield _condition(kind.field, span.scaled(factor), found, kind.bare), _take(scanner, found)


def _figure_with(units: UnitTable, *, optional: bool = False) -> str:
    unit = "|".join(pattern for pattern, _ in units)
    return (
        rf"{_BEFORE}(?P<low>{NUMBER})[多来]?\s*(?:(?:{unit})?\s*{RANGE_MARK}\s*(?P<high>{NUMBER})\s*)?"
        rf"(?P<unit>{unit}){'?' if optional else ''}\s*{_AFTER}"
    )


def _take_percents(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    for field, words in (
        (Field.VACANCY_PERCENT, r"空置率|vacancy(?: rate)?"),
        (Field.OCCUPANCY_PERCENT, r"入驻率|出租率|occupancy(?: rate)?"),
    ):
        pattern = rf"(?:{words})\s*(?:of|is)?\s*{_BEFORE}(?:百分之(?P<spoken>{NUMBER})|(?P<low>{NUMBER})\s*%)(?P<high>(?!))?\s*{_AFTER}"
        for found in _matches(scanner, pattern):
            span = read_span(found["spoken"] or found["low"])
            if span is not None:
                yield _condition(field, span, found, "about"), _take(scanner, found)


def _take_areas(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    unit = "|".join(pattern for pattern, _ in AREA_UNITS)
    pattern = (
        rf"(?P<divisible>{_DIVISIBLE})?(?P<total>总?建筑面积|总面积|总体量|gross (?:floor )?area)?(?:(?:空置|可租|闲置|单层)?面积|area)?\s*(?:要求|of|is)?\s*{_BEFORE}"
        rf"(?P<low>{NUMBER})[多来]?\s*(?P<low_unit>{unit})?\s*(?:{RANGE_MARK}\s*(?P<high>{NUMBER})[多来]?\s*)?(?P<unit>{unit})?"
        rf"\s*{_AFTER}(?:的?(?:空置)?面积)?"
    )
    for found in _matches(scanner, pattern):
        named = re.search(r"面积|area", found[0])
        written = found["unit"] or found["low_unit"]
        if not written and not (named and found["low"]):
            continue
        span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
        factor = find_unit(written, AREA_UNITS) if written else Decimal(1)
        if span is None or factor is None or (not written and _is_other_unit(scanner, found)):
            continue
        if found["divisible"]:
            yield InRange(Field.DIVISIBLE_FROM_M2, maximum=span.scaled(factor).high), _take(scanner, found)
        else:
            field = Field.TOTAL_AREA_M2 if found["total"] else Field.VACANT_AREA_M2
            yield _condition(field, span.scaled(factor), found, "about"), _take(scanner, found)


def _condition(field: Field, span: Span, found: re.Match[str], bare: str) -> Condition:
    """The bounds that the words around a figure set."""
    before, after = found["before"] or "", found["after"] or ""
    if span.exact is None:
        return InRange(field, span.low, None if field in _NEVER_TOO_MUCH else span.high)
    figure = span.exact
    if field in {Field.CRANE_T, Field.PARKING} and figure == 0:
        return Offers(field)
    if after and re.fullmatch(_AFTER_MIN, after):
        sense = "min"
    elif after and re.fullmatch(_AFTER_MAX, after):
        sense = "max"
    elif after:
        sense = "about"
    elif before and re.fullmatch(_MAX, before):
        sense = "max"
    elif before and re.fullmatch(_MIN, before):
        sense = "min"
    else:
        sense = "about" if before and bare == "about" else bare
    strict = not after and bool(before) and bool(re.fullmatch(_STRICT_MIN if sense == "min" else _STRICT_MAX, before))
    if sense == "min":
        return InRange(field, minimum=figure, strict=strict)
    if sense == "max":
        return InRange(field, maximum=figure, strict=strict)
    return InRange(field, *(Span(figure * (1 - ABOUT), figure * (1 + ABOUT)).scaled(Decimal(1)).ends))


def _matches(scanner: Scanner, pattern: str) -> Iterator[re.Match[str]]:
    """Matches in the sentence's rest, each looked for after what was taken for the one before."""
    position = 0
    while found := re.compile(pattern).search(scanner.rest, position):
        position = max(found.end(), position + 1)
        yield found


def _take(scanner: Scanner, found: re.Match[str]) -> str:
    scanner.blank(found.start(), found.end())
    return scanner.clause_around(found.start(), found.end())
