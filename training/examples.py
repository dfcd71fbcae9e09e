"""From labelled questions to what the reader learns from: the passages that a search would find, with what each says for the question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.retrieval.reader import Readable, SentenceVectors
from training.lines import Labelled
from training.passage_text import group_of, plain

_CANDIDATES = 10
_RANKED = 40
_SHORT, _CONTEXT = 6, 12
"""Characters below which a sentence must equal a gold one, and from which it may be a part of it."""
_NEAR_COPY = 0.6
"""Share of the gold sentences' character pairs from which another passage is taken to say the same, so that it is no negative."""
_PARTLY = 0.5
"""What a passage with less than half of what is needed counts for."""


@dataclass(frozen=True, slots=True)
class Library:
    """The passages that one library would hold. ``sentences`` are the vectors of all sentences, ``starts`` where each passage's begin and end;
    ``means`` are the passages' own vectors."""

    documents: tuple[str, ...]
    passages: tuple[Readable, ...]
    sentences: np.ndarray
    starts: np.ndarray
    means: np.ndarray


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the numbers of the passages that a search finds for it, what each counts for as an answer (0 to 1), and which sentences of
    each belong to the answer."""

    labelled: Labelled
    library: str
    question: str
    passages: tuple[int, ...]
    labels: tuple[float, ...]
    sentences: tuple[tuple[float, ...], ...]

    @property
    def answered(self) -> bool:
        """Whether one of the passages answers in full."""
        return 1.0 in self.labels

    @property
    def teaches(self) -> bool:
        """Whether something can be learned: a question whose answer was not found says nothing."""
        return self.answered or self.labelled.kind == "near_miss"


def asked(labelled: Labelled) -> str:
    """The question as the reader gets it: an elliptic one behind those that it leans on."""
    return " ".join((*labelled.history, labelled.question))


def libraries_of(passages: Mapping[str, Sequence[Readable]], vectors: SentenceVectors) -> dict[str, Library]:
    """The libraries by name, with the vectors of all their sentences."""
    members: dict[str, list[tuple[str, Readable]]] = {}
    for document, readables in sorted(passages.items()):
        members.setdefault(group_of(document), []).extend((document, one) for one in readables if one.sentences)
    return {name: _library(pairs, vectors) for name, pairs in members.items()}


def _library(pairs: Sequence[tuple[str, Readable]], vectors: SentenceVectors) -> Library:
    sentences = vectors.sentences([text for _, passage in pairs for text in passage.sentences])
    above = vectors.sentences([passage.above for _, passage in pairs])
    starts = np.cumsum([0, *(len(passage.sentences) for _, passage in pairs)])
    sums = np.add.reduceat(sentences, starts[:-1]) + above
    means = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return Library(tuple(name for name, _ in pairs), tuple(one for _, one in pairs), sentences, starts, means)


def examples_of(
    labelled: Sequence[Labelled], libraries: Mapping[str, Library], vectors: SentenceVectors
) -> Iterator[Example]:
    """An example of each question. What is near in meaning is a negative, unless it says the same as the answer."""
    for one in labelled:
        library = libraries[group_of(one.document)]
        question = vectors.question(asked(one))
        best = np.maximum.reduceat(library.sentences @ question, library.starts[:-1])
        strength = library.means @ question + best
        yield _example(one, library, strength)


def _example(one: Labelled, library: Library, strength: np.ndarray) -> Example:
    golds = [text for sentence in one.sentences if (text := plain(sentence))]
    own = [number for number, document in enumerate(library.documents) if document == one.document]
    held = {number: _held(golds, library.passages[number].sentences) for number in own}
    order = [int(number) for number in np.argsort(-strength)[:_RANKED]]
    if one.kind == "answerable":
        most, needed = max((count for count, _ in held.values()), default=0), sum(map(len, golds))
        answering = {
            number: (1.0 if count == most or count >= needed / 2 else _PARTLY, told)
            for number, (count, told) in held.items()
            if count
        }
        pairs = _pairs("".join(golds))
        found = [number for number in order if number in answering or not _says(pairs, library.passages[number])]
        return _of(one, library, found[:_CANDIDATES], answering)
    if group_of(one.document) == "real":  # another law may well say it
        order = sorted(own, key=lambda number: -strength[number])
    nearest = [number for number in own if held[number][0]][:2]
    found = list(dict.fromkeys([*order[: _CANDIDATES - len(nearest)], *nearest]))
    return _of(one, library, found, {})


def _of(
    one: Labelled, library: Library, found: Sequence[int], answering: Mapping[int, tuple[float, tuple[float, ...]]]
) -> Example:
    told = [answering.get(number, (0.0, (0.0,) * len(library.passages[number].sentences))) for number in found]
    return Example(
        one,
        group_of(one.document),
        asked(one),
        tuple(found),
        tuple(label for label, _ in told),
        tuple(sentences for _, sentences in told),
    )


def _held(golds: Sequence[str], sentences: Sequence[str]) -> tuple[int, tuple[float, ...]]:
    """How many characters of the gold sentences a passage holds, and which of its sentences hold them."""
    labels, held = [], 0
    for sentence in sentences:
        text = plain(sentence)
        same = [gold for gold in golds if _same(gold, text)]
        held += sum(min(len(gold), len(text)) for gold in same)
        labels.append(1.0 if same else 0.0)
    return held, tuple(labels)


def _same(gold: str, text: str) -> bool:
    if gold == text:
        return True
    short, long = sorted((gold, text), key=len)
    return len(short) >= _SHORT and short in long and (len(short) >= _CONTEXT or 2 * len(short) >= len(long))


def _says(pairs: set[str], passage: Readable) -> bool:
    return bool(pairs) and len(pairs & _pairs(plain("".join(passage.sentences)))) / len(pairs) >= _NEAR_COPY


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
