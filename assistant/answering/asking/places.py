"""Places that a question names, so that one city's rule is not told of another, from ``places.txt``.

Whether what holds there is wanted, or what holds here for whoever comes from there, is learned (``QuestionKinds.asks_of_place``)."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answering.asking.language import folded

_FILE = Path(__file__).with_name("places.txt")
_NO_PLACE_AFTER = "证券|证交所|交易所|大学|银行|时间|冬奥|合作组织|公约|仲裁|路|街|大道|商会"
"""What makes a place the beginning of another name: 北京证券交易所 is where any company may be listed."""
_ENGLISH_NO_PLACE_AFTER = r"(?!\s+(?:stock|university|bank|dollar|time)\b)"


@dataclass(frozen=True, slots=True)
class Place:
    """A place, its Chinese name and the English ones (lower case)."""

    name: str
    english: tuple[str, ...]

    def named_in(self, folded_text: str) -> bool:
        """Whether a text, folded for comparison, names the place in either language."""
        return self.name in folded_text or any(folded(name) in folded_text for name in self.english)


@cache
def _places() -> tuple[Place, ...]:
    found: list[Place] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        for item in line.split():
            name, *english = item.split("=")
            found.append(Place(name, tuple(word.replace("_", " ") for word in english)))
    return tuple(sorted(found, key=lambda place: -len(place.name)))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Place], ...]:
    patterns = []
    for place in _places():
        forms = [rf"{re.escape(place.name)}(?!{_NO_PLACE_AFTER})"]
        forms += [rf"(?<![a-z]){re.escape(name)}(?![a-z]){_ENGLISH_NO_PLACE_AFTER}" for name in place.english]
        patterns.append((re.compile("|".join(forms)), place))
    return tuple(patterns)


def places_in(question: str) -> tuple[Place, ...]:
    """The places that a question names, whatever it wants of them, in its order; what a long name has taken, a shorter one does not."""
    rest = question.lower()
    found: list[tuple[int, Place]] = []
    for pattern, place in _patterns():
        match = pattern.search(rest)
        if match is not None:
            found.append((match.start(), place))
            rest = pattern.sub(lambda named: " " * len(named.group()), rest)
    return tuple(place for _, place in sorted(found, key=lambda item: item[0]))
