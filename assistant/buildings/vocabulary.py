"""The names and values that the visible rows use: what a sentence can refer to."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.buildings import units
from assistant.buildings.columns import Field
from assistant.buildings.figures import normalise
from assistant.buildings.rows import ListedRow
from assistant.records import DocumentKind

_PART_OF_BUILDING = re.compile(r"(?:[a-z]|\d+|[一二三四五六七八九十]+)(?:座|栋|幢|号楼|楼|期|区|塔|号|单元|层)$")
_GENERIC_ENDING = re.compile(
    r"(?:大厦|广场|中心|大楼|写字楼|商务楼|科技园|产业园|工业园|创业园|孵化器|园区|基地|厂房|仓库|项目|地块)$"
)
_PLACE_ENDING = re.compile(r"(?:街道|镇|乡|商圈|板块|片区)$")
_ROAD = re.compile(r"(?:[区县市镇]|街道|^)([\u4e00-\u9fff]{2,5}?(?:大道|路|街))(?![道区])")
_STATION = re.compile(r"([\u4e00-\u9fff]{2,8}站)")
_SHORTEST_ALIAS = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Written forms (normalised) and what they stand for.

    ``names`` maps a form to every row name it may mean; ``topics`` and ``responsible_units`` map a form to the value as the rows
    write it, ``places`` to what to look for: the value, or what the asker said for short (``汀洲``). ``text`` is everything the rows say.
    """

    kind: DocumentKind
    names: Mapping[str, tuple[str, ...]]
    places: Mapping[str, str]
    topics: Mapping[str, str]
    responsible_units: Mapping[str, str]
    text: str

    def mentions(self, word: str) -> bool:
        """Whether any row says the word."""
        return word.lower() in self.text


def vocabulary_of(rows: Sequence[ListedRow], kind: DocumentKind) -> Vocabulary:
    """The vocabulary of these rows and of nothing else."""
    return Vocabulary(
        kind=kind,
        names=_names(row.texts[Field.NAME] for row in rows if Field.NAME in row.texts),
        places=_places(rows),
        topics=_values(rows, Field.TOPIC),
        responsible_units=_values(rows, Field.UNIT),
        text="\n".join(row.search_text for row in rows),
    )


def squeeze(text: str) -> str:
    """Normalised, without spaces and the punctuation that names are written with or without."""
    return re.sub(r"[\s·•.,，、\-_/()《》“”\"'「」【】]+", "", normalise(text))


def _names(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name in dict.fromkeys(names):
        for alias in _aliases(name):
            found[alias][name] = None
    exact = {squeeze(name): name for name in dict.fromkeys(name for given in found.values() for name in given)}
    return {
        alias: (exact[alias],) if alias in exact and len(meant) == 1 else tuple(meant) for alias, meant in found.items()
    }


def _aliases(name: str) -> set[str]:
    """The name, without bracketed remarks, without the part of the building, without its generic ending."""
    forms = {squeeze(name), squeeze(re.sub(r"[（(][^（()）]*[)）]", "", name))}
    for form in tuple(forms):
        while (shorter := _PART_OF_BUILDING.sub("", form)) != form:
            forms.add(shorter)
            form = shorter
        forms.add(_GENERIC_ENDING.sub("", form))
    return {form for form in forms if len(form) >= _SHORTEST_ALIAS and not _GENERIC_ENDING.fullmatch(form)}


def _places(rows: Sequence[ListedRow]) -> dict[str, str]:
    places: dict[str, str] = {}
    short: dict[str, str] = {}
    for row in rows:
        for field in (Field.STREET, Field.BUSINESS_AREA):
            for value in re.split(r"[/、,，;；\s]+", row.texts.get(field, "")):
                if len(value) >= 2 and not units.is_blank(value):
                    places[squeeze(value)] = value
                    stem = _PLACE_ENDING.sub("", value)
                    if len(stem) >= 2:
                        short.setdefault(squeeze(stem), stem)
        for field, pattern in ((Field.ADDRESS, _ROAD), (Field.METRO, _STATION)):
            for value in pattern.findall(re.sub(r"\d+号线", " ", row.texts.get(field, ""))):
                short.setdefault(squeeze(value), value)
    return short | places


def _values(rows: Sequence[ListedRow], field: Field) -> dict[str, str]:
    values: dict[str, str] = {}
    for row in rows:
        text = row.texts.get(field, "")
        for value in (text, *re.split(r"[/、,，;；]+", text)):
            if len(value.strip()) >= 2:
                values[squeeze(value)] = value.strip()
    return values
