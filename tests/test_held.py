"""The last word on whether the library holds what is asked."""

import math
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from assistant.errors import ModelUnavailable
from assistant.retrieval.held import FIGURES, HeldHead, held_figures

TEXTS = [
    ("奖励 第三条\n一次性给予30万元奖励。每家限一次。", "奖励 第三条\n一次性给予30万元奖励。"),
    ("附则\n本办法自发布之日起施行。",),
]


def figures(question: str) -> dict[str, float]:
    return dict(zip(FIGURES, held_figures(question, TEXTS, 1.5, [2.0, -1.0]), strict=True))


def test_figures_tell_of_the_looks_of_lengths_and_of_what_is_shared() -> None:
    found = figures("奖励多少")
    assert (found["both looks"], found["best passage"], found["second passage"], found["passages"]) == (1.5, 2, -1, 2)
    assert found["all passages"] == pytest.approx(math.log(math.exp(2.0) + math.exp(-1.0)))
    assert found["mean passage"] == 0.5
    assert found["longest text"] == pytest.approx(math.log(1 + len(TEXTS[0][0])))
    assert found["shortest text"] == pytest.approx(math.log(1 + len(TEXTS[0][1])))
    assert found["shared"] == pytest.approx(1 / 3)  # 奖励, not 励多 and 多少


def test_one_passage_is_its_own_second() -> None:
    found = held_figures("奖励", TEXTS[:1], 0.0, [0.7])
    assert found[1] == found[2] == found[4]


def test_what_is_not_known_counts_as_usual(tmp_path: Path) -> None:
    ones = np.ones(len(FIGURES), np.float32)
    save_file({"mean": 0.5 * ones, "spread": ones, "weight": ones, "bias": np.zeros(1, np.float32)}, tmp_path / "w")
    head = HeldHead(tmp_path / "w")
    assert math.isnan(figures("How much?")["shared"])
    assert head.logit([0.5] * (len(FIGURES) - 1) + [math.nan]) == pytest.approx(0.0)
    assert head.logit([1.5] + [0.5] * (len(FIGURES) - 1)) == pytest.approx(1.0)


def test_the_shipped_head_believes_the_looks_and_what_is_merely_repeated_less() -> None:
    head = HeldHead()
    usual = held_figures("能补多少钱", TEXTS, 1.5, [2.0, -1.0])
    surer = (usual[0] + 1, *usual[1:])
    repeated = (*usual[:-1], usual[-1] + 0.5)
    assert head.logit(surer) > head.logit(usual) > head.logit(repeated)


def test_weights_that_are_not_whole_are_named(tmp_path: Path) -> None:
    (tmp_path / "held.safetensors").write_bytes(b"\x00")
    with pytest.raises(ModelUnavailable, match=r"held\.safetensors 不完整"):
        HeldHead(tmp_path / "held.safetensors").logit([0.0] * len(FIGURES))
