"""Measures shared by the benchmarks: how good a ranking is, how long things take, on what machine."""

import math
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from time import perf_counter
from typing import TypeVar

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class RankingQuality:
    """Means over questions, each between 0 and 1."""

    recall_at_5: float
    recall_at_10: float
    recall_at_20: float
    recall_at_100: float
    mrr_at_10: float
    ndcg_at_10: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds; p50 is the median."""

    p50_ms: float
    p95_ms: float
    max_ms: float
    runs: int


def recall_at(k: int, ranking: Sequence[str], answers: frozenset[str]) -> float:
    """The share of the answers that are among the first k."""
    return len(answers.intersection(ranking[:k])) / len(answers)


def reciprocal_rank_at(k: int, ranking: Sequence[str], answers: frozenset[str]) -> float:
    """1 / rank of the first answer among the first k, ranks from 1; 0 when there is none."""
    return next((1 / rank for rank, item in enumerate(ranking[:k], start=1) if item in answers), 0.0)


def ndcg_at(k: int, ranking: Sequence[str], answers: frozenset[str]) -> float:
    """Discounted cumulative gain of the first k with gain 1 an answer, by that of the best order.

    Source: Järvelin and Kekäläinen, ACM TOIS 2002, with the discount log2(rank + 1).
    """
    gained = sum(1 / math.log2(rank + 1) for rank, item in enumerate(ranking[:k], start=1) if item in answers)
    possible = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(answers)) + 1))
    return gained / possible


def quality_of(rankings: Sequence[Sequence[str]], answers: Sequence[frozenset[str]]) -> RankingQuality:
    """The quality of one ranking a question."""

    def mean(measure: Callable[[int, Sequence[str], frozenset[str]], float], k: int) -> float:
        return round(fmean(measure(k, *pair) for pair in zip(rankings, answers, strict=True)), 4)

    return RankingQuality(
        recall_at_5=mean(recall_at, 5),
        recall_at_10=mean(recall_at, 10),
        recall_at_20=mean(recall_at, 20),
        recall_at_100=mean(recall_at, 100),
        mrr_at_10=mean(reciprocal_rank_at, 10),
        ndcg_at_10=mean(ndcg_at, 10),
    )


def latency_of(milliseconds: Sequence[float]) -> Latency:
    """The distribution of measured times, of which there must be some."""
    ordered = sorted(milliseconds)
    return Latency(
        p50_ms=round(ordered[len(ordered) // 2], 1),
        p95_ms=round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
        max_ms=round(ordered[-1], 1),
        runs=len(ordered),
    )


def timed(work: Callable[[], _Result]) -> tuple[_Result, float]:
    """What the work returned, and its milliseconds."""
    started = perf_counter()
    result = work()
    return result, (perf_counter() - started) * 1000


def machine() -> str:
    """The machine in a few words; how busy it was tells how far times can be trusted."""
    load = os.getloadavg()[0]
    return f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
