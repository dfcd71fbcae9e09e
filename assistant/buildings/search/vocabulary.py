"""The names and values that the visible rows use: what a sentence can refer to."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from assistant.buildings import units
from assistant.buildings.columns import Field
from assistant.buildings.conditions import Whereabouts
from assistant.buildings.ledgers.tables import exact_decimal
from assistant.buildings.search.own_columns import OwnColumns
from assistant.buildings.search.rooms import Rooms
from assistant.buildings.search.short_names import GENERIC_ENDINGS, short_names
from assistant.buildings.search.table import ABOVE, BELOW, Table
from assistant.buildings.text_rules import squeeze
from assistant.records import DocumentKind

_PART_OF_BUILDING = re.compile(
    r"(?:[a-z]\d{0,2}|\d+|[一二三四五六七八九十]+)(?:座|栋|幢|号楼|楼|期|区|塔|号|单元|层|库|仓|车间|号车间|号仓|号库|#)$|(?<=[\u4e00-\u9fff])[a-z]\d{0,4}$|[东南西北中主副](?:楼|座|塔|区)$"
)
_PART_ENDS = frozenset("座栋幢号楼期区塔元层库仓间#abcdefghijklmnopqrstuvwxyz0123456789")
_GENERIC_ENDING = re.compile(rf"(?:{'|'.join(GENERIC_ENDINGS)})$")
_PLACE_ENDING = re.compile(r"(?:街道|镇|乡|商圈|板块|片区)$")
_ROAD = re.compile(r"(?:[区县市镇]|街道|^)([\u4e00-\u9fff]{2,5}?(?:大道|路|街))(?![道区])")
_ESTATE = re.compile(r"[\u4e00-\u9fff]{3,8}(?=\d)")
_STATION = re.compile(r"([\u4e00-\u9fff]{2,8}站)")
_LETTER = re.compile(r"[a-z]")
_REMARK = re.compile(r"[（(][^（()）]*[)）]")
_SHORTEST_ALIAS = 3
_CODE = re.compile(r"[a-z]{1,2}\d{1,2}|\d{1,2}[a-z#]")
"""A whole name as short as that is one all the same: T1, 3#."""
_PART = 1_000_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Written forms (normalised) and what they stand for.

    ``names`` maps a form to every row name it may mean; ``topics`` and ``responsible_units`` map a form to the value as the rows
    write it, ``places`` to what to look for: the value, or what the asker said for short (``汀洲``). ``whereabouts`` tells where a named
    row lies. ``longest_name`` is the length of the longest form in ``names``. ``text`` is every different line that the rows say,
    ``pairs`` its pairs of neighbouring characters. ``own`` are the ledgers' own columns, ``values`` the few values of fields whose
    words a question can repeat, ``told`` the fields of which some row says something, ``rents``
    the lowest and the highest rent; ``sheets`` are the sheets that rows stand in, where there are several; ``rooms`` are what rows of one
    name are called besides, ``heads`` what the ledgers call their fields.
    """

    kind: DocumentKind
    names: Mapping[str, tuple[str, ...]]
    places: Mapping[str, str]
    topics: Mapping[str, str]
    responsible_units: Mapping[str, str]
    whereabouts: Mapping[str, Whereabouts]
    longest_name: int
    text: str
    pairs: frozenset[str]
    own: OwnColumns
    values: Mapping[Field, tuple[str, ...]]
    told: frozenset[Field]
    rents: tuple[Decimal, Decimal] | None
    sheets: Mapping[str, str]
    rooms: Rooms
    heads: Mapping[Field, tuple[str, ...]]

    def mentions(self, word: str) -> bool:
        """Whether any row says the word. Most words that none says are told by a pair of characters that none has."""
        wanted = word.lower()
        if any(wanted[start : start + 2] not in self.pairs for start in range(len(wanted) - 1)):
            return False
        return wanted in self.text


def read_vocabulary(
    table: Table,
    kind: DocumentKind,
    values: Mapping[Field, tuple[str, ...]],
    told: frozenset[Field],
    heads: Mapping[Field, tuple[str, ...]],
) -> Vocabulary:
    """The vocabulary of these rows and of nothing else."""
    text = "\n".join(line for line in table.lines.lines() if not line.isascii() or _LETTER.search(line))
    street, area = table.texts[Field.STREET], table.texts[Field.BUSINESS_AREA]
    keyed = dict(zip(table.texts[Field.NAME].values[1:], table.name_keys[1:], strict=True))
    named = {name: key for name, key in keyed.items() if name not in table.addressed}
    names, rooms = _names(named), Rooms(table)
    names = short_names(table, named, rooms) | names
    places = _places({*street.values, *area.values}, table.texts[Field.ADDRESS].values, table.texts[Field.METRO].values)
    for address in table.addressed:  # in full: 东门街 of 东门街3号 is the street
        if re.search(r"\d", address):
            names.setdefault(keyed[address], (address,))
            if estate := _ESTATE.match(address):
                places.setdefault(squeeze(estate[0]), estate[0])
    return Vocabulary(
        kind=kind,
        names=names,
        places=places,
        topics=_values(table.texts[Field.TOPIC].values),
        responsible_units=_values(table.texts[Field.UNIT].values),
        whereabouts=_whereabouts(table),
        longest_name=max(map(len, names), default=0),
        text=text,
        pairs=_pairs(text),
        own=table.own,
        values=values,
        told=told,
        rents=_rents(table),
        sheets=_sheets(table.sheets),
        rooms=rooms,
        heads=heads,
    )


def _rents(table: Table) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest rent of all rows; None where none tells any."""
    rents = table.figures[Field.RENT_YUAN_PER_M2_MONTH]
    low, high = rents.low[rents.low != BELOW], rents.high[rents.high != ABOVE]
    return (exact_decimal(int(low.min())), exact_decimal(int(high.max()))) if low.size and high.size else None


