"""From which probability an answer is given, chosen on a bureau's own questions.

The reader's probability depends on how passages stand in the search, so another embedding model or reranker moves it a little; a few dozen
questions tell by how much. Every question is asked with the threshold at 0, and what each threshold would have refused is counted afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import InvalidInput
from assistant.evaluation.checking import CaseResult
from assistant.evaluation.figures import Figure, wilson
from assistant.settings import Settings

LEAST_HELD, LEAST_MISSING = 20, 10
"""Questions whose answer the library holds, and such whose answer it does not, below which nothing is recommended."""
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Threshold:
    """What one threshold does: shares of the held questions that it refuses, and of the missing ones."""

    value: float
    wrongly_refused: Figure
    rightly_refused: Figure


@dataclass(frozen=True, slots=True)
class Calibration:
    """The threshold recommended and the one that is set; ``kept`` says that the recommended one is no better than what is set. ``elsewhere`` counts questions that were not answered by reading passages (rows, addresses,
    courtesies), on which no threshold has a say."""

    recommended: Threshold
    current: Threshold
    elsewhere: int

    @property
    def kept(self) -> bool:
        return self.recommended.rightly_refused.value <= self.current.rightly_refused.value and (
            self.recommended.wrongly_refused.value >= self.current.wrongly_refused.value
        )


def settings_for_calibration(settings: Settings) -> Settings:
    """The settings with nothing refused for want of a probable answer."""
    return settings.model_copy(update={"answering": settings.answering.model_copy(update={"least_probability": 0.0})})


def calibrate(results: Sequence[CaseResult], current: float, most_refused: float) -> Calibration:
    """The threshold that refuses most of what is missing while at most a share ``most_refused`` of what is held is refused.

    ``results`` come of a run with ``settings_for_calibration``. Raises InvalidInput where they are too few to tell.
    """
    read = [result for result in results if result.held is not None]
    held = sorted(result.held for result in read if result.held is not None and result.case.expect.answered)
    missing = [result.held for result in read if result.held is not None and result.case.expect.refused]
    if len(held) < LEAST_HELD or len(missing) < LEAST_MISSING:
        raise InvalidInput(
            f"由段落回答的问题中，应答的 {len(held)} 个、应拒答的 {len(missing)} 个：至少要有应答的 {LEAST_HELD} 个、"
            f"应拒答的 {LEAST_MISSING} 个才能校准，请补充问题（写法见 docs/evaluation.md）"
        )
    candidates = sorted({round(value, _DIGITS) for value in (0.0, current, *held, *missing)})
    admitted = [value for value in candidates if _below(held, value) <= most_refused * len(held)]
    best = max(admitted, key=lambda value: (_below(missing, value), -abs(value - current)))
    return Calibration(_measured(best, held, missing), _measured(current, held, missing), len(results) - len(read))


def _measured(value: float, held: Sequence[float], missing: Sequence[float]) -> Threshold:
    return Threshold(value, wilson(_below(held, value), len(held)), wilson(_below(missing, value), len(missing)))


def _below(values: Sequence[float], threshold: float) -> int:
    return sum(value < threshold for value in values)
