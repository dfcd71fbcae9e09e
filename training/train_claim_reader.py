"""Trains the reader of claims (assistant/answering/checking/claim_reader.py), upon the second look and after the judge of claims.

    python -m training.train_claim_reader --output assistant/answering/checking/claim_reader.safetensors [--fit-only]

It learns from the labelled claims of the training texts and from sentences of these texts, reworded and falsified by code, each read with the
passages that it is about. How reader and judge weigh together, and from which sum a claim is shown, is set on the tuning texts, on the claims that the
rules let pass. AdamW, a fixed seed; a quarter of an hour on one core that multiplies bfloat16.
"""

import argparse
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from torch.nn.functional import binary_cross_entropy_with_logits

from assistant.answering.checking.claim_judge import ClaimJudge, logit
from assistant.answering.checking.claim_reader import (
    LEAST,
    LONGEST_CLAIM,
    LONGEST_PASSAGES,
    WEIGHTS,
    ClaimReader,
    window_of,
)
from assistant.answering.checking.grounding import features_of, plain_claim
from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.embedding import precision_of
from assistant.retrieval.pair_reader import SHIPPED as PAIR_READER
from assistant.retrieval.pair_reader import PairNetwork, PairReader
from assistant.retrieval.reader import READER_ADAPTER
from training.claims import Claim, prepared_claims
from training.falsifying import made_claims
from training.pair_training import LearningEncoder
from training.splits import Split
from training.train_claims import left_by_rules

_SEED = 7
_FIRST_LAYER = 9
"""The layers below stay those of the second look."""
_MADE_OF_EACH, _MADE = 6, 5000
_TOGETHER, _PASSES = 24, 1.5
_RATE, _HEAD_RATE, _WARM_UP, _DECAY, _DROPPED, _SMOOTHED = 6e-5, 5e-4, 50, 0.01, 0.1, 0.02
_SAID_EVERY = 50
_TRUE_WITHHELD = 0.12
"""Share of the true claims of the tuning texts, of those that the rules let pass, that may be withheld."""


@dataclass(frozen=True, slots=True)
class Item:
    """A claim as it is read, with what is read of its passages."""

    claim: str
    passages: str
    true: bool

    @classmethod
    def of(cls, claim: Claim) -> "Item":
        return cls(plain_claim(claim.text), window_of(claim.text, claim.sources), claim.true)


def train(items: Sequence[Item], output: Path) -> None:
    """Train and write what was learned, not weighed yet."""
    chance = random.Random(_SEED)
    encoder = LearningEncoder(bundled_model_folder(None, ADAPTER), torch.bfloat16, 512)
    encoder = _learning(encoder.adapted(READER_ADAPTER).adapted(PAIR_READER))
    encoder.begin({}, _FIRST_LAYER)
    network = PairNetwork(dropped=_DROPPED)
    own, head = list(encoder.own.parameters()), list(network.parameters())
    optimiser = torch.optim.AdamW(
        [{"params": own, "lr": _RATE}, {"params": head, "lr": _HEAD_RATE}], weight_decay=_DECAY
    )
    steps = int(_PASSES * len(items) / _TOGETHER)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / _WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))
    )
    pool: list[Item] = []
    started, total = time.monotonic(), 0.0
    for number in range(1, steps + 1):
        if len(pool) < _TOGETHER:
            pool = list(items)
            chance.shuffle(pool)
        batch = [pool.pop() for _ in range(_TOGETHER)]
        states = encoder.states([(one.claim, one.passages) for one in batch], LONGEST_CLAIM, LONGEST_PASSAGES)
        wanted = torch.tensor([float(one.true) for one in batch]) * (1 - 2 * _SMOOTHED) + _SMOOTHED
        loss = binary_cross_entropy_with_logits(network.answers(states), wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_([*own, *head], 1.0)
        optimiser.step()
        schedule.step()
        total += float(loss.detach())
        if number % _SAID_EVERY == 0:
            print(f"{number} of {steps} steps: loss {total / _SAID_EVERY:.3f}, {time.monotonic() - started:.0f} s")
            total = 0.0
    heads = {name: tensor.detach().half().contiguous() for name, tensor in network.state_dict().items()}
    save_file({**encoder.learned(), **heads, **_unweighed()}, output)


def _learning(encoder: BertEncoder) -> LearningEncoder:
    assert isinstance(encoder, LearningEncoder)
    return encoder


def _unweighed() -> dict[str, torch.Tensor]:
    return {WEIGHTS: torch.tensor([1.0, 0.0, 0.0]), LEAST: torch.zeros(2)}


def weighed(claims: Sequence[Claim], reader: ClaimReader, judge: ClaimJudge) -> tuple[np.ndarray, np.ndarray]:
    """The reader's and the judge's logits of each claim with a 1, shape (claims, 3), and which claims are true."""
    rows = [
        (
            reader.logit(plain_claim(one.text), one.sources),
            logit(judge.probability(features_of(plain_claim(one.text), one.sources))),
            1.0,
        )
        for one in claims
    ]
    return np.array(rows), np.array([one.true for one in claims])


def main() -> None:
    """Train, weigh, write, and say how tuning and test texts come out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--fit-only", action="store_true", help="weigh and measure what the file holds")
    arguments = parser.parse_args()
    torch.manual_seed(_SEED)
    claims, passages = prepared_claims()
    if not arguments.fit_only:
        chance = random.Random(_SEED)
        of_training = sorted(passages.of(Split.TRAIN).items())
        made = [one for _, found in of_training for one in made_claims(found, chance, _MADE_OF_EACH)]
        chance.shuffle(made)
        train([Item.of(one) for one in (*claims[Split.TRAIN], *made[:_MADE])], arguments.output)
    tensors = load_file(arguments.output)
    save_file({**_unweighed(), **tensors}, arguments.output)
    encoder = BertEncoder(bundled_model_folder(None, ADAPTER), precision_of("auto"), 512).adapted(READER_ADAPTER)
    reader, judge = ClaimReader(PairReader(encoder).encoder, arguments.output), ClaimJudge()
    found = {split: weighed(left_by_rules(claims[split]), reader, judge) for split in (Split.TUNING, Split.TEST)}
    rows, true = found[Split.TUNING]
    model = LogisticRegression(C=1.0).fit(rows[:, :2], true)
    weights = np.append(model.coef_[0], model.intercept_[0])
    least = float(np.quantile((rows @ weights)[true], _TRUE_WITHHELD))
    fitted = {WEIGHTS: torch.from_numpy(weights), LEAST: torch.full((2,), least, dtype=torch.float64)}
    save_file({**tensors, **fitted}, arguments.output)
    for split, (rows, true) in found.items():
        sums = rows @ weights
        print(
            f"{split.name.lower()}: {len(true)} claims that the rules let pass; area of the judge {roc_auc_score(true, rows[:, 1]):.3f}, of the reader "
            f"{roc_auc_score(true, rows[:, 0]):.3f}, of both {roc_auc_score(true, sums):.3f}; false shown {np.mean(sums[~true] >= least):.3f}, "
            f"true withheld {np.mean(sums[true] < least):.3f}"
        )


if __name__ == "__main__":
    main()
