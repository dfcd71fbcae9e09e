"""The judge of claims: how likely a passage bears a sentence out, from what the two have in common and where they part.

Boosted trees (Friedman, Annals of Statistics 29, 2001) over the features of ``claim_features``, trained by ``training/train_claims.py``
on labelled claims and on sentences falsified by code.
"""

import json
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
from safetensors import safe_open

from assistant.retrieval.weights import UNREADABLE, incomplete

SHIPPED = Path(__file__).with_name("claim_judge.safetensors")


def logit(probability: float) -> float:
    """The logarithm of the odds."""
    return math.log(probability / (1 - probability))


class ClaimJudge:
    """Gives probabilities. Threads may share it."""

    def __init__(self, weights: Path = SHIPPED) -> None:
        self._weights = weights

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability that the passage bears the claim out. Raises ModelUnavailable where the file is not whole."""
        trees = self._trees
        values = np.array([features.get(name, 0.0) for name in trees.names], dtype=np.float32)  # as it learned them
        nodes = np.zeros(len(trees.feature), dtype=np.int64)
        rows = np.arange(len(nodes))
        for _ in range(trees.depth):
            feature = trees.feature[rows, nodes]
            inner = feature >= 0
            left = values[feature] <= trees.threshold[rows, nodes]
            further = np.where(left, trees.left[rows, nodes], trees.right[rows, nodes])
            nodes = np.where(inner, further, nodes)
        return 1 / (1 + math.exp(-(trees.baseline + float(trees.value[rows, nodes].sum()))))

    def bears_out(self, features: Mapping[str, float], chinese: bool) -> bool:
        """Whether the probability reaches that from which a claim of this language is shown."""
        return self.probability(features) >= self._trees.least["zh" if chinese else "en"]

    @cached_property
    def _trees(self) -> "_Trees":
        """Read from the file when first needed: without a language model nothing is judged."""
        try:
            return _Trees(self._weights)
        except UNREADABLE as error:
            raise incomplete("核对模型文件", self._weights) from error


class _Trees:
    """The trees as arrays, one row a tree, one column a node; ``feature`` is -1 in a leaf."""

    def __init__(self, path: Path) -> None:
        with safe_open(str(path), "numpy") as file:
            told = file.metadata()
            self.names: list[str] = json.loads(told["features"])
            self.least: dict[str, float] = json.loads(told["least"])
            self.baseline = float(told["baseline"])
            self.depth = int(told["depth"])
            self.feature = file.get_tensor("feature").astype(np.int64)
            self.threshold = file.get_tensor("threshold")
            self.left = file.get_tensor("left").astype(np.int64)
            self.right = file.get_tensor("right").astype(np.int64)
            self.value = file.get_tensor("value")
