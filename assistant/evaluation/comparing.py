"""A run beside an earlier one."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from assistant.errors import InvalidInput
from assistant.evaluation.figures import Figure


class StoredFigure(TypedDict):
    """A Figure as it is kept."""

    value: float
    low: float
    high: float
    of: int


class StoredRun(TypedDict):
    """What a run must have told to be compared with."""

    figures: dict[str, StoredFigure]
    results: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure then and now; ``settled`` when neither lies in the other's interval."""

    name: str
    earlier: float
    value: float
    settled: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed. ``chance`` is the two-sided probability of so uneven a split of the questions that changed, were both runs alike."""

    changes: tuple[Change, ...]
    newly_passed: tuple[str, ...]
    newly_failed: tuple[str, ...]
    chance: float


def read_earlier(path: Path) -> StoredRun:
    """What ``huizhao evaluate --json`` wrote before. Raises InvalidInput."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(StoredRun).validate_python(document)
    except (OSError, ValueError, ValidationError) as error:
        raise InvalidInput(f"{path} 不是一次评测的结果：请给出 huizhao evaluate … --json 保存的文件") from error


def compare(earlier: StoredRun, figures: Mapping[str, Figure], results: Mapping[str, bool]) -> Comparison:
    """Figures that both runs have, and the questions of both whose outcome changed."""
    changes = []
    for name, figure in figures.items():
        before = earlier["figures"].get(name)
        if before is not None:
            inside = figure.low <= before["value"] <= figure.high or before["low"] <= figure.value <= before["high"]
            changes.append(Change(name, before["value"], figure.value, not inside))
    before_results = earlier["results"]
    better = tuple(id for id, passed in results.items() if passed and before_results.get(id) is False)
    worse = tuple(id for id, passed in results.items() if not passed and before_results.get(id) is True)
    return Comparison(tuple(changes), better, worse, sign_test(len(better), len(worse)))


def sign_test(better: int, worse: int) -> float:
    """Two-sided probability of a split at least this uneven by chance: McNemar's exact test on the questions that changed."""
    of = better + worse
    tail = sum(math.comb(of, count) for count in range(min(better, worse) + 1))
    return min(1.0, 2.0 * tail / float(2**of))
