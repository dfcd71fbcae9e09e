"""What each unit of a letter does: asks, limits what is asked, tells, scorns, greets. Learned from ``training/letters`` by ``training/train_letters.py``.

Two linear steps: the first on what the built-in encoder says of a unit by itself and seen within its letter, on its characters, on the unit before it
and the one that introduces it, and on where it stands; the second on what the first says of its neighbours, its sentence and the items of its list,
and on what the other readers say (stacking, Wolpert, Neural Networks 1992).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
import torch

from assistant.answering.asking.language import has_chinese
from assistant.replying.asking.other_readers import OtherReaders, begins_written, heads_around
from assistant.replying.asking.sentence_kinds import SentenceKinds
from assistant.replying.asking.units import Unit, units_of, words_of
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.weights import read_weights

SHIPPED = Path(__file__).with_name("unit_kinds.safetensors")
WORDS, _ENDS = 2048, 1024
_PROMPT = "passage: "
_LONGEST, _TOGETHER = 200, 32
_SHARPNESS, _LEAST, _OF_LOGARITHMS = 6.0, 1e-3, 1 / 3
_OF_SEEN, _OF_ALONE, _OF_WORDS, _OF_ENDS, _OF_SHAPE, _OF_OTHERS = 1.0, 1.0, 1.0, 1.0, 0.4, 0.3
"""How much each part of what is weighed counts."""


class UnitKind(StrEnum):
    """What a unit does; MORE goes on with the request before it, LIMIT says when or how much of it would do."""

    REQUEST = "d"
    MORE = "m"
    LIMIT = "c"
    DEADLINE = "t"
    FACT = "f"
    SUM = "s"
    PROMISE = "p"
    RHETORIC = "r"
    THREAT = "w"
    SECRECY = "x"
    HEAD = "h"
    COURTESY = "k"


KINDS = tuple(UnitKind)


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit with the probability of each kind, and whether a request that is made in so many words begins in it."""

    unit: Unit
    shares: dict[UnitKind, float]
    begins_written: bool = False

    @property
    def kind(self) -> UnitKind:
        return max(self.shares, key=self.shares.__getitem__)

    @property
    def asking(self) -> float:
        """The probability that it asks, whether it begins a request or goes on with one."""
        return self.shares[UnitKind.REQUEST] + self.shares[UnitKind.MORE]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is computed of a letter's units: vectors within the letter and alone, shape (units, dimensions), and their hashed characters."""

    within: np.ndarray
    alone: np.ndarray
    words: np.ndarray


@dataclass(frozen=True, slots=True)
class Usual:
    """What the letters that were learned from have on average, which tells nothing: the mean vectors and the weight of each hashed word."""

    within: np.ndarray
    alone: np.ndarray
    words: np.ndarray


class UnitKinds:
    """Tells them. Threads may share it."""

    def __init__(self, encoder: BertEncoder, sentences: SentenceKinds, weights: Path = SHIPPED) -> None:
        self._encoder = encoder
        self._others = OtherReaders(sentences)
        self._file = weights

    @cached_property
    def _weights(self) -> dict[str, np.ndarray]:
        return read_weights(self._file, "来信分类文件")

    def of(self, text: str) -> tuple[ReadUnit, ...]:
        """The units of a letter, read."""
        units = units_of(text)
        if not units:
            return ()
        weights = self._weights
        usual = Usual(weights["usual.within"], weights["usual.alone"], weights["usual.words"])
        seen = seen_of(text, units, self._encoder)
        first = first_shares(features_of(text, units, seen, usual) @ weights["first.weight"])
        others = self._others.say(text, units)
        around = neighbours_of(units, first, others)
        shares = shares_of(around @ weights["second.weight"] + weights["second.bias"]).tolist()
        written = begins_written(others)
        return tuple(
            ReadUnit(unit, dict(zip(KINDS, row, strict=True)), begins)
            for unit, row, begins in zip(units, shares, written, strict=True)
        )


