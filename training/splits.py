"""Which texts are learned from, which set thresholds, and which only measure: by text and district, never by question."""

import hashlib
import re
from enum import Enum, auto

_TEST_DISTRICTS = re.compile(r"[tu]\d+/")
_TUNING_DISTRICTS = frozenset({"a5", "b5"})
_TENTHS_HELD_OUT, _TENTHS_TUNING = 4, 1


class Split(Enum):
    """TRAIN is learned from; TUNING sets thresholds and when to stop; TEST is scored and never looked at line by line."""

    TRAIN = auto()
    TUNING = auto()
    TEST = auto()


def split_of(document: str) -> Split:
    """The split of a text. Test districts were written by another hand; of the real texts and the first district four tenths are test."""
    district = document.split("/")[0]
    if _TEST_DISTRICTS.match(document):
        return Split.TEST
    if re.fullmatch(r"[a-z]\d+", district):
        return Split.TUNING if district in _TUNING_DISTRICTS else Split.TRAIN
    tenth = int(hashlib.sha256(_matter(document).encode()).hexdigest(), 16) % 10
    if tenth < _TENTHS_HELD_OUT:
        return Split.TEST
    return Split.TUNING if tenth < _TENTHS_HELD_OUT + _TENTHS_TUNING else Split.TRAIN


def _matter(document: str) -> str:
    """Two versions of one law are one text: their day is not part of the name."""
    return re.sub(r"[(（]\d{4}-\d{2}-\d{2}[)）]", "", document)
