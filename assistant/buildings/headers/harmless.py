"""Which columns of no field describe the place or the offer and nobody else, so that a stranger may read them.

Two voices. The grammar of headers (``header_sense.py``) shows what it understands to the last word, and has a veto: whose something is, what is owed, agreed,
earned, pledged or talked about waits, whatever else is said. Of what no list explains, a head that was learned from the columns of invented ledgers
(``training/columns/train_harmless.py``) shows what it is surer of than of any sensitive column of a ledger that it had not learned from.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.buildings.headers.described import DescribedColumn, texts_of
from assistant.buildings.headers.header_lexicon import Mark, Measure, State, grammar
from assistant.buildings.headers.header_sense import Sense
from assistant.buildings.headers.header_words import header_lines, sense_of_header
from assistant.buildings.units import is_blank
from assistant.retrieval.reader import SentenceVectors
from assistant.retrieval.weights import read_weights
from assistant.text.figures import normalise

SHIPPED = Path(__file__).with_name("harmless.safetensors")

AGAINST = frozenset(
    {
        Mark.PARTY, Mark.OWED, Mark.DEAL, Mark.FLOOR, Mark.INCOME, Mark.PLEDGE, Mark.TALKS, Mark.RELIEF,
        Mark.PAST, Mark.ENDED, Mark.CHANGE, Mark.ELSEWHERE,
    }
)  # fmt: skip
"""What is said of others, of contracts and of what nobody offers."""

_ASKED = frozenset({Measure.AREA, Measure.PRICE, Measure.RENT, Measure.UPKEEP, Measure.FLAG, Measure.DISTANCE})
_OFFERED = frozenset(
    {
        State.AVAILABLE, State.OPEN, State.VACANT, State.DIVISIBLE, State.INDIVISIBLE, State.FOR_SALE, State.LETTING,
        State.SELLING,
    }
)  # fmt: skip
_FIRMS = ("公司", "集团", "合伙", "事务所", "合作社", "某", "×", "*", " ltd", " inc")
_TELEPHONE = re.compile(r"\d{7,}")
_MONTHS, _STAKED = "月", "押"
_LONGEST_CELL = 20
_LOOKED_AT = 200


def speaks_against(header: str, values: Sequence[str]) -> bool:
    """Whether anything says that a column waits: its words, or cells that name firms and numbers of telephones, or tell in sentences."""
    sense = sense_of_header(header)
    said = [text for value in values[:_LOOKED_AT] if not is_blank(text := normalise(value))]
    deposit = Mark.DEPOSIT in sense.marks and not (
        _MONTHS in header or any(_MONTHS in text or _STAKED in text for text in said)
    )
    return (
        bool(sense.marks & AGAINST)
        or deposit  # of months a deposit is a term of the offer, a sum may be what somebody paid
        or sense.measure is Measure.PERSON
        or any(word in "".join(header_lines(header)) for word in grammar().remarks)
        or any(len(text) > _LONGEST_CELL or _names_somebody(text) for text in said)
    )


def _names_somebody(text: str) -> bool:
    return bool(_TELEPHONE.search(text)) or any(word in text for word in _FIRMS)


def describes_the_offer(header: str) -> bool:
    """Whether every word of a header is understood and tells of the place or of what is asked for it: 地价（万元/亩）, 分割面积."""
    sense: Sense = sense_of_header(header)
    named = (
        sense.measure in _ASKED
        or bool(sense.states & {State.DIVISIBLE, State.INDIVISIBLE})
        or bool(sense.marks & {Mark.DEPOSIT, Mark.SALE})
        or (sense.measure is Measure.TERM and Mark.SMALLEST in sense.marks)
        or (sense.measure is Measure.DAY and any(word in header for word in grammar().announcing))
    )
    return named and not sense.unknown and sense.states <= _OFFERED


class HarmlessColumns:
    """The learned voice. Threads may share it."""

    def __init__(self, vectors: SentenceVectors, weights: Path = SHIPPED) -> None:
        """``vectors`` are those of the built-in encoder, which the head was learned from."""
        self._vectors = vectors
        self._file = weights

    @cached_property
    def _weights(self) -> dict[str, np.ndarray]:
        return read_weights(self._file, "列名公开判断文件")

    def surely(self, header: str, values: Sequence[str]) -> bool:
        """Whether the head is sure that a column tells of nobody; it is not asked where ``speaks_against``."""
        column = DescribedColumn(header, tuple(dict.fromkeys(values[:_LOOKED_AT])))
        logit = features_of((column,), self._vectors)[0] @ self._weights["weight"] + self._weights["bias"][0]
        return bool(logit > self._weights["bound"][0])


def features_of(columns: Sequence[DescribedColumn], vectors: SentenceVectors) -> np.ndarray:
    """What the head sees of columns: shape (columns, features)."""
    told = texts_of(columns)
    headers, whole = vectors.sentences(told.headers), vectors.sentences(told.with_values)
    features: np.ndarray = np.concatenate([headers, whole, 0.5 * told.kinds, 0.7 * told.bags], axis=1)
    return features
