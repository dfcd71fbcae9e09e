"""What the other readers say of a letter's units, which the second step of unit_kinds.py weighs: what the sentence kinds say of each by itself, whether a
request is made there in so many words, and whether a head that announces requests stands before or behind."""

from collections.abc import Sequence

import numpy as np

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.sentence_kinds import SentenceKinds
from assistant.replying.asking.units import Unit, words_of
from assistant.replying.asking.written.requests import WrittenRequests


class OtherReaders:
    """Ask them. Threads may share it."""

    def __init__(self, sentences: SentenceKinds) -> None:
        self._sentences = sentences
        self._written = WrittenRequests(sentences)

    def say(self, text: str, units: Sequence[Unit]) -> np.ndarray:
        """A row for each unit: the score of each kind of sentence, then whether it lies in a written request, begins one, and whether there is one."""
        scores = np.array(self._sentences.scores([words_of(text, unit) for unit in units]))
        written = self._written.read(text)
        flags = [[_lies_in(unit.span, written), _begins(unit.span, written), bool(written)] for unit in units]
        return np.concatenate([scores, np.array(flags, dtype=float)], axis=1)


def begins_written(said: np.ndarray) -> list[bool]:
    """Of what they say, whether a written request begins in each unit."""
    begins: list[bool] = (said[:, -2] > 0).tolist()
    return begins


def heads_around(heads: np.ndarray) -> np.ndarray:
    """For each unit how surely one behind it, and one before it, announces requests; ``heads`` is how surely each does. Shape (units, 2)."""
    return np.array(
        [[heads[at + 1 :].max(initial=0.0), heads[:at].max(initial=0.0)] for at in range(len(heads))]
    ).reshape(-1, 2)


def _lies_in(own: Span, written: Sequence[Span]) -> bool:
    return any(one.start <= own.start < one.end or own.start <= one.start < own.end for one in written)


def _begins(own: Span, written: Sequence[Span]) -> bool:
    return any(own.start <= one.start < max(own.end, own.start + 1) for one in written)
