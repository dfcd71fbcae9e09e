"""Whether what a row says in words, and where it lies, meets a condition."""

from decimal import Decimal

from assistant.buildings.columns import Column, Field
from assistant.buildings.conditions import Condition, InPlace, Mentions, NearListed, NotMentions
from assistant.buildings.requirements import label
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.checked import SOFT_GAP, Check, failed, met, unknown
from assistant.buildings.search.own_columns import own_rule, where_there_is_no_column
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
from assistant.text.figures import show_number

WALKING_DISTANCE_M = Decimal(1000)
"""How far a metro station may be to count as near."""

_PLACE_FIELDS = (Field.STREET, Field.BUSINESS_AREA, Field.ADDRESS, Field.METRO, Field.NAME)


def check_text(condition: Condition, field: Field, values: tuple[str, ...], row: ListedRow) -> Check:
    """Whether the row's text says one of the values."""
    text = row.texts.get(field)
    if text is None:
        return unknown(condition, field, row)
    if says_one_of(text, values):
        return met(condition)
    return failed(condition, f"{field.value}为{text}", f"{label(field, english=True)} is {text}")


def check_exclusion(condition: Condition, field: Field, values: tuple[str, ...], row: ListedRow) -> Check:
    """Whether the row's text keeps clear of the values."""
    text = row.texts.get(field)
    verdict = Verdict.UNKNOWN if text is None else excludes(text, values)
    match verdict:
        case Verdict.MET:
            return met(condition)
        case Verdict.UNKNOWN:
            return unknown(condition, field, row)
        case Verdict.FAILED:
            return failed(condition, f"{field.value}为{text}", f"{label(field, english=True)} is {text}")


def check_place(condition: Condition, places: tuple[str, ...], row: ListedRow) -> Check:
    """By street and business area; a road by the address, a station by the metro; a row of neither street nor area by all it says."""
    said = {field: row.texts[field] for field in _PLACE_FIELDS if field in row.texts}
    placed = Field.STREET in said or Field.BUSINESS_AREA in said
    for place in places:
        fields = [Field.STREET, Field.BUSINESS_AREA]
        fields += [Field.METRO] if is_station(place) else []
        fields += [Field.ADDRESS] if is_road(place) or not placed else []
        fields += [] if placed else [Field.NAME]
        if any(plain(place) in plain(said[field]) for field in fields if field in said):
            return met(condition)
    if Field.STREET not in said and any(is_street(place) for place in places):
        return unknown(condition, Field.STREET, row)
    if not placed and Field.ADDRESS not in said:
        return unknown(condition, Field.ADDRESS, row)
    where = next(said[field] for field in _PLACE_FIELDS if field in said)
    return failed(condition, f"位于{where}", f"located in {where}", SOFT_GAP * 2)


def check_other_place(condition: Condition, places: tuple[str, ...], row: ListedRow) -> Check:
    """Whether the row lies elsewhere."""
    inside = check_place(InPlace(places), places, row)
    if inside.verdict is Verdict.MET:
        return failed(condition, f"位于{'、'.join(places)}", f"located in {', '.join(places)}", SOFT_GAP * 2)
    return met(condition) if inside.verdict is Verdict.FAILED else unknown(condition, Field.STREET, row)


def check_metro(condition: Condition, lines: tuple[str, ...], row: ListedRow) -> Check:
    """Whether a station of the lines, or any, is within walking distance."""
    text, distance = row.texts.get(Field.METRO, ""), row.spans.get(Field.METRO_DISTANCE_M)
    verdict = serves(text, lines) if text or lines else Verdict.MET
    if verdict is Verdict.UNKNOWN or (not text and distance is None):
        return unknown(condition, Field.METRO, row)
    if verdict is Verdict.FAILED:
        return failed(condition, f"地铁为{text}", f"metro: {text}")
    if distance is not None and distance.low is not None and distance.low > WALKING_DISTANCE_M:
        metres = show_number(distance.low)
        return failed(
            condition, f"距地铁 {metres} 米", f"{metres} m to the metro", distance.low / WALKING_DISTANCE_M - 1
        )
    return met(condition)


def check_mention(condition: Mentions, words: tuple[str, ...], row: ListedRow) -> Check:
    """A listing whose ledger has a column for its use and left it blank leaves open whether it suits; any other is what it says."""
    if any(_mentions(row, word) for word in words):
        return met(condition)
    if row.kind is DocumentKind.LISTING and Field.USE in row.columns and Field.USE not in row.texts:
        return unknown(condition, Field.USE, row)
    return failed(condition, f"未提及“{condition.word}”", f"does not mention “{condition.word}”", SOFT_GAP * 2)


def _mentions(row: ListedRow, word: str) -> bool:
    return mentions(row.search_text, word, plans=row.kind is DocumentKind.OPPORTUNITY)


def check_no_mention(condition: NotMentions, row: ListedRow) -> Check:
    """Whether the row's cells keep silent about the word."""
    if _mentions(row, condition.word):
        return failed(condition, f"提及“{condition.word}”", f"mentions “{condition.word}”")
    return met(condition)


def check_own(condition: Condition, column: Column, row: ListedRow) -> Check:
    """Whether what a ledger says in a column of its own meets a condition on it."""
    text = row.own_text(column)
    if not row.has(column) and (verdict := where_there_is_no_column(condition)) is not Verdict.UNKNOWN:
        missing = f"台账没有{column.header}一栏", f"no column {column.header}"
        return met(condition) if verdict is Verdict.MET else failed(condition, *missing)
    if not text:
        return Check(condition, Verdict.UNKNOWN, f"{column.header}未列明", f"{column.header} not stated")
    verdict = own_rule(condition, column)(text)
    if verdict is Verdict.FAILED:
        return failed(condition, f"{column.header}为{text}", f"{column.header} is {text}")
    return Check(condition, verdict, *(() if verdict is Verdict.MET else (f"{column.header}“{text}”",) * 2))


def check_near_listed(condition: NearListed, row: ListedRow) -> Check:
    """In the same business area, else in the same street, as one of the named rows."""
    own = row.texts.get(Field.BUSINESS_AREA, ""), row.texts.get(Field.STREET, "")
    if any(
        (place.business_area and place.business_area == own[0]) or (place.street and place.street == own[1])
        for place in condition.around
    ):
        return met(condition)
    if not any(own) or not any(place.business_area or place.street for place in condition.around):
        return unknown(condition, Field.STREET, row)
    where = next(text for text in own if text)
    return failed(condition, f"位于{where}", f"located in {where}", SOFT_GAP * 2)
