"""What a sentence states in figures, and whether two sentences that speak of one matter give different ones."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from assistant.policies.titles import plain_title
from assistant.records import Chunk, DocumentKind
from assistant.retrieval.reader import readable
from assistant.text.readings import Reading, readings_in, show_reading

LEAST_LIKENESS = 0.85
"""Cosine from which two sentences speak of one matter: in the sample district all 14 pairs of clauses of an older and a newer policy on one benefit lie above it,
and below it stand pairs like the limits of two different subsidies."""

Measure = tuple[str, str]
"""Unit and what it is for each of: euros and yuan, a sum and a sum per square metre are not compared."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with figures, as it stands in a passage; ``figures`` are the numbers of its readings by measure, ``vector`` is of unit length."""

    chunk: Chunk
    sentence: str
    figures: Mapping[Measure, frozenset[frozenset[Decimal]]]
    readings: tuple[Reading, ...]
    vector: np.ndarray


def statements_of(chunk: Chunk, vectors: np.ndarray, own: Iterable[str]) -> Iterator[Statement]:
    """The sentences of a passage that state figures. ``vectors`` are the stored ones, shape (1 + sentences, dimensions); ``own`` are the words
    from which the document's own days and term were read: those speak of the document, not of a matter."""
    sentences = readable(chunk).sentences
    if len(vectors) != 1 + len(sentences):
        return
    about_itself = ["".join(words.split()) for words in own]
    for sentence, vector in zip(sentences, vectors[1:], strict=True):
        readings = readings_in(sentence)
        plain = "".join(sentence.split())
        if not readings or any(plain in words or words in plain for words in about_itself):
            continue
        figures: dict[Measure, frozenset[frozenset[Decimal]]] = {}
        for reading in readings:
            measure = (reading.unit, reading.per)
            figures[measure] = figures.get(measure, frozenset()) | {_ends(reading)}
        yield Statement(chunk, sentence, figures, readings, vector)


def comparable(one: Chunk, other: Chunk) -> bool:
    """Whether what two passages say can disagree: two documents, of two titles (editions of one are told apart by their days), and not two
    reports, whose figures are of their own periods."""
    first, second = one.document, other.document
    if first.id == second.id or plain_title(first.title) == plain_title(second.title):
        return False
    return not first.kind is second.kind is DocumentKind.REPORT


def differing(one: Statement, other: Statement) -> tuple[tuple[str, str], ...]:
    """For each measure that both state and have no value in common: the values of either as text."""
    return tuple(
        (_shown(one, measure), _shown(other, measure))
        for measure in one.figures
        if measure in other.figures and one.figures[measure].isdisjoint(other.figures[measure])
    )


def _ends(reading: Reading) -> frozenset[Decimal]:
    """The numbers of a reading: ``最高30元`` and ``30元`` give one figure."""
    return frozenset(end for end in (reading.low, reading.high) if end is not None)


def _shown(statement: Statement, measure: Measure) -> str:
    told = (show_reading(one) for one in statement.readings if (one.unit, one.per) == measure)
    return "、".join(dict.fromkeys(told))
