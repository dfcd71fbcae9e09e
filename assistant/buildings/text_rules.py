"""Rules on the text of a cell: is it one of these values, does it exclude them, what place does it name, does it serve a line.

They decide for one text; ``judging.py`` applies them to every different value of a column.
"""

import re
from collections.abc import Callable
from enum import Enum

from assistant.buildings.qualifiers import says
from assistant.buildings.units import read_metro_lines
from assistant.text.figures import normalise

TextRule = Callable[[str], bool]

DENIALS = ("无", "不", "非", "禁", "没有", "不带", "不含", "不可", "不宜", "不能", "禁止")
"""What stands before a word that a cell only denies: ``无排烟`` speaks of no 排烟."""

_NONE = re.compile(r"无|没有|暂无|不含|0")
_PLANNED = re.compile(r"规划|在建|拟建|预留|待建")
_STREET = re.compile(r"(?:街道|镇|乡)$")
_ROAD = re.compile(r"(?:路|街|大道|巷|号)$")


class Verdict(Enum):
    """How a row stands to a condition."""

    MET = "met"
    UNKNOWN = "unknown"
    FAILED = "failed"


def plain(text: str) -> str:
    """As the typed tables keep texts: one kind of digits, letters and signs, without spaces."""
    return re.sub(r"\s+", "", normalise(text)).upper()


def says_one_of(text: str, values: tuple[str, ...]) -> bool:
    """Whether a text contains one of the values, and not only as planned or nearly so."""
    return any(says(plain(text), plain(value)) for value in values)


def excludes(text: str, values: tuple[str, ...]) -> Verdict:
    """Whether a text keeps clear of the values; one that leaves a choice (``精装/毛坯``) leaves it open."""
    choices = [part for part in re.split(r"[/、,，;；或]", text) if part.strip()]
    excluded = [part for part in choices if says_one_of(part, values)]
    if not excluded:
        return Verdict.MET
    return Verdict.UNKNOWN if len(excluded) < len(choices) else Verdict.FAILED


def is_street(place: str) -> bool:
    """Whether a place is a sub-district: an address does not tell in which a row lies."""
    return bool(_STREET.search(place)) and not place.endswith("大街")


def is_road(place: str) -> bool:
    """Whether a place is a road, which addresses tell."""
    return bool(_ROAD.search(place)) and not place.endswith("线")


def is_station(place: str) -> bool:
    """Whether a place is a metro station."""
    return place.endswith("站")


def serves(text: str, lines: tuple[str, ...]) -> Verdict:
    """Whether what a row says of the metro makes it near one of the lines, or any where none is named."""
    if _PLANNED.search(text):
        return Verdict.UNKNOWN
    if _NONE.fullmatch(text):
        return Verdict.FAILED
    if lines:
        served = read_metro_lines(text)
        if not served:
            return Verdict.UNKNOWN
        if not served & set(lines):
            return Verdict.FAILED
    return Verdict.MET


def mentions(text: str, word: str, *, plans: bool = False) -> bool:
    """Whether a row's text (in lower case) says a word, and not only that it is missing. With ``plans`` what is planned counts too, as in
    an opportunity, which is nothing else."""
    wanted = word.lower()
    for denial in DENIALS:
        text = text.replace(denial + wanted, "-")
    return wanted in text if plans else says(text, wanted)


def squeeze(text: str) -> str:
    """Normalised, without spaces and the punctuation that names are written with or without."""
    return re.sub(r"[\s·•.,，、\-_/()《》“”\"'「」【】]+", "", normalise(text))
