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
from assistant.buildings.units import (
    AREA_UNITS,
    COUNT_UNITS,
    CRANE_UNITS,
    HEIGHT_UNITS,
    LOAD_UNITS,
    POWER_UNITS,
    UnitTable,
    find_unit,
)
from assistant.text.figures import NUMBER, RANGE_MARK, read_span, span_between

_MONTH_UNITS: UnitTable = ((r"个?月|months?", Decimal(1)), (r"年|years?", Decimal(12)))
_NO_UNITS: UnitTable = ((r"倍", Decimal(1)),)
_FEE_UNITS: UnitTable = ((rf"(?:元|块钱?|yuan)?(?:\s*(?:/|每|一|·)*\s*(?:{AREA_WORD}|个?月|month))*", Decimal(1)),)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of quantity is written: its unit, the words that must stand by it, and what a bare figure means.

    ``smallest_bare`` is the smallest figure that counts without its unit (``离地铁站近一点`` names no distance).
    """

    field: Field
    units: UnitTable
    words: str = ""
    bare: str = "about"
    smallest_bare: int = 0


_KINDS = (
    _Kind(Field.POWER_KVA, POWER_UNITS, bare="min"),
    _Kind(
        Field.FLOOR_LOAD_T_PER_M2,
        LOAD_UNITS,
        r"荷载|承重|载荷|荷重|floor load(?:ing)?|load(?:ing)?(?: capacity)?",
        "min",
    ),
    _Kind(Field.CRANE_T, CRANE_UNITS, r"行车|吊车|天车|航吊|起重机?|cranes?", "min"),
    _Kind(
        Field.METRO_DISTANCE_M,
        HEIGHT_UNITS,
        r"(?:离|距)(?:离)?(?:地铁|站)[^\d]{0,3}|地铁站?|metro(?: stations?)?|subway",
        "max",
        smallest_bare=50,
    ),
    _Kind(Field.FLOOR_HEIGHT_M, HEIGHT_UNITS, r"层高|净高|檐高|高度|(?:floor|ceiling|clear) height|ceilings?", "min"),
    _Kind(Field.PARKING, COUNT_UNITS, r"停车位|车位|停车|parking(?: spaces?)?", "min", smallest_bare=2),
    _Kind(Field.RENT_FREE_MONTHS, _MONTH_UNITS, r"免租期?|rent-free(?: period)?", "min", smallest_bare=1000),
    _Kind(Field.FRONTAGE_M, HEIGHT_UNITS, r"(?:门面|门头|店面)?面?宽度?|开间|frontage", "min"),
    _Kind(Field.PLOT_RATIO, _NO_UNITS, r"容积率|plot ratio", "about"),
)
_FEE = _Kind(
    Field.PROPERTY_FEE_YUAN_PER_M2_MONTH, _FEE_UNITS, r"物业管理费|物业费|物管费|property (?:management )?fees?", "max"
)
_DIVISIBLE = r"(?:最小)?(?:可以?|能)(?:分割|拆分|分租)(?:成|到|为|出)?|分割(?:成|到|为)|divisible (?:in)?to"


_OWN_AREAS = (
    (Field.BILLED_AREA_M2, "计租面积"),
    (Field.INNER_AREA_M2, "套内(?:建筑|使用)?面积"),
    (Field.USABLE_AREA_M2, "(?<!可)使用面积"),
)


def take_fees(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    """Conditions on the property fee, to be read before other money."""
    yield from _take_kind(scanner, _FEE)


def take_amounts(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    """Conditions of quantity with the clause each stands in, taken out of the sentence."""
    for kind in _KINDS:
        yield from _take_kind(scanner, kind)
    yield from _take_percents(scanner)
    yield from _take_areas(scanner)


def _take_kind(scanner: Scanner, kind: _Kind) -> Iterator[tuple[Condition, str]]:
    with_unit = _figure_with(kind.units)
    if kind.words:
        patterns = [
            rf"(?:{kind.words})\s*(?:能力|要求|要|是|为|of|is|:)?\s*(?:每{AREA_WORD})?{_figure_with(kind.units, optional=True)}",
            rf"{with_unit}\s*(?:的|重的?|高的?)?\s*(?:{kind.words})",
        ]
    else:
        before, after = (
            r"(?:供电|电力|用电|变压器|配电|power(?: supply)?)?(?:容量|of)?(?:要)?",
            r"(?:的?(?:供电|电力|变压器|power))?",
        )
        patterns = [rf"{before}\s*{with_unit}{after}"]
    if kind.field is Field.FLOOR_LOAD_T_PER_M2:
        patterns.append(
            rf"{BEFORE}(?P<low>{NUMBER})(?P<roughly>(?!))?\s*(?P<high>(?!))?(?P<unit>(?:吨|t|kg|公斤|kn)\s?(?:货物?|重物)?(?:/|每)\s?{AREA_WORD})\s*{AFTER}"
        )
    for pattern in patterns:
        for found in matches(scanner, pattern):
            span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
            factor = find_unit(found["unit"], kind.units) if found["unit"] else Decimal(1)
            too_bare = not found["unit"] and span is not None and (span.low or 0) < kind.smallest_bare
            if span is not None and factor is not None and not too_bare:
                yield bounded(kind.field, span.scaled(factor), found, kind.bare), taken(scanner, found)


def _figure_with(units: UnitTable, *, optional: bool = False) -> str:
    unit = "|".join(pattern for pattern, _ in units)
    return (
        rf"{BEFORE}(?P<low>{NUMBER}){ROUGHLY}\s*(?:(?:{unit})?\s*{RANGE_MARK}\s*(?P<high>{NUMBER})\s*)?"
        rf"(?P<unit>{unit}){'?' if optional else ''}\s*{AFTER}"
    )


def _take_percents(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    for field, words in (
        (Field.VACANCY_PERCENT, r"空置率|vacancy(?: rate)?"),
        (Field.OCCUPANCY_PERCENT, r"入驻率|出租率|occupancy(?: rate)?"),
        (Field.EFFICIENCY_PERCENT, r"得房率|使用率|实用率|efficiency"),
    ):
        pattern = rf"(?:{words})\s*(?:of|is)?\s*{BEFORE}(?:百分之(?P<spoken>{NUMBER})|(?P<low>{NUMBER})\s*%)(?P<high>(?!))?\s*{AFTER}"
        for found in matches(scanner, pattern):
            span = read_span(found["spoken"] or found["low"])
            if span is not None:
                bare = "min" if field is Field.EFFICIENCY_PERCENT else "about"
                yield bounded(field, span, found, bare), taken(scanner, found)


def _take_areas(scanner: Scanner) -> Iterator[tuple[Condition, str]]:
    unit = "|".join(pattern for pattern, _ in AREA_UNITS)
    pattern = (
        rf"(?P<land>(?:占地(?:面积)?|(?:用地|土地)面积)(?:要|在|有|是)?\s*)?(?P<divisible>{_DIVISIBLE})?(?P<total>总?建筑面积|总面积|总体量|gross (?:floor )?area)?(?P<floor>标准层面积|单层面积)?"
        rf"(?P<own>{'|'.join(words for _, words in _OWN_AREAS)})?"
        rf"(?:(?:空置|可租|闲置)?面积|area)?\s*(?:要求|of|is)?\s*{BEFORE}"
        rf"(?P<low>{NUMBER}){ROUGHLY}\s*(?P<low_unit>{unit})?\s*(?:{RANGE_MARK}\s*(?P<high>{NUMBER})[多来]?\s*)?(?P<unit>{unit})?"
        rf"\s*{AFTER}(?P<smallest>起租)?(?:的?(?:空置)?面积)?"
    )
    for found in matches(scanner, pattern):
        named = re.search(r"面积|area|占地", found[0])
        written = found["unit"] or found["low_unit"]
        if not written and not (named and found["low"]):
            continue
        span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
        factor = find_unit(written, AREA_UNITS) if written else Decimal(1)
        if span is None or factor is None or (not written and is_other_unit(scanner, found)):
            continue
        area = span.scaled(factor)
        if found["divisible"] or found["smallest"]:
            yield InRange(Field.DIVISIBLE_FROM_M2, maximum=area.high), taken(scanner, found)
        else:
            field = Field.TOTAL_AREA_M2 if found["total"] else Field.VACANT_AREA_M2
            own = found["own"] and next(own for own, words in _OWN_AREAS if re.fullmatch(words, found["own"]))
            field = own or field
            field = Field.FLOOR_AREA_M2 if found["floor"] else Field.LAND_AREA_M2 if found["land"] else field
            yield bounded(field, area, found, "about"), taken(scanner, found)
