"""Quantities in a sentence: areas, heights, loads, cranes, power, distances, fees, rent-free months, shares.

Money is read before them (``money.py``), because ``80块一平`` holds a ``一平`` that is no area.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import Condition, InRange
from assistant.buildings.needs.bounds import AFTER, AREA_WORD, BEFORE, ROUGHLY, bounded, is_other_unit, matches, taken
from assistant.buildings.needs.scanning import Scanner
from assistant.buildings.needs.words import FieldWords, words_for
from assistant.buildings.units import (
    AREA_UNITS,
    COUNT_UNITS,
    CRANE_UNITS,
    LENGTH_UNITS,
    LOAD_UNITS,
    MONTH_UNITS,
    PERCENT_UNITS,
    POWER_UNITS,
    find_unit,
)
from assistant.text.figures import NUMBER, RANGE_MARK, read_span, span_between
from assistant.text.units import PER, UnitTable, spelled, table_of

_TIMES_UNITS = table_of("倍")
_FEE_UNITS: UnitTable = (
    (rf"{spelled('money', spoken=True)}?(?:\s*(?:{PER}|一)*\s*{spelled('㎡', '个月', spoken=True)})*", Decimal(1)),
)
_EVERY = "一"
"""Of one ㎡ or mu something is asked; nobody looks for a place of that size."""
_ONLY_WITH_UNIT = 10**6
_EACH = spelled("㎡", "个月", "天", spoken=True)
_LINK = r"\s*(?:吨位|起重量|能力|要求|of|is|:)?(?:又|也|都|得|必须|要|是|为|在|能|给到?)*\s*"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of quantity is written: its units, and what a bare figure means; the words that stand by it are the catalogue's.

    ``smallest_bare`` is the smallest figure that counts without its unit (``离地铁站近一点`` names no distance); ``alone``: the unit tells the
    kind without words.
    """

    field: Field
    units: UnitTable
    bare: str = "about"
    smallest_bare: int = 0
    alone: bool = False


KINDS = (
    _Kind(Field.POWER_KVA, POWER_UNITS, "min", 50, alone=True),
    _Kind(Field.FLOOR_LOAD_T_PER_M2, LOAD_UNITS, "min"),
    _Kind(Field.CRANE_T, CRANE_UNITS, "min"),
    _Kind(Field.METRO_DISTANCE_M, LENGTH_UNITS, "max", 50),
    _Kind(Field.FLOOR_HEIGHT_M, LENGTH_UNITS, "min"),
    _Kind(Field.PARKING, COUNT_UNITS, "min", 2),
    _Kind(Field.RENT_FREE_MONTHS, MONTH_UNITS, "min", _ONLY_WITH_UNIT),
    _Kind(Field.FRONTAGE_M, LENGTH_UNITS, "min"),
    _Kind(Field.DIVISIBLE_FROM_M2, AREA_UNITS, "max"),
    _Kind(Field.PLOT_RATIO, _TIMES_UNITS),
    _Kind(Field.VACANCY_PERCENT, PERCENT_UNITS, smallest_bare=_ONLY_WITH_UNIT),
    _Kind(Field.OCCUPANCY_PERCENT, PERCENT_UNITS, smallest_bare=_ONLY_WITH_UNIT),
    _Kind(Field.EFFICIENCY_PERCENT, PERCENT_UNITS, "min", 30),
)
_FEE = _Kind(Field.PROPERTY_FEE_YUAN_PER_M2_MONTH, _FEE_UNITS, "max")
_DIVISIBLE = r"(?:最小)?(?:可以?|能)(?:分割|拆分|分租)(?:成|到|为|出)?|分割(?:成|到|为)|divisible (?:in)?to"


_OWN_AREAS = (
    (Field.BILLED_AREA_M2, "计租面积"),
    (Field.INNER_AREA_M2, "套内(?:建筑|使用)?面积"),
    (Field.USABLE_AREA_M2, "(?<!可)使用面积"),
)


