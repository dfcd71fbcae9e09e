"""Verdicts on rows one by one, straight from what each record says: what the table of all rows is held to."""

from datetime import date
from decimal import Decimal

from assistant.buildings.columns import AnyField, Column, Field
from assistant.buildings.conditions import (
    CategoryIs,
    CompletedIn,
    Condition,
    Dated,
    InPlace,
    InRange,
    Mentions,
    NearListed,
    NearMetro,
    NoneOf,
    NotCategory,
    NotInPlace,
    NotMentions,
    NotNamed,
    Offers,
    OneOf,
    StillOpen,
    WithinBudget,
)
from assistant.buildings.own_cells import says_there_is
from assistant.buildings.requirements import Requirement
from assistant.buildings.rows import ListedRow, says_vacant
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
from assistant.text.figures import Span

MET, UNKNOWN, FAILED = Verdict.MET, Verdict.UNKNOWN, Verdict.FAILED
OPPOSITE = {MET: FAILED, FAILED: MET, UNKNOWN: UNKNOWN}


def verdict_on(condition: Condition, row: ListedRow, requirement: Requirement, as_of: date) -> Verdict:
    """Whether one row meets a condition."""
    match condition:
        case CategoryIs(categories):
            return UNKNOWN if not row.categories else _met(bool(row.categories & set(categories)))
        case NotCategory(categories):
            return UNKNOWN if not row.categories else _met(not row.categories & set(categories))
        case NotNamed(names):
            return _met(plain(row.name) not in names)
        case InRange(Field.VACANT_AREA_M2):
            return _area(condition, row, as_of)
        case InRange(field):
            return _within(condition, row.span(field))
        case OneOf(field, values):
            text = _text(field, row)
            if not text:
                return FAILED if isinstance(field, Column) and not row.has(field) else UNKNOWN
            return _met(says_one_of(text, values))
        case NoneOf(field, values):
            text = _text(field, row)
            if not text:
                return MET if isinstance(field, Column) and not row.has(field) else UNKNOWN
            return excludes(text, values)
        case InPlace(places):
            return _place(places, row)
        case NotInPlace(places):
            return OPPOSITE[_place(places, row)]
        case NearListed():
            return _near(condition, row)
        case NearMetro(lines):
            return _metro(lines, row)
        case Offers(Column() as column, lacking):
            text = row.own_text(column)
            if not row.has(column):
                return FAILED
            return _met(says_there_is(text) is (not lacking)) if text else UNKNOWN
        case Offers(Field.VACANT_AREA_M2, lacking):
            return _to_let(row, as_of, lacking)
        case Offers(Field.RENT_YUAN_PER_M2_MONTH | Field.INVESTMENT_YUAN as field, lacking):
            return _met((row.span(field) is None) is lacking)
        case Offers(field, lacking):
            span = row.span(field)
            return UNKNOWN if span is None else _met((span.high == 0) is lacking)
        case WithinBudget(amount, True):
            return _whole_rent(amount, row, as_of)
        case WithinBudget(amount):
            return _budget(amount, row, requirement, as_of)
        case Dated(Field.AVAILABLE_FROM) if (
            row.closed_on(as_of) and row.dates.get(Field.AVAILABLE_FROM, as_of) <= as_of
        ):
            return FAILED
        case Dated(field, last, first):
            day = row.dates.get(field)
            return UNKNOWN if day is None else _met((first or day) <= day <= (last or day))
        case CompletedIn(first, last):
            day = row.dates.get(Field.COMPLETED_ON)
            return UNKNOWN if day is None else _met((first or day.year) <= day.year <= (last or day.year))
        case StillOpen():
            if row.closed_on(as_of):
                return FAILED
            return MET if Field.DEADLINE in row.dates or Field.STATUS in row.texts else UNKNOWN
        case Mentions(word, synonyms):
            if any(_mentions(row, item) for item in (word, *synonyms)):
                return MET
            blank = Field.USE in row.columns and Field.USE not in row.texts
            return UNKNOWN if blank and row.kind is DocumentKind.LISTING else FAILED
        case NotMentions(word):
            return _met(not _mentions(row, word))


def _to_let(row: ListedRow, as_of: date, lacking: bool) -> Verdict:
    let, vacant, status = row.closed_on(as_of), row.span(Field.VACANT_AREA_M2), row.texts.get(Field.STATUS, "")
    if lacking or let:
        return _met(let is lacking)
    if vacant is not None:
        return _met(vacant.high is None or vacant.high > 0)
    if not status and not {Field.VACANT_AREA_M2, Field.DIVISIBLE_FROM_M2} & row.columns:
        return UNKNOWN
    return _met(says_vacant(status))


