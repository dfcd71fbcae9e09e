"""What a streamed answer consists of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.answers import Answer, Citation
from assistant.records import Hit


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """The next piece of the answer, already checked. The pieces joined are the answer's text; ``citations`` are those that this
    piece is the first to use."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerComplete:
    """The end: the whole answer, how the question was understood on its own, the passages that were read for it, and the day whose rules
    were used where the question named one. ``question`` is what is to be stored of the question where that is not what was asked."""

    answer: Answer
    standalone_question: str
    hits: tuple[Hit, ...] = ()
    as_of: date | None = None
    question: str = ""


AnswerEvent = SentenceReady | AnswerComplete


def end_of(events: Iterable[AnswerEvent]) -> AnswerComplete:
    """The end of a stream, which is run through."""
    for event in events:
        if isinstance(event, AnswerComplete):
            return event
    raise AssertionError("a stream ends with the whole answer")
