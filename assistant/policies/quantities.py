"""The figures that a text states - amounts, rates, areas, dates, periods, clause and document numbers - in one canonical form.

The grounding check compares them exactly: ``50万元``, ``五十万元`` and ``500,000元`` are one amount.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.text.figures import FIGURE_NUMBER, HAN_NUMBER, WRITTEN_NUMBER, joined_digits, read_number
from assistant.text.numerals import chinese_to_int


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
_ENGLISH_SCALES = {"": 1, "thousand": 1000, "million": 10**6, "billion": 10**9}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_PERIOD_UNITS = {
    "年": "year",
    "周年": "year",
    "个月": "month",
    "日": "day",
    "天": "day",
    "个工作日": "working_day",
    "工作日": "working_day",
    "year": "year",
    "month": "month",
    "day": "day",
    "working day": "working_day",
}


def _decimal(text: str) -> Decimal:
    """Raises ValueError for what is no number (``百千``)."""
    number = read_number(text)
    if number is None:
        raise ValueError(text)
    return number


def _plain(value: Decimal) -> str:
    normal = value.normalize()
    return format(normal, "f")


def _money(match: re.Match[str]) -> Quantity:
    return Quantity(QuantityKind.MONEY, _plain(_decimal(match["number"])))


def _english_money(match: re.Match[str]) -> Quantity:
    scale = _ENGLISH_SCALES[(match["scale"] or "").lower()]
    return Quantity(QuantityKind.MONEY, _plain(_decimal(match["number"]) * scale))


def _percent(match: re.Match[str]) -> Quantity:
    return Quantity(QuantityKind.RATE, _plain(_decimal(match["number"]) / 100))


def _permille(match: re.Match[str]) -> Quantity:
    return Quantity(QuantityKind.RATE, _plain(_decimal(match["number"]) / 1000))


def _area(match: re.Match[str]) -> Quantity:
    return Quantity(QuantityKind.AREA, _plain(_decimal(match["number"])))


def _mu(match: re.Match[str]) -> Quantity:
    return Quantity(QuantityKind.AREA, _plain(_decimal(match["number"])) + "mu")


def _chinese_date(match: re.Match[str]) -> Quantity:
    parts = [chinese_to_int(match["year"])]
    parts += [chinese_to_int(part) for part in (match["month"], match["day"]) if part]
    return Quantity(QuantityKind.DATE, "-".join(f"{part:02d}" for part in parts))


def _english_date(match: re.Match[str]) -> Quantity:
    month = _MONTHS.index(match["month"].lower()) + 1
    day = match["before"] or match["after"]
    parts = [int(match["year"]), month, *([int(day)] if day else [])]
    return Quantity(QuantityKind.DATE, "-".join(f"{part:02d}" for part in parts))


def _period(match: re.Match[str]) -> Quantity:
    unit = match["unit"].removesuffix("内")
    key = unit.lower().removesuffix("s") if unit.isascii() else unit
    return Quantity(QuantityKind.PERIOD, f"{_plain(_decimal(match['number']))} {_PERIOD_UNITS[key]}")


def _article(match: re.Match[str]) -> Quantity:
    inserted = match.groupdict().get("inserted")
    suffix = f".{chinese_to_int(inserted)}" if inserted else ""
    return Quantity(QuantityKind.ARTICLE, f"{chinese_to_int(match['number'])}{suffix}")


def _document_number(match: re.Match[str]) -> Quantity:
    return Quantity(QuantityKind.DOCUMENT_NUMBER, f"{match['year']}-{int(match['number'])}")


def _count(match: re.Match[str]) -> Quantity:
    return Quantity(QuantityKind.COUNT, _plain(_decimal(match["number"])))


def _counted(match: re.Match[str]) -> Quantity:
    """A count in Chinese numerals. ``一个`` and ``两家`` are mostly articles; raises ValueError for them."""
    number = _decimal(match["number"])
    if number < _LEAST_COUNT:
        raise ValueError(match.group())
    return Quantity(QuantityKind.COUNT, _plain(number))


# Tried in this order; what one pattern has read, the following ones do not read again.
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Quantity]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"〔(?P<year>\d{4})〕\s*(?:第\s*)?(?P<number>\d+)\s*号", _document_number),
        (
            rf"(?P<year>\d{{4}}|[〇零一二三四五六七八九]{{4}})\s*年\s*(?:(?P<month>\d{{1,2}}|{HAN_NUMBER})\s*月"
            rf"(?:\s*(?P<day>\d{{1,2}}|{HAN_NUMBER})\s*日)?)",
            _chinese_date,
        ),
        (r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)", _chinese_date),
        (
            rf"(?:(?P<before>\d{{1,2}})\s+)?(?P<month>{'|'.join(_MONTHS)})\s+(?:(?P<after>\d{{1,2}}),?\s+)?(?P<year>\d{{4}})",
            _english_date,
        ),
        (rf"第\s*(?P<number>{WRITTEN_NUMBER})\s*条(?:之(?P<inserted>[一二三四五六七八九十]+))?", _article),
        (r"articles?\s+(?P<number>\d+)", _article),
        (rf"百分之(?P<number>{WRITTEN_NUMBER})", _percent),
        (rf"千分之(?P<number>{WRITTEN_NUMBER})", _permille),
        (rf"(?P<number>{WRITTEN_NUMBER})\s*(?:%|per\s?cent|个百分点)", _percent),
        (rf"(?P<number>{WRITTEN_NUMBER})\s*‰", _permille),
        (
            r"(?:rmb|cny|￥|¥|(?:us|hk)?\$|usd|eur|hkd|€)\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>thousand|million|billion|)",
            _english_money,
        ),
        (
            r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>thousand|million|billion|)\s*(?:yuan|rmb|cny|usd|eur|hkd|(?:us |u\.s\. |hong kong )?dollars?|euros?)",
            _english_money,
        ),
        (rf"(?P<number>{WRITTEN_NUMBER})\s*[来多余]?(?:美元|欧元|港元|元|块)", _money),
        (
            rf"(?P<number>{WRITTEN_NUMBER})\s*[来多余]?(?:平方米|平米|square met(?:er|re)s?|sqm|平(?!台|均|安|等|方))",
            _area,
        ),
        (rf"(?P<number>{WRITTEN_NUMBER})\s*亩", _mu),
        (
            rf"(?P<number>{WRITTEN_NUMBER})\s*(?P<unit>个工作日|工作日|个月|周年|年(?!度|第|代|龄|报|会|终|底|初)|日内|天|working days?|years?|months?|days?)",
            _period,
        ),
        (rf"(?P<number>{HAN_NUMBER})\s*(?:人|名|家|户|个(?!月|工作日|百分点)|次|倍|栋|套|件|份|台|辆|间)", _counted),
        (rf"(?P<number>{FIGURE_NUMBER})", _count),
    )
)


def quantities_in(text: str) -> frozenset[Quantity]:
    """Every figure of the text. Bare Chinese numerals without a unit (``一是``) are words, not figures."""
    rest = joined_digits(unicodedata.normalize("NFKC", text)).replace("m2", "平方米").replace("m²", "平方米")
    rest = re.sub(r"[\[【〔(]\s*(\d{4})\s*[\]】〕)]", r"〔\1〕", rest)
    found: set[Quantity] = set()
    for pattern, read in _PATTERNS:

        def take(match: re.Match[str], read: Callable[[re.Match[str]], Quantity] = read) -> str:
            try:
                found.add(read(match))
            except ValueError:
                return match.group()
            return " " * len(match.group())

        rest = pattern.sub(take, rest)
    return frozenset(found)
