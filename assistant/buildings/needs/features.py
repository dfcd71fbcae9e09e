"""What kind of place it must be and what it must have: type, grade, fit-out, parking, crane, industry."""

import re

from assistant.buildings.columns import Field
from assistant.buildings.conditions import (
    CategoryIs,
    Mentions,
    NoneOf,
    NotCategory,
    NotMentions,
    Offers,
    OneOf,
    StillOpen,
)
from assistant.buildings.needs import lexicon
from assistant.buildings.needs import words as known
from assistant.buildings.needs.lexicon import AND_ABOVE, AND_BELOW
from assistant.buildings.needs.reading import Reading
from assistant.buildings.rows import Category

_BETWEEN_ALTERNATIVES = r"[\s\x00]*(?:或者是?|或是|或|和|与|及|以及|还是|、|/|,|or|and)[\s\x00]*(?:闲置的?)?[\s\x00]*"
_OFFERED = (
    (Field.PARKING, r"(?:停车(?:位|场)?|车位)(?:方便|充足|多)?|parking"),
    (Field.CRANE_T, r"行车|吊车|天车|航吊|起重机|cranes?"),
    (Field.RENT_FREE_MONTHS, r"免租期?|rent-free(?: period)?"),
)
_HAS = r"(?:要?有|带|配有?|含|能|可以|需要?|方便|\bwith\b|\bhas\b|\bhaving\b)\s*(?:a |an )?"
_DIVISIBLE = r"(?:可以?|能)(?:灵活)?(?:分割|拆分|分租)的?|divisible"
_OPEN = (
    r"(?:没有?|未|尚未|还没有?)(?:到期|过期|截止|结束)的?|(?:还|仍)?(?:在|正在)?(?:征集|开放|有效|进行)中?(?:期)?的?|"
    r"还?(?:能|可以)(?:申报|报名|参与|对接)|still open|\bopen\b"
)


def take_categories(reading: Reading) -> None:
    """Adds the type asked for; several that are joined by ``或`` are alternatives. A subtype (``冷库``) must also be said by the row."""
    scanner = reading.scanner
    for found in scanner.take_all(lexicon.SUBTYPES):
        category = next((item for item, words in known.CATEGORIES if re.search(words, found[0])), Category.WAREHOUSE)
        if reading.negation_around(found.start(), found.end()):
            reading.conditions.append(NotMentions(found[0]))
            continue
        if reading.vocabulary.mentions(found[0]):
            reading.conditions.append(Mentions(found[0]))
        _add_category(reading, (category,))
    said: list[tuple[int, int, Category]] = []
    for category, words in known.CATEGORIES:
        for found in scanner.take_all(words):
            if reading.negation_around(found.start(), found.end()):
                reading.conditions.append(NotCategory((category,)))
            else:
                said.append((found.start(), found.end(), category))
    if said:
        _add_category(reading, _alternatives(reading, said))
    elif not any(isinstance(item, CategoryIs) for item in reading.conditions):
        _take_misspelt(reading)


def _take_misspelt(reading: Reading) -> None:
    """Adds the type of a word with one slip (``写子楼``), where it is the only one that it can be and no row says it so."""
    for category, words in known.CATEGORIES:
        before = reading.scanner.rest
        piece = reading.scanner.take_with_slip(words)
        if piece and not reading.vocabulary.mentions(piece) and re.search(r"[楼房铺库间地]$", piece):
            _add_category(reading, (category,))
            return
        reading.scanner.rest = before


def take_grade(reading: Reading) -> None:
    """Adds the grade; 甲级 includes what is above it, ``乙级以上`` what is above that, two grades are alternatives."""
    above: list[str] = []
    for number, (words, values) in enumerate(known.GRADES):
        for found in reading.scanner.take_all(rf"(?:{words})(?P<above>{AND_ABOVE})?(?P<below>{AND_BELOW})?"):
            meant = values
            if found["above"] or number == 1:
                meant = (*above, *values)
            if found["below"]:
                meant = tuple(value for _, below in known.GRADES[number:] for value in below)
            said = found[0].strip()
            reading.add_found(OneOf(Field.GRADE, meant, said), found, NoneOf(Field.GRADE, values, said))
        above += values


def take_fit_out(reading: Reading) -> None:
    """Adds how the place is handed over, or how it must not be."""
    for words, values in known.FIT_OUTS:
        for found in reading.scanner.take_all(rf"(?P<said>{words})"):
            said = found["said"]
            reading.add_found(OneOf(Field.FIT_OUT, values, said), found, NoneOf(Field.FIT_OUT, values, said))


def take_offers(reading: Reading) -> None:
    """Adds what the place must have at all."""
    for field, words in _OFFERED:
        if found := reading.scanner.take(rf"{lexicon.WITHOUT}(?:{words})"):
            reading.add_found(Offers(field, lacking=True), found)
        if found := reading.scanner.take(rf"{_HAS}(?:{words})|(?:{words})(?:方便|充足)"):
            reading.add_found(Offers(field), found, Offers(field, lacking=True))
    if found := reading.scanner.take(_DIVISIBLE):
        bounds = [item for item in reading.conditions if getattr(item, "field", None) is Field.DIVISIBLE_FROM_M2]
        if not bounds:
            reading.add_found(Offers(Field.DIVISIBLE_FROM_M2), found)


def take_opportunity_words(reading: Reading) -> None:
    """Adds an opportunity's category, its responsible unit, and whether it must be open."""
    scanner, vocabulary = reading.scanner, reading.vocabulary
    for field, words in ((Field.UNIT, vocabulary.responsible_units), (Field.TOPIC, vocabulary.topics)):
        for form, start in scanner.take_words(words):
            end, value = scanner.end_of(start, form), (words[form],)
            reading.take_after(end, "类|方面|方向|领域")
            reading.add_piece(OneOf(field, value), start, end, NoneOf(field, value))
    if found := scanner.take(_OPEN):
        reading.add_found(StillOpen(), found)


def take_industries(reading: Reading) -> None:
    """Adds the trades that the rows speak of; the others are reported."""
    for pattern, word, synonyms in known.INDUSTRIES:
        pieces = reading.scanner.take_all(pattern)
        if not pieces:
            continue
        found = pieces[0]
        said = tuple(item for item in dict.fromkeys((found[0], word, *synonyms)) if reading.vocabulary.mentions(item))
        if said:
            reading.add_found(Mentions(word, tuple(item for item in said if item != word)), found, NotMentions(word))
        else:
            reading.not_understood.append(found[0])


def _alternatives(reading: Reading, said: list[tuple[int, int, Category]]) -> tuple[Category, ...]:
    """The first in the lexicon's order, and what is joined to it by a word like ``或``."""
    chosen = [said[0]]
    others = sorted(said[1:])
    for start, end, category in others:
        for first, last, _ in tuple(chosen):
            gap = reading.scanner.rest[last:start] if start >= last else reading.scanner.rest[end:first]
            if not gap or re.fullmatch(_BETWEEN_ALTERNATIVES, gap):
                chosen.append((start, end, category))
                break
    return tuple(dict.fromkeys(category for _, _, category in sorted(chosen)))


def _add_category(reading: Reading, categories: tuple[Category, ...]) -> None:
    before = next((item for item in reading.conditions if isinstance(item, CategoryIs)), None)
    if before is None:
        reading.conditions.append(CategoryIs(categories))
