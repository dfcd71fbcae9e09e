"""One order out of what meaning, words and literal names say."""

from collections.abc import Callable, Collection, Hashable, Mapping
from statistics import fmean, pstdev
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
_EVEN = 1e-6  # cosines that differ by less do not differ
_FARTHEST = 3.0  # standard deviations: one vector gone astray must not outweigh words and names


def blend(
    similarities: Mapping[Key, float],
    matches: Mapping[Key, float],
    literal: Mapping[Key, float],
    *,
    keyword_weight: float,
    exact_weight: float,
    nearest: Mapping[Key, float] | None = None,
    sentences: Mapping[Key, float] | None = None,
    sentence_weight: float = 0.0,
) -> list[tuple[Key, float]]:
    """Every key with its score, best first: the cosine in standard deviations of the nearest ones, plus ``sentence_weight`` times that of the
    nearest sentence in its own, plus ``keyword_weight`` times the BM25 as a share of the highest, plus ``exact_weight`` times how
    literally (0 to 1) the question's names are met.

    ``nearest`` are the cosines that the vector search itself found (all of ``similarities`` when None); what has no cosine takes the
    lowest. Standard deviations make the weights hold for models whose cosines have other scales; measured against reciprocal rank
    fusion in docs/benchmarks.md. A convex combination of scores after Bruch, Gai and Ingber, ACM TOIS 42, 2023.
    """
    near = _standard(similarities, (similarities if nearest is None else nearest).values())
    told = _standard(sentences or {}, (sentences or {}).values())
    highest = max(matches.values(), default=0.0) or 1.0
    scores = {
        key: near(key)
        + sentence_weight * told(key)
        + keyword_weight * matches.get(key, 0.0) / highest
        + exact_weight * literal.get(key, 0.0)
        for key in dict.fromkeys((*similarities, *matches, *literal))
    }
    return sorted(scores.items(), key=lambda item: -item[1])


def _standard(cosines: Mapping[Key, float], among: Collection[float]) -> Callable[[Key], float]:
    """A cosine in standard deviations of those it lies among; what has none takes the lowest."""
    middle, spread = (fmean(among), max(pstdev(among), _EVEN)) if among else (0.0, 1.0)
    lowest = min(among, default=0.0)
    return lambda key: min((cosines.get(key, lowest) - middle) / spread, _FARTHEST)
