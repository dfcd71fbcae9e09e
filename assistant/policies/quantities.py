"""The figures that a text states - amounts, rates, areas, dates, periods, clause and document numbers - in one canonical form.

The grounding check compares them exactly: ``50万元``, ``五十万元`` and ``500,000元`` are one amount.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.text.days import ENGLISH_MONTHS, MONTH, PRINTED_DATE
from assistant.text.figures import FIGURE_NUMBER, WRITTEN_NUMBER, joined_digits, read_number
from assistant.text.grammar import Grammar, Lexicon, Parts, Rule, ungrouped
from assistant.text.labels import ARTICLE_LABEL, NUMBER_OF_YEAR, PART_LABEL, parse_article_label, with_normal_years
from assistant.text.numerals import chinese_to_int
from assistant.text.units import spelled, unit_written


class QuantityKind(StrEnum):
    """What a figure measures; ``value`` is in the base unit named here."""

    MONEY = "yuan"
    RATE = "ratio"
    AREA = "m2"
    DATE = "date"
    PERIOD = "period"
    ARTICLE = "article"
    DOCUMENT_NUMBER = "document_number"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: equal when kind and value are equal, however it was written."""

    kind: QuantityKind
    value: str


_LEAST_COUNT = 3
"""``一个`` and ``两家`` are mostly articles."""

_ENGLISH_SCALES = {"thousand": 1000, "million": 10**6, "billion": 10**9}
_FRACTIONS = {"百分之": 100, "千分之": 1000, "万分之": 10_000}
_PERIODS = {"年": "year", "个月": "month", "天": "day", "个工作日": "working_day", "周": "week", "季度": "quarter"}
_COUNTS = ("counted", "things")
_OWN_PARTS = frozenset({"项", "条", "款", "期", "届"})
"""What a text counts of itself: 四项条件 is said of a list that does not give its number."""

_NUMBER, _UNIT, _FRACTION, _SIGN, _SCALE, _ROUGHLY, _DATE, _ARTICLE, _DOCUMENT, _LABEL, _PARTS = "NUFSXRDALQV"
_ENGLISH_DATE = rf"(?:(?P<before>\d{{1,2}})\s+)?(?P<month>{'|'.join(ENGLISH_MONTHS)})\s+(?:(?P<after>\d{{1,2}}),?\s+)?(?P<year>\d{{4}})"
_LEXICON = Lexicon(
    (
        (_DOCUMENT, NUMBER_OF_YEAR),
        (_DATE, rf"{ungrouped(MONTH)}|(?<!\d){ungrouped(PRINTED_DATE.pattern)}(?!\d)|{ungrouped(_ENGLISH_DATE)}"),
        (_ARTICLE, rf"{ungrouped(ARTICLE_LABEL.pattern)}|articles?\s+\d+"),
        (_FRACTION, "|".join(_FRACTIONS)),
        (_SIGN, r"rmb|cny|￥|¥|(?:us|hk)?\$|usd|eur|hkd|€"),
        (_NUMBER, WRITTEN_NUMBER),
        (_SCALE, "|".join(_ENGLISH_SCALES)),
        (_UNIT, spelled("currencies", "share", "parts", "亩", *_PERIODS, *_COUNTS, english=True)),
        (_UNIT, spelled("money", "㎡", spoken=True)),
        (_LABEL, f"{PART_LABEL.pattern}|[一二三四1-4]季度"),
        (_PARTS, "分之"),
        (_ROUGHLY, "[来多余]"),
    ),
    re.IGNORECASE,
)


def _number(parts: Parts) -> Decimal | None:
    number = read_number(parts.text("number"))
    return None if number is None else number * _ENGLISH_SCALES.get(parts.text("scale").lower(), 1)


def _quantity(kind: QuantityKind, value: Decimal, unit: str = "") -> Quantity:
    return Quantity(kind, f"{value.normalize():f}{unit}")


def _money(parts: Parts) -> Quantity | None:
    number = _number(parts)
    return None if number is None else _quantity(QuantityKind.MONEY, number)


def _rate(parts: Parts) -> Quantity | None:
    number = _number(parts)
    return None if number is None else _quantity(QuantityKind.RATE, number / _FRACTIONS[parts.text("fraction")])


