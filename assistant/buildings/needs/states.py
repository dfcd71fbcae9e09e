"""What a place is now, and what it has, by any field that tells: ``还有空房``, ``租满``, ``没有地铁``, ``带车位``; and whether a bound itself counts."""

import re

from assistant.buildings.columns import Field
from assistant.buildings.conditions import Condition, InRange, Offers
from assistant.buildings.needs import words as known
from assistant.buildings.needs.lexicon import NEGATION_AFTER
from assistant.buildings.needs.naming import own_words
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import TAKEN, compiled
from assistant.text.figures import NUMBER, read_number

_NO_STATE = r"(?!率|多少|面积| ?(?:area|space|rate)|[\d一二三四五六七八九十百千万两]+(?:平|m2|亩))"
_UNTOLD = r"(?:(?:没有?|未|尚未)(?:写|标|列|报|定|给)?(?:明|出|好|下来|确定)?|(?:是|写|为)?(?:面议|待定|另议))"
_UNIT = r"\s*(?:[百千万亿]?元?(?:/?每?(?:m2|平方?米?))?(?:/?每?(?:月|天|日|年))?|%|个?月|kva|吨|t|米|m|个|间|层)?"
_ITSELF = (
    rf"(?:(?P<without>不)?(?:包含|包括|含)(?P<bound>{NUMBER}|本数){_UNIT}(?:在内|的)?"
    rf"|(?P<just>刚好|正好|恰好|就是)?(?P<figure>{NUMBER}){_UNIT}(?:(?:整|正好|刚好|的)*(?:也|都)(?:算|行|可以?|要|接受)|(?:的|正好|刚好)*(?P<out>不算|不要|不行)))"
)


def take_states(reading: Reading) -> None:
    """Adds whether anything is to be had, or nothing any more."""
    if reading.opportunities:
        return
    own = [found.span() for _, words in own_words(reading) for found in compiled(words).finditer(reading.scanner.rest)]
    for lacking, words in known.STATES:
        for found in reading.scanner.take_all(rf"(?:已经?|早就|现在|目前|都|全部?)*(?:{words}){_NO_STATE}(?:了|的)*"):
            if any(first <= found.start() < last and last - first > 2 for first, last in own):
                reading.scanner.restore(found.start(), found.end())  # 空着 of 整层空着3层
                continue
            meant, other = Offers(Field.VACANT_AREA_M2, lacking), Offers(Field.VACANT_AREA_M2, not lacking)
            if meant not in reading.conditions:
                reading.add_found(meant, found, other)


def take_told(reading: Reading) -> None:
    """Adds that the price must be told, or must not be: ``有报价的``, ``预算还没定的``."""
    field = Field.INVESTMENT_YUAN if reading.opportunities else Field.RENT_YUAN_PER_M2_MONTH
    words = known.words_for(field, opportunities=reading.opportunities)
    for lacking, pattern in (
        (True, rf"(?:{words})(?:还|都|也)?{_UNTOLD}|(?:还|都)?{_UNTOLD}(?:{words})(?=的|[，,。；;？?]|$)"),
        (False, rf"(?:明确|已经?)?(?<!没)(?:有|写了|标了|报了|列明)(?:明确)?(?:的)?(?:{words})的"),
    ):
        for found in reading.scanner.take_all(pattern):
            reading.add_found(Offers(field, lacking), found, Offers(field, not lacking))


def take_bounds_themselves(reading: Reading) -> dict[str, bool]:
    """Figures of which it is said that they count themselves (``含55``, ``3吨也行``) or do not (``刚好80%的不算``), taken out."""
    found_all = reading.scanner.take_all(_ITSELF)
    for found in found_all:
        reading.scanner.close_brackets(found.start(), found.end())
    return {found["bound"] or found["figure"]: not (found["without"] or found["out"]) for found in found_all}


def turned(condition: Condition, reading: Reading) -> Condition:
    """A bound that was just taken out, turned round where it is said that what keeps to it is not wanted: ``不到10亩的也不要``."""
    if not isinstance(condition, InRange) or (condition.minimum is None) is (condition.maximum is None):
        return condition
    if not reading.scanner.take(rf"(?<={TAKEN})(?:{NEGATION_AFTER})"):
        return condition
    return InRange(condition.field, condition.maximum, condition.minimum, strict=not condition.strict)


def with_bounds(conditions: list[Condition], said: dict[str, bool]) -> list[Condition]:
    """The conditions with what was said of their bounds: by the figure, or of the only range there is."""
    ranges = [item for item in conditions if isinstance(item, InRange)]
    for figure, counts in said.items():
        number = read_number(figure) if re.search(NUMBER, figure) else None
        meant = [item for item in ranges if number is not None and number in (item.minimum, item.maximum)]
        for item in meant or (ranges if len(ranges) == 1 else ()):
            if item.minimum != item.maximum and item in conditions:
                conditions[conditions.index(item)] = InRange(item.field, item.minimum, item.maximum, strict=not counts)
    return conditions
