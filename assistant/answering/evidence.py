"""How well a passage answers a question: which of the question's telling words it holds, and how near its meaning is.

A word tells the more the rarer it is among the permitted passages; a word that none of them holds is weighed by how rare it is in
general Chinese, so that 红烧肉 counts and 怎么样 does not.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant import access
from assistant.answering.glossary import english_terms, synonyms
from assistant.answering.language import folded, is_english
from assistant.answering.places import Place, places_in
from assistant.records import Chunk, Hit, Principal
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.segmentation import segmenter

_ASKING_WORDS = Path(__file__).with_name("asking_words.txt")
_ASKING_WEIGHT = 0.08
_NUMBER_WEIGHT = 0.12
_COMMON_FREQUENCY, _RARE_FREQUENCY = 20_000, 700
"""jieba's counts (66 million words): 拿 19,956 · 推荐 3,823 · 天气 2,657 · 房租 164 · 影视剧 64."""
_PARTLY_HELD = 0.75
"""Share of a word's character pairs from which the word counts as held in part."""


@dataclass(frozen=True, slots=True)
class TellingWord:
    """A word of the question, folded; ``weight`` from 0 to 1; ``forms`` are the words that count as it."""

    text: str
    weight: float
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """What a passage must speak of to answer: the question's words and the places that it names."""

    words: tuple[TellingWord, ...]
    places: tuple[Place, ...]
    english: bool

    def coverage(self, text: str) -> float:
        """Share, by weight, of the question's words that a folded text holds; 0 when no word tells anything."""
        total = sum(word.weight for word in self.words)
        if not total:
            return 0.0
        return sum(word.weight * _held(word, text) for word in self.words) / total

    def heaviest_missing(self, text: str) -> float:
        """The weight of the most telling word that a folded text does not hold."""
        return max((word.weight * (1 - _held(word, text)) for word in self.words), default=0.0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit and how well it answers.

    ``coverage`` is the share of telling words it holds, ``missing`` the weight of the most telling one it lacks, ``similarity`` the
    cosine (0 where only keywords found it).
    """

    hit: Hit
    coverage: float
    missing: float
    similarity: float
    right_place: bool


def read_words(question: str, principal: Principal, retriever: Retriever) -> QuestionWords:
    """The telling words of a question, weighed against the passages that the caller may see."""
    english = is_english(question)
    if english:
        words = [
            (term.english, (folded(term.english), *(folded(word) for word in term.chinese)))
            for term in english_terms(question)
        ]
        known = " ".join(word for word, _ in words)
        others = [word for word in segmenter().query_words(question) if word not in known]
        words += [(word, (word, _stem(word))) for word in others]
    else:
        words = [(word, (word, *synonyms(word))) for word in _whole_words(question)]
    clearances = access.clearances_of(principal)
    total = sum(retriever.store.count(clearance) for clearance in clearances)
    counts: dict[str, int] = {}
    with retriever.database.session() as session:
        for clearance in clearances:
            wanted = [word for word, _ in words]
            for word, count in retriever.keyword_index.document_frequencies(session, clearance, wanted).items():
                counts[word] = counts.get(word, 0) + count
    telling = tuple(
        TellingWord(folded(word), _weight(word, counts.get(word, 0), total), forms) for word, forms in words
    )
    return QuestionWords(telling, places_in(question), english)


def weigh(hit: Hit, words: QuestionWords) -> Evidence:
    """How well one hit answers."""
    text = searchable_text(hit.chunk, hit.text)
    return Evidence(
        hit=hit,
        coverage=words.coverage(text),
        missing=words.heaviest_missing(text),
        similarity=hit.similarity or 0.0,
        right_place=all(place.named_in(text) for place in words.places),
    )


def searchable_text(chunk: Chunk, text: str) -> str:
    """A passage with the names under which it stands, folded for comparison."""
    document = chunk.document
    return folded(f"{document.title} {document.document_number} {document.issuer} {chunk.passage.heading} {text}")


def _weight(word: str, holding: int, total: int) -> float:
    if word in _asking_words():
        return _ASKING_WEIGHT
    if re.fullmatch(r"[\d.,%]+|[a-z]", word):
        return _NUMBER_WEIGHT
    if holding:
        return math.log((total + 1) / (holding + 0.5)) / math.log(total + 1) if total > 1 else 1.0
    if word.isascii():
        return 0.8
    frequency = max(segmenter().everyday_frequency(word), 1)
    rarity = math.log(_COMMON_FREQUENCY / frequency) / math.log(_COMMON_FREQUENCY / _RARE_FREQUENCY)
    return min(max(rarity, _ASKING_WEIGHT), 1.0)


def _held(word: TellingWord, text: str) -> float:
    if any(form in text for form in word.forms if form):
        return 1.0
    pairs = [word.text[at : at + 2] for at in range(len(word.text) - 1)]
    if len(pairs) < 3 or word.text.isascii():
        return 0.0
    share = sum(pair in text for pair in pairs) / len(pairs)
    return share if share >= _PARTLY_HELD - 0.25 else 0.0


def _whole_words(question: str) -> Sequence[str]:
    """The question's words without those that are only parts of a longer one beside them."""
    words = segmenter().query_words(question)
    return [word for word in words if not any(word != other and word in other for other in words)]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") else word


@cache
def _asking_words() -> frozenset[str]:
    lines = _ASKING_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