def _part_of_whole(parts: Parts) -> Quantity | None:
    """``三分之二``, to four decimals."""
    number, below = _number(parts), read_number(parts.text("below"))
    if number is None or not below:
        return None
    return _quantity(QuantityKind.RATE, (number / below).quantize(Decimal("0.0001")))


def _measured(parts: Parts) -> Quantity | None:
    """What its unit makes of a number; in figures it counts even without one."""
    number, unit = _number(parts), unit_written(parts.text("unit"))
    if number is None:
        return None
    match unit.of if unit is not None else "":
        case "money" | "currencies":
            return _quantity(QuantityKind.MONEY, number)
        case "share":
            return _quantity(QuantityKind.RATE, number / 100)
        case "parts" if unit is not None and unit.name == "‰":
            return _quantity(QuantityKind.RATE, number * unit.one)
        case "area" if unit is not None:
            return _quantity(QuantityKind.AREA, number, "mu" if unit.name == "亩" else "")
        case "time" if unit is not None:
            return _quantity(QuantityKind.PERIOD, number, f" {_PERIODS[unit.name]}")
    counted = unit is not None and unit.of in _COUNTS and unit.name not in _OWN_PARTS and number >= _LEAST_COUNT
    in_figures = re.fullmatch(FIGURE_NUMBER, parts.text("number")) is not None
    return _quantity(QuantityKind.COUNT, number) if counted or in_figures else None


def _date(parts: Parts) -> Quantity | None:
    written = parts.text("date")
    english = re.fullmatch(_ENGLISH_DATE, written, re.IGNORECASE)
    if english:
        day = english["before"] or english["after"]
        numbers = [
            int(english["year"]),
            ENGLISH_MONTHS.index(english["month"].lower()) + 1,
            *([int(day)] if day else []),
        ]
    else:
        found = re.fullmatch(MONTH, written) or PRINTED_DATE.fullmatch(written)
        try:
            numbers = [chinese_to_int(found[part]) for part in ("year", "month", "day") if found and found[part]]
        except ValueError:
            return None
    return Quantity(QuantityKind.DATE, "-".join(f"{number:02d}" for number in numbers))


def _article(parts: Parts) -> Quantity | None:
    written = parts.text("article")
    try:
        number = parse_article_label(f"第{written.split()[-1]}条" if written[0].isascii() else written)
    except ValueError:
        return None
    return Quantity(QuantityKind.ARTICLE, f"{number.article}{f'.{number.inserted}' if number.inserted else ''}")


def _document_number(parts: Parts) -> Quantity:
    year, number = re.findall(r"\d+", parts.text("document"))
    return Quantity(QuantityKind.DOCUMENT_NUMBER, f"{year}-{int(number)}")


_AMOUNT = f"(?P<number>{_NUMBER})(?P<scale>{_SCALE}?){_ROUGHLY}?"
_GRAMMAR = Grammar(
    _LEXICON,
    (
        Rule("document number", re.compile(f"(?P<document>{_DOCUMENT})"), _document_number),
        Rule("date", re.compile(f"(?P<date>{_DATE})"), _date),
        Rule("article", re.compile(f"(?P<article>{_ARTICLE})"), _article),
        Rule("money", re.compile(f"{_SIGN}{_AMOUNT}"), _money),
        Rule("money before its name", re.compile(f"{_AMOUNT}{_SIGN}"), _money),
        Rule("fraction", re.compile(f"(?P<below>{_NUMBER}){_PARTS}(?P<number>{_NUMBER})(?P<scale>)"), _part_of_whole),
        Rule("rate", re.compile(f"(?P<fraction>{_FRACTION}){_AMOUNT}"), _rate),
        Rule("measured", re.compile(f"{_AMOUNT}(?P<unit>{_UNIT})"), _measured),
        Rule("bare", re.compile(f"{_AMOUNT}(?P<unit>)"), _measured),
    ),
)


def quantities_in(text: str) -> frozenset[Quantity]:
    """Every figure of the text. Bare Chinese numerals without a unit (``一是``) are words, not figures."""
    rest = joined_digits(unicodedata.normalize("NFKC", text)).replace("m2", "平方米").replace("m²", "平方米")
    rest = with_normal_years(rest)
    return frozenset(parse.reading for parse in _GRAMMAR.parses(rest))
