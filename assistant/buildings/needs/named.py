"""Which rows are named: by a name, by the part of a building or the floor said behind it, by lists that say the common part once.

``汇通大厦A座和B座``, ``汇澜中心A、B两座``, ``标准厂房3号楼1、2、3层``, ``北渡金融大厦22层``, ``unit 1 in 松涛科创楼`` each name rows; ``除了汇通大厦`` all others,
and a name with 附近 is a place to be near.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.buildings.conditions import NearListed, NotNamed
from assistant.buildings.needs import lexicon
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import compiled
from assistant.buildings.needs.words import WORDS
from assistant.buildings.search.vocabulary import other_part
from assistant.text.bounds import DOWNWARDS, UPWARDS, bound_words

_NEAR_BEFORE = WORDS["near_before"]
_NEAR_AFTER = WORDS["near_after"]
_AND = WORDS["and"]
_MEMBER = WORDS["member"]
_PART = WORDS["part"]
_JOINED = rf"(?:\s*(?:的|里的?|{_AND})|[^，。；;？?]{{0,8}}?比)?\s*"
_PARTS = rf"{_JOINED}(?P<members>{_MEMBER}(?:\s*(?:{_AND})\s*{_MEMBER})*)[两三四]?(?P<part>{_PART})"
_LETTER = rf"{_JOINED}(?P<members>[a-z]\d{{0,2}})(?P<part>)(?![a-z\d])"
_BOUND = rf"(?:的)?(?:{bound_words('behind', *UPWARDS, *DOWNWARDS, spoken=True)})"


def take_names(reading: Reading) -> tuple[str, ...]:
    """The names of rows meant, in the order they were said; rows that are to be left out, or near which others are to lie, become conditions."""
    vocabulary = reading.vocabulary
    found = sorted(reading.scanner.take_words(vocabulary.names, vocabulary.longest_name), key=lambda item: item[1])
    stops = [*(start for _, start in found[1:]), len(reading.scanner.sentence)]
    names: dict[str, None] = {}
    near: dict[str, None] = {}
    without: dict[str, None] = {}
    for (form, start), stop in zip(found, stops, strict=False):
        end = reading.scanner.end_of(start, form)
        near_it = _is_near(reading, start, end)
        excepted = not near_it and _is_left_out(reading, start, end)
        meant = near if near_it else without if excepted else names
        parts = list(_parts_behind(reading, form, end, stop))
        said = parts if parts and not _is_a_part(form, parts, reading) else [vocabulary.names[form], *parts]
        for rows in said:
            meant.update(dict.fromkeys(rows))
        reading.names_said += 0 if near_it or excepted else len(said)
    if near:
        places = vocabulary.whereabouts
        around = dict.fromkeys(places[name] for name in near if name in places)
        reading.conditions.append(NearListed(tuple(near), tuple(around)))
    if without:
        reading.conditions.append(NotNamed(tuple(without)))
    return tuple(names)


def _is_a_part(form: str, parts: Sequence[tuple[str, ...]], reading: Reading) -> bool:
    """Whether a name is one of the building's parts itself, beside those said behind it, and not what they are parts of."""
    whole = set(reading.vocabulary.names[form])
    return not any(room.partition(" ")[0] in whole for rows in parts for room in rows)


def _parts_behind(reading: Reading, form: str, end: int, stop: int) -> Iterator[tuple[str, ...]]:
    """The rows of the parts and floors that are said behind a name (before the next one), or anywhere where none stands behind it."""
    vocabulary, scanner = reading.vocabulary, reading.scanner
    rooms: dict[str, tuple[str, ...]] = {}
    for name in vocabulary.names[form]:
        for said, meant in vocabulary.rooms.of(name).items():
            rooms[said] = (*rooms.get(said, ()), *meant)
    room = "|".join(map(re.escape, sorted(rooms, key=len, reverse=True)))
    one_room = rf"{_JOINED}(?P<room>{room})(?![\d.]|{_BOUND})" if rooms else ""
    at, any_found = end, False
    while at < stop:
        if one_room and (found := compiled(one_room).match(scanner.rest, at, stop)):
            at, any_found = found.end(), True
            scanner.blank(found.start("room"), found.end())
            yield rooms[found["room"]]
            continue
        listed = compiled(_PARTS).match(scanner.rest, at, stop) or compiled(_LETTER).match(scanner.rest, at, stop)
        members = [] if listed is None else re.split(rf"\s*(?:{_AND})\s*", listed["members"])
        parts = [] if listed is None else [_row_of(reading, form, member + listed["part"], rooms) for member in members]
        if listed is None or not all(parts) or compiled(_BOUND).match(scanner.rest, listed.end()):
            break
        at, any_found = listed.end(), True
        scanner.blank(listed.start("members"), listed.end())
        yield from parts
    spoken = "|".join(re.escape(said) for said in sorted(rooms, key=len, reverse=True) if not said.isdecimal())
    if spoken and not any_found:
        for found in scanner.take_all(rf"(?<![\da-z.])(?:{spoken})(?![\d.a-z]|{_BOUND})"):
            yield rooms[found[0]]


def _row_of(reading: Reading, form: str, part: str, rooms: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The rows of a part: of the building itself, of the one that it is a part of as well, or a floor."""
    names = reading.vocabulary.names
    return rooms.get(part) or names.get(form + part) or names.get(other_part(form, part)) or ()


def _is_near(reading: Reading, start: int, end: int) -> bool:
    """Whether the taken name that stands here is a place to be near; the words that say so are taken out."""
    scanner = reading.scanner
    before = re.search(_NEAR_BEFORE, scanner.rest[:start])
    after = re.match(_NEAR_AFTER, scanner.rest[end:])
    if before:
        scanner.blank(before.start(), start)
    if after:
        scanner.blank(end, end + after.end())
    return bool(before or after)


def _is_left_out(reading: Reading, start: int, end: int) -> bool:
    """Whether it is said that a name is not meant: ``除了汇通大厦``, ``汇通大厦除外``; the words that say so are taken out."""
    before = re.search(rf"(?:{lexicon.NEGATION})\s*$", reading.scanner.rest[:start])
    if before:
        reading.scanner.blank(before.start(), start)
    return bool(before or reading.take_after(end, lexicon.NEGATION_AFTER))
