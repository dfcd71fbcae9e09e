"""Whether a row meets a condition: met, unknown, or failed and by how much.

What a row does not say is unknown: neither met nor failed. A range in a row (``65-85``) meets a bound that a part of it meets.
"""

from datetime import date

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
from assistant.buildings.requirements import ENGLISH_CATEGORIES, Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.checked import HARD_GAP, Check, failed, met, unknown
from assistant.buildings.search.figure_checks import (
    check_area,
    check_bounds,
    check_budget,
    check_day,
    check_offer,
    check_years,
)
from assistant.buildings.search.text_checks import (
    check_exclusion,
    check_mention,
    check_metro,
    check_near_listed,
    check_no_mention,
    check_other_place,
    check_own,
    check_place,
    check_text,
)


def check(condition: Condition, row: ListedRow, requirement: Requirement, as_of: date) -> Check:
    """The verdict of one condition on one row."""
    match condition:
        case CategoryIs(categories):
            if row.categories & set(categories):
                return met(condition)
            if not row.categories:
                return unknown(condition, Field.CATEGORY, row)
            own = sorted(row.categories)
            return failed(
                condition,
                f"类型为{'、'.join(item.value for item in own)}",
                f"type is {', '.join(ENGLISH_CATEGORIES[item] for item in own)}",
                HARD_GAP,
            )
        case (
            InRange(Column() as column)
            | OneOf(Column() as column)
            | NoneOf(Column() as column)
            | Offers(Column() as column)
        ):
            return check_own(condition, column, row)
        case InRange(Field.VACANT_AREA_M2):
            return check_area(condition, row, as_of)
        case InRange(Field() as field):
            span = row.span(field)
            return unknown(condition, field, row) if span is None else check_bounds(condition, span)
        case OneOf(Field() as field, values):
            return check_text(condition, field, values, row)
        case NoneOf(Field() as field, values):
            return check_exclusion(condition, field, values, row)
        case InPlace(places):
            return check_place(condition, places, row)
        case NotInPlace(places):
            return check_other_place(condition, places, row)
        case NearMetro(lines):
            return check_metro(condition, lines, row)
        case Offers(Field() as field, lacking):
            return check_offer(condition, field, row, lacking=lacking)
        case WithinBudget():
            return check_budget(condition, row, requirement, as_of)
        case Dated():
            return check_day(condition, row)
        case CompletedIn():
            return check_years(condition, row)
        case StillOpen():
            return _check_open(condition, row, as_of)
        case Mentions(word, synonyms):
            return check_mention(condition, (word, *synonyms), row)
        case NotMentions(word):
            return check_no_mention(condition, row)
        case NearListed():
            return check_near_listed(condition, row)
    raise ValueError(f"no rule for {condition}")


def _check_open(condition: Condition, row: ListedRow, as_of: date) -> Check:
    if row.closed_on(as_of):
        return failed(condition, "已截止", "closed")
    if Field.DEADLINE not in row.dates and Field.STATUS not in row.texts:
        return unknown(condition, Field.DEADLINE, row)
    return met(condition)
