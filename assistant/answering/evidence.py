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
from statistics import fmean

from assistant.answering.asking.glossary import english_terms
from assistant.answering.asking.language import folded, is_english
from assistant.answering.asking.places import Place, places_in
from assistant.answering.asking.within import names_a_site
from assistant.policies.quantities import QuantityKind
from assistant.records import Cell, Chunk, DocumentKind, Hit, Principal
from assistant.retrieval.everyday import expressions_in, official_words
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.segmentation import segmenter

# Taken out before the question is cut into words: next to other words the segmenter makes names of them.
_QUESTION_PHRASES = re.compile(
    r"(?:在|从|有|是)?哪些(?:方面|情况|情形|内容|地方|东西|要求)?|(?:有|是|叫)?什么(?:样的?|时候|情况|内容|要求)?|怎么(?:样的?|办(?!理)|算|规定的?|回事)?|怎样|如何|多少(?:钱|天|年|日|个月|个?工作日|人|家|个)?|几(?:年|天|日|个月|个工作日)内?|多久|"
    r"多长时间|能不能|可不可以|要不要|有没有|是不是|会不会|是否|请问|我想(?:知道|了解|问)|由谁|向谁|哪(?:个|家|种|类|栋|年|天|里)"
)
_ASKS_DAY = re.compile(r"何时|什么时候|时间|日期|哪天|哪年|截止|\bwhen\b|\bdate\b|deadline", re.IGNORECASE)
_ASKS_PERIOD = re.compile(
    r"多久|多长时间|几(?:年|天|日|个月|个工作日)|多少(?:年|天|日|个月|个?工作日)|期限|时限|how long|time limit",
    re.IGNORECASE,
)
_ASKS_RATE = re.compile(r"税率|比例|百分之几|\brates?\b|percent", re.IGNORECASE)
_ASKS_MONEY = re.compile(
    r"(?:收费|补贴|奖励|补助|资助|缴费|罚款)标准|多少钱|多少元|多少万|金额|(?:奖励|奖金|补贴|补助|资助|费|租金|收费)[^，。？]{0,6}多少|多少[^，。？]{0,4}(?:奖励|补贴|补助)|how much",
    re.IGNORECASE,
)
_ASKS_FIGURE = re.compile(r"多少|第几|几(?:个|家|人|次|栋|条)|多大|多高|how many|how big", re.IGNORECASE)
_DAYS = frozenset({QuantityKind.DATE, QuantityKind.PERIOD})
_FIGURES = frozenset(QuantityKind) - {QuantityKind.ARTICLE, QuantityKind.DOCUMENT_NUMBER}
_ASKED_KINDS = (
    (_ASKS_DAY, _DAYS),
    (_ASKS_PERIOD, _DAYS),
    (_ASKS_RATE, frozenset({QuantityKind.RATE, QuantityKind.MONEY})),
    (_ASKS_MONEY, frozenset({QuantityKind.MONEY, QuantityKind.RATE})),
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
_YEAR_IN_ENGLISH = re.compile(r"\b(?:in|of|for|during|by|since|from|until|end)\s+(20[0-4]\d)\b", re.IGNORECASE)
_COVERAGE_WEIGHT, _MARGIN_WEIGHT = 0.3, 2.0
_BEST_ONES, _FEWEST_COMPARED = 8, 4
_USUAL_SIMILARITY = 0.73  # of passages that have nothing to do with a question: the median on the sample district
_ASKING_WORDS = Path(__file__).with_name("asking_words.txt")
_ASKING_WEIGHT = 0.08
_NUMBER_WEIGHT = 0.12
_ONE_CHARACTER_WEIGHT = 0.2
_UNTRANSLATED_WEIGHT = 0.35
"""An English word without Chinese ones can hardly stand in a Chinese passage: its absence tells less."""
_PARTICLES = "能可会要想几哪每内后前里中把被给让由"
_MOVEMENTS = "来去到在往回"
_JOINED = "能可会要给拿补奖分评到过"
"""Characters that the segmenter joins to a neighbour where it knows no word: 亿奖 of 1亿奖多少, 楼能评."""
_COMMON_FREQUENCY, _RARE_FREQUENCY = 20_000, 3_000
"""jieba's counts (66 million words): 拿 19,956 · 推荐 3,823 · 天气 2,657 · 房租 164 · 影视剧 64."""
_PARTLY_HELD = 0.5
"""Share of a long word's character pairs from which the word counts as held in part."""


@dataclass(frozen=True, slots=True)
class TellingWord:
    """A word of the question, folded; ``weight`` from 0 to 1; ``forms`` are the folded words that count as it."""

    text: str
    weight: float
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """What a passage must speak of to answer: the question's words and the places that it names. ``figures`` are the kinds of figures
    of which one would answer (``多久``: a period), none where no figure is asked for; ``years`` are the calendar years that it names."""

    words: tuple[TellingWord, ...]
    places: tuple[Place, ...]
    figures: frozenset[QuantityKind]
    english: bool
    years: tuple[str, ...] = ()

    @property
    def asks_day(self) -> bool:
        """Whether a day or a period would answer, and nothing else."""
        return self.figures == _DAYS

    def coverage(self, text: str) -> float:
        """Share, by weight, of the question's words that a folded text holds; 0 when no word tells anything."""
        total = sum(word.weight for word in self.words)
        if not total:
            return 0.0
        return sum(word.weight * _held(word, text) for word in self.words) / total

    def shared(self, one: str, other: str) -> float:
        """Weight of the question's words that both texts hold."""
        texts = folded(one), folded(other)
        return sum(word.weight * min(_held(word, text) for text in texts) for word in self.words)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit and how well it answers: ``coverage`` is the share of telling words it holds, ``similarity`` the cosine (0 where only
    keywords found it), ``right_place`` whether it speaks of every place that the question names, ``right_year`` whether a report, or a
    row whose heads name years, speaks of those asked about, ``telling`` the sentences that the reader chose, ``cells`` those of a row that are asked about (none: all)."""

    hit: Hit
    coverage: float
    similarity: float
    right_place: bool
    right_year: bool = True
    telling: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()


def forms_of(question: str) -> dict[str, tuple[str, ...]]:
    """The words of a question, each with the folded words that count as it: of everyday ones the official, of English ones the Chinese."""
    found = _english_forms(question) if is_english(question) else _chinese_forms(question)
    return {folded(word): tuple(forms) for word, forms in found.items()}


def years_named(text: str) -> frozenset[str]:
    """The calendar years that a text names, in Chinese or English."""
    return frozenset((*_YEAR.findall(text), *_YEAR_IN_ENGLISH.findall(text)))


def read_words(question: str, principal: Principal, retriever: Retriever) -> QuestionWords:
    """The telling words of a question, weighed against the passages that the caller may see."""
    english = is_english(question)
    forms = _english_forms(question) if english else _chinese_forms(question)
    wanted = list(dict.fromkeys(form for word, others in forms.items() for form in (word, *others)))
    counts, total = retriever.word_counts(principal, wanted)
    names = _names(question) if english else frozenset()
    telling = []
    for word, others in forms.items():
        # A common synonym does not make the asker's own word less telling; an English term has only its Chinese words.
        holding = max((counts.get(form, 0) for form in (others if english else (word,))), default=0)
        weight = _weight(word, holding, max(1, total))
        if word.isascii() and not holding and english and word not in names and all(form.isascii() for form in others):
            weight = min(weight, _UNTRANSLATED_WEIGHT)
        telling.append(TellingWord(folded(word), weight, others))
    figures = _figures_asked_for(question)
    years = tuple(sorted(years_named(question)))
    return QuestionWords(tuple(telling), places_in(question), figures, english, years)


def weigh(
    hit: Hit,
    words: QuestionWords,
    own: frozenset[Place] = frozenset(),
    sites: frozenset[str] = frozenset(),
) -> Evidence:
    """How well one hit answers. ``own`` are the places of the library: a document that names no place speaks of them. A report's figures of
    ``sites`` name them, and what names other sites tells of those; rules hold for all."""
    text = searchable_text(hit.chunk, hit.text)
    others = [place for place in words.places if not place.named_in(text)]
    kind = hit.chunk.document.kind
    unnamed = any(folded(site) not in text for site in sites)
    elsewhere = unnamed and (kind is DocumentKind.REPORT or (kind is not DocumentKind.POLICY and names_a_site(text)))
    return Evidence(
        hit=hit,
        coverage=words.coverage(text),
        similarity=hit.similarity or 0.0,
        right_place=not elsewhere and (not others or (own.issuperset(others) and not places_in(_names_of(hit.chunk)))),
        right_year=_is_of_year(words.years, hit.chunk, text),
    )


def own_places(hits: Sequence[Hit], words: QuestionWords) -> frozenset[Place]:
    """Of the places that a question names those whose own documents are among the hits: their title, number or issuer names the place."""
    names = [folded(_names_of(hit.chunk)) for hit in hits] if words.places else []
    return frozenset(place for place in words.places if any(place.named_in(name) for name in names))


def _is_of_year(years: tuple[str, ...], chunk: Chunk, text: str) -> bool:
    """Whether a passage may speak of the years asked about: a part of a report names them, and where the heads of a row's cells name years, these are
    among them."""
    if chunk.document.kind is DocumentKind.REPORT and not _speaks_of(years, chunk, text):
        return False
    headed = {year for cell in chunk.passage.cells for year in _YEAR.findall(cell.header)}
    return not years or not headed or bool(headed & set(years))


def _speaks_of(years: tuple[str, ...], chunk: Chunk, text: str) -> bool:
    """Whether a part of a report speaks of the years: the words name them, and the headings above it name no other year alone."""
    above = set(_YEAR.findall(f"{chunk.passage.heading}{chunk.passage.locator}"))
    return all(year in text for year in years) and (not years or not above or bool(above & set(years)))


def searchable_text(chunk: Chunk, text: str) -> str:
    """A passage with the names under which it stands, folded for comparison."""
    return folded(f"{_names_of(chunk)} {chunk.passage.heading} {text}")


def _names_of(chunk: Chunk) -> str:
    document = chunk.document
    return f"{document.title} {document.document_number} {document.issuer}"


def _figures_asked_for(question: str) -> frozenset[QuantityKind]:
    kinds = frozenset(kind for asks, wanted in _ASKED_KINDS if asks.search(question) for kind in wanted)
    return kinds or (_FIGURES if _ASKS_FIGURE.search(question) else frozenset())


def _weight(word: str, holding: int, total: int) -> float:
    if word in _asking_words():
        return _ASKING_WEIGHT
    if re.fullmatch(r"[\d.,%]+|[a-z]|[一二两三四五六七八九十几]+[个家栋项次处条]", word):
        return _NUMBER_WEIGHT
    if holding:
        weight = math.log((total + 1) / (holding + 0.5)) / math.log(total + 1)
    elif word.isascii():
        weight = 1.0
    elif not segmenter().everyday_frequency(word) and (word[0] in _JOINED or word[-1] in _JOINED):
        return _ONE_CHARACTER_WEIGHT
    else:
        frequency = max(segmenter().everyday_frequency(word), 1)
        weight = math.log(_COMMON_FREQUENCY / frequency) / math.log(_COMMON_FREQUENCY / _RARE_FREQUENCY)
        weight = min(max(weight, _ASKING_WEIGHT), 1.0)
    return min(weight, _ONE_CHARACTER_WEIGHT) if len(word) == 1 else weight


def _held(word: TellingWord, text: str) -> float:
    if any(form in text for form in word.forms if form):
        return 1.0
    pairs = [word.text[at : at + 2] for at in range(len(word.text) - 1)]
    if len(pairs) < 3 or word.text.isascii():
        return 0.0
    share = sum(pair in text for pair in pairs) / len(pairs)
    return share if share >= _PARTLY_HELD else 0.0


def _chinese_forms(question: str) -> dict[str, tuple[str, ...]]:
    """The question's everyday expressions, then its other words without those that are only parts of a longer one, each with the
    words that count as it."""
    rest = _QUESTION_PHRASES.sub("，", question)
    forms: dict[str, tuple[str, ...]] = {}
    for expression in expressions_in(rest):
        forms[expression.text] = (expression.text, *map(folded, official_words(expression.text)))
        rest = rest.replace(expression.text, "，")
    words = segmenter().query_words(rest)
    whole = [word for word in words if not any(word != other and word in other for other in words)]
    for word in map(_without_particles, whole):
        forms[word] = (word, *map(folded, official_words(word)))
    return forms


def _without_particles(word: str) -> str:
    """``能领`` as ``领``, ``内要`` as ``内``, ``来杭州`` as ``杭州``: what the segmenter does not know is rarely one word."""
    unknown = not word.isascii() and not segmenter().everyday_frequency(word)
    if unknown and len(word) > 2 and word[0] in _MOVEMENTS:
        return word[1:]
    unknown &= len(word) == 2
    if unknown and word[0] in _PARTICLES:
        return word[1]
    return word[0] if unknown and word[1] in _PARTICLES else word


def _english_forms(question: str) -> dict[str, tuple[str, ...]]:
    """The glossary's terms with their Chinese words, then the question's other words."""
    forms = {
        term.english: (folded(term.english), *(folded(word) for word in term.chinese))
        for term in english_terms(question)
    }
    known = " ".join(forms)
    for word in (word.strip("./_-") for word in segmenter().query_words(question)):
        if word and word not in known:
            forms[word] = (word, _singular(word))
    return forms


def _names(question: str) -> frozenset[str]:
    """Capitalised words of an English question after its first one, in lower case."""
    return frozenset(word.lower() for word in re.findall(r"(?<=[a-z,] )[A-Z][A-Za-z]+", question))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") else word


@cache
def _asking_words() -> frozenset[str]:
    lines = _ASKING_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def evidence_of(item: Evidence, among: Sequence[Evidence]) -> float:
    """The cosine, raised by the words that the passage holds and by how far it stands out among the passages found.

    The weights are those that part answerable from unanswerable questions best on two corpora (docs/benchmarks.md).
    """
    stands_out = item.similarity - common_similarity(among)
    return item.similarity + _COVERAGE_WEIGHT * item.coverage + _MARGIN_WEIGHT * stands_out


def common_similarity(among: Sequence[Evidence]) -> float:
    """The cosine that any passage has with this question: the mean of those after the best ones.

    Where a store holds too few passages for that, the mean of the lower half, and no more than is usual, so that a small library
    answers too.
    """
    later = [item.similarity for item in among[_BEST_ONES:] if item.similarity]
    if len(later) >= _FEWEST_COMPARED:
        return fmean(later)
    found = sorted(item.similarity for item in among if item.similarity)
    return min(fmean(found[: (len(found) + 1) // 2]), _USUAL_SIMILARITY) if found else 1.0
