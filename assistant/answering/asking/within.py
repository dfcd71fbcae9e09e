"""Parts of the district and sites in it that a question names (凤台街道, 永兴集中区): figures of one are none of another's."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.text.phrases import WordFile

_WORDS = WordFile(Path(__file__).with_name("within.yaml"))
_NAMED = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,8}}?){_WORDS.any_of('kinds')}")
_NO_NAME = re.compile(rf"(?:{_WORDS.any_of('no_names')})$")
_SHORTEST = 2


def sites_named(question: str, texts: Iterable[str]) -> frozenset[str]:
    """The own names of sites in a question that some of the texts name too, as long as these have them: 永兴建材 of 在永兴建材集中区."""
    held = tuple(texts)
    found = (
        next((name for name in _endings(match["name"]) if any(name in text for text in held)), "")
        for match in _NAMED.finditer(question)
    )
    return frozenset(filter(None, found))


def _endings(name: str) -> Iterator[str]:
    """The name without what may stand before it, the longest first."""
    if not _NO_NAME.search(name):
        yield from (name[at:] for at in range(len(name) - _SHORTEST + 1))


def names_a_site(text: str) -> bool:
    """Whether a text names any site."""
    return any(not _NO_NAME.search(match["name"]) for match in _NAMED.finditer(text))
