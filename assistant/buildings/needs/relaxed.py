"""A follow-up that moves a bound: ``面积放宽到3000``. Which of the bounds is moved, the earlier need tells (``moved``)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import InRange
from assistant.buildings.needs.bounds import matches, taken
from assistant.buildings.needs.reading import Reading
from assistant.buildings.requirements import Moved
from assistant.buildings.units import (
    AREA_UNITS,
    COUNT_UNITS,
    DISTANCE_UNITS,
    HEIGHT_UNITS,
    LOAD_UNITS,
    POWER_UNITS,
    UnitTable,
    find_unit,
)
from assistant.text.figures import NUMBER, read_number

_MOVES = r"(?:要求|条件)?(?:可以?|能|也可以?|最多|最少)?(?:再)?(?:放宽|放松|放低|放大|扩大|降低|缩小|降|提高|增加|widened|relaxed)(?:一?点|些)?(?:到|至|为|成| to)"
_MOVABLE: tuple[tuple[Field, str, UnitTable], ...] = (
    (Field.VACANT_AREA_M2, r"(?:空置|可租)?面积|大小|area", AREA_UNITS),
    (Field.FLOOR_HEIGHT_M, r"层高|净高|(?:floor |ceiling )?height", HEIGHT_UNITS),
    (Field.FLOOR_LOAD_T_PER_M2, r"荷载|承重|floor load", LOAD_UNITS),
    (Field.POWER_KVA, r"供电|电力|用电(?:容量)?|power", POWER_UNITS),
    (Field.PARKING, r"停车位|车位|parking", COUNT_UNITS),
    (Field.METRO_DISTANCE_M, r"(?:离|距)(?:离)?地铁站?(?:的?距离)?|distance", DISTANCE_UNITS),
)


def take_moved(reading: Reading) -> Iterator[Moved]:
    """The bounds to be moved, taken out of the sentence. With words like ``以内`` behind the figure the sentence tells all of it."""
    for field, words, units in _MOVABLE:
        unit = "|".join(pattern for pattern, _ in units)
        pattern = rf"(?:{words}){_MOVES}\s*(?P<low>{NUMBER})\s*(?P<unit>{unit})?(?!\s*(?:{unit}|及?以[上下内]|之内|左右|起|[-~至到]|\d))"
        for found in matches(reading.scanner, pattern):
            figure = read_number(found["low"])
            factor = find_unit(found["unit"], units) if found["unit"] else Decimal(1)
            if figure is not None and factor is not None:
                taken(reading.scanner, found)
                yield Moved(field, figure * factor, re.sub(r"\s+", "", found[0]))


def moved(wanted: Moved, before: InRange | None) -> InRange | None:
    """The earlier range with the bound moved: of two the one that the figure lies beyond; None where there is nothing to move."""
    if before is None:
        return None
    low, high = before.minimum, before.maximum
    if high is None or (low is not None and wanted.figure < low):
        return InRange(wanted.field, wanted.figure, high)
    if low is None or wanted.figure > high:
        return InRange(wanted.field, low, wanted.figure)
    return before
