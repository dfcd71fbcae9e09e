"""An investor's situation out of a sentence, Chinese or English, by rules: 注册资本5000万, 租两三千平, 去年入驻, 不是高企."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assistant.buildings.units import rent_factor
from assistant.incentives.measures import (
    DECORATED_AREA,
    DECORATION_COST,
    EMPLOYEES,
    EQUIPMENT,
    FIXED_INVESTMENT,
    FOREIGN_CAPITAL,
    LEASE,
    MEASURES,
    PEOPLE,
    PURCHASE_PRICE,
    PURCHASED_AREA,
    RENT,
    RENTED_AREA,
    RESEARCH_SHARE,
    STAY,
    YEARLY_RENT,
)
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.situations.situation_days import read_days
from assistant.incentives.situations.situation_traits import read_traits
from assistant.text.figures import (
    NUMBER,
    RANGE_MARK,
    SHARE,
    USD,
    YUAN,
    Span,
    joined_digits,
    read_span,
    span_between,
    tidy,
)

_AREA = r"(?:平方米|平米|平方|平(?![均台层时稳方])|㎡|m2|sqm|sq\.?\s?m(?![a-z])|square met(?:er|re)s?)"
_CURRENCY = r"(?:人民币|元|块钱?|yuan|rmb|cny)"
_AROUND = r"(?:左右|上下|多|来|余|以上|以内|出头)?"
_RENT = re.compile(
    rf"(?:(?:每|一){_AREA}(?:每|一)?(?P<first>个?月|天|日)?\s*(?P<n1>{NUMBER})\s*{_CURRENCY}"
    rf"|(?P<n2>{NUMBER})\s*{_CURRENCY}?\s*(?:/|每|一|per|an?)?\s*{_AREA}\s*(?:/|·|\.|每|一|per|an?)?\s*(?P<second>个?月|天|日|年|month|day|year)"
    rf"|(?P<n3>{NUMBER})\s*{_CURRENCY}\s*(?:/|每|一个?|per|an?)\s*(?P<third>个?月|天|日|month|day)?\s*(?:/|·|每|一|per)?\s*{_AREA}"
    rf"|(?:rmb|cny|¥)\s*(?P<n4>{NUMBER})\s*(?:/|per|an?)\s*{_AREA}\s*(?:/|per|an?|\s)*(?P<fourth>month|day|year))",
    re.IGNORECASE,
)
_YEARLY_RENT = re.compile(
    rf"(?:年租金|一年租金|每年租金|租金每年|租金一年|annual rent(?: of)?|年房租)[^\d零〇一二两三四五六七八九十]{{0,6}}(?P<number>{NUMBER})\s*{_CURRENCY}?"
)
_FIGURE = re.compile(
    rf"(?P<sign>[$]|us[$]|usd\s*)?(?P<low>{NUMBER})\s*(?:个(?=亿))?(?:{RANGE_MARK}\s*(?P<high>{NUMBER}))?{_AROUND}\s*"
    rf"(?P<scale>亿|万|million|billion)?\s*{_AROUND}\s*"
    rf"(?P<unit>美元|美金|us dollars?|usd|dollars?|{_CURRENCY}|{_AREA}|%|个?员工|名?员工|个人|号人|人|名|employees?|people|staff|个月|年期?|months?|years?)?",
    re.IGNORECASE,
)
_SCALES = {"亿": Decimal(10**8), "万": Decimal(10**4), "million": Decimal(10**6), "billion": Decimal(10**9)}
_CLAUSE = re.compile(r"[^，。；;！？!?\n]+")
_SPOKEN = (
    (EQUIPMENT, r"技改|设备(?:投入|款)?|equipment"),
    (PURCHASE_PRICE, r"(?:买|购置|购买|购)[^，]{0,12}(?:楼|房|厂房|总价|价款)|总价|成交价|purchase"),
    (DECORATION_COST, r"装修|fit-?out|decorat"),
    (FIXED_INVESTMENT, r"投资|投入|建厂|固投|invest"),
)
_AREAS = (
    (DECORATED_AREA, r"装修[^，]{0,6}面积|装修面积"),
    (PURCHASED_AREA, r"买|购置|购买|purchas|buy"),
)


def read_situation(sentence: str, day: date) -> Situation:
    """All that a text tells of the asker; ``day`` is today for 去年 and 上个月."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", joined_digits(sentence)))
    text = re.sub(rf"百分之({NUMBER})", r"\1%", text)
    traits, denied = read_traits(text)
    days = read_days(text, day)
    figures: dict[str, Range] = {}
    for measure, found in _figures(days.rest):
        figures[measure] = found
    if days.stay is not None:
        figures[STAY] = days.stay
    return Situation(figures=figures, traits=traits, denied=denied, moved_in=days.moved_in, arrived=days.arrived)


