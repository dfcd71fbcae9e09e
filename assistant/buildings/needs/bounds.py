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
from assistant.text.figures import Span

ABOUT = Decimal("0.2")
"""How far ``左右`` reaches to either side, as a share."""

_STRICT_MIN = r"超过|大于|高于|多于|more than|over|above|>(?!=)"
_MIN = (
    r"(?:不要?|不能|别|不可以?)(?:太)?(?:低于|少于|小于)|至少|最少|起码|最低|>=|≥|at least|minimum(?: of)?|no less than|from|"
    rf"{_STRICT_MIN}"
)
_STRICT_MAX = r"(?:低于|小于|少于|便宜于)|不到|不足|less than|under|below|cheaper than|<(?!=)"
_MAX = (
    r"(?:不要?|不能|别|不可以?)(?:超过|高于|大于|多于)|最多|最高|最大|至多|顶多|控制在|<=|≤|up to|no more than|at most|max(?:imum)?(?: of)?|within|"
    rf"{_STRICT_MAX}"
)
_NEAR = r"大约|大概|差不多|约|左右|around|about|approximately|approx\.?|roughly|some"
BEFORE = rf"(?:(?:{SOFT})\s*)?(?P<before>{_MIN}|{_MAX}|{_NEAR})?\s*(?:在|是|为|有|达到?|要)?\s*(?!一(?:共|般|定|直|起|些|样|并|下(?!来)))"
"""Words before a figure, as the group ``before``."""

_AFTER_MIN = r"及?以上|起步|起(?!租)|往上|\+|or more|or above|and above|or larger|or higher"
_AFTER_MAX = r"及?以内|及?以下|之内|之下|内|封顶|or less|or below|at most|max"
_AFTER_MORE = r"出头"
_AFTER_MIN_WORDS, _AFTER_MAX_WORDS = rf"(?:{_AFTER_MIN})", rf"(?:{_AFTER_MAX})"
AFTER = rf"(?P<after>{_AFTER_MIN}|{_AFTER_MAX}|{_AFTER_MORE}|左右|上下|前后|的样子)?"
"""Words behind a figure and its unit, as the group ``after``."""

ROUGHLY = r"(?P<roughly>[多来])?"
"""``500多平``, ``三百来平``: between the figure and its unit, as the group ``roughly``."""

AREA_WORD = r"(?:平方米|平米|平方|平(?![均台层时稳方])|m2|sqm(?![a-z])|sq\.?\s?m(?![a-z])|square met(?:er|re)s?)"

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
            strict = not found["after"] and bool(re.fullmatch(_STRICT_MIN, before))
            return InRange(field, minimum=figure, strict=strict)
        case "max":
            strict = not found["after"] and bool(re.fullmatch(_STRICT_MAX, before))
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
    if after and re.fullmatch(_AFTER_MIN, after):
        return "min"
    if after and re.fullmatch(_AFTER_MAX, after):
        return "max"
    if before and re.fullmatch(_MIN, before):
        return "min"
    if before and re.fullmatch(_MAX, before):
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
        for pattern in (rf"{_MIN}|(?<=[\d一-龥]){_AFTER_MIN_WORDS}", rf"{_MAX}|{_AFTER_MAX_WORDS}")
    )
    return None if low == high else "min" if low else "max"


def is_other_unit(scanner: Scanner, found: re.Match[str]) -> bool:
    """Whether the unit directly behind a match's figure tells that it is neither money nor a bare area: a length, a weight, a count …"""
    behind = scanner.rest[found.end("high") if found["high"] else found.end("low") :]
    return bool(
        re.match(
            rf"\s*(?:万?\s?{AREA_WORD}|亩|公顷|吨|t(?![a-z])|元|块|米|m(?![a-z])|kva|kv|kn|kg|公斤|号|栋|个(?!月)|层|座|家|人|%|辆|条|sq|年内|月|日|:)",
            behind,
        )
    )


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
