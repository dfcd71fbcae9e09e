"""Results as figures, each with a 95 % interval: Wilson's for shares, resampled for means and times."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.checking import CaseResult
from assistant.records import Role

_Z = 1.959964
_RESAMPLES = 2000
_SEED = 20260101
_EXPIRED_TAG, _INTERNAL_TAG = "expired", "internal"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure: its value (a share from 0 to 1, or milliseconds), the bounds of its interval, and over how many questions."""

    value: float
    low: float
    high: float
    of: int


def wilson(hits: int, of: int) -> Figure:
    """A share with Wilson's score interval, which stays within 0 and 1 and holds for few cases.

    Source: Wilson, Journal of the American Statistical Association 22, 1927.
    """
    share = hits / of
    width = _Z * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2)) / (1 + _Z**2 / of)
    middle = (share + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    return Figure(share, max(0.0, middle - width), min(1.0, middle + width), of)


def resampled(values: Sequence[float], measure: Callable[[np.ndarray], float]) -> Figure:
    """A measure of a sample with its percentile bootstrap interval; the same sample gives the same interval."""
    sample = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(_SEED)
    measured = [measure(random.choice(sample, len(sample))) for _ in range(_RESAMPLES)]
    low, high = np.percentile(measured, [2.5, 97.5])
    return Figure(float(measure(sample)), float(low), float(high), len(sample))


def figures_of(results: Sequence[CaseResult]) -> dict[str, Figure]:
    """Every figure for which the suite holds questions, by name."""
    sourced = [result for result in results if result.case.expect.citations]
    listed = [result.row_recall for result in results if result.row_recall is not None]
    exact = [result.rows_exact for result in results if result.rows_exact is not None]
    refusals = [result.refused for result in results if result.case.expect.refused]
    false_refusals = [result.refused for result in results if result.case.expect.answered]
    expired = [_fell(result) for result in results if _EXPIRED_TAG in result.case.tags or result.dead_source]
    investor = [_leaks(result) for result in results if result.case.role is Role.INVESTOR]
    times = [result.milliseconds for result in results]
    shares: dict[str, Sequence[bool]] = {
        "passed": [result.passed for result in results],
        "clause_hit_at_1": [result.first_hit == 1 for result in sourced],
        "clause_hit_at_5": [result.first_hit is not None and result.first_hit <= 5 for result in sourced],
        "row_exactness": exact,
        "contains": _checks(results, "contains"),
        "not_contains": _checks(results, "not_contains"),
        "refusal": refusals,
        "false_refusal": false_refusals,
        "expired_trap": expired,
        "leak": investor,
    }
    asked = [result for result in results if result.asked_model]
    shares |= {
        "model_written": [result.written for result in asked],
        "model_fallback": [not result.written and not result.refused for result in asked],
        "model_refused": [result.refused for result in asked],
        "model_withheld": [result.withheld > 0 for result in asked],
        "model_wrong": [not result.passed for result in asked if result.written],
    }
    planned = [result for result in results if result.planned]
    shares |= {
        "plan_answered": [not result.refused for result in planned],
        "plan_wrong": [not result.passed for result in planned if not result.refused],
    }
    found = {name: wilson(sum(values), len(values)) for name, values in shares.items() if values}
    if listed:
        found["row_completeness"] = resampled(listed, lambda sample: float(sample.mean()))
    found["latency_p50_ms"] = resampled(times, lambda sample: float(np.percentile(sample, 50)))
    found["latency_p95_ms"] = resampled(times, lambda sample: float(np.percentile(sample, 95)))
    return found


def passed_by_tag(results: Sequence[CaseResult]) -> dict[str, Figure]:
    """How many questions of each class came out as expected."""
    groups: dict[str, list[bool]] = {}
    for result in results:
        for tag in result.case.tags:
            groups.setdefault(tag, []).append(result.passed)
    return {tag: wilson(sum(passed), len(passed)) for tag, passed in groups.items()}


def _checks(results: Sequence[CaseResult], name: str) -> list[bool]:
    return [check.passed for result in results for check in result.checks if check.name == name]


def _fell(result: CaseResult) -> bool:
    """Whether something not in force passed for current."""
    return result.dead_source or (_EXPIRED_TAG in result.case.tags and not result.passed)


def _leaks(result: CaseResult) -> bool:
    """Whether an investor was shown something internal. An answer out of public documents where none was expected is no leak: ``refusal`` counts
    it."""
    forbidden = any(check.name == "not_contains" and not check.passed for check in result.checks)
    return result.leak or (_INTERNAL_TAG in result.case.tags and forbidden)
