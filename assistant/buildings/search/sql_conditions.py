"""The conditions of a requirement as SQL, for all rows at once.

A condition becomes an expression of three values, as SQL itself knows them: true (met), false (failed), NULL (unknown). That is the
rule of ``checks.py``, which says why for single rows; a test draws random rows and conditions and compares the two.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    Boolean,
    ColumnElement,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)

from assistant.buildings import text_rules
from assistant.buildings.columns import Column, Field
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
    NotInPlace,
    NotMentions,
    Offers,
    OneOf,
    StillOpen,
    WithinBudget,
)
from assistant.buildings.ledgers.tables import ExactDecimal, ListingRow, ListingTagRow
from assistant.buildings.requirements import Requirement
from assistant.buildings.rows import Category
from assistant.buildings.search.listed_lines import among
from assistant.buildings.search.own_columns import own_rule, where_there_is_no_column
from assistant.buildings.search.snapshot import TEXT_FIELDS, Snapshot
from assistant.buildings.search.text_checks import WALKING_DISTANCE_M
from assistant.records import DocumentKind

Verdict = ColumnElement[bool]
"""True, false or NULL."""

_UNKNOWN = cast(null(), Boolean())
"""With its type: PostgreSQL takes a CASE of bare NULLs for a text."""


def verdict_of(condition: Condition, requirement: Requirement, snapshot: Snapshot) -> Verdict:
    """Whether a row meets the condition, as SQL."""
    match condition:
        case CategoryIs(categories):
            return _category([category.value for category in categories])
        case (
            InRange(Column() as column)
            | OneOf(Column() as column)
            | NoneOf(Column() as column)
            | Offers(Column() as column)
        ):
            return _own(condition, column, snapshot)
        case InRange(Field.VACANT_AREA_M2):
            return _area(condition, snapshot)
        case InRange(Field() as field):
            return _range(condition, field.name.lower())
        case OneOf(Field() as field, values):
            return _text(field, lambda text: text_rules.says_one_of(text, values), snapshot)
        case NoneOf(Field() as field, values):
            return _exclusion(field, values, snapshot)
        case InPlace(places):
            return _place(places, snapshot)
        case NotInPlace(places):
            return _negated(_place(places, snapshot))
        case NearListed():
            return _near_listed(condition)
        case NearMetro(lines):
            return _metro(lines, snapshot)
        case Offers(Field() as field, lacking):
            return _negated(_offer(field)) if lacking else _offer(field)
        case WithinBudget(amount):
            return case((closed(snapshot), False), else_=budget_cost(requirement) <= literal(amount, ExactDecimal(8)))
        case Dated(field, last, first):
            day: ColumnElement[date] = getattr(ListingRow, field.name.lower())
            return and_(*([] if last is None else [day <= last]), *([] if first is None else [day >= first]))
        case CompletedIn(first, last):
            built = ListingRow.completed_on
            bounds = [] if first is None else [built >= date(first, 1, 1)]
            bounds += [] if last is None else [built <= date(last, 12, 31)]
            return and_(*bounds)
        case StillOpen():
            unknown = and_(ListingRow.deadline.is_(None), ListingRow.status == "")
            return case((closed(snapshot), False), (unknown, _UNKNOWN), else_=True)
        case Mentions(word, synonyms):
            said = or_(*(snapshot.lines.mentioned(item) for item in (word, *synonyms)))
            silent = and_(ListingRow.use == "", ListingRow.ledger_number.in_(snapshot.use_ledgers))
            return case((said, True), (silent, _UNKNOWN), else_=False)
        case NotMentions(word):
            return _negated(snapshot.lines.mentioned(word))
    raise ValueError(f"no rule for {condition}")


def _negated(verdict: Verdict) -> Verdict:
    """The opposite, unknown where the verdict is. Not ``~``: ``NOT a IS false`` is ``NOT (a IS false)`` to a database."""
    return verdict == false()


def _own(condition: Condition, column: Column, snapshot: Snapshot) -> Verdict:
    """A condition on a ledger's own column, decided once for each different text."""
    without = {text_rules.Verdict.MET: True, text_rules.Verdict.FAILED: False, text_rules.Verdict.UNKNOWN: _UNKNOWN}[
        where_there_is_no_column(condition)
    ]
    cells = snapshot.own.of(column)
    if cells is None:
        return case((literal(True, Boolean()), without))
    met, failed = cells.numbers_where(own_rule(condition, column))
    having = ListingRow.ledger_number.in_(snapshot.own.ledgers_with(column))
    return case(
        (snapshot.lines.among(met), True), (snapshot.lines.among(failed), False), (having, _UNKNOWN), else_=without
    )