def _sheets(sheets: Iterable[str]) -> dict[str, str]:
    """What sheets are called, in full or by one of the things that their names count up: 商场和市场."""
    parts = {squeeze(part): sheet for sheet in sheets for part in re.split(r"[和与及、]", sheet)}
    found = parts | {squeeze(sheet): sheet for sheet in sheets}
    return {form: sheet for form, sheet in found.items() if len(form) > 1}


def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters in a text."""
    found: set[str] = set()
    for start in range(0, len(text), _PART):
        part = np.frombuffer(text[start : start + _PART + 1].encode("utf-32-le"), np.uint32).astype(np.int64)
        pairs = np.unique(part[:-1] << 32 | part[1:])
        found.update(chr(pair >> 32) + chr(pair & 0xFFFFFFFF) for pair in pairs.tolist())
    return frozenset(found)


def _whereabouts(table: Table) -> dict[str, Whereabouts]:
    """Where the row of each name lies, the last of several."""
    names, street, area = (table.texts[field] for field in (Field.NAME, Field.STREET, Field.BUSINESS_AREA))
    last = np.zeros(len(names.values), np.int64)
    last[names.codes] = np.arange(len(table))
    lying: dict[tuple[int, int], Whereabouts] = {}
    found = {}
    for name, place in zip(
        names.values[1:], zip(street.codes[last[1:]].tolist(), area.codes[last[1:]].tolist(), strict=True), strict=True
    ):
        if place not in lying:
            lying[place] = Whereabouts(street.values[place[0]], area.values[place[1]])
        found[name] = lying[place]
    return found


def other_part(form: str, part: str) -> str:
    """The form of the same building's other part: ``昌旺工业坊3栋`` and ``5栋`` make ``昌旺工业坊5栋``; "" where the form names no part."""
    stem = _PART_OF_BUILDING.sub("", form)
    return stem + part if stem != form else ""


def _names(keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What every form of a name may mean, of names with their keys, which are their squeezed forms."""
    first: dict[str, str] = {}
    others: defaultdict[str, list[str]] = defaultdict(list)
    for name, key in keys.items():
        for alias in _aliases(name, key):
            if first.setdefault(alias, name) is not name:
                others[alias].append(name)
    found = {alias: (name, *others.get(alias, ())) for alias, name in first.items()}
    whole = set(keys.values())
    ordered = sorted((key, name) for name, key in keys.items())
    begins = [key for key, _ in ordered]
    for alias in found.keys() - whole:
        # Said for short, it means every row whose name begins so: 旧城百货 has floors and halls.
        start = bisect_left(begins, alias)
        begun = (name for _, name in ordered[start : bisect_left(begins, alias + chr(0x10FFFF), start)])
        found[alias] = tuple(dict.fromkeys((*found[alias], *begun)))
    return found


def _aliases(name: str, key: str) -> set[str]:
    """The name, without bracketed remarks, without the part of the building, without its generic ending."""
    forms = {key}
    if (without_remarks := _REMARK.sub("", name)) != name:
        forms.add(squeeze(without_remarks))
    for form in tuple(forms):
        while form[-1:] in _PART_ENDS and (shorter := _PART_OF_BUILDING.sub("", form)) != form:
            forms.add(shorter)
            form = shorter
        if form.endswith(GENERIC_ENDINGS):
            forms.add(_GENERIC_ENDING.sub("", form))
    named = {key} if _CODE.fullmatch(key) else set()
    return named | {form for form in forms if len(form) >= _SHORTEST_ALIAS and form not in GENERIC_ENDINGS}


def _places(areas: Iterable[str], addresses: Iterable[str], stations: Iterable[str]) -> dict[str, str]:
    places: dict[str, str] = {}
    short: dict[str, str] = {}
    for value in sorted({part for text in areas for part in re.split(r"[/、,，;；\s]+", text)}):
        if len(value) >= 2 and not units.is_blank(value):
            places[squeeze(value)] = value
            stem = _PLACE_ENDING.sub("", value)
            if len(stem) >= 2:
                short.setdefault(squeeze(stem), stem)
    for address in addresses:
        if re.fullmatch(r"[\u4e00-\u9fff]{2,6}", address):
            short.setdefault(squeeze(address), address)
    for texts, pattern in ((addresses, _ROAD), (stations, _STATION)):
        for text in texts:
            for value in pattern.findall(re.sub(r"\d+号线", " ", text)):
                short.setdefault(squeeze(value), value)
    return short | places


def _values(texts: Iterable[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for text in texts:
        for value in (text, *re.split(r"[/、,，;；]+", text)):
            if len(value.strip()) >= 2:
                values[squeeze(value)] = value.strip()
    return values
