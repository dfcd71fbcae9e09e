"""The storey asked for: the floor that a row lies on, or how many a building has."""

import re

from assistant.buildings.columns import Field
from assistant.buildings.conditions import InRange
from assistant.buildings.needs.bounds import AFTER, BEFORE, bounded, matches, sense, taken
from assistant.buildings.needs.reading import Reading
from assistant.text.figures import NUMBER, RANGE_MARK, read_span, span_between

_STOREY = re.compile(
    rf"{BEFORE}(?:(?P<ground>首层|底层|底楼|ground floor)|(?P<low>{NUMBER})(?P<roughly>(?!))?(?:\s*{RANGE_MARK}\s*(?P<high>{NUMBER}))?\s*(?:楼(?![宇盘栋座房龄])|层(?=的?(?:以[上下]|或|，|,|。|$)))|floor (?P<number>\d+))"
    rf"{AFTER}(?!的?(?:层高|净高|承重|荷载|荷重))"
)
_STOREYS = rf"(?:地上)?(?:层数|楼层数|总楼层)?{BEFORE}(?P<low>{NUMBER})(?P<roughly>(?!))?(?P<high>(?!))?\s*层(?!高|楼面|承重|荷载){AFTER}"


def take_storey(reading: Reading) -> None:
    """The floor where the ledgers tell on which a row lies; ``5层以上`` of a whole building is its number of storeys."""
    cells = reading.vocabulary.own.of_field(Field.FLOOR)
    if cells is None:
        if Field.FLOORS in reading.vocabulary.told:
            for found in matches(reading.scanner, _STOREYS):
                span = read_span(found["low"])
                if span is not None:
                    reading.add(bounded(Field.FLOORS, span, found, "exact"), taken(reading.scanner, found))
        return
    for found in matches(reading.scanner, _STOREY.pattern):
        span = read_span("1" if found["ground"] else found["low"] or found["number"])
        if found["high"]:
            span = span_between(found["low"], found["high"])
        if span is None or span.low is None:
            continue
        clause = taken(reading.scanner, found)
        if reading.negation_around(found.start(), found.end()):
            if span.low == span.high == 1:
                reading.add(InRange(cells.column, minimum=span.low, strict=True), clause)
            else:
                reading.not_understood.append(found[0])
        elif found["low"] and sense(found, "exact") in ("min", "max"):
            reading.add(bounded(cells.column, span, found, "exact"), clause)
        else:
            reading.add(InRange(cells.column, *span.ends), clause)
