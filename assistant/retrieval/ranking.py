"""Merging rankings."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def fuse_rankings(
    rankings: Sequence[Sequence[Key]], weights: Sequence[float] | None = None, k: int = 60
) -> list[tuple[Key, float]]:
    """Merge rankings, best first: score = sum of weight / (k + rank), ranks from 1. Ties keep the order of first appearance.

    Source: Cormack, Clarke and Büttcher, SIGIR 2009, who use k = 60 and equal weights.
    """
    scores: dict[Key, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