def take_fees(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    """Conditions on the property fee, to be read before other money."""
    yield from _take_kind(scanner, _FEE)


def take_amounts(scanner: Scanner, called: FieldWords = ()) -> Iterator[tuple[Condition, str]]:
    """Conditions of quantity with the clause each stands in, taken out of the sentence; ``called`` is what the ledgers call the fields besides."""
    for kind in KINDS:
        yield from _take_kind(scanner, kind, next((words for field, words in called if field is kind.field), ""))
    yield from _take_areas(scanner)


def _take_kind(scanner: Scanner, kind: _Kind, called: str = "") -> Iterator[tuple[Condition, str]]:
    with_unit, words = _figure_with(kind.units), "|".join(filter(None, (called, words_for(kind.field))))
    patterns = [
        rf"(?:{words}){_LINK}(?:[每一]{_EACH})*{_figure_with(kind.units, optional=kind.smallest_bare < _ONLY_WITH_UNIT)}",
        rf"{with_unit}\s*(?:的|重的?|高的?)?\s*(?:{words})",
    ]
    if kind.alone:
        patterns.append(with_unit)
    if kind.field is Field.FLOOR_LOAD_T_PER_M2:
        load = rf"{spelled('weight', spoken=True)}\s?(?:货物?|重物)?{PER}\s?{AREA_WORD}"
        patterns.append(rf"{BEFORE}(?P<low>{NUMBER})(?P<roughly>(?!))?\s*(?P<high>(?!))?(?P<unit>{load})\s*{AFTER}")
    for pattern in patterns:
        for found in matches(scanner, pattern):
            span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
            factor = find_unit(found["unit"], kind.units) if found["unit"] else Decimal(1)
            too_bare = not found["unit"] and span is not None and (span.low or 0) < kind.smallest_bare
            if span is not None and factor is not None and not too_bare:
                yield bounded(kind.field, span.scaled(factor), found, kind.bare), taken(scanner, found)


def _figure_with(units: UnitTable, *, optional: bool = False) -> str:
    unit = "|".join(pattern for pattern, _ in units)
    per = r"(?![\d.])" if units is AREA_UNITS else rf"(?!{_EACH})"
    return (
        rf"{BEFORE}(?P<low>{NUMBER}){ROUGHLY}\s*(?:(?:{unit})?\s*{RANGE_MARK}\s*(?P<high>{NUMBER})\s*)?"
        rf"{f'{per}(?:(?P<unit>{unit})|(?![a-z伏]))' if optional else f'(?P<unit>{unit})'}\s*{AFTER}"
    )


def _take_areas(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    unit = "|".join(pattern for pattern, _ in AREA_UNITS)
    pattern = (
        rf"(?P<land>(?:占地(?:面积)?|(?:用地|土地)面积)(?:要|在|有|是)?\s*)?(?P<divisible>{_DIVISIBLE})?(?P<total>总?建筑面积|总面积|总体量|gross (?:floor )?area)?(?P<floor>(?:标准层|单层|每层)(?:面积)?)?(?P<least>(?:最小)?起租(?:面积)?)?"
        rf"(?P<own>{'|'.join(words for _, words in _OWN_AREAS)})?"
        rf"(?:(?:空置|可租|闲置)?面积|area)?\s*(?:要求|of|is)?\s*{BEFORE}"
        rf"(?P<low>{NUMBER}){ROUGHLY}\s*(?P<low_unit>{unit})?\s*(?:{RANGE_MARK}\s*(?P<high>{NUMBER})[多来]?\s*)?(?P<unit>{unit})?"
        rf"\s*{AFTER}(?P<smallest>起租)?(?:的?(?:空置)?面积)?"
    )
    for found in matches(scanner, pattern):
        named = re.search(r"面积|area|占地|起租|层", found[0][: found.start("low") - found.start()] + found[0][-4:])
        written = found["unit"] or found["low_unit"]
        if found["low"] == _EVERY and not (found["before"] or found["after"] or found["high"] or named):
            continue  # 一亩别超过17万
        if not written and not (named and found["low"]):
            continue
        span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
        factor = find_unit(written, AREA_UNITS) if written else Decimal(1)
        if span is None or factor is None or (not written and is_other_unit(scanner, found)):
            continue
        area = span.scaled(factor)
        if found["divisible"] or found["smallest"] or found["least"]:
            yield InRange(Field.DIVISIBLE_FROM_M2, maximum=area.high), taken(scanner, found)
        else:
            field = Field.TOTAL_AREA_M2 if found["total"] else Field.VACANT_AREA_M2
            own = found["own"] and next(own for own, words in _OWN_AREAS if re.fullmatch(words, found["own"]))
            field = own or field
            field = Field.FLOOR_AREA_M2 if found["floor"] else Field.LAND_AREA_M2 if found["land"] else field
            yield bounded(field, area, found, "about"), taken(scanner, found)
