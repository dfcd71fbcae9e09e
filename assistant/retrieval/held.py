"""How likely it is that the library holds what is asked: one probability over all that was read.

The reader in its two looks (``reader.py``, ``pair_reader.py``) takes a passage for an answer the more readily the more words it shares with the question,
and a question for what the text does not state shares most of them. A logistic regression says how much of both looks is to be believed, by
how they judged the likeliest passages, how long question and texts are and how much of the question stands in them. Learned by
``training/train_held.py`` from questions about districts whose texts and questions are by others than those that the looks were trained on.
"""

import math
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from assistant.errors import ModelUnavailable

SHIPPED = Path(__file__).with_name("held.safetensors")
FIGURES = (
    "both looks",
    "best passage",
    "second passage",
    "all passages",
    "mean passage",
    "passages",
    "length of the question",
    "longest text",
    "shortest text",
    "shared",
)
"""What is known of a question and of what was read for it, in the order of ``held_figures``."""
_CHINESE = re.compile(r"(?=([\u4e00-\u9fff]{2}))")


def held_figures(
    question: str, texts: Sequence[Sequence[str]], held: float, passages: Sequence[float]
) -> tuple[float, ...]:
    """FIGURES of a question: ``texts`` are those that were read of each passage (at least one), ``passages`` the logits that these answer,
    ``held`` the logit that any does. Lengths are logarithms; ``shared`` is the share of the question's neighbouring Chinese characters that
    stand in any text, nan for a question without."""
    order = sorted(range(len(passages)), key=lambda at: -passages[at])
    logits = [passages[at] for at in order]
    likeliest = texts[order[0]]
    asked = set(_CHINESE.findall(question))
    there = set(_CHINESE.findall("\n".join(max(own, key=len) for own in texts)))
    return (
        held,
        logits[0],
        logits[min(1, len(logits) - 1)],
        logits[0] + math.log(sum(math.exp(logit - logits[0]) for logit in logits)),
        sum(logits) / len(logits),
        float(len(logits)),
        math.log(1 + len(question)),
        math.log(1 + len(max(likeliest, key=len))),
        math.log(1 + len(min(likeliest, key=len))),
        len(asked & there) / len(asked) if asked else math.nan,
    )


class HeldHead:
    """Weighs FIGURES. Threads may share it."""

    def __init__(self, weights: Path = SHIPPED) -> None:
        self._weights = weights

    @cached_property
    def _learned(self) -> dict[str, np.ndarray]:
        """Mean and spread of each figure, its weight, and what is added."""
        try:
            tensors = load_file(self._weights)
            return {name: tensors[name].astype(np.float64) for name in ("mean", "spread", "weight", "bias")}
        except (OSError, KeyError, SafetensorError) as error:
            raise ModelUnavailable(f"阅读模型文件 {self._weights} 不完整，请重新安装慧招") from error

    def logit(self, figures: Sequence[float]) -> float:
        """The logit that the library holds what is asked; a figure that is not known (nan) counts as a usual one."""
        learned = self._learned
        usual = np.nan_to_num((np.asarray(figures) - learned["mean"]) / learned["spread"], nan=0.0)
        return float(usual @ learned["weight"] + learned["bias"][0])
