"""Whether a row meets a condition: met, unknown, or failed and by how much.

What a row does not say is unknown: neither met nor failed. A range in a row (``65-85``) meets a bound that a part of it meets.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import (
    CategoryIs,
    Condition,
    InPlace,
    InRange,
    Mentions,
    NearListed,
    NearMetro,
    NoneOf,
    NotInPlace,
    NotMentions,
    Offers,
    OneOf,
    OnOrBefore,
    StillOpen,
    WithinBudget,
)
from assistant.buildings.figures import Span, show_number
from assistant.buildings.requirements import ENGLISH_CATEGORIES, Requirement, label, show_bound
from assistant.buildings.rows import ListedRow
from assistant.buildings.text_rules import (
    Verdict,
    excludes,
    is_road,
    is_station,
    is_street,
    mentions,
    plain,
    says_one_of,
    serves,
)
from assistant.records import DocumentKind

WALKING_DISTANCE_M = Decimal(1000)
"""How far a metro station may be to count as near."""

_PLACE_FIELDS = (Field.STREET, Field.BUSINESS_AREA, Field.ADDRESS, Field.METRO, Field.NAME)
_HARD_GAP = Decimal(10)
_SOFT_GAP = Decimal(1)


@dataclass(frozen=True, slots=True)
class Check:
    """One condition's verdict on one row. ``reason`` says what is unknown or by how much it fails, in both languages; ``gap`` is the
    size of the failure, relative to the bound where there is one, to find the nearest misses."""

    condition: Condition
    verdict: Verdict
    reason: str = ""
    reason_english: str = ""
    gap: Decimal = Decimal(0)


def check(condition: Condition, row: ListedRow, requirement: Requirement, as_of: date) -> Check:
    """The verdict of one condition on one row."""
    match condition:
        case CategoryIs(categories):
            if row.categories & set(categories):
                return _met(condition)
            if not row.categories:
                return _unknown(condition, Field.CATEGORY, row)
            own = sorted(row.categories)
            return _failed(
                condition,
                f"类型为{'、'.join(item.value for item in own)}",
                f"type is {', '.join(ENGLISH_CATEGORIES[item] for item in own)}",
                _HARD_GAP,
            )
        case InRange(Field.VACANT_AREA_M2):
            return _check_area(condition, row, as_of)
        case InRange(field):
            span = row.span(field)
            return _unknown(condition, field, row) if span is None else _check_bounds(condition, span)
        case OneOf(field, values):
            return _check_text(condition, field, values, row)
        case NoneOf(field, values):
            return _check_exclusion(condition, field, values, row)
        case InPlace(places):
            return _check_place(condition, places, row)
        case NotInPlace(places):
            return _check_other_place(condition, places, row)
        case NearMetro(lines):
            return _check_metro(condition, lines, row)
        case Offers(field):
            return _check_offer(condition, field, row)
        case WithinBudget():
            return _check_budget(condition, row, requirement)
        case OnOrBefore(field, last):
            return _check_day(condition, field, last, row)
        case StillOpen():
            return _check_open(condition, row, as_of)
        case Mentions(word, synonyms):
            return _check_mention(condition, (word, *synonyms), row)
        case NotMentions(word):
            return _check_no_mention(condition, row)
        case NearListed():
            return _check_near_listed(condition, row)


def _met(condition: Condition) -> Check:
    return Check(condition, Verdict.MET)


def _unknown(condition: Condition, field: Field, row: ListedRow) -> Check:
    said = row.shown.get(field)
    chinese = f"{field.value}{f'“{said}”' if said else '未列明'}"
    english = f"{label(field, english=True)} {f'“{said}”' if said else 'not stated'}"
    return Check(condition, Verdict.UNKNOWN, chinese, english)


def _failed(condition: Condition, chinese: str, english: str, gap: Decimal = _SOFT_GAP) -> Check:
    return Check(condition, Verdict.FAILED, chinese, english, gap)


def _check_bounds(condition: InRange, span: Span) -> Check:
    low, high = condition.minimum, condition.maximum
    if low is not None and span.high is not None and (span.high < low or (condition.strict and span.high == low)):
        return _short_of(condition, low, low - span.high, more=False)
    if high is not None and span.low is not None and (span.low > high or (condition.strict and span.low == high)):
        return _short_of(condition, high, span.low - high, more=True)
    return _met(condition)


def _short_of(condition: InRange, bound: Decimal, difference: Decimal, *, more: bool) -> Check:
    field = condition.field
    if difference == 0:
        word, english_word = ("不低于", "not below") if more else ("不高于", "not above")
        chinese = f"{field.value}{word} {show_bound(field, bound)}"
        english = f"{label(field, english=True)} {english_word} {show_bound(field, bound, english=True)}"
    else:
        chinese = f"{field.value}{'高出' if more else '差'} {show_bound(field, difference)}"
        english = (
            f"{label(field, english=True)} {show_bound(field, difference, english=True)} {'over' if more else 'short'}"
        )
    return _failed(condition, chinese, english, difference / bound if bound else _SOFT_GAP)


def _check_area(condition: InRange, row: ListedRow, as_of: date) -> Check:
    """Whether an area within the bounds can be had: enough is vacant, and it can be divided down to what is wanted.

    A vacant area above the maximum needs a known smallest unit; a ledger without vacant areas lists units offered whole.
    """
    if row.closed_on(as_of):
        return _failed(condition, "已租或无空置", "nothing vacant", _HARD_GAP)
    offered = row.offered_area_m2
    if offered is None:
        return _unknown(condition, Field.VACANT_AREA_M2, row)
    low, high = condition.minimum, condition.maximum
    if low is not None:
        enough = _check_bounds(InRange(condition.field, minimum=low, strict=condition.strict), offered)
        if enough.verdict is Verdict.FAILED:
            return Check(condition, enough.verdict, enough.reason, enough.reason_english, enough.gap)
    if high is None or (
        offered.low is not None and offered.low <= high and not (condition.strict and offered.low == high)
    ):
        return _met(condition)
    if Field.VACANT_AREA_M2 not in row.columns and Field.DIVISIBLE_FROM_M2 not in row.columns:
        return _check_bounds(InRange(Field.TOTAL_AREA_M2, maximum=high, strict=condition.strict), offered)
    smallest = row.spans.get(Field.DIVISIBLE_FROM_M2)
    if smallest is None:
        bound = show_bound(condition.field, high)
        return Check(
            condition,
            Verdict.UNKNOWN,
            f"能否分割到 {bound} 以内",
            f"whether it can be divided down to {bound}",
        )
    divided = _check_bounds(InRange(Field.DIVISIBLE_FROM_M2, maximum=high, strict=condition.strict), smallest)
    return Check(condition, divided.verdict, divided.reason, divided.reason_english, divided.gap)


def _check_text(condition: Condition, field: Field, values: tuple[str, ...], row: ListedRow) -> Check:
    text = row.texts.get(field)
    if text is None:
        return _unknown(condition, field, row)
    if says_one_of(text, values):
        return _met(condition)
    return _failed(condition, f"{field.value}为{text}", f"{label(field, english=True)} is {text}")


def _check_exclusion(condition: Condition, field: Field, values: tuple[str, ...], row: ListedRow) -> Check:
    text = row.texts.get(field)
    verdict = Verdict.UNKNOWN if text is None else excludes(text, values)
    match verdict:
        case Verdict.MET:
            return _met(condition)
        case Verdict.UNKNOWN:
            return _unknown(condition, field, row)
        case Verdict.FAILED:
            return _failed(condition, f"{field.value}为{text}", f"{label(field, english=True)} is {text}")


def _check_place(condition: Condition, places: tuple[str, ...], row: ListedRow) -> Check:
    """By street and business area; a road by the address, a station by the metro; a row of neither street nor area by all it says."""
    said = {field: row.texts[field] for field in _PLACE_FIELDS if field in row.texts}
    placed = Field.STREET in said or Field.BUSINESS_AREA in said
    for place in places:
        fields = [Field.STREET, Field.BUSINESS_AREA]
        fields += [Field.METRO] if is_station(place) else []
        fields += [Field.ADDRESS] if is_road(place) or not placed else []
        fields += [] if placed else [Field.NAME]
        if any(plain(place) in plain(said[field]) for field in fields if field in said):
            return _met(condition)
    if Field.STREET not in said and any(is_street(place) for place in places):
        return _unknown(condition, Field.STREET, row)
    if not placed and Field.ADDRESS not in said:
        return _unknown(condition, Field.ADDRESS, row)
    where = next(said[field] for field in _PLACE_FIELDS if field in said)
    return _failed(condition, f"位于{where}", f"located in {where}", _SOFT_GAP * 2)


def _check_other_place(condition: Condition, places: tuple[str, ...], row: ListedRow) -> Check:
    inside = _check_place(InPlace(places), places, row)
    if inside.verdict is Verdict.MET:
        return _failed(condition, f"位于{'、'.join(places)}", f"located in {', '.join(places)}", _SOFT_GAP * 2)
    return _met(condition) if inside.verdict is Verdict.FAILED else _unknown(condition, Field.STREET, row)


def _check_metro(condition: Condition, lines: tuple[str, ...], row: ListedRow) -> Check:
    text, distance = row.texts.get(Field.METRO, ""), row.spans.get(Field.METRO_DISTANCE_M)
    verdict = serves(text, lines) if text or lines else Verdict.MET
    if verdict is Verdict.UNKNOWN or (not text and distance is None):
        return _unknown(condition, Field.METRO, row)
    if verdict is Verdict.FAILED:
        return _failed(condition, f"地铁为{text}", f"metro: {text}")
    if distance is not None and distance.low is not None and distance.low > WALKING_DISTANCE_M:
        metres = show_number(distance.low)
        return _failed(
            condition, f"距地铁 {metres} 米", f"{metres} m to the metro", distance.low / WALKING_DISTANCE_M - 1
        )
    return _met(condition)


def _check_offer(condition: Condition, field: Field, row: ListedRow) -> Check:
    span = row.spans.get(field)
    if span is None:
        return _unknown(condition, field, row)
    if span.high == 0:
        return _failed(condition, f"无{field.value}", f"no {label(field, english=True)}")
    return _met(condition)


def _check_budget(condition: WithinBudget, row: ListedRow, requirement: Requirement) -> Check:
    """The smallest area that would do, at the lowest rent, against the budget of a month."""
    rent, offered = row.spans.get(Field.RENT_YUAN_PER_M2_MONTH), row.offered_area_m2
    if rent is None or rent.low is None:
        return _unknown(condition, Field.RENT_YUAN_PER_M2_MONTH, row)
    wanted = requirement.range_of(Field.VACANT_AREA_M2)
    needed = wanted.minimum if wanted else None
    divisible = row.spans.get(Field.DIVISIBLE_FROM_M2)
    smallest = divisible.low if divisible else None
    if smallest is None and needed is None and offered is not None:
        smallest = offered.low
    areas = [area for area in (smallest, needed) if area is not None]
    if not areas:
        return _unknown(condition, Field.VACANT_AREA_M2, row)
    cost = max(areas) * rent.low
    if cost <= condition.yuan_per_month:
        return _met(condition)
    over = show_number(cost - condition.yuan_per_month)
    return _failed(
        condition,
        f"每月租金总额高出 {over} 元",
        f"total rent {over} yuan/month over",
        cost / condition.yuan_per_month - 1 if condition.yuan_per_month else _SOFT_GAP,
    )


def _check_day(condition: Condition, field: Field, last: date, row: ListedRow) -> Check:
    day, text = row.dates.get(field), row.texts.get(field, "")
    if day is None:
        return _unknown(condition, field, row)
    if day <= last:
        return _met(condition)
    return _failed(condition, f"{field.value}为{text}", f"{label(field, english=True)} is {text}")


def _check_open(condition: Condition, row: ListedRow, as_of: date) -> Check:
    if row.closed_on(as_of):
        return _failed(condition, "已截止", "closed")
    if Field.DEADLINE not in row.dates and Field.STATUS not in row.texts:
        return _unknown(condition, Field.DEADLINE, row)
    return _met(condition)


def _check_mention(condition: Mentions, words: tuple[str, ...], row: ListedRow) -> Check:
    """A listing that says nothing about its use leaves open whether it suits; an opportunity is what its text says."""
    if any(mentions(row.search_text, word) for word in words):
        return _met(condition)
    if row.kind is DocumentKind.LISTING and Field.USE not in row.texts:
        return _unknown(condition, Field.USE, row)
    return _failed(condition, f"未提及“{condition.word}”", f"does not mention “{condition.word}”", _SOFT_GAP * 2)


def _check_no_mention(condition: NotMentions, row: ListedRow) -> Check:
    if mentions(row.search_text, condition.word):
        return _failed(condition, f"提及“{condition.word}”", f"mentions “{condition.word}”")
    return _met(condition)


def _check_near_listed(condition: NearListed, row: ListedRow) -> Check:
    """In the same business area, else in the same street, as one of the named rows."""
    own = row.texts.get(Field.BUSINESS_AREA, ""), row.texts.get(Field.STREET, "")
    if any(
        (place.business_area and place.business_area == own[0]) or (place.street and place.street == own[1])
        for place in condition.around
    ):
        return _met(condition)
    if not any(own) or not any(place.business_area or place.street for place in condition.around):
        return _unknown(condition, Field.STREET, row)
    where = next(text for text in own if text)
    return _failed(condition, f"位于{where}", f"located in {where}", _SOFT_GAP * 2)
