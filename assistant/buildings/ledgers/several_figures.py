"""Cells that hold several figures of one thing: areas offered apart, transformers, the parts of a car park."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.buildings.units import (
    AREA_UNITS,
    POWER_UNITS,
    find_unit,
    read_area_m2,
    read_count,
    read_quantity,
    without_remarks,
)
from assistant.text.figures import Span, normalise

_BETWEEN = r"[、,，/;；和及]"
_CAR_PARKS = r"地上|地面|地下|室内|室外|机械|立体|露天|产权|人防|路面"
_CARS = r"停车位|车位|停车"


def read_areas_m2(text: str, header: str) -> Span | None:
    """An area in ㎡. Parts are added up (``1600+800``); several that are offered apart (``120、260、500㎡``) are the span from the smallest
    to the largest."""
    single = read_area_m2(text, header)
    if single is not None:
        return single
    if (parts := _areas_of(re.split(r"\s*\+\s*", without_remarks(text).rstrip("+")), header)) and len(parts) > 1:
        total = sum(parts, Decimal(0))
        return Span(total, total)
    figures = _areas_of(re.split(rf"\s*{_BETWEEN}\s*", without_remarks(text)), header)
    return Span(min(figures), max(figures)) if len(figures) > 1 else None


_LEFT = ("余", "剩")
_FROM = ("起", "以上")


def read_smallest_piece_m2(text: str, header: str) -> Span | None:
    """The smallest piece of a place in ㎡, also within a cell that says first that it may be divided: ``可切，40亩起``."""
    single = read_area_m2(text, header)
    if single is not None:
        return single
    unit = "|".join(pattern for pattern, _ in AREA_UNITS)
    found = re.search(rf"(\d+(?:\.\d+)?)\s*({unit})\s*(\S*)", normalise(text))
    factor = find_unit(found[2], AREA_UNITS) if found else None
    if found is None or factor is None or not found[3].startswith(_FROM):
        return None
    return Span(Decimal(found[1]) * factor, Decimal(found[1]) * factor)


def _areas_of(pieces: Sequence[str], header: str) -> list[Decimal]:
    """The area of each piece in the unit of the last, or of the header; none where any is not read."""
    unit = next((found[0] for pattern, _ in AREA_UNITS if (found := re.search(pattern, pieces[-1]))), "")
    if unit.startswith("万") and any(find_unit(piece, AREA_UNITS) is None for piece in pieces):
        return []  # whether the others are meant in 万 as well is not said
    read = [read_quantity(piece, f"({unit})" if unit else header, AREA_UNITS) for piece in pieces]
    figures = [span.exact for span in read if span is not None and span.exact is not None]
    return figures if len(figures) == len(pieces) else []


def read_power_kva(text: str, header: str) -> Span | None:
    """A capacity in kVA; transformers are added up: ``2×800kVA`` is 1600, ``2×800+1250kVA`` 2850."""
    single = read_quantity(text, header, POWER_UNITS)
    plain = without_remarks(text)
    if single is not None or not re.search(r"[x×*+]", plain):
        return single
    unit = "|".join(pattern for pattern, _ in POWER_UNITS)
    factor = find_unit(plain, POWER_UNITS) or find_unit(normalise(header), POWER_UNITS)
    total = Decimal(0)
    for term in re.split(r"\s*[+、,，;；]\s*", plain):
        found = re.fullmatch(
            rf"(?:(\d{{1,2}})\s?台?\s?[x×*]\s?)?(\d+(?:\.\d+)?)\s?(?:{unit})?(?:\s?[x×*]\s?(\d{{1,2}})\s?台?)?", term
        )
        if found is None or (found[1] and found[3]):
            return None
        total += Decimal(found[2]) * int(found[1] or found[3] or 1)
    return None if factor is None else Span(total * factor, total * factor)


def read_parking(text: str, header: str) -> Span | None:
    """A count of parking spaces; the parts of a car park are added up: ``地上50，地下200`` is 250."""
    plain = without_remarks(text)
    part = rf"(?:{_CAR_PARKS})(?:{_CARS})?\s*[:为约]?\s*(\d+)\s*[个辆]?(?:{_CARS})?"
    if re.fullmatch(rf"{part}(?:\s*(?:[、,，;；+和及]|\s)\s*{part})*", plain):
        total = sum(map(Decimal, re.findall(part, plain)), Decimal(0))
        return Span(total, total)
    return read_count(text, header)


def left_over_m2(text: str) -> Span | None:
    """The area that a state tells to be left: ``余2400㎡``."""
    plain = normalise(text)
    return read_areas_m2(plain[1:], "") if plain.startswith(_LEFT) else None
