"""标准答复: an answer that two people agreed on, told where the question is one of its phrasings, and only there.

The very words of a phrasing are enough. A question in other words must lie very near a phrasing in meaning, say the same by its words,
figures and negations, ask for the same kind of thing, and be answered, as the reader judges, by the passages that the answer rests on.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.answering.asking.language import folded
from assistant.answering.asking.question import Question, intent_of
from assistant.answering.checking.citing import MARK
from assistant.answering.checking.grounding import Grounding, Source
from assistant.answering.draft import Draft
from assistant.answering.evidence import forms_of, read_words, weigh
from assistant.answering.reading import read
from assistant.answers import StandardMark
from assistant.curation.standard_answers import StandardAnswers
from assistant.curation.standard_records import ShownAnswer
from assistant.policies.citations import chinese_date
from assistant.records import Chunk, Hit
from assistant.retrieval.reader import Reader
from assistant.retrieval.retriever import Retriever
from assistant.text.sentences import sentences_of
from assistant.workdays import beijing_day

_NEAR = 0.92
"""Cosine from which a question may be a phrasing in other words: of the training questions 0.1 % of pairs about different sentences of one
document lie above it, and none about different documents."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_EITHER_WAY = re.compile(r"(.)[不没]\1")
_NEGATION = re.compile(r"[不没未无非别]|\bnot?\b|n't\b", re.IGNORECASE)
_WHOM_OR_WHERE = re.compile(r"谁|哪[里儿]|何处|\bwho\b|\bwhere\b", re.IGNORECASE)


class StandardTeller:
    """Finds and tells standard answers. Threads may share it."""

    def __init__(self, standards: StandardAnswers, retriever: Retriever, reader: Reader, least: float) -> None:
        """``least`` is the probability from which a passage is taken to answer."""
        self._standards = standards
        self._retriever = retriever
        self._reader = reader
        self._least = least

    def find(self, question: Question) -> ShownAnswer | None:
        """The answer of which the question is a phrasing. One that asks about another day than today gets none."""
        if question.asked is not None or question.as_of != question.now:
            return None
        number = self._standards.phrasings.exact(question.standalone)
        if number is not None:
            return self._standards.shown(number, question.principal, question.now)
        for near in self._standards.phrasings.near(question.standalone, _NEAR):
            if not self._same_said(question, near.text):
                continue
            shown = self._standards.shown(near.answer_id, question.principal, question.now)
            if shown is not None and self._answers(question, [chunk for chunk, _ in shown.sources]):
                return shown
        return None

    def _same_said(self, question: Question, phrasing: str) -> bool:
        asked = question.standalone
        return (
            _figures(asked) == _figures(phrasing)
            and _negates(asked) == _negates(phrasing)
            and set(_WHOM_OR_WHERE.findall(asked)) == set(_WHOM_OR_WHERE.findall(phrasing))
            and _holds(phrasing, forms_of(asked))
            and _holds(asked, forms_of(phrasing))
            and read_words(phrasing, question.principal, self._retriever).figures == question.words.figures
        )

    def _answers(self, question: Question, chunks: Sequence[Chunk]) -> bool:
        evidence = [weigh(Hit(chunk, 1.0), question.words) for chunk in chunks]
        return bool(
            read(self._reader, self._retriever.sentences, question.standalone, evidence, (), self._least).answering
        )


def tell_standard(draft: Draft, shown: ShownAnswer) -> Iterator[str]:
    """The answer's lines, its marks numbered as the draft's citations are."""
    english = draft.question.english
    approved_on = beijing_day(shown.approved_at)
    draft.intent = intent_of(shown.sources[0][0].document.kind)
    draft.hits = tuple(Hit(chunk, 1.0) for chunk, _ in shown.sources)
    draft.standard = StandardMark(shown.id, approved_on)
    draft.notices.append(
        f"Standard answer of the bureau, approved on {approved_on}."
        if english
        else f"标准答复，{chinese_date(approved_on)}核定。"
    )
    numbers = {at: draft.citations.cite(chunk, quote) for at, (chunk, quote) in enumerate(shown.sources, 1)}
    for line in filter(None, map(str.strip, shown.text.splitlines())):
        yield MARK.sub(lambda mark: f"[{numbers[int(mark[1])]}]", line)


def objections_to(text: str, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """What the check of sentences has against a text whose marks [n] refer to the passages, for people to weigh: ``“句子”：理由``."""
    grounding = Grounding()
    sources = {
        number: Source(number, chunk, chunk.passage.text, chunk.citation) for number, chunk in enumerate(chunks, 1)
    }
    found = []
    for sentence in sentences_of(text):
        verdict = grounding.check(sentence, sources)
        if not verdict.grounded:
            found.append(f"“{MARK.sub('', sentence).strip()}”：{verdict.reason}")
        elif verdict.omitted:
            found.append(f"“{MARK.sub('', sentence).strip()}”：没有提到“{verdict.omitted}”")
    return tuple(found)


def _holds(text: str, forms: Mapping[str, Sequence[str]]) -> bool:
    """Whether a text holds each word, or one that counts as it."""
    plain = folded(text)
    return all(any(form in plain for form in (word, *others) if form) for word, others in forms.items())


def _figures(text: str) -> Counter[str]:
    return Counter(_FIGURE.findall(unicodedata.normalize("NFKC", text)))


def _negates(text: str) -> bool:
    return bool(_NEGATION.search(_EITHER_WAY.sub("", text)))
