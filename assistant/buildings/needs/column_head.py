"""Which column of a ledger a phrase speaks of, learned from phrases that people use for the columns of invented ledgers.

What tells: how near phrase and header lie in the encoder's space, as they are and through a small learned projection; the characters that they
share and that go together; what kind of values the column holds. Trained by ``training/train_columns.py`` on ``training/columns``.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from assistant.buildings.headers.column_values import Holds, few_short_words, held_by
from assistant.buildings.qualifiers import read_flag
from assistant.errors import ModelUnavailable
from assistant.retrieval.reader import SentenceVectors
from assistant.text.figures import normalise

SHIPPED = Path(__file__).with_name("column_head.safetensors")
BUCKETS = 2048
"""Into so many the characters and pairs of characters of a text fall."""

KINDS = len(Holds) + 2
_SAMPLE, _LONGEST_SAMPLE = 5, 40
_REMARK = re.compile(r"[(\[（].*?[)\]）]")
_SIGN = re.compile(r"[\u4e00-\u9fff]|[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A column as its ledger has it: the header as written, and some of its values; none where they are not at hand."""

    header: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnTexts:
    """What the encoder reads of columns, and what else is told of them: shape (columns, …)."""

    headers: tuple[str, ...]
    with_values: tuple[str, ...]
    bags: np.ndarray
    kinds: np.ndarray


def texts_of(columns: Sequence[DescribedColumn]) -> ColumnTexts:
    """The columns as the head sees them."""
    headers = tuple(normalise(column.header) for column in columns)
    said = [[value for value in column.values if value][:_SAMPLE] for column in columns]
    whole = tuple(
        normalise(f"{header}：{'、'.join(values)[:_LONGEST_SAMPLE]}") if values else header
        for header, values in zip(headers, said, strict=True)
    )
    return ColumnTexts(
        headers,
        whole,
        np.stack([bag_of(bare_header(header)) for header in headers]),
        np.stack([_kinds_of(tuple(values)) for values in said]),
    )


def bare_header(header: str) -> str:
    """A normalised header without its units and remarks in brackets."""
    return _REMARK.sub("", header) or header


@lru_cache(maxsize=8192)
def bag_of(text: str) -> np.ndarray:
    """The characters of a text and the pairs of neighbours, of English the words, as a unit vector of ``BUCKETS``."""
    letters = re.sub(r"[\W_]", "", text)
    parts = re.findall(r"[a-z]+", text) if text.isascii() else [*letters, *map("".join, zip(letters, letters[1:], strict=False))]
    bag = np.zeros(BUCKETS, dtype=np.float32)
    places = sorted({zlib.crc32(part.encode()) % BUCKETS for part in parts})
    bag[places] = 1 / np.sqrt(max(len(places), 1))
    return bag


def shared_signs(phrase: str, header: str) -> tuple[float, float]:
    """Which share of the phrase's characters the header has, and which share of the header's the phrase has."""
    said, called = set(_SIGN.findall(phrase)), set(_SIGN.findall(header))
    both = len(said & called)
    return both / max(len(said), 1), both / max(len(called), 1)


@lru_cache(maxsize=8192)
def _kinds_of(values: tuple[str, ...]) -> np.ndarray:
    kinds = np.zeros(KINDS, dtype=np.float32)
    if values:
        kinds[list(Holds).index(held_by(values))] = 1
        kinds[-2] = any(read_flag(value) is not None for value in values)
        kinds[-1] = few_short_words(values)
    return kinds


class ColumnHead:
    """Tells the column that is meant. Threads may share it."""

    def __init__(self, vectors: SentenceVectors, weights: Path = SHIPPED) -> None:
        """``vectors`` are those of the built-in encoder, which the head was learned from."""
        self._vectors = vectors
        self._file = weights

    @cached_property
    def _weights(self) -> dict[str, np.ndarray]:
        try:
            return {name: array.astype(np.float32) for name, array in load_file(self._file).items()}
        except (OSError, SafetensorError) as error:
            raise ModelUnavailable(f"列名对应文件 {self._file} 不完整，请重新安装慧招") from error

    def shares(self, phrases: Sequence[str], columns: Sequence[DescribedColumn]) -> np.ndarray:
        """The probability that each phrase speaks of each column, and last that it speaks of none: shape (phrases, columns + 1)."""
        if not phrases or not columns:
            return np.tile(np.eye(len(columns) + 1, dtype=np.float32)[-1], (len(phrases), 1))
        said, told = [normalise(phrase) for phrase in phrases], texts_of(columns)
        vectors = self._vectors.sentences([*said, *told.headers, *told.with_values])
        asked, headers, values = np.split(vectors, [len(said), len(said) + len(columns)])
        bare = list(map(bare_header, told.headers))
        shared = np.array([[shared_signs(phrase, header) for header in bare] for phrase in said], dtype=np.float32)
        logits = self._logits(asked, headers, values, np.stack(list(map(bag_of, said))), told, shared)
        logits = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: np.ndarray = logits / logits.sum(axis=1, keepdims=True)
        return shares

    def _logits(
        self,
        asked: np.ndarray,
        headers: np.ndarray,
        values: np.ndarray,
        bags: np.ndarray,
        told: ColumnTexts,
        shared: np.ndarray,
    ) -> np.ndarray:
        known, (plain, sampled, of_phrase, of_header, learned) = self._weights, self._weights["weights"]
        near = plain * (asked @ headers.T) + sampled * (asked @ values.T)
        left = asked @ known["asked"].T + bags @ known["asked.signs"].T
        right = headers @ known["headed"].T + values @ known["sampled"].T + told.bags @ known["headed.signs"].T
        columns = (
            near
            + of_phrase * shared[..., 0]
            + of_header * shared[..., 1]
            + learned * (left @ right.T)
            + (asked @ known["kinds"].T) @ told.kinds.T
        )
        bias, of_best, of_mean = known["none"]
        none = bias + of_best * near.max(axis=1) + (1 + of_mean) * near.mean(axis=1) + asked @ known["none.phrase"][0]
        return np.concatenate([columns, none[:, None]], axis=1)
