"""Trains the reader's own adapter (assistant/retrieval/reader_adapter.safetensors): questions near the sentences that answer them.

    python -m training.train_reader_adapter --output assistant/retrieval/reader_adapter.safetensors [--passes 2]

A low-rank part (Hu and others, ICLR 2022) for each linear layer of the encoder, on top of the adapter for search. Each question is held
against one of its gold sentences, those of the others in the batch, and sentences that a search would confuse with it
(InfoNCE, van den Oord and others, 2018); a second loss asks of the cosine alone whether a sentence answers, so that near misses come to lie
apart from answers. AdamW, a fixed seed; half an hour on two cores that multiply bfloat16.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bundled_model import bundled_model_folder
from benchmarks.adapter_training import Trainer, low_rank
from training.examples import Example, Library
from training.preparing import prepared
from training.splits import Split

_SEED = 20261129
_TOGETHER = 16
_TEMPERATURE, _APART = 0.03, 0.7
"""Of the softmax over cosines; weight of the second loss beside the first."""
_RARE = 2.0  # weight of a sentence that answers, in the second loss
_SCALE, _SHIFT, _SCALE_RATE = 20.0, -17.0, 0.05  # of the cosine, where the second loss begins
_CONFUSED, _DRAWN = 10, 3
"""The nearest sentences that do not answer, and how many of them a question is held against at a time."""
_LEAST_CHARACTERS = 6
_RANK = 16
_SAID_EVERY = 50


@dataclass(frozen=True, slots=True)
class Pairing:
    """A question, the sentences that answer it (none for a near miss), and the nearest that do not."""

    question: str
    gold: tuple[str, ...]
    confused: tuple[str, ...]


def pairing_of(example: Example, library: Library, question: np.ndarray) -> Pairing:
    """The sentences of the passages that a search finds, parted by whether they belong to the answer; ``question`` is its vector."""
    gold: list[str] = []
    confused: list[tuple[float, str]] = []
    for number, labels in zip(example.passages, example.sentences, strict=True):
        start = int(library.starts[number])
        for place, belongs in enumerate(labels):
            text = library.passages[number].sentences[place]
            if belongs:
                gold.append(text)
            elif len(text) >= _LEAST_CHARACTERS:
                confused.append((-float(library.sentences[start + place] @ question), text))
    nearest = [text for _, text in sorted(confused)[:_CONFUSED] if text not in gold]
    return Pairing(example.question, tuple(dict.fromkeys(gold)) if example.answered else (), tuple(nearest))


def loss_of(
    trainer: Trainer, pairings: Sequence[Pairing], scale: torch.Tensor, shift: torch.Tensor, chance: random.Random
) -> torch.Tensor:
    """The loss of a batch; see the module."""
    texts: list[str] = []
    rows: list[int] = []
    columns: list[int] = []
    owners: list[int] = []
    right: list[float] = []
    for row, pairing in enumerate(pairings):
        if pairing.gold:
            rows.append(row)
            columns.append(len(texts))
        drawn = [chance.choice(pairing.gold)] if pairing.gold else []
        right += [1.0] * len(drawn)
        confused = chance.sample(pairing.confused, min(_DRAWN, len(pairing.confused)))
        right += [0.0] * len(confused)
        texts += [*drawn, *confused]
        owners += [row] * (len(drawn) + len(confused))
    questions = trainer.embed([pairing.question for pairing in pairings], "query: ")
    cosines = questions @ trainer.embed(texts, "passage: ").T
    also_right = torch.tensor([[text in pairing.gold for text in texts] for pairing in pairings])
    also_right[rows, columns] = False
    choice = (cosines / _TEMPERATURE).masked_fill(also_right, -1e4)[rows]
    own = cosines[owners, torch.arange(len(texts))]
    apart = binary_cross_entropy_with_logits(scale * own + shift, torch.tensor(right), pos_weight=torch.tensor(_RARE))
    return cross_entropy(choice, torch.tensor(columns)) + _APART * apart


def batches(pairings: Sequence[Pairing], steps: int, chance: random.Random) -> Iterator[list[Pairing]]:
    """The pairings in a new order each time, some at a time."""
    order: list[Pairing] = []
    for _ in range(steps):
        if len(order) < _TOGETHER:
            order = list(pairings)
            chance.shuffle(order)
        yield [order.pop() for _ in range(_TOGETHER)]


def main() -> None:
    """Train and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--passes", type=float, default=2.0)
    arguments = parser.parse_args()
    torch.manual_seed(_SEED)
    chance = random.Random(_SEED)
    material = prepared()
    pairings = [
        pairing_of(example, material.libraries[example.library], material.vectors.question(example.question))
        for example in material.examples(Split.TRAIN)
        if example.teaches
    ]
    scale, shift = torch.nn.Parameter(torch.tensor(_SCALE)), torch.nn.Parameter(torch.tensor(_SHIFT))
    steps = int(arguments.passes * len(pairings) / _TOGETHER)
    trainer = Trainer(bundled_model_folder(None, ADAPTER), "cpu", steps, (scale, shift), _SCALE_RATE)
    started, total = time.monotonic(), 0.0
    for number, batch in enumerate(batches(pairings, steps, chance), 1):
        total += trainer.update(loss_of(trainer, batch, scale, shift, chance))
        if number % _SAID_EVERY == 0:
            seconds = time.monotonic() - started
            print(f"{number} of {steps} steps: loss {total / _SAID_EVERY:.3f}, {seconds:.0f} s", flush=True)
            total = 0.0
            save_file(low_rank(trainer.products(), _RANK), arguments.output)  # what is there if the rest is cut off
    save_file(low_rank(trainer.products(), _RANK), arguments.output)


if __name__ == "__main__":
    main()
