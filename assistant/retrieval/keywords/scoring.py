"""BM25 over postings."""

import numpy as np

from assistant.retrieval.keywords.blocks import Postings

_SATURATION = 1.2  # k1: how soon more of the same word stops to count
_LENGTH_SHARE = 0.75  # b: how much a long text is held against it
_SPARSE = 8  # numbers a posting: where chunks' numbers lie wider apart, they are sorted rather than counted out


def bm25(postings: Postings, frequencies: dict[int, int], chunks: int, words: int) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of all chunks among the postings, ascending, and the score of each.

    ``frequencies``: in how many chunks each term stands; ``chunks`` are indexed, of ``words`` words together. Source: Robertson and
    Zaragoza, The Probabilistic Relevance Framework, 2009; with one added inside the logarithm no word counts against a chunk.
    """
    terms = np.asarray(sorted(frequencies), np.int64)
    holding = np.asarray([frequencies[term] for term in terms.tolist()], np.float64)
    rarity = np.log1p(np.maximum(chunks - holding + 0.5, 0.5) / (holding + 0.5))
    count = postings.records["count"].astype(np.float32)
    mean_length = words / chunks if words and chunks else 1.0
    spread = 1 - _LENGTH_SHARE + _LENGTH_SHARE / mean_length * postings.records["length"].astype(np.float32)
    weights = (
        rarity[np.searchsorted(terms, postings.terms)] * count * (_SATURATION + 1) / (count + _SATURATION * spread)
    )
    return _summed(postings.records["number"], weights)


def _summed(numbers: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low = int(numbers.min())
    if int(numbers.max()) - low > _SPARSE * len(numbers):
        found, places = np.unique(numbers, return_inverse=True)
        return found, np.bincount(places, weights)
    totals = np.bincount(numbers - low, weights)
    found = np.flatnonzero(totals)
    return found + low, totals[found]


def best(numbers: np.ndarray, scores: np.ndarray, k: int) -> list[tuple[int, float]]:
    """The k highest scores with their numbers, best first, of equal ones the lowest number first."""
    if len(scores) > k:
        enough = scores >= np.partition(scores, -k)[-k]
        numbers, scores = numbers[enough], scores[enough]
    order = np.lexsort((numbers, -scores))[:k]
    return list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))
