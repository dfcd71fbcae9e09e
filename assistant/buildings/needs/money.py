"""Money in a sentence: rents of a square metre, budgets for the whole, investments.

A rent is by the month and square metre where nothing else is said; an amount of 1000 and more that names no area is the rent of the
whole. ``左右`` lets a budget reach 20 % higher.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.buildings.columns import Column, Field
from assistant.buildings.conditions import Condition, InRange, WithinBudget
from assistant.buildings.needs import words as known
from assistant.buildings.needs.bounds import (
    ABOUT,
    AFTER,
    AREA_WORD,
    BEFORE,
    bounded,
    is_other_unit,
    matches,
    sense,
    taken,
)
from assistant.buildings.needs.naming import own_words
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import Scanner, compiled
from assistant.buildings.own_cells import area_of_price
from assistant.buildings.units import MONEY_UNITS, find_unit, rent_factor
from assistant.text.figures import NUMBER, RANGE_MARK, read_span, show_number, span_between
from assistant.text.units import PER, spelled

_PERIOD_WORD = f"(?:{spelled('个月', '天', '年', spoken=True)}|annum)"
_PER = rf"(?:\s*(?:{PER}|一|per|an?\s|every|each)*\s*(?:{AREA_WORD}|{_PERIOD_WORD}))"
_LEAST_TOTAL = 1000
_TOTAL_WORDS = r"总预算|预算|总租金|租金总额|租金(?:总共|一共|合计|总计)|总价|budget|total rent"
_RENT_WORDS = r"(?:月|年|日)?租金|(?:月|年|日)租|房租|租价|单价|价格|价位|均价|rents?|rental|prices?"
_CURRENCY = spelled("money", spoken=True)
_OF_A_SALE = re.compile(r"售价|卖价|售[^，。]{0,4}单价|sale price|for sale")
_EACH = rf"(?:{PER}|一|每|per|an?)\s*{spelled('area', spoken=True)}"
_PRICE_ASKED = (
    rf"(?:多少钱?|啥价|什么价|how much)\s*(?P<each>{_EACH})|(?P<said>几块钱?\s*{_EACH}|(?:[每一](?:{_PERIOD_WORD}))?{_EACH}(?:[每一](?:{_PERIOD_WORD}))?"
    r"(?=[^,，。]{0,4}(?:多少钱?|几块|卖)))"
)
"""What a price is asked for: 一平 of 多少钱一平 is no area."""
_MONEY = (
    rf"(?P<context>{_TOTAL_WORDS}|{_RENT_WORDS})?\s*(?:上限|标准|水平|大概|约|放宽|提高|调整|降低?|涨)?到?(?:[是为在:]|is|of)?\s*"
    rf"(?P<head>(?:(?:每|一|per)?{_PER}){{1,2}})?\s*(?:租金|预算)?{BEFORE}(?P<head2>(?:每|一){_PER})?(?:[¥￥]|rmb|cny)?\s*"
    rf"(?P<low>{NUMBER})(?:\s*(?:{_CURRENCY})?\s*{RANGE_MARK}\s*(?P<high>{NUMBER}))?\s*(?P<currency>{_CURRENCY})?"
    rf"(?P<tail>{_PER}*)\s*{AFTER}(?P<tail2>(?:[/每一]|per){_PER})?"
)


def take_rents(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    """Rents of a square metre and budgets for the whole, with the clause each stands in."""
    for asked in compiled(_PRICE_ASKED).finditer(scanner.rest):
        scanner.blank(*asked.span("each" if asked["each"] else "said"))
    for found in matches(scanner, _MONEY):
        heads = (found["head"] or "") + (found["head2"] or "")
        tails = found["tail"] + (found["tail2"] or "")
        context = found["context"] or ""
        span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
        if span is None or (not found["currency"] and is_other_unit(scanner, found)):
            continue
        if _OF_A_SALE.search(scanner.sentence) and "租" not in scanner.sentence:
            continue
        amount = span.high or Decimal(0)
        per_area = bool(re.search(AREA_WORD, heads + tails))
        period = re.search(_PERIOD_WORD, heads + tails) or re.search(r"[月年日]|annual|monthly", context)
        total = (
            not per_area
            and (bool(re.fullmatch(_TOTAL_WORDS, context)) or amount >= _LEAST_TOTAL)
            and amount >= _LEAST_TOTAL
        )
        if not (context or found["currency"] or (total and period)):
            continue
        period = period or (_one_period(scanner.clause_around(found.start(), found.end())) if total else None)
        if total and not period:
            continue  # told by take_unclear_budgets
        unit = f"{period[0] if period else '月'} {'' if total else 'm2'}"
        factor = rent_factor(unit, Decimal(1))
        if factor is None:
            continue
        clause = taken(scanner, found)
        if total and sense(found, "max") == "min":
            yield WithinBudget((amount * factor).quantize(Decimal("0.01")), at_least=True), clause
        elif total:
            reach = 1 + ABOUT if sense(found, "max") in ("about", "more") else Decimal(1)
            yield WithinBudget((amount * factor * reach).quantize(Decimal("0.01"))), clause
        else:
            bare = "max" if re.fullmatch(_TOTAL_WORDS, context) or re.search(r"放宽", found[0]) else "about"
            yield bounded(Field.RENT_YUAN_PER_M2_MONTH, span.scaled(factor), found, bare), clause


def by_the_day(condition: Condition, clause: str, reading: Reading) -> Condition:
    """A rent without its period as one by the day, where no row's rent by the month is anywhere near it and theirs by the day are: that
    is how this place speaks of rents. It is said as an assumption."""
    rents = reading.vocabulary.rents
    if not (isinstance(condition, InRange) and condition.field is Field.RENT_YUAN_PER_M2_MONTH) or rents is None:
        return condition
    ends = [end for end in (condition.minimum, condition.maximum) if end is not None]
    factor = rent_factor("天m2")
    daily = factor is not None and all(end < rents[0] / 2 and rents[0] <= end * factor <= rents[1] for end in ends)
    if not daily or factor is None or re.search(_PERIOD_WORD, clause):
        return condition
    reading.assumed.append(f"租金 {'、'.join(map(show_number, ends))} 元按每平方米每天理解")
    low, high = (None if end is None else end * factor for end in (condition.minimum, condition.maximum))
    return replace(condition, minimum=low, maximum=high)


def _one_period(clause: str) -> re.Match[str] | None:
    """The period that a clause names as that of its whole amount: ``每个月总租金``, ``一年租金总共``."""
    if not re.search(r"租|预算|总价|rent|budget", clause):
        return None
    periods = list(
        re.finditer(r"(?:每|一|per |a )(?:个)?(?:月|年|天|日|month|year|day)|(?:月|年|日)(?=总?租金|租)", clause)
    )
    return periods[0] if len({found[0][-1] for found in periods}) == 1 else None


def take_unclear_budgets(scanner: Scanner) -> Iterator[str]:
    """What is left of totals without their period (``预算50万``), taken out: by the month or by the year is for the asker to say."""
    for found in matches(scanner, _MONEY):
        span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
        said = re.fullmatch(_TOTAL_WORDS, found["context"] or "") or found["currency"]
        if span is None or not said or (span.high or 0) < _LEAST_TOTAL or is_other_unit(scanner, found):
            continue
        yield scanner.sentence[found.start() : found.end()].strip()
        scanner.blank(found.start(), found.end())


def take_investments(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    """Conditions on an opportunity's investment."""
    unit = "|".join(pattern for pattern, _ in MONEY_UNITS)
    pattern = (
        rf"(?:(?:总?投资(?:规模|额|金额)?|规模|资金|investments?|budget)\s*(?:of|is)?\s*)?{BEFORE}(?P<low>{NUMBER})\s*(?P<low_unit>{unit})?\s*"
        rf"(?:{RANGE_MARK}\s*(?P<high>{NUMBER})\s*)?(?P<unit>{unit})?(?:人民币)?\s*{AFTER}(?:的?投资)?"
    )
    for found in matches(scanner, pattern):
        low, high = found["low"], found["high"]
        spoken = re.search(_CURRENCY, found[0])
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
            yield bounded(Field.INVESTMENT_YUAN, span.scaled(factor), found, "about"), taken(scanner, found)


