"""A follow-up that moves a bound: ``面积放宽到3000``. Which of the bounds is moved, the earlier need tells (``moved``)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import InRange
from assistant.buildings.needs.amounts import KINDS
from assistant.buildings.needs.bounds import matches, taken
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.words import words_for
from assistant.buildings.requirements import Moved
from assistant.buildings.units import AREA_UNITS, find_unit
from assistant.text.bounds import Bound, bound_words
from assistant.text.figures import NUMBER, RANGE_MARK, read_number
from assistant.text.units import UnitTable

_MOVES = r"(?:要求|条件)?(?:可以?|能|也可以?|最多|最少)?(?:再)?(?:放宽|放松|放低|放大|扩大|降低|缩小|降|提高|增加|widened|relaxed)(?:一?点|些)?(?:到|至|为|成| to)"
_AFTER = bound_words("behind", *Bound, spoken=True)
_MOVABLE: tuple[tuple[Field, UnitTable], ...] = (
    (Field.VACANT_AREA_M2, AREA_UNITS),
    *((kind.field, kind.units) for kind in KINDS),
)


def take_moved(reading: Reading) -> Iterator[Moved]:
    """The bounds to be moved, taken out of the sentence. With words like ``以内`` behind the figure the sentence tells all of it."""
    for field, units in _MOVABLE:
        unit = "|".join(pattern for pattern, _ in units)
        pattern = rf"(?:{words_for(field)}){_MOVES}\s*(?P<low>{NUMBER})\s*(?P<unit>{unit})?(?!\s*(?:{unit}|{_AFTER}|{RANGE_MARK}|\d))"
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