def closed(snapshot: Snapshot) -> ColumnElement[bool]:
    """Whether nothing is to be had any more on the day."""
    if snapshot.kind is DocumentKind.OPPORTUNITY:
        return or_(ListingRow.closed, func.coalesce(ListingRow.deadline < snapshot.as_of, False))
    return ListingRow.closed.expression


def ends_of(name: str) -> tuple[ColumnElement[Decimal], ColumnElement[Decimal]]:
    """The columns of a figure's low and high end."""
    return getattr(ListingRow, f"{name}_low"), getattr(ListingRow, f"{name}_high")


def _category(values: list[str]) -> Verdict:
    """The one category stands in the row; a row of several or none has "" there and tags for several."""
    tags = select(ListingTagRow.listing_number).where(
        ListingTagRow.field == Field.CATEGORY.name, ListingTagRow.listing_number == ListingRow.number
    )
    return case(
        (ListingRow.category.in_(values), True),
        (ListingRow.category != "", False),
        (exists(tags.where(ListingTagRow.value.in_(values))), True),
        (exists(tags.where(ListingTagRow.value.in_(list(Category)))), False),
        else_=_UNKNOWN,
    )


def _range(condition: InRange, name: str) -> Verdict:
    first, last = ends_of(name)
    low, high, strict = condition.minimum, condition.maximum, condition.strict
    unknown = and_(first.is_(None), last.is_(None))
    outside = []
    if low is not None:
        outside.append(last <= low if strict else last < low)
    if high is not None:
        outside.append(first >= high if strict else first > high)
    return case((unknown, _UNKNOWN), *((test, False) for test in outside), else_=True)


def _area(condition: InRange, snapshot: Snapshot) -> Verdict:
    """Enough is vacant, and it can be divided down to what is wanted."""
    first, last = ends_of("offered_area_m2")
    divisible = ListingRow.divisible_from_m2_low
    low, high, strict = condition.minimum, condition.maximum, condition.strict
    steps: list[tuple[ColumnElement[bool], object]] = [
        (closed(snapshot), False),
        (and_(first.is_(None), last.is_(None)), _UNKNOWN),
    ]
    if low is not None:
        steps.append((last <= low if strict else last < low, False))
    if high is None:
        return case(*steps, else_=True)
    steps.append((first < high if strict else first <= high, True))
    if snapshot.whole_ledgers:
        whole = ListingRow.ledger_number.in_(snapshot.whole_ledgers)
        steps.append((and_(whole, first >= high if strict else first > high), False))
        steps.append((whole, True))
    blank = and_(divisible.is_(None), ListingRow.divisible_from_m2_high.is_(None))
    steps += [(blank, _UNKNOWN), (divisible >= high if strict else divisible > high, False)]
    return case(*steps, else_=True)


def _text(field: Field, rule: text_rules.TextRule, snapshot: Snapshot) -> Verdict:
    column = getattr(ListingRow, field.name.lower())
    if field not in TEXT_FIELDS:
        raise ValueError(f"{field.name} is not kept as a text of few values")
    return case((column == "", _UNKNOWN), else_=column.in_(snapshot.values_where(field, rule)))


def _exclusion(field: Field, values: tuple[str, ...], snapshot: Snapshot) -> Verdict:
    column = getattr(ListingRow, field.name.lower())
    verdicts = {value: text_rules.excludes(value, values) for value in snapshot.values[field]}
    partly = [value for value, verdict in verdicts.items() if verdict is text_rules.Verdict.UNKNOWN]
    failing = [value for value, verdict in verdicts.items() if verdict is text_rules.Verdict.FAILED]
    return case((or_(column == "", column.in_(partly)), _UNKNOWN), else_=column.not_in(failing))


