"""Where rows lie: in a place, near another row, near the metro; a verdict on every row."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import numpy as np

from assistant.buildings import text_rules
from assistant.buildings.columns import Field
from assistant.buildings.conditions import NearListed
from assistant.buildings.ledgers.tables import exact_integer
from assistant.buildings.search.table import FAILED, MET, UNKNOWN, Table

WALKING_DISTANCE_M = Decimal(1000)
"""How far a metro station may be to count as near."""


def in_place(places: Sequence[str], table: Table) -> np.ndarray:
    """By street and business area; a road by the address, a station by the metro; a row of neither street nor area by all it says."""
    street, area, address = (table.texts[field] for field in (Field.STREET, Field.BUSINESS_AREA, Field.ADDRESS))
    written = [text_rules.plain(place) for place in places]

    inside, unplaced = (
        street.where(partial(_names_one, written)) | area.where(partial(_names_one, written)),
        street.blank & area.blank,
    )
    for place, form in zip(places, written, strict=True):
        if text_rules.is_station(place):
            inside |= table.texts[Field.METRO].where(partial(_names_one, [form]))
        if text_rules.is_road(place):
            inside |= address.containing(form)
        if unplaced.any():
            inside |= unplaced & (address.containing(form) | table.texts[Field.NAME].containing(form))
    of_street = any(
        text_rules.is_street(place) and not area.where(partial(_names_one, [form])).any()  # 机电小镇 is a park
        for place, form in zip(places, written, strict=True)
    )
    unknown = street.blank if of_street else unplaced & address.blank
    return np.where(inside, MET, np.where(unknown & ~table.placeless, UNKNOWN, FAILED))


def _names_one(places: Sequence[str], text: str) -> bool:
    text = text_rules.plain(text)
    return any(place in text for place in places)


def near_listed(condition: NearListed, table: Table) -> np.ndarray:
    """In the same business area, or in the same street, as one of the named rows."""
    areas = {place.business_area for place in condition.around} - {""}
    streets = {place.street for place in condition.around} - {""}
    street, area = table.texts[Field.STREET], table.texts[Field.BUSINESS_AREA]
    near = area.where(areas.__contains__) | street.where(streets.__contains__)
    unknown = (street.blank & area.blank) | (not (areas or streets))
    return np.where(near, MET, np.where(unknown, UNKNOWN, FAILED))


def near_metro(lines: tuple[str, ...], table: Table) -> np.ndarray:
    """A station of the lines, or any, is within walking distance; a distance alone tells of no line."""
    metro, distance = table.texts[Field.METRO], table.figures[Field.METRO_DISTANCE_M]
    verdicts = metro.judged(lambda text: text_rules.serves(text, lines))
    if not lines:
        verdicts[metro.blank & ~distance.unknown] = MET
    verdicts[(verdicts == MET) & (distance.low > exact_integer(WALKING_DISTANCE_M))] = FAILED
    return verdicts
