"""Places that a question names, so that one city's rule is not told of another, from ``places.txt``."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answering.asking.language import folded

_FILE = Path(__file__).with_name("places.txt")
# Names that begin with a place and are none (北京证券交易所 is where any company may be listed), and whoever comes from there: 上海企业.
_NO_PLACE_AFTER = (
    "证券|证交所|交易所|大学|银行|时间|冬奥|合作组织|公约|仲裁|路|街|大道|商会|市?(?:[籍人]|户口|户籍|总部|公司|企业|工厂|客商|客户|老板|团队|商人|投资|"
    "过来|回来|搬|迁|那边|这边|打工|上班|毕业|读书|做生意|开店|开厂)"
)
# Where the asker is, or comes from: 我们从上海过来, 总部在深圳.
_NO_PLACE_BEFORE = "来自|从|去|赴|到|人在|家在|在|住|总部设?在|注册在|我是|我们是|我司是"
_ENGLISH_NO_PLACE_AFTER = r"(?!\s+(?:stock|university|bank|dollar|time|compan(?:y|ies)|firm|firms|manufacturers?|investors?|law|people|residents?))"
_ENGLISH_NO_PLACE_BEFORE = r"(?<!from )(?<!based in )(?<!we are in )(?<!office in )"


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
        forms = [rf"{_not_behind(_NO_PLACE_BEFORE)}{re.escape(place.name)}(?!{_NO_PLACE_AFTER})"]
        forms += [
            rf"{_ENGLISH_NO_PLACE_BEFORE}(?<![a-z]){re.escape(name)}(?![a-z]){_ENGLISH_NO_PLACE_AFTER}"
            for name in place.english
        ]
        patterns.append((re.compile("|".join(forms)), place))
    return tuple(patterns)


def _not_behind(words: str) -> str:
    """A pattern that none of the words stands just before: each needs an assertion of its own length."""
    return "".join(f"(?<!{word})" for word in words.replace("设?", "").split("|"))


def places_in(question: str) -> tuple[Place, ...]:
    """The places that a question names, in its order; what a long name has taken, a shorter one does not."""
    rest = question.lower()
    found: list[tuple[int, Place]] = []
    for pattern, place in _patterns():
        match = pattern.search(rest)
        if match is not None:
            found.append((match.start(), place))
            rest = pattern.sub(lambda named: " " * len(named.group()), rest)
    return tuple(place for _, place in sorted(found, key=lambda item: item[0]))