def shares_of(logits: np.ndarray) -> np.ndarray:
    """Probabilities, row by row."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return shares


def first_shares(scores: np.ndarray) -> np.ndarray:
    """Probabilities of the first step, whose scores are about 0 and 1."""
    return shares_of(_SHARPNESS * scores)


def seen_of(text: str, units: Sequence[Unit], encoder: BertEncoder) -> Seen:
    """What is computed of a letter."""
    said = [words_of(text, unit)[:_LONGEST] for unit in units]
    with torch.inference_mode():
        within = encoder.encode_parts(text, [(unit.span.start, unit.span.end) for unit in units]).numpy()
    alone = np.empty_like(within)
    by_length = sorted(range(len(said)), key=lambda at: len(said[at]))
    for start in range(0, len(said), _TOGETHER):
        batch = by_length[start : start + _TOGETHER]
        alone[batch] = encoder.encode([said[at] for at in batch], _PROMPT)
    return Seen(within, alone, np.stack([_hashed(words) for words in said]))


def features_of(text: str, units: Sequence[Unit], seen: Seen, usual: Usual) -> np.ndarray:
    """What is weighed of each unit: float32, shape (units, features)."""
    within, alone = _unit(seen.within - usual.within), _unit(seen.alone - usual.alone)
    words = _unit(seen.words * usual.words)
    ends = np.stack([_ends(words_of(text, unit)) for unit in units])
    shapes = np.stack([shape_of(units, at) for at in range(len(units))])
    before = np.arange(-1, len(units) - 1)
    above = np.array([unit.heading for unit in units])
    parts = [
        within * _OF_SEEN,
        alone * _OF_ALONE,
        words * _OF_WORDS,
        ends * _OF_ENDS,
        shapes * _OF_SHAPE,
        *(_of_others(rows, which) * _OF_OTHERS for which in (before, above) for rows in (alone, words)),
        np.ones((len(units), 1)),
    ]
    return np.concatenate(parts, axis=1).astype(np.float32)


def neighbours_of(units: Sequence[Unit], shares: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What the second step sees: the first's ``shares`` of a unit, of two on either side, of the first units of its list's other items, of what
    introduces it, of its sentence and its letter, and where it stands; shape (units, features)."""
    padded = np.pad(shares, ((2, 2), (0, 0)))
    nothing = np.zeros(len(KINDS))
    sentences = [unit.sentence for unit in units]
    rows = []
    for at, unit in enumerate(units):
        mates = [
            other
            for other, one in enumerate(units)
            if unit.item and one.begins_item and one.heading == unit.heading and other != at
        ]
        same = [other for other, number in enumerate(sentences) if number == unit.sentence]
        parts = [
            shares[at],
            np.log(np.maximum(shares[at], _LEAST)) * _OF_LOGARITHMS,
            *(padded[at + 2 + step] for step in (-2, -1, 1, 2)),
            shares[mates].mean(axis=0) if mates else nothing,
            shares[unit.heading] if unit.heading >= 0 else nothing,
            shares[same].mean(axis=0),
            np.array([at - 1 in same, at + 1 in same], dtype=np.float32),
            shares.mean(axis=0),
            shape_of(units, at),
        ]
        rows.append(np.concatenate(parts))
    heads = heads_around(shares[:, KINDS.index(UnitKind.HEAD)])
    return np.concatenate([np.stack(rows), others, heads], axis=1).astype(np.float32)


def shape_of(units: Sequence[Unit], at: int) -> np.ndarray:
    """Where a unit stands and how it ends."""
    unit = units[at]
    before = units[at - 1] if at else None
    above = units[unit.heading] if unit.heading >= 0 else None
    found = [
        unit.begins_item,
        unit.item > 0,
        unit.ends in ("？", "?"),
        unit.ends in ("！", "!"),
        unit.ends in ("：", ":"),
        above is not None,
        above is not None and above.line == unit.line,
        above is not None and above.ends not in ("：", ":"),
        before is None or before.sentence != unit.sentence,
        before is None or before.line != unit.line,
        at / len(units),
        unit.line == units[-1].line,
        len(units) <= 4,
        min(unit.span.end - unit.span.start, 40) / 40,
    ]
    return np.array(found, dtype=np.float32)


def _of_others(rows: np.ndarray, which: np.ndarray) -> np.ndarray:
    """For each unit the row of another one; nothing where ``which`` is -1."""
    taken: np.ndarray = rows[which] * (which >= 0)[:, None]
    return taken


def _parts(words: str) -> list[str]:
    return list(words) if has_chinese(words) else [f"{word} " for word in words.lower().split()]


def _hashed(words: str) -> np.ndarray:
    """The characters of a unit (in English its words) by one, two and three, its beginning and end marked; counts rise slowly."""
    row = np.zeros(WORDS, dtype=np.float32)
    parts = ["^", *_parts(words), "$"]
    for width in (1, 2, 3):
        for at in range(len(parts) - width + 1):
            row[crc32("".join(parts[at : at + width]).encode()) % WORDS] += 1.0
    raised: np.ndarray = np.where(row > 0, 1 + np.log(np.maximum(row, 1.0)), 0.0)
    return raised


def _ends(words: str) -> np.ndarray:
    """How a unit begins and ends: a unit-length row."""
    row = np.zeros(_ENDS, dtype=np.float32)
    parts = _parts(words)
    for width in (1, 2, 3):
        row[crc32(("^" + "".join(parts[:width])).encode()) % _ENDS] += 1.0
    for width in (1, 2):
        row[crc32(("".join(parts[-width:]) + "$").encode()) % _ENDS] += 1.0
    return row / np.float32(np.linalg.norm(row))


def _unit(rows: np.ndarray) -> np.ndarray:
    unit: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return unit
