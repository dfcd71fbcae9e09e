"""Columns as the learned heads see them: the header, some of the values, which characters and kinds of values they are made of."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from assistant.buildings.headers.column_values import Holds, few_short_words, held_by
from assistant.buildings.qualifiers import read_flag
from assistant.text.figures import normalise

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
    parts = re.findall(r"[a-z]+", text) if text.isascii() else [*letters, *map("".join, pairwise(letters))]
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
