"""The names and values that the visible rows use: what a sentence can refer to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Select
from sqlalchemy.orm import Session

from assistant.buildings import units
from assistant.buildings.columns import Field
from assistant.buildings.conditions import Whereabouts
from assistant.buildings.ledgers.tables import ListingRow
from assistant.buildings.search.listed_lines import ListedLines
from assistant.buildings.search.own_columns import OwnColumns
from assistant.records import DocumentKind
from assistant.text.figures import normalise

_PART_OF_BUILDING = re.compile(
    r"(?:[a-z]\d{0,2}|\d+|[一二三四五六七八九十]+)(?:座|栋|幢|号楼|楼|期|区|塔|号|单元|层)$|(?<=[\u4e00-\u9fff])[a-z]\d{0,2}$|[东南西北中主副](?:楼|座|塔|区)$"
)
_GENERIC_ENDING = re.compile(
    r"(?:大厦|广场|中心|大楼|写字楼|商务楼|科技园|产业园|工业园|创业园|孵化器|园区|基地|厂房|仓库|项目|地块)$"
)
_PLACE_ENDING = re.compile(r"(?:街道|镇|乡|商圈|板块|片区)$")
_ROAD = re.compile(r"(?:[区县市镇]|街道|^)([\u4e00-\u9fff]{2,5}?(?:大道|路|街))(?![道区])")
_STATION = re.compile(r"([\u4e00-\u9fff]{2,8}站)")
_LETTER = re.compile(r"[a-z]")
_REMARK = re.compile(r"[（(][^（()）]*[)）]")
_SHORTEST_ALIAS = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Written forms (normalised) and what they stand for.

    ``names`` maps a form to every row name it may mean; ``topics`` and ``responsible_units`` map a form to the value as the rows
    write it, ``places`` to what to look for: the value, or what the asker said for short (``汀洲``). ``whereabouts`` tells where a named
    row lies. ``longest_name`` is the length of the longest form in ``names``. ``text`` is every different line that the rows say,
    ``pairs`` its pairs of neighbouring characters. ``own`` are the ledgers' own columns, ``values`` the few values of fields whose
    words a question can repeat, ``told`` the fields of which some row says something.
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

    def mentions(self, word: str) -> bool:
        """Whether any row says the word. Most words that none says are told by a pair of characters that none has."""
        wanted = word.lower()
        if any(wanted[start : start + 2] not in self.pairs for start in range(len(wanted) - 1)):
            return False
        return wanted in self.text


def read_vocabulary(
    session: Session,
    current: Select[ListingRow],
    kind: DocumentKind,
    said: ListedLines,
    own: OwnColumns,
    values: Mapping[Field, tuple[str, ...]],
    told: frozenset[Field],
) -> Vocabulary:
    """The vocabulary of these rows, which say these lines, and of nothing else."""
    columns = (
        ListingRow.name,
        ListingRow.name_key,
        ListingRow.street,
        ListingRow.business_area,
        ListingRow.address,
        ListingRow.metro,
    )
    in_order = current.with_only_columns(*columns).order_by(ListingRow.document_id, ListingRow.ordinal)
    rows = session.connection().execute(in_order).all()  # without the ORM, which would look at each of many rows
    text = "\n".join(line for line in said.lines() if not line.isascii() or _LETTER.search(line))
    named = [row for row in rows if row.name]
    names = _names({row.name: row.name_key for row in named})
    lying = {place: Whereabouts(*place) for place in {(row.street, row.business_area) for row in named}}
    return Vocabulary(
        kind=kind,
        names=names,
        places=_places(
            {row.street for row in rows} | {row.business_area for row in rows},
            {row.address for row in rows},
            {row.metro for row in rows},
        ),
        topics=_values(session.scalars(current.with_only_columns(ListingRow.topic).distinct())),
        responsible_units=_values(session.scalars(current.with_only_columns(ListingRow.unit).distinct())),
        whereabouts={row.name: lying[row.street, row.business_area] for row in named},
        longest_name=max(map(len, names), default=0),
        text=text,
        pairs=frozenset(map("".join, set(pairwise(text)))),
        own=own,
        values=values,
        told=told,
    )


def other_part(form: str, part: str) -> str:
    """The form of the same building's other part: ``昌旺工业坊3栋`` and ``5栋`` make ``昌旺工业坊5栋``; "" where the form names no part."""
    stem = _PART_OF_BUILDING.sub("", form)
    return stem + part if stem != form else ""


def squeeze(text: str) -> str:
    """Normalised, without spaces and the punctuation that names are written with or without."""
    return re.sub(r"[\s·•.,，、\-_/()《》“”\"'「」【】]+", "", normalise(text))


def _names(keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What every form of a name may mean, of names with their keys, which are their squeezed forms."""
    found: dict[str, list[str]] = {}
    for name, key in keys.items():
        for alias in _aliases(name, key):
            found.setdefault(alias, []).append(name)
    return {alias: tuple(meant) for alias, meant in found.items()}


def _aliases(name: str, key: str) -> set[str]:
    """The name, without bracketed remarks, without the part of the building, without its generic ending."""
    forms = {key}
    if (without_remarks := _REMARK.sub("", name)) != name:
        forms.add(squeeze(without_remarks))
    for form in tuple(forms):
        while (shorter := _PART_OF_BUILDING.sub("", form)) != form:
            forms.add(shorter)
            form = shorter
        forms.add(_GENERIC_ENDING.sub("", form))
    return {form for form in forms if len(form) >= _SHORTEST_ALIAS and not _GENERIC_ENDING.fullmatch(form)}


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
