"""How much of two texts is the same, told from a sketch of each: a kilobyte that is kept, whatever the length of the text."""

import unicodedata
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

_RUN = 8  # characters that are compared as one
_KEPT = 256
_FACTOR = np.uint64(0x100000001B3)
_OFTEN = 60  # a run of characters that more texts share is a form's, and tells nothing of two of them

Sketch = npt.NDArray[np.uint32]


def sketch_of(text: str) -> bytes:
    """The least hashes of the text's runs of eight letters and figures: at most 256, little endian, in order; b"" for a text of fewer.

    Source: Broder, On the resemblance and containment of documents, 1997 (the sketch of one random order).
    """
    letters = np.frombuffer(_letters(text).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    if len(letters) < _RUN:
        return b""
    hashes = np.zeros(len(letters) - _RUN + 1, dtype=np.uint64)
    for at in range(_RUN):
        hashes = hashes * _FACTOR + letters[at : at + len(hashes)]
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.unique((hashes >> np.uint64(32)).astype("<u4"))[:_KEPT].tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """The share of runs that two texts have in common, of all that either has, from 0 to 1; within about 0.05."""
    return _likeness(_sketch(one), _sketch(other))


def alike_pairs(sketches: Mapping[str, bytes], least: float) -> Iterator[tuple[str, str, float]]:
    """All pairs of texts whose likeness is at least ``least`` (over a half), each once, with it."""
    names = sorted(name for name, sketch in sketches.items() if sketch)
    read = [_sketch(sketches[name]) for name in names]
    for first, second in _candidates(read, least):
        found = _likeness(read[first], read[second])
        if found >= least:
            yield names[first], names[second], found


def _candidates(sketches: list[Sketch], least: float) -> Iterator[tuple[int, int]]:
    """Pairs that share so much of their sketches that they may be alike."""
    if len(sketches) < 2:
        return
    owners = np.repeat(np.arange(len(sketches)), [len(sketch) for sketch in sketches])
    hashes = np.concatenate(sketches)
    order = np.argsort(hashes, kind="stable")
    owners, hashes = owners[order], hashes[order]
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    shared: list[npt.NDArray[np.int64]] = []
    for start, size in zip(starts, np.diff(np.r_[starts, len(hashes)]), strict=True):
        if 1 < size <= _OFTEN:
            group = owners[start : start + size]
            first, second = np.triu_indices(size, 1)
            shared.append(group[first] * len(sketches) + group[second])
    if not shared:
        return
    pairs, counts = np.unique(np.concatenate(shared), return_counts=True)
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        one, other = divmod(pair, len(sketches))
        if count >= least / 2 * min(len(sketches[one]), len(sketches[other])):
            yield one, other


def _likeness(one: Sketch, other: Sketch) -> float:
    both = np.union1d(one, other)[:_KEPT]
    return float((np.isin(both, one) & np.isin(both, other)).mean()) if len(both) else 0.0


def _sketch(stored: bytes) -> Sketch:
    return np.frombuffer(stored, dtype="<u4")


def _letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())