def _whole_rent(amount: Decimal, row: ListedRow, as_of: date) -> Verdict:
    rent, area = row.span(Field.RENT_YUAN_PER_M2_MONTH), row.offered_area_m2
    if row.closed_on(as_of):
        return FAILED
    if rent is None or area is None or area.exact is None:
        return UNKNOWN
    return _met(rent.high is None or round(rent.high * area.exact) >= amount)


def _met(holds: bool) -> Verdict:
    return MET if holds else FAILED


def _text(field: AnyField, row: ListedRow) -> str:
    return row.own_text(field) if isinstance(field, Column) else row.texts.get(field, "")


_TINY = Decimal("0.00001")
"""Less than figures are kept apart by."""


def _within(condition: InRange, span: Span | None) -> Verdict:
    if span is None:
        return UNKNOWN
    low, high, strict = condition.minimum, condition.maximum, condition.strict
    short = low is not None and span.high is not None and (span.high < low or (strict and span.high == low))
    over = high is not None and span.low is not None and (span.low > high or (strict and span.low == high))
    if short or over:
        return FAILED
    begins = span.high is None and low is not None and span.low is not None and (span.low < low + strict * _TINY)
    ends = span.low is None and high is not None and span.high is not None and (span.high > high - strict * _TINY)
    return UNKNOWN if begins or ends else MET


def _area(condition: InRange, row: ListedRow, as_of: date) -> Verdict:
    offered, high, strict = row.offered_area_m2, condition.maximum, condition.strict
    if row.closed_on(as_of):
        return FAILED
    if offered is None:
        return UNKNOWN
    if (enough := _within(InRange(condition.field, condition.minimum, None, strict), offered)) is not MET:
        return enough
    if high is None or (offered.low is not None and (offered.low < high or (offered.low == high and not strict))):
        return MET
    whole = not {Field.VACANT_AREA_M2, Field.DIVISIBLE_FROM_M2} & row.columns
    return _within(
        InRange(condition.field, None, high, strict), offered if whole else row.span(Field.DIVISIBLE_FROM_M2)
    )


def _place(places: tuple[str, ...], row: ListedRow) -> Verdict:
    placed = Field.STREET in row.texts or Field.BUSINESS_AREA in row.texts
    for place in places:
        fields = {Field.STREET, Field.BUSINESS_AREA}
        fields |= {Field.METRO} if is_station(place) else set()
        fields |= {Field.ADDRESS} if is_road(place) or not placed else set()
        fields |= set() if placed else {Field.NAME}
        if any(plain(place) in plain(row.texts[field]) for field in fields if field in row.texts):
            return MET
    if not {Field.STREET, Field.BUSINESS_AREA, Field.ADDRESS} & row.columns:
        return FAILED
    if any(is_street(place) for place in places) and Field.STREET not in row.texts:
        return UNKNOWN
    return FAILED if placed or Field.ADDRESS in row.texts else UNKNOWN


def _near(condition: NearListed, row: ListedRow) -> Verdict:
    area, street = row.texts.get(Field.BUSINESS_AREA, ""), row.texts.get(Field.STREET, "")
    around = [(place.business_area, place.street) for place in condition.around]
    if any((area and area == there[0]) or (street and street == there[1]) for there in around):
        return MET
    return FAILED if (area or street) and any(map(any, around)) else UNKNOWN


def _metro(lines: tuple[str, ...], row: ListedRow) -> Verdict:
    text, distance = row.texts.get(Field.METRO, ""), row.span(Field.METRO_DISTANCE_M)
    verdict = serves(text, lines) if text or lines else MET
    if verdict is not MET or (not text and distance is None):
        return UNKNOWN if verdict is MET else verdict
    return _met(distance is None or distance.low is None or distance.low <= 1000)


def _budget(amount: Decimal, row: ListedRow, requirement: Requirement, as_of: date) -> Verdict:
    if row.closed_on(as_of):
        return FAILED
    wanted, divisible = requirement.range_of(Field.VACANT_AREA_M2), row.span(Field.DIVISIBLE_FROM_M2)
    needed, smallest = wanted.minimum if wanted else None, divisible.low if divisible else None
    if smallest is None and needed is None and row.offered_area_m2 is not None:
        smallest = row.offered_area_m2.low
    areas = [area for area in (smallest, needed) if area is not None]
    rent = row.span(Field.RENT_YUAN_PER_M2_MONTH)
    return (
        UNKNOWN
        if not areas or rent is None or rent.low is None
        else _met(max(areas) * (rent.low - Decimal("0.0001")) <= amount)
    )


def _mentions(row: ListedRow, word: str) -> bool:
    return mentions(row.search_text, word, plans=row.kind is DocumentKind.OPPORTUNITY)
