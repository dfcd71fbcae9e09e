"""Whether a condition that a language model proposes follows from the words it rests on.

Figures are read again by the rules' own readers, words are looked up in the lexicon and in what the rows say, and what is wanted, wished
for or refused must be so in the sentence. What cannot be traced gives no condition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.buildings.columns import UNITS, Field
from assistant.buildings.conditions import (
    CategoryIs,
    Condition,
    InPlace,
    InRange,
    Mentions,
    NearMetro,
    NoneOf,
    NotInPlace,
    NotMentions,
    OneOf,
    WithinBudget,
)
from assistant.buildings.headers.header_words import header_words
from assistant.buildings.needs import lexicon
from assistant.buildings.needs import words as known
from assistant.buildings.needs.bounds import ABOUT, direction_of
from assistant.buildings.needs.money import take_rents
from assistant.buildings.needs.scanning import Scanner
from assistant.buildings.needs.spoken import written
from assistant.buildings.needs.years import without_years
from assistant.buildings.rows import Category
from assistant.buildings.search.vocabulary import Vocabulary
from assistant.buildings.text_rules import squeeze
from assistant.buildings.units import (
    AREA_UNITS,
    COUNT_UNITS,
    CRANE_UNITS,
    LENGTH_UNITS,
    LOAD_UNITS,
    MONEY_UNITS,
    MONTH_UNITS,
    PERCENT_UNITS,
    POWER_UNITS,
    find_unit,
    read_metro_lines,
    rent_factor,
)
from assistant.text.figures import NUMBER, RANGE_MARK, read_span, span_between
from assistant.text.units import UnitTable

BUDGET = "每月总租金预算"
PLACE = "位置"
MENTION = "提及"
TEXTS = (Field.CATEGORY.value, Field.GRADE.value, Field.FIT_OUT.value, PLACE, Field.METRO.value, MENTION)
"""What a model may say in words; ``BUDGET`` and every field of ``UNITS`` are figures."""

_AREAS = (
    Field.TOTAL_AREA_M2,
    Field.VACANT_AREA_M2,
    Field.DIVISIBLE_FROM_M2,
    Field.FLOOR_AREA_M2,
    Field.BILLED_AREA_M2,
    Field.USABLE_AREA_M2,
    Field.INNER_AREA_M2,
    Field.LAND_AREA_M2,
)
_UNIT_TABLES: dict[Field, UnitTable] = {
    **dict.fromkeys(_AREAS, AREA_UNITS),
    **dict.fromkeys((Field.FLOOR_HEIGHT_M, Field.FRONTAGE_M), LENGTH_UNITS),
    **dict.fromkeys((Field.PARKING, Field.FLOORS), COUNT_UNITS),
    **dict.fromkeys(
        (Field.VACANCY_PERCENT, Field.OCCUPANCY_PERCENT, Field.EFFICIENCY_PERCENT),
        ((r"成", Decimal(10)), *PERCENT_UNITS),
    ),
    Field.FLOOR_LOAD_T_PER_M2: LOAD_UNITS,
    Field.CRANE_T: CRANE_UNITS,
    Field.POWER_KVA: POWER_UNITS,
    Field.METRO_DISTANCE_M: LENGTH_UNITS,
    Field.RENT_FREE_MONTHS: MONTH_UNITS,
    Field.INVESTMENT_YUAN: MONEY_UNITS,
    Field.PROPERTY_FEE_YUAN_PER_M2_MONTH: MONEY_UNITS,
}
_METRO_WORDS = r"地铁|轨道交通|号线|metro|subway"


@dataclass(frozen=True, slots=True)
class Proposed:
    """One condition as a model states it: the words it rests on, the field's label, bounds in ``unit``, or values."""

    quote: str
    strength: Literal["must", "should", "must_not"]
    field: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """A condition that the sentence bears out; ``wish`` where it only ranks."""

    condition: Condition
    wish: bool
    quote: str


def trace(proposed: Proposed, sentence: str, vocabulary: Vocabulary) -> Traced | None:
    """The condition where all of it follows from the sentence, else None.

    A condition of the words for staff only (底价 …) never does.
    """
    said, quote = written(sentence), written(proposed.quote)
    start = said.find(quote)
    if not quote or start < 0 or header_words(vocabulary.kind).is_restricted(quote):
        return None
    clause = Scanner(sentence).clause_around(start, start + len(quote))
    if proposed.field == BUDGET or proposed.field in _FIGURE_FIELDS:
        condition = _figure(proposed, quote) if proposed.strength != "must_not" else None
    else:
        refused = _is_refused(said, start, start + len(quote))
        matches = refused == (proposed.strength == "must_not")
        condition = _text(proposed, quote, refused, vocabulary) if matches else None
    if condition is None:
        return None
    return Traced(condition, proposed.strength == "should" or bool(re.search(lexicon.SOFT, clause)), quote)


_FIGURE_FIELDS = {field.value: field for field in UNITS}


def _is_refused(said: str, start: int, end: int) -> bool:
    before = re.search(rf"(?:{lexicon.NEGATION}|不)\s*(?:在|有|要|是|给我)?\s*$", said[:start])
    return bool(
        before
        or re.search(lexicon.NEGATION, said[start:end])
        or re.match(rf"(?:的|房|的话)?(?:{lexicon.NEGATION_AFTER})", said[end:])
    )


