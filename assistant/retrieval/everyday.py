"""What people say and what laws and policies write for it, from ``everyday.txt``: 老板欠薪, 拖欠劳动报酬."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from assistant.retrieval.segmentation import segmenter

_FILE = Path(__file__).with_name("everyday.txt")
_SHORTEST = 2  # characters; a single one stands in too many words


@dataclass(frozen=True, slots=True)
class Expression:
    """An everyday expression of a question and the words that a document may use for it."""

    text: str
    official: tuple[str, ...]


def expressions_in(question: str) -> tuple[Expression, ...]:
    """The lexicon's expressions in a question, longer ones first; they begin and end where words do and do not overlap."""
    text = _plain(question)
    edges = {0, *accumulate(len(piece) for piece in segmenter().pieces(text))}
    taken: list[range] = []
    found: list[Expression] = []
    for word in _longest_first():
        for place in _places_of(word, text):
            if place.start in edges and place.stop in edges and not any(_meet(place, other) for other in taken):
                taken.append(place)
                found.append(Expression(word, _lexicon()[word]))
    return tuple(dict.fromkeys(found))


def with_official_words(question: str) -> str:
    """The question with the words that documents use for its everyday ones behind it, for the keyword index."""
    words = dict.fromkeys(word for expression in expressions_in(question) for word in expression.official)
    return " ".join((question, *words))


def everyday_words() -> dict[str, tuple[str, ...]]:
    """Official words with what people say for them."""
    return {official: everyday for official, everyday in _everyday_for().items() if len(official) >= _SHORTEST}


def official_words(word: str) -> tuple[str, ...]:
    """Words that a document may use for this one; of a longer word the same with an everyday part exchanged (房租补贴: 租金补贴)."""
    known = _lexicon().get(word, ()) + _everyday_for().get(word, ())
    exchanged = tuple(
        word.replace(part, official)
        for part, words in (_lexicon().items() if len(word) > _SHORTEST + 1 else ())
        if len(part) >= _SHORTEST and part in word and part != word
        for official in words
    )
    return tuple(dict.fromkeys((*known, *exchanged)))


def _places_of(word: str, text: str) -> Iterator[range]:
    """Where a word stands, one after the other."""
    start = text.find(word)
    while start >= 0:
        yield range(start, start + len(word))
        start = text.find(word, start + len(word))


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted((word for word in _lexicon() if len(word) >= _SHORTEST), key=lambda word: -len(word)))


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if " ~ " in line and not line.startswith("#"):
            word, *others = map(_plain, line.replace("~", " ").split())
            found[word] = tuple(others)
    return found


@cache
def _everyday_for() -> dict[str, tuple[str, ...]]:
    """The other way round: a question may be more formal than the document."""
    found: dict[str, list[str]] = {}
    for word, others in _lexicon().items():
        for other in others:
            if len(word) >= _SHORTEST:  # one character stands in many words: 租 in a text says nothing of 租赁
                found.setdefault(other, []).append(word)
    return {word: tuple(others) for word, others in found.items()}


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
