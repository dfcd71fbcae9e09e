"""How likely passages answer a question: a score from 0 to 1 that means the same for every question, which ``Hit.score`` does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records import Hit
from assistant.retrieval.reader import Reader, readable
from assistant.retrieval.sentence_store import SentenceStore
from assistant.retrieval.shared_words import Forms


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A hit and the probability, by the reader, that its passage answers the question."""

    hit: Hit
    answers: float


def judged(
    reader: Reader, sentences: SentenceStore | None, question: str, forms: Forms, hits: Sequence[Hit]
) -> tuple[JudgedHit, ...]:
    """The hits of one search, the likeliest first. ``forms`` are the question's words with those that count as them."""
    stored = sentences.of([hit.chunk.id for hit in hits]) if sentences is not None else {}
    passages = [readable(hit.chunk, hit.similarity, stored.get(hit.chunk.id)) for hit in hits]
    readings = reader.read(question, forms, passages).passages
    found = [JudgedHit(hit, reading.answers) for hit, reading in zip(hits, readings, strict=True)]
    return tuple(sorted(found, key=lambda one: -one.answers))
