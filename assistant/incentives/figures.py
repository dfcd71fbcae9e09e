"""Figures as clauses write them - 500万元, 3%, 百分之三, 三年, 每月每平方米20元 - with their place, in base units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assistant.incentives.measures import MONTHS, PEOPLE, SHARE, SQUARE_METRES, USD, YUAN
from assistant.policies.numerals import chinese_to_int

NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[〇零一二三四五六七八九十百千两]+)"
_BEYOND = Decimal(10) ** 16  # no sum that a policy names
_SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
_SCALE = r"(?:万亿|千万|百万|亿|万|千|百)?"
_MONEY_UNIT = r"(?:元人民币|美元|元)"
# The unit as written, longest first; what it means is in _MEANING.
_OTHER_UNIT = r"(?:平方米|平米|㎡|m²|个月|个工作日|吨标准煤|千瓦时|兆瓦时|千瓦|兆瓦|人天|人次|周年|年(?!度|产|龄|均|底|初|报|第)|月(?!\d)|天|届|名|人|家|户|个|项|条|件|台|套|场|次|栋|层|亩|倍|位|吨)"
MONEY = rf"{NUMBER}{_SCALE}{_MONEY_UNIT}"
RATE = rf"(?:{NUMBER}\s*[%％]|百分之{NUMBER}|{NUMBER}\s*‰|千分之{NUMBER})"
FIGURE = re.compile(
    rf"(?P<rate>{RATE})|(?P<money>(?P<money_number>{NUMBER})(?P<money_scale>{_SCALE})(?P<currency>{_MONEY_UNIT}))"
    rf"|(?P<number>{NUMBER})(?P<scale>{_SCALE})(?P<unit>{_OTHER_UNIT})"
)
FIGURE_PATTERN = f"(?:{re.sub('[(][?]P<[a-z_]+>', '(?:', FIGURE.pattern)})"
"""The same without names, to be put into other patterns."""
_MEANING = {
    "平方米": (SQUARE_METRES, 1),
    "平米": (SQUARE_METRES, 1),
    "m²": (SQUARE_METRES, 1),
    "年": (MONTHS, 12),
    "周年": (MONTHS, 12),
    "月": (MONTHS, 1),
    "名": (PEOPLE, 1),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at ``start:end`` of the text it was read from. ``value`` is in ``unit``."""

    value: Decimal
    unit: str
    start: int
    end: int


def figures_in(text: str) -> Iterator[Figure]:
    """Every figure with a unit, from left to right."""
    for match in FIGURE.finditer(text):
        figure = _figure(match)
        if figure is not None:
            yield figure


def read_figure(text: str) -> Figure | None:
    """The figure that a text is."""
    return next((figure for figure in figures_in(text) if figure.start == 0 and figure.end == len(text)), None)


def decimal_of(text: str) -> Decimal | None:
    """``1,000``, ``0.05``, ``三``, ``十五`` as a Decimal; None for what is no numeral."""
    plain = text.replace(",", "").strip()
    try:
        return Decimal(plain)
    except InvalidOperation:
        try:
            return Decimal(chinese_to_int(plain))
        except ValueError:
            return None


def _figure(match: re.Match[str]) -> Figure | None:
    if match["rate"]:
        return _rate(match)
    number = decimal_of(match["money_number"] or match["number"])
    if number is None or number >= _BEYOND:
        return None
    if match["money"]:
        unit = USD if match["currency"] == USD else YUAN
        return Figure(tidy(number * _SCALES[match["money_scale"]]), unit, match.start(), match.end())
    unit, factor = _MEANING.get(match["unit"], (match["unit"], 1))
    return Figure(tidy(number * _SCALES[match["scale"]] * factor), unit, match.start(), match.end())


def _rate(match: re.Match[str]) -> Figure | None:
    written = match["rate"]
    number = decimal_of(re.sub(r"百分之|千分之|[%％‰\s]", "", written))
    if number is None or number >= _BEYOND:
        return None
    per = 1000 if "‰" in written or "千分" in written else 100
    return Figure(tidy(number / per), SHARE, match.start(), match.end())


def tidy(value: Decimal) -> Decimal:
    """Without exponent and trailing zeros: equal figures are written equally."""
    normal = value.normalize()
    return normal.quantize(Decimal(1)) if normal == normal.to_integral() else normal
