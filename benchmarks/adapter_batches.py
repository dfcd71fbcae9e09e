"""What the adapter is trained on: questions of laypeople with articles that answer them and that do not, and sentences of laws."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer

from assistant.retrieval.everyday import everyday_words, with_official_words
from assistant.retrieval.segmentation import segmenter
from benchmarks.corpus import CorpusLine, Question

_K1, _B = 1.2, 0.75
_BY_WORDS, _BY_MEANING = (
    slice(2, 60),
    slice(3, 80),
)  # ranks that negatives are drawn from: before them may stand answers that nobody marked
_WITHOUT_TITLE = 0.15
_SENTENCE = re.compile(r"[^。；：，]{10,60}[。；，]")
_ASKING = (
    "怎么办？", "合法吗？", "可以吗？", "有什么规定？", "怎么处理？", "要承担什么责任？", "是怎么规定的？", "需要什么条件？", "",
    "会怎么样？", "应该找谁？",
)  # fmt: skip
Negatives = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, one passage that answers it, passages that do not; ``answers`` are corpus ids that are no negatives."""

    question: str
    passage: str
    negatives: tuple[str, ...]
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mixture:
    """What a batch holds: ``questions`` with ``by_words`` and ``by_meaning`` negatives each, and ``sentences``, of which a share
    ``everyday`` is worded as people ask."""

    questions: int
    by_words: int
    by_meaning: int
    sentences: int
    everyday: float


def text_of(line: CorpusLine) -> str:
    """An article as ingestion embeds a clause."""
    return f"{line.title}\n{line.text}"


def negatives_by_words(questions: Sequence[Question], lines: Sequence[CorpusLine]) -> Negatives:
    """Indexes of articles that share words with a question and do not answer it, by question id (BM25 after Robertson and Zaragoza,
    2009)."""
    counter = CountVectorizer(analyzer=segmenter().index_words, dtype=np.float32)
    counts = counter.fit_transform(text_of(line) for line in lines).tocsr()
    asked = counter.transform(with_official_words(question.text) for question in questions)
    asked.data[:] = 1
    shared = (asked @ _weighed(counts).T).tocsr()
    rankings = [row.indices[np.argsort(-row.data)] for row in shared]
    return _without_answers(questions, lines, rankings, _BY_WORDS)


def negatives_by_meaning(
    questions: Sequence[Question], lines: Sequence[CorpusLine], asked: np.ndarray, told: np.ndarray
) -> Negatives:
    """The same by the vectors of questions (n, dimensions) and articles (m, dimensions)."""
    rankings = [np.argsort(-(told @ vector)) for vector in asked]
    return _without_answers(questions, lines, rankings, _BY_MEANING)


def _weighed(counts: sp.csr_matrix) -> sp.csr_matrix:
    held_by = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + (counts.shape[0] - held_by + 0.5) / (held_by + 0.5))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    damping = np.repeat(_K1 * (1 - _B + _B * lengths / lengths.mean()), np.diff(counts.indptr))
    weighed = counts.copy()
    weighed.data = weighed.data * (_K1 + 1) / (weighed.data + damping)
    return weighed.multiply(rarity).tocsr()


def _without_answers(
    questions: Sequence[Question], lines: Sequence[CorpusLine], rankings: Sequence[np.ndarray], ranks: slice
) -> Negatives:
    found: dict[str, list[int]] = {}
    for question, ranking in zip(questions, rankings, strict=True):
        near = ranking[: ranks.stop + len(question.answers)]
        found[question.id] = [int(index) for index in near if lines[index].id not in question.answers][ranks]
    return found


class Sampler:
    """Draws the batches of one epoch after another."""

    def __init__(
        self,
        questions: Sequence[Question],
        lines: Sequence[CorpusLine],
        by_words: Negatives,
        by_meaning: Negatives,
        mixture: Mixture,
        seed: int,
    ) -> None:
        self._questions = questions
        self._lines = lines
        self._by_words = by_words
        self._by_meaning = by_meaning
        self._mixture = mixture
        self._by_id = {line.id: line for line in lines}
        self._random = random.Random(seed)
        self._everyday = everyday_words()
        self._official = re.compile("|".join(sorted(map(re.escape, self._everyday), key=len, reverse=True)))

    def steps(self) -> int:
        """Batches an epoch."""
        return -(-len(self._questions) // self._mixture.questions)

    def epoch(self) -> Iterator[list[Pair]]:
        """Every question once."""
        order = self._random.sample(range(len(self._questions)), len(self._questions))
        for start in range(0, len(order), self._mixture.questions):
            chosen = [self._questions[index] for index in order[start : start + self._mixture.questions]]
            sentences = [self._sentence() for _ in range(self._mixture.sentences)]
            yield [self._pair(question) for question in chosen] + sentences

    def _pair(self, question: Question) -> Pair:
        answer = self._random.choice(sorted(question.answers))
        drawn = [
            *self._drawn(self._by_words[question.id], self._mixture.by_words),
            *self._drawn(self._by_meaning.get(question.id, ()), self._mixture.by_meaning),
        ]
        negatives = tuple(self._passage(self._lines[index]) for index in drawn)
        return Pair(question.text, self._passage(self._by_id[answer]), negatives, question.answers)

    def _drawn(self, ranked: Sequence[int], count: int) -> list[int]:
        return self._random.sample(ranked, min(count, len(ranked)))

    def _sentence(self) -> Pair:
        """A sentence and the article that it was taken from, so that what the model could before is not lost."""
        while True:
            line = self._random.choice(self._lines)
            sentences = _SENTENCE.findall(line.text)
            if len(sentences) > 1:
                break
        sentence = self._random.choice(sentences)
        rest = line.text.replace(sentence, "") if self._random.random() < 0.5 else line.text
        told = rest if self._random.random() < _WITHOUT_TITLE else f"{line.title}\n{rest}"
        asked = sentence.rstrip("。；，")
        if self._random.random() < self._mixture.everyday:
            asked = self._as_people_ask(asked)
        return Pair(asked, told, (), frozenset((line.id,)))

    def _as_people_ask(self, sentence: str) -> str:
        """Everyday words for official ones, sometimes without its beginning or end, with a question behind it."""
        asked = self._official.sub(self._everyday_word, sentence)
        if self._random.random() < 0.4:
            cut = self._random.randrange(max(1, len(asked) // 3))
            asked = asked[cut:] if self._random.random() < 0.5 else asked[: len(asked) - cut]
        return asked + self._random.choice(_ASKING)

    def _everyday_word(self, match: re.Match[str]) -> str:
        return self._random.choice(self._everyday[match.group()]) if self._random.random() < 0.7 else match.group()

    def _passage(self, line: CorpusLine) -> str:
        return line.text if self._random.random() < _WITHOUT_TITLE else text_of(line)
