"""Figures as clauses write them - 500万元, 3%, 百分之三, 三年, 每月每平方米20元 - with their place, in base units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.incentives.measures import MONTHS, PEOPLE, SQUARE_METRES
from assistant.text.figures import MONEY, RATE, WRITTEN_NUMBER, joined_with_places, read_amount, read_number, tidy

# The unit as written, longest first; what it means is in _MEANING.
_OTHER_UNIT = r"(?:平方米|平米|㎡|m²|个月|个工作日|吨标准煤|千瓦时|兆瓦时|千瓦|兆瓦|人天|人次|周年|年(?!度|产|龄|均|底|初|报|第)|月(?!\d)|天|届|名|人|家|户|个|项|条|件|台|套|场|次|栋|层|亩|倍|位|吨)"
FIGURE = re.compile(rf"(?P<amount>{RATE}|{MONEY})|(?P<number>{WRITTEN_NUMBER})(?P<unit>{_OTHER_UNIT})")
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
    """Every figure with a unit, from left to right; blanks that split its digits (``1 000万元``) are no part of the number."""
    joined, places = joined_with_places(text)
    for match in FIGURE.finditer(joined):
        figure = _figure(match)
        if figure is not None:
            yield replace(figure, start=places[figure.start], end=places[figure.end - 1] + 1)


def read_figure(text: str) -> Figure | None:
    """The figure that a text is."""
    return next((figure for figure in figures_in(text) if figure.start == 0 and figure.end == len(text)), None)


def _figure(match: re.Match[str]) -> Figure | None:
    if match["amount"]:
        amount = read_amount(match["amount"])
        return None if amount is None else Figure(amount.value, amount.unit, match.start(), match.end())
    number = read_number(match["number"])
    if number is None:
        return None
    unit, factor = _MEANING.get(match["unit"], (match["unit"], 1))
    return Figure(tidy(number * factor), unit, match.start(), match.end())