def _figure(proposed: Proposed, quote: str) -> Condition | None:
    low, high = proposed.minimum, proposed.maximum
    direction = direction_of(quote)
    backwards = (direction == "min" and low is None) or (direction == "max" and high is None)
    if (low is None and high is None) or backwards:
        return None
    if proposed.field in (BUDGET, Field.RENT_YUAN_PER_M2_MONTH.value):
        return _money(proposed, quote)
    field = _FIGURE_FIELDS[proposed.field]
    table = _UNIT_TABLES[field]
    factor = find_unit(written(proposed.unit), table) if proposed.unit else Decimal(1)
    if factor is None:
        return None
    reach = (1 - ABOUT, Decimal(1), 1 + ABOUT) if direction is None else (Decimal(1),)
    held = {_tidy(figure * share) for figure in _figures_in(quote, table) for share in reach}
    least, most = (None if bound is None else _tidy(bound * factor) for bound in (low, high))
    if any(bound is not None and bound not in held for bound in (least, most)):
        return None
    return InRange(field, least, most)


def _figures_in(quote: str, table: UnitTable) -> Iterator[Decimal]:
    """Every figure that the words hold, in the unit of reference; years are none."""
    unit = "|".join(pattern for pattern, _ in table)
    pattern = rf"(?P<low>{NUMBER})\s*(?:(?:{unit})?\s*{RANGE_MARK}\s*(?P<high>{NUMBER})\s*)?(?P<unit>{unit})?"
    for found in re.finditer(pattern, without_years(quote)):
        span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
        factor = find_unit(found["unit"], table) if found["unit"] else Decimal(1)
        if span is not None and factor is not None:
            yield from (end * factor for end in span.ends if end is not None)


def _money(proposed: Proposed, quote: str) -> Condition | None:
    """The rules' own reading of the words: units of money are too easily mistaken to take anybody else's."""
    wanted = WithinBudget if proposed.field == BUDGET else InRange
    read = next((item for item, _ in take_rents(Scanner(quote)) if isinstance(item, wanted)), None)
    if isinstance(read, WithinBudget):
        figure, factor = proposed.maximum, rent_factor(written(proposed.unit) or "月", Decimal(1))
        agrees = figure is not None and factor is not None and abs(figure * factor - read.yuan_per_month) < 1
        return read if agrees and proposed.minimum is None else None
    if isinstance(read, InRange):
        factor = rent_factor(written(proposed.unit) or "月m2", Decimal(1))
        given = [
            None if bound is None or factor is None else _tidy(bound * factor)
            for bound in (proposed.minimum, proposed.maximum)
        ]
        return read if factor is not None and given == [read.minimum, read.maximum] else None
    return None


def _text(proposed: Proposed, quote: str, refused: bool, vocabulary: Vocabulary) -> Condition | None:
    values = tuple(value.strip() for value in proposed.values if value.strip())
    match proposed.field:
        case Field.METRO.value if not refused and re.search(_METRO_WORDS, quote):
            lines = tuple(value for value in values if read_metro_lines(value))
            return NearMetro(lines) if set(lines) <= read_metro_lines(quote) else None
        case Field.CATEGORY.value if not refused:
            return _category(values, quote)
        case Field.GRADE.value:
            return _of_table(Field.GRADE, known.GRADES, values, quote, refused)
        case Field.FIT_OUT.value:
            return _of_table(Field.FIT_OUT, known.FIT_OUTS, values, quote, refused)
        case "位置":
            places = tuple(vocabulary.places.get(squeeze(value), "") for value in values)
            told = all(place and squeeze(value) in squeeze(quote) for place, value in zip(places, values, strict=True))
            return (NotInPlace(places) if refused else InPlace(places)) if places and told else None
        case "提及" if len(values) == 1:
            return _mention(values[0], quote, refused, vocabulary)
    return None


def _category(values: tuple[str, ...], quote: str) -> Condition | None:
    meant = tuple(Category(value) for value in values if value in {item.value for item in Category})
    words = dict(known.CATEGORIES)
    told = all(re.search(words[item], quote) or Scanner(quote).take_with_slip(words[item]) for item in meant)
    return CategoryIs(meant) if meant and len(meant) == len(values) and told else None


def _of_table(
    field: Field, table: tuple[tuple[str, tuple[str, ...]], ...], values: tuple[str, ...], quote: str, refused: bool
) -> Condition | None:
    for words, meant in table:
        found = re.search(words, quote)
        if found and any(re.search(words, written(value)) for value in values):
            return NoneOf(field, meant, found[0]) if refused else OneOf(field, meant, found[0])
    return None


def _mention(value: str, quote: str, refused: bool, vocabulary: Vocabulary) -> Condition | None:
    word = written(value)
    if word in quote and len(word) > 1 and vocabulary.mentions(word):
        return NotMentions(word) if refused else Mentions(word)
    for pattern, name, synonyms in known.INDUSTRIES:
        held = tuple(item for item in (name, *synonyms) if vocabulary.mentions(item))
        if held and value in (name, *synonyms) and re.search(pattern, quote):
            return NotMentions(name) if refused else Mentions(name, tuple(item for item in held if item != name))
    return None


def _tidy(figure: Decimal) -> Decimal:
    return figure.quantize(Decimal("0.0001")).normalize()