def _figures(text: str) -> Iterator[tuple[str, Range]]:
    for clause in _CLAUSE.finditer(text):
        rest = clause.group()
        for match in _RENT.finditer(rest):
            found = _rent(match)
            if found is not None:
                yield RENT, found
        rest = _RENT.sub(lambda match: "，" * len(match.group()), rest)
        yearly = _YEARLY_RENT.search(rest)
        if yearly and (span := _span(yearly["number"], None)):
            yield YEARLY_RENT, Range(*_ends(span), told=yearly.group())
            rest = rest.replace(yearly.group(), "，" * len(yearly.group()))
        position = 0
        for match in _FIGURE.finditer(rest):
            before = rest[position : match.start()]
            behind = rest[match.end() : match.end() + 12]
            named = _named(match, before, behind, text)
            if named is not None:
                yield named
                position = match.end()


def _named(match: re.Match[str], before: str, behind: str, text: str) -> tuple[str, Range] | None:
    span = _span(match["low"], match["high"])
    if span is None:
        return None
    unit = (match["unit"] or "").lower()
    scale = _SCALES.get((match["scale"] or "").lower(), Decimal(1))
    low, high = (tidy(end * scale) for end in _ends(span))
    told = match.group().strip()
    found = Range(low, high, told)
    before = re.split(r"[、，]|和|以及|, and| and ", before)[-1] or before
    words = f"{before}|{behind}"
    if re.search(r"美|usd|dollar", f"{unit}{match['sign'] or ''}") or match["sign"]:
        return FOREIGN_CAPITAL, found
    if unit == "%":
        share = Range(low / 100, high / 100, told)
        name = _measure(before, SHARE) or _measure(words, SHARE)
        if (
            not name
            and re.search(r"占(?:比|营业|营收|销售|收入)|of (?:our )?revenue", words)
            and "研发" in f"{text}{words}"
        ):
            name = RESEARCH_SHARE
        return (name, share) if name else None
    if re.fullmatch(rf"{_AREA}", unit, re.IGNORECASE):
        name = next((name for name, pattern in _AREAS if re.search(pattern, before, re.IGNORECASE)), RENTED_AREA)
        return name, found
    if re.search(r"员工|人|名|employee|people|staff", unit):
        name = _measure(words, PEOPLE) or EMPLOYEES
        return name, found
    if re.search(r"年|月|year|month", unit):
        months = Decimal(12) if re.search(r"年|year", unit) else Decimal(1)
        if re.search(r"租|合同|lease|协议|签", words):
            return LEASE, Range(low * months, high * months, told)
        return None
    money = bool(unit) or match["scale"] or re.search(r"[万亿]|million|billion", match["low"], re.IGNORECASE)
    if not unit and not money:
        name = _measure(before, PEOPLE)
        return (name, found) if name == EMPLOYEES and low < 100_000 else None
    name = _measure(before, YUAN) or _spoken(before) or _measure(behind, YUAN) or _spoken(behind)
    return (name, found) if name and name not in (RENT, RENTED_AREA, STAY, LEASE) else None


def _measure(words: str, unit: str) -> str:
    """The measure named last in the words, of those kept in this unit."""
    best, at = "", -1
    for measure in MEASURES:
        if measure.unit != unit and not (unit == YUAN and measure.unit == USD):
            continue
        for match in measure.words.finditer(words.lower()):
            if match.end() > at:
                best, at = measure.name, match.end()
    return best


def _spoken(words: str) -> str:
    return next((name for name, pattern in _SPOKEN if re.search(pattern, words, re.IGNORECASE)), "")


def _rent(match: re.Match[str]) -> Range | None:
    number = match["n1"] or match["n2"] or match["n3"] or match["n4"]
    period = match["first"] or match["second"] or match["third"] or match["fourth"] or "月"
    span = _span(number, None)
    factor = rent_factor(f"{period}m2", Decimal(1))
    if span is None or factor is None:
        return None
    low, high = _ends(span)
    return Range(_cents(low * factor), _cents(high * factor), match.group().strip())


def _span(low: str, high: str | None) -> Span | None:
    return span_between(low.lower(), high.lower()) if high else read_span(low.lower())


def _ends(span: Span) -> tuple[Decimal, Decimal]:
    low = span.low if span.low is not None else Decimal(0)
    return low, span.high if span.high is not None else low


def _cents(value: Decimal) -> Decimal:
    return tidy(value.quantize(Decimal("0.01")))