@dataclass(frozen=True, slots=True)
class TotalRent:
    """That it is asked what a whole place costs, with months of so many days where it is said (0: not). ``of`` is the price meant where it
    is no rent: a ledger's own column of so much by the area (地价)."""

    days_a_month: int = 0
    of: Column | None = None


def take_total_rent(reading: Reading) -> TotalRent | None:
    """Whether it is asked what the whole of a named place costs, not a square metre of it."""
    words, scanner = known.TOTAL_RENT, reading.scanner
    if reading.opportunities or scanner.search(words.each) or not scanner.search(f"{words.asked}|{words.whole}"):
        return None
    before = scanner.rest
    if scanner.search(words.whole) and (price := _price_by_the_area(reading)):
        scanner.take(words.whole)
        return TotalRent(of=price)
    days = scanner.take(words.days)
    whole = scanner.take(words.whole)
    period = scanner.take(words.period)
    rent = scanner.take(rf"(?:{words.rent})(?=.*(?:{words.asked}))") or (whole and re.search(words.rent, whole[0]))
    if not (rent or (whole and period)) or not (whole or period or days):
        scanner.rest = before
        return None
    return TotalRent(int(days["days"] or days["days_en"]) if days else 0)


def _price_by_the_area(reading: Reading) -> Column | None:
    """The own column named that asks so much for a unit of area."""
    prices = (column for column, _ in own_words(reading) if isinstance(column, Column) and area_of_price(column.unit))
    return next(prices, None)
