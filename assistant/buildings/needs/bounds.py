"""What the words around a figure make of it: at least, at most, about, between.

``约 500 平`` reaches 20 % to either side, ``500 多平`` from 500 to 20 % above it. A figure without any such word means what its kind of
quantity usually means (``bare``): an area or a rent about that much, a height or a load at least that much.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.buildings.columns import AnyField, Field
from assistant.buildings.conditions import Condition, InRange, Offers
from assistant.buildings.needs.lexicon import SOFT
from assistant.buildings.needs.scanning import Scanner, compiled
from assistant.buildings.needs.years import without_years
from assistant.text.bounds import DOWNWARDS, UPWARDS, Bound, bound_of, bound_words
from assistant.text.figures import Span
from assistant.text.units import spelled

ABOUT = Decimal("0.2")
"""How far ``左右`` reaches to either side, as a share."""

_MIN, _MAX = bound_words("before", *UPWARDS, spoken=True), bound_words("before", *DOWNWARDS, spoken=True)
_NEAR = bound_words("before", Bound.ABOUT, spoken=True)
BEFORE = rf"(?:(?:{SOFT})\s*)?(?P<before>{_MIN}|{_MAX}|{_NEAR})?\s*(?:在|是|为|有|达到?|要)?\s*(?!一(?:共|般|定|直|起|些|样|并|下(?!来)))"
"""Words before a figure, as the group ``before``."""

_AFTER_MIN, _AFTER_MAX = bound_words("behind", *UPWARDS, spoken=True), bound_words("behind", *DOWNWARDS, spoken=True)
_AFTER_MORE = "出头"
AFTER = rf"(?P<after>{_AFTER_MIN}|{_AFTER_MAX}|{_AFTER_MORE}|{bound_words('behind', Bound.ABOUT, spoken=True)})?"
"""Words behind a figure and its unit, as the group ``after``."""

ROUGHLY = r"(?P<roughly>[多来])?"
"""``500多平``, ``三百来平``: between the figure and its unit, as the group ``roughly``."""

AREA_WORD = spelled("㎡", spoken=True)
_OTHER_UNIT = re.compile(
    rf"\s*(?:万?\s?{spelled('area', 'length', 'weight', 'power', 'money', 'share', 'time', 'counted', 'things', spoken=True)}|:)"
)

_NEVER_TOO_MUCH = frozenset(
    {Field.FLOOR_LOAD_T_PER_M2, Field.CRANE_T, Field.POWER_KVA, Field.PARKING, Field.RENT_FREE_MONTHS}
)


def bounded(field: AnyField, span: Span, found: re.Match[str], bare: str) -> Condition:
    """The bounds that the words around a figure set; ``bare`` (``min``, ``max``, ``about``, ``exact``) where there are none."""
    if span.exact is None:
        return InRange(field, span.low, None if field in _NEVER_TOO_MUCH else span.high)
    figure = span.exact
    if field in {Field.CRANE_T, Field.PARKING} and figure == 0:
        return Offers(field)
    before = found["before"] or ""
    match sense(found, bare):
        case "min":
            strict = not found["after"] and bound_of(before, "before") is Bound.MORE_THAN
            return InRange(field, minimum=figure, strict=strict)
        case "max":
            strict = not found["after"] and bound_of(before, "before") is Bound.LESS_THAN
            return InRange(field, maximum=figure, strict=strict)
        case "more":
            return InRange(field, *Span(figure, figure * (1 + ABOUT)).scaled(Decimal(1)).ends)
        case "exact":
            return InRange(field, figure, figure)
        case _:
            return InRange(field, *Span(figure * (1 - ABOUT), figure * (1 + ABOUT)).scaled(Decimal(1)).ends)


def sense(found: re.Match[str], bare: str) -> str:
    """``min``, ``max``, ``more`` (somewhat more) or ``about``."""
    before, after = found["before"] or "", found["after"] or ""
    inside = re.search(r"[来多余](?=\s?[百千]?[万亿])", found["low"])  # 300多万
    roughly = found.groupdict().get("roughly") or (inside[0] if inside else "")
    for bound in (bound_of(after, "behind"), bound_of(before, "before")):
        if bound in UPWARDS:
            return "min"
        if bound in DOWNWARDS:
            return "max"
    if after == _AFTER_MORE or (roughly == "多" and not after):
        return "more"
    if after or roughly:
        return "about"
    return "about" if before and bare == "about" else bare


def direction_of(text: str) -> str | None:
    """``min`` or ``max`` where words of only one of the two stand in a text; None where they leave it open."""
    low, high = (
        bool(re.search(pattern, text))
        for pattern in (rf"{_MIN}|(?<=[\d\u4e00-\u9fff])(?:{_AFTER_MIN})", rf"{_MAX}|{_AFTER_MAX}")
    )
    return None if low == high else "min" if low else "max"


def is_other_unit(scanner: Scanner, found: re.Match[str]) -> bool:
    """Whether the unit directly behind a match's figure tells that it is neither money nor a bare area: a length, a weight, a count …"""
    behind = scanner.rest[found.end("high") if found["high"] else found.end("low") :]
    return bool(_OTHER_UNIT.match(behind))


def matches(scanner: Scanner, pattern: str) -> Iterator[re.Match[str]]:
    """Matches in the sentence's rest without its years, each looked for after what was taken for the one before."""
    position = 0
    while found := compiled(pattern).search(without_years(scanner.rest), position):
        position = max(found.end(), position + 1)
        yield found


def taken(scanner: Scanner, found: re.Match[str]) -> str:
    """Takes a match out of the sentence; the clause that it stands in."""
    scanner.blank(found.start(), found.end())
    return scanner.clause_around(found.start(), found.end())
