"""Units of figures in tables of any matter: in a head's brackets, in a line beside the table (``单位：万元、%``), in a column of their own."""

import re
from collections.abc import Iterable, Sequence

from assistant.text.phrases import any_of, phrases
from assistant.text.units import spelled
from ingest.stated_units import IN_BRACKETS, UNIT, Stated, stated_in
from ingest.words import VOCABULARY

_IS_UNIT = re.compile(UNIT, re.IGNORECASE)
_TABLES = VOCABULARY.tables
_RATE = re.compile(rf"{any_of(_TABLES.rate)}|{any_of(_TABLES.rate_at_its_end)}(?:$|·)")
_AREA = phrases(_TABLES.area)
_COUNT = re.compile(rf"{any_of(_TABLES.count_at_its_end)}(?:$|·)|{any_of(_TABLES.count)}")
_MONEY, _SUM = phrases(_TABLES.money), phrases(_TABLES.sum)
_PERCENT = re.compile(spelled("share", "‰"))
_OF_MONEY = re.compile(spelled("money", "currencies", spoken=True))
_OF_AREA = re.compile(spelled("area", spoken=True))


def is_unit_of_count(text: str) -> bool:
    """Whether a cell holds a unit and nothing else."""
    return bool(_IS_UNIT.fullmatch(text.strip("（）() ")))


def head_and_unit(header: str) -> tuple[str, str]:
    """A head without the unit in its brackets, and that unit, "" where there is none; the last one counts."""
    found = list(IN_BRACKETS.finditer(header))
    if not found:
        return header, ""
    return IN_BRACKETS.sub("", header).strip("· ") or header, found[-1]["unit"]


def stated_units(lines: Iterable[str]) -> list[Stated]:
    """The units that lines above or below a table state: ``单位：万元、%``, ``注：上限单位为万元，期数单位为期``."""
    return [unit for line in lines for unit in stated_in(line)]


def unit_of_column(header: str, stated: Sequence[Stated]) -> str:
    """The stated unit that a column's bare numbers have; "" where none is sure."""
    named = [item.unit for item in stated if any(word in header for word in item.words)]
    if named:
        return named[0]
    general = list(dict.fromkeys(item.unit for item in stated if not item.words))
    possible = [unit for unit in general if _fits(unit, header, alone=len(general) == 1)]
    if len(possible) <= 1:
        return next(iter(possible), "")
    ranked = [unit for unit in possible if _OF_MONEY.search(unit)] if _MONEY.search(header) else []
    ranked = ranked or [unit for unit in possible if unit.lstrip("十百千万亿") in header]
    return ranked[0] if len(ranked) == 1 else ""


def is_rate(header: str) -> bool:
    """Whether a head tells a change or a share, which no unit of the table's other figures is of."""
    return bool(_RATE.search(header))


def is_of_money(header: str) -> bool:
    """Whether a head tells a sum of money, and no rate or count."""
    return bool(_SUM.search(header)) and not is_rate(header) and not _COUNT.search(header)


def _fits(unit: str, header: str, *, alone: bool) -> bool:
    if _PERCENT.search(unit):
        return is_rate(header) or alone
    if is_rate(header):
        return False
    if _AREA.search(header):
        return bool(_OF_AREA.search(unit))
    return not (_COUNT.search(header) and _OF_MONEY.search(unit))