def may_lie_in(places: tuple[str, ...], snapshot: Snapshot) -> ColumnElement[bool]:
    """Whether a row may lie in one of the places, told by the index alone; true of every row that does or of which it is unknown."""
    return or_(*_place_tests(places, snapshot), ListingRow.street == "")


def _place(places: tuple[str, ...], snapshot: Snapshot) -> Verdict:
    no_place = and_(ListingRow.street == "", ListingRow.business_area == "")
    tests = _place_tests(places, snapshot)
    written = [text_rules.plain(place) for place in places]
    if near := [number for number, text in snapshot.unplaced if any(place in text for place in written)]:
        tests.append(among(near))
    of_street = any(text_rules.is_street(place) for place in places)
    unknown = ListingRow.street == "" if of_street else and_(no_place, ListingRow.address == "")
    return case((or_(false(), *tests), True), (unknown, _UNKNOWN), else_=False)


def _place_tests(places: tuple[str, ...], snapshot: Snapshot) -> list[ColumnElement[bool]]:
    """A row's street, business area, station or road names one of the places."""

    def rule(text: str) -> bool:
        return any(text_rules.plain(place) in text_rules.plain(text) for place in places)

    tests: list[ColumnElement[bool]] = []
    for field, column in ((Field.STREET, ListingRow.street), (Field.BUSINESS_AREA, ListingRow.business_area)):
        if values := snapshot.values_where(field, rule):
            tests.append(column.in_(values))
    stations = [text_rules.plain(place) for place in places if text_rules.is_station(place)]
    if stations:
        near = snapshot.values_where(Field.METRO, lambda text: any(item in text_rules.plain(text) for item in stations))
        tests.append(ListingRow.metro.in_(near))
    roads = [text_rules.plain(place) for place in places if text_rules.is_road(place)]
    tests += [ListingRow.address.contains(road, autoescape=True) for road in roads]
    return tests


def _near_listed(condition: NearListed) -> Verdict:
    areas = [place.business_area for place in condition.around if place.business_area]
    streets = [place.street for place in condition.around if place.street]
    met = or_(ListingRow.business_area.in_(areas), ListingRow.street.in_(streets))
    unknown = literal(True) if not (areas or streets) else and_(ListingRow.business_area == "", ListingRow.street == "")
    return case((met, True), (unknown, _UNKNOWN), else_=False)


def _metro(lines: tuple[str, ...], snapshot: Snapshot) -> Verdict:
    metro, distance = ListingRow.metro, ListingRow.metro_distance_m_low
    blank = and_(metro == "", distance.is_(None), ListingRow.metro_distance_m_high.is_(None))
    verdicts = {value: text_rules.serves(value, lines) for value in snapshot.values[Field.METRO]}
    open_ = [value for value, verdict in verdicts.items() if verdict is text_rules.Verdict.UNKNOWN]
    failing = [value for value, verdict in verdicts.items() if verdict is text_rules.Verdict.FAILED]
    unknown = or_(blank, metro.in_(open_), metro == "") if lines else or_(blank, metro.in_(open_))
    return case((unknown, _UNKNOWN), (metro.in_(failing), False), (distance > WALKING_DISTANCE_M, False), else_=True)


def _offer(field: Field) -> Verdict:
    first, last = ends_of(field.name.lower())
    return case((and_(first.is_(None), last.is_(None)), _UNKNOWN), (last == 0, False), else_=True)


def budget_cost(requirement: Requirement) -> ColumnElement[Decimal]:
    """The rent of a month for the smallest area that would do; NULL where it cannot be told."""
    wanted = requirement.range_of(Field.VACANT_AREA_M2)
    needed = wanted.minimum if wanted else None
    smallest = ListingRow.divisible_from_m2_low
    if needed is None:
        area: ColumnElement[Decimal] = func.coalesce(smallest, ListingRow.offered_area_m2_low)
    else:
        bound = literal(needed, ExactDecimal())
        area = case((smallest > bound, smallest), else_=bound)
    return type_coerce(area * ListingRow.rent_yuan_per_m2_month_low, ExactDecimal(8))
