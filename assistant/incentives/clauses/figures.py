"""Figures as clauses write them - 500万元, 3%, 百分之三, 三年, 每月每平方米20元 - with their place, in base units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.incentives.measures import MONTHS, PEOPLE, SQUARE_METRES
from assistant.text.figures import MONEY, RATE, WRITTEN_NUMBER, joined_with_places, read_amount, read_number, tidy
from assistant.text.grammar import ungrouped
from assistant.text.units import spelled, unit_written

_COUNTED_IN = "㎡ 亩 吨标准煤 吨 年 个月 天 个工作日 人次 人天 届 个 项 条 件 台 场 栋 层 位 辆".split()  # noqa: SIM905 - a line of names
_UNITS = spelled(*_COUNTED_IN, "energy", "wattage", "counted")
FIGURE = re.compile(rf"(?P<amount>{RATE}|{MONEY})|(?P<number>{WRITTEN_NUMBER})(?P<unit>{_UNITS}|月(?!\d))")
FIGURE_PATTERN = f"(?:{ungrouped(FIGURE.pattern)})"
"""The same without names, to be put into other patterns."""


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
    unit, factor = _meaning(match["unit"])
    return Figure(tidy(number * factor), unit, match.start(), match.end())


def _meaning(written: str) -> tuple[str, Decimal]:
    """A unit as rules keep it, and how many of that it is: terms are kept in months, what is counted as the clause counts it."""
    unit = unit_written(written)
    if unit is None:
        return written, Decimal(1)
    if unit.name in ("年", MONTHS):
        return MONTHS, unit.one
    return (unit.name if unit.of == "time" or unit.name in (SQUARE_METRES, PEOPLE) else written), Decimal(1)
