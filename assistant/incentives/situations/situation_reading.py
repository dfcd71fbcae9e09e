"""An investor's situation out of a sentence, Chinese or English, by rules: 注册资本5000万, 租两三千平, 去年入驻, 不是高企."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from assistant.buildings.units import rent_factor
from assistant.incentives.measures import (
    EMPLOYEES,
    FOREIGN_CAPITAL,
    LEASE,
    MEASURES,
    PEOPLE,
    RENT,
    RENTED_AREA,
    RESEARCH_SHARE,
    SQUARE_METRES,
    STAY,
    YEARLY_RENT,
)
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.situations.situation_days import read_days
from assistant.incentives.situations.situation_traits import read_traits
from assistant.incentives.words import VOCABULARY, named
from assistant.text.bounds import Bound, bound_words
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
    with_percent_signs,
)
from assistant.text.lists import AND
from assistant.text.phrases import any_of, phrases
from assistant.text.units import PER, spelled, unit_written

_AREA = spelled(SQUARE_METRES, spoken=True)
_CURRENCY = spelled("元", spoken=True)
_FOREIGN_CURRENCY = spelled("美元", spoken=True)
_SAID = VOCABULARY.said
_STAFF = rf"(?:{any_of(_SAID.staff)}|{any_of(_SAID.before_people)}?{spelled('人')})"
_MONTHS = spelled("个月", "年", english=True)
_AROUND = f"(?:{bound_words('behind', *Bound, spoken=True)}|{any_of(_SAID.roughly)})?"
_PERIOD = spelled("个月", "天", "年", spoken=True)
_EACH, _EVERY = f"(?:{PER}|{any_of(_SAID.each)})", any_of(_SAID.every)
_RENT = re.compile(
    rf"{_EVERY}{_AREA}{_EVERY}?(?P<first>{_PERIOD})?\s*(?P<n1>{NUMBER})\s*{_CURRENCY}"
    rf"|(?P<n2>{NUMBER})\s*{_CURRENCY}?\s*{_EACH}?\s*{_AREA}\s*{_EACH}?\s*(?P<second>{_PERIOD})"
    rf"|(?P<n3>{NUMBER})\s*{_CURRENCY}\s*{_EACH}\s*(?P<third>{_PERIOD})?\s*{_EACH}?\s*{_AREA}"
    rf"|(?:rmb|cny|¥)\s*(?P<n4>{NUMBER})\s*{_EACH}\s*{_AREA}\s*(?:{_EACH}|\s)*(?P<fourth>{_PERIOD})",
    re.IGNORECASE,
)
_YEARLY_RENT = re.compile(
    rf"{any_of(_SAID.yearly_rent)}[^，。；,;]{{0,6}}?(?P<number>{NUMBER})\s*{_CURRENCY}?", re.IGNORECASE
)
_SCALES = {"亿": Decimal(10**8), "万": Decimal(10**4), "million": Decimal(10**6), "billion": Decimal(10**9)}
_SCALE = any_of(_SCALES)
_FIGURE = re.compile(
    rf"(?P<sign>[$]|us[$]|usd\s*)?(?P<low>{NUMBER})\s*(?:{any_of(_SAID.counter)}(?={_SCALE}))?(?:{RANGE_MARK}\s*(?P<high>{NUMBER}))?{_AROUND}\s*"
    rf"(?P<scale>{_SCALE})?\s*{_AROUND}\s*"
    rf"(?P<unit>{_FOREIGN_CURRENCY}|{_CURRENCY}|{_AREA}|%|{_STAFF}|{_MONTHS})?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[^，。；;！？!?\n]+")
_SPENDING, _AREAS = named(_SAID.spending), named(_SAID.areas)


def read_situation(sentence: str, day: date) -> Situation:
    """All that a text tells of the asker; ``day`` is today for 去年 and 上个月."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", joined_digits(sentence)))
    text = with_percent_signs(text)
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
    before = re.split(rf"，|{AND}|, and| and ", before)[-1] or before
    words = f"{before}|{behind}"
    if match["sign"] or re.fullmatch(_FOREIGN_CURRENCY, unit):
        return FOREIGN_CAPITAL, found
    if unit == "%":
        share = Range(low / 100, high / 100, told)
        name = _measure(before, SHARE) or _measure(words, SHARE)
        if not name and phrases(_SAID.share_of_revenue).search(words) and "研发" in f"{text}{words}":
            name = RESEARCH_SHARE
        return (name, share) if name else None
    if re.fullmatch(rf"{_AREA}", unit, re.IGNORECASE):
        name = _named_by(_AREAS, before) or RENTED_AREA
        return name, found
    if re.fullmatch(_STAFF, unit, re.IGNORECASE):
        name = _measure(words, PEOPLE) or EMPLOYEES
        return name, found
    period = unit_written(unit)
    if period is not None and period.of == "time":
        if phrases(_SAID.of_a_lease).search(words):
            return LEASE, Range(low * period.one, high * period.one, told)
        return None
    money = bool(unit) or match["scale"] or any(scale in match["low"].lower() for scale in _SCALES)
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
    return _named_by(_SPENDING, words)


def _named_by(table: Sequence[tuple[str, re.Pattern[str]]], words: str) -> str:
    return next((name for name, pattern in table if pattern.search(words)), "")


def _rent(match: re.Match[str]) -> Range | None:
    number = match["n1"] or match["n2"] or match["n3"] or match["n4"]
    period = match["first"] or match["second"] or match["third"] or match["fourth"] or "月"
    span = _span(number, None)
    factor = rent_factor(f"{period} m2", Decimal(1))
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
