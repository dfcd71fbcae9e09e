"""From labelled questions to what the reader learns from: the passages that a search would find, with what each says for the question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.retrieval.reader import Readable, SentenceVectors
from assistant.text.simplified import simplified
from training.lines import Labelled
from training.passage_text import group_of, plain

_CANDIDATES = 10
_TAKEN_OUT = 3
"""Of so many answerable questions one is learned from without its answer, too."""
_RANKED = 40
_SHORT, _CONTEXT = 6, 12
"""Characters below which a sentence must equal a gold one, and from which it may be a part of it."""
_NEAR_COPY = 0.6
"""Share of the gold sentences' character pairs from which another passage is taken to say the same, so that it is no negative."""
_PARTLY = 0.5
"""What a passage with less than half of what is needed counts for."""


@dataclass(frozen=True, slots=True)
class Library:
    """The passages that one library would hold. ``sentences`` are the reader's vectors of all sentences, ``starts`` where each passage's begin
    and end; ``means`` are the passages' own vectors, ``aboves`` those of what stands above them, ``searched`` those by which the search finds them."""

    documents: tuple[str, ...]
    passages: tuple[Readable, ...]
    sentences: np.ndarray
    starts: np.ndarray
    means: np.ndarray
    aboves: np.ndarray
    searched: np.ndarray


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the numbers of the passages that a search finds for it, their cosines with it in the search, what each counts for as an
    answer (0 to 1), and which sentences of each belong to the answer."""

    labelled: Labelled
    library: str
    question: str
    passages: tuple[int, ...]
    cosines: tuple[float, ...]
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
    return simplified(" ".join((*labelled.history, labelled.question)))


def as_searched(passage: Readable) -> str:
    """A passage as ingestion embeds it."""
    return f"{passage.above}\n{''.join(passage.sentences)}"


def libraries_of(
    passages: Mapping[str, Sequence[Readable]], vectors: SentenceVectors, search: SentenceVectors
) -> dict[str, Library]:
    """The libraries by name, with the vectors of all their sentences and passages."""
    members: dict[str, list[tuple[str, Readable]]] = {}
    for document, readables in sorted(passages.items()):
        members.setdefault(group_of(document), []).extend((document, one) for one in readables if one.sentences)
    return {name: _library(pairs, vectors, search) for name, pairs in members.items()}


def _library(pairs: Sequence[tuple[str, Readable]], vectors: SentenceVectors, search: SentenceVectors) -> Library:
    sentences = vectors.sentences([text for _, passage in pairs for text in passage.sentences])
    above = vectors.sentences([passage.above for _, passage in pairs])
    starts = np.cumsum([0, *(len(passage.sentences) for _, passage in pairs)])
    sums = np.add.reduceat(sentences, starts[:-1]) + above
    means = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    searched = search.sentences([as_searched(passage) for _, passage in pairs])
    return Library(
        tuple(name for name, _ in pairs), tuple(one for _, one in pairs), sentences, starts, means, above, searched
    )


def unanswered_too(
    labelled: Sequence[Labelled], libraries: Mapping[str, Library], vectors: SentenceVectors, search: SentenceVectors
) -> Iterator[Example]:
    """Of every third answerable question how it would stand in a library that does not hold the answer: without the passages that answer, or,
    every other time, without their whole document."""
    for number, one in enumerate(labelled):
        if one.kind != "answerable" or number % _TAKEN_OUT:
            continue
        library = libraries[group_of(one.document)]
        own = {at for at, document in enumerate(library.documents) if document == one.document}
        golds = [gold for sentence in one.sentences if (gold := Gold.of(sentence)).text]
        answering = {at for at in own if _held(golds, library.passages[at].sentences)[0]}
        pairs = _pairs("".join(gold.text for gold in golds))
        gone = own if number % (2 * _TAKEN_OUT) else answering
        strength = _strength(one, library, vectors)
        order = [int(at) for at in np.argsort(-strength)[: _RANKED + len(gone)]]
        left = [at for at in order if at not in gone and not _says(pairs, library.passages[at])]
        cosines = library.searched @ search.question(asked(one))
        if answering and left:
            missing = replace(one, id=f"{one.id}:without", kind="near_miss", sentences=())
            yield _of(missing, library, left[:_CANDIDATES], cosines, {})


def examples_of(
    labelled: Sequence[Labelled], libraries: Mapping[str, Library], vectors: SentenceVectors, search: SentenceVectors
) -> Iterator[Example]:
    """An example of each question. What is near in meaning is a negative, unless it says the same as the answer."""
    for one in labelled:
        library = libraries[group_of(one.document)]
        yield _example(one, library, _strength(one, library, vectors), library.searched @ search.question(asked(one)))


def _strength(one: Labelled, library: Library, vectors: SentenceVectors) -> np.ndarray:
    """How near each passage is to a question: its mean and its nearest sentence."""
    question = vectors.question(asked(one))
    nearest: np.ndarray = library.means @ question + np.maximum.reduceat(
        library.sentences @ question, library.starts[:-1]
    )
    return nearest


def _example(one: Labelled, library: Library, strength: np.ndarray, cosines: np.ndarray) -> Example:
    golds = [gold for sentence in one.sentences if (gold := Gold.of(sentence)).text]
    own = [number for number, document in enumerate(library.documents) if document == one.document]
    held = {number: _held(golds, library.passages[number].sentences) for number in own}
    order = [int(number) for number in np.argsort(-strength)[:_RANKED]]
    if one.kind == "answerable":
        most, needed = max((count for count, _ in held.values()), default=0), sum(len(gold.text) for gold in golds)
        answering = {
            number: (1.0 if count == most or count >= needed / 2 else _PARTLY, told)
            for number, (count, told) in held.items()
            if count
        }
        pairs = _pairs("".join(gold.text for gold in golds))
        found = [number for number in order if number in answering or not _says(pairs, library.passages[number])]
        return _of(one, library, found[:_CANDIDATES], cosines, answering)
    if group_of(one.document) == "real":  # another law may well say it
        order = sorted(own, key=lambda number: -strength[number])
    nearest = [number for number in own if held[number][0]][:2]
    found = list(dict.fromkeys([*order[: _CANDIDATES - len(nearest)], *nearest]))
    return _of(one, library, found, cosines, {})


def _of(
    one: Labelled,
    library: Library,
    found: Sequence[int],
    cosines: np.ndarray,
    answering: Mapping[int, tuple[float, tuple[float, ...]]],
) -> Example:
    told = [answering.get(number, (0.0, (0.0,) * len(library.passages[number].sentences))) for number in found]
    return Example(
        one,
        group_of(one.document),
        asked(one),
        tuple(found),
        tuple(float(cosines[number]) for number in found),
        tuple(label for label, _ in told),
        tuple(sentences for _, sentences in told),
    )


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence that answers, for comparison; of a table's row also its cells, which stand apart in a passage, behind their headers."""

    text: str
    cells: tuple[str, ...]

    @classmethod
    def of(cls, sentence: str) -> "Gold":
        cells = tuple(text for cell in sentence.split("|") if (text := plain(cell))) if "|" in sentence else ()
        return cls(plain(sentence), cells)

    def stands_in(self, text: str) -> bool:
        """Whether a sentence is this one, or one of the two is a telling part of the other."""
        if len(self.cells) > 1 and all(cell in text for cell in self.cells):
            return True
        if self.text == text:
            return True
        short, long = sorted((self.text, text), key=len)
        return len(short) >= _SHORT and short in long and (len(short) >= _CONTEXT or 2 * len(short) >= len(long))


def _held(golds: Sequence[Gold], sentences: Sequence[str]) -> tuple[int, tuple[float, ...]]:
    """How many characters of the gold sentences a passage holds, and which of its sentences hold them."""
    labels, held = [], 0
    for sentence in sentences:
        text = plain(sentence)
        same = [gold for gold in golds if gold.stands_in(text)]
        held += sum(min(len(gold.text), len(text)) for gold in same)
        labels.append(1.0 if same else 0.0)
    return held, tuple(labels)


def _says(pairs: set[str], passage: Readable) -> bool:
    return bool(pairs) and len(pairs & _pairs(plain("".join(passage.sentences)))) / len(pairs) >= _NEAR_COPY


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
