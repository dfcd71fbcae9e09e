"""Trains the reader's own adapter (assistant/retrieval/reader_adapter.safetensors): questions near the sentences that answer them.

    python -m training.train_reader_adapter --output assistant/retrieval/reader_adapter.safetensors [--passes 1.3]

A low-rank part (Hu and others, ICLR 2022) for each linear layer of the upper two thirds of the encoder, on top of the adapter for search.
Each question is held against one of its gold sentences, those of the others in the batch, and sentences that a search would confuse with it
(InfoNCE, van den Oord and others, 2018); a second loss asks of the cosine alone whether a sentence answers, so that near misses come to lie
apart from answers. AdamW, a fixed seed; forty minutes on two cores.
"""

import argparse
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from benchmarks.adapter_training import adapt
from training.examples import Example, Library, asked, examples_of, libraries_of
from training.kept_vectors import KeptVectors
from training.lines import read_all
from training.passages import passages_of
from training.splits import Split, split_of

_SEED = 20261129
_FIRST_LAYER = 4
_RATE, _SCALE_RATE, _WARM_UP_STEPS, _DECAY = 4e-4, 0.05, 60, 0.01
_TOGETHER = 16
_TEMPERATURE, _APART = 0.03, 0.7
"""Of the softmax over cosines; weight of the second loss beside the first."""
_RARE = 2.0  # weight of a sentence that answers, in the second loss
_SCALE, _SHIFT = 20.0, -17.0  # of the cosine, where the second loss begins
_CONFUSED, _DRAWN = 10, 3
"""The nearest sentences that do not answer, and how many of them a question is held against at a time."""
_LEAST_CHARACTERS = 6
_WINDOW = 96  # tokens of a sentence while training


@dataclass(frozen=True, slots=True)
class Pairing:
    """A question, the sentences that answer it (none for a near miss), and the nearest that do not."""

    question: str
    gold: tuple[str, ...]
    confused: tuple[str, ...]


def pairing_of(example: Example, library: Library, question: Sequence[float]) -> Pairing:
    """The sentences of the passages that a search finds, parted by whether they belong to the answer; ``question`` is its vector."""
    gold, confused = [], []
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


class Trainer:
    """The model with its parts, and the optimiser."""

    def __init__(self, folder: Path, steps: int) -> None:
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True).float()
        self._model.max_seq_length = _WINDOW
        self._parts = {
            name: part for name, part in adapt(self._model).items() if int(name.split(".")[2]) >= _FIRST_LAYER
        }
        self._scale, self._shift = torch.nn.Parameter(torch.tensor(_SCALE)), torch.nn.Parameter(torch.tensor(_SHIFT))
        weights = [parameter for part in self._parts.values() for parameter in part.parameters()]
        self._optimiser = torch.optim.AdamW(
            [{"params": weights, "lr": _RATE}, {"params": [self._scale, self._shift], "lr": _SCALE_RATE}],
            weight_decay=_DECAY,
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser,
            lambda step: min(1.0, (step + 1) / _WARM_UP_STEPS) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))),
        )
        self._model.train()

    def step(self, pairings: Sequence[Pairing], chance: random.Random) -> float:
        """One update; the loss before it."""
        texts: list[str] = []
        owners, right, rows, columns = [], [], [], []
        for row, pairing in enumerate(pairings):
            if pairing.gold:
                rows.append(row)
                columns.append(len(texts))
                texts.append(chance.choice(pairing.gold))
                owners.append(row)
                right.append(1.0)
            drawn = chance.sample(pairing.confused, min(_DRAWN, len(pairing.confused)))
            texts += drawn
            owners += [row] * len(drawn)
            right += [0.0] * len(drawn)
        cosines = self._embed([pairing.question for pairing in pairings], "query: ") @ self._embed(texts, "passage: ").T
        also_right = torch.tensor([[text in pairing.gold for text in texts] for pairing in pairings])
        also_right[rows, columns] = False
        choice = (cosines / _TEMPERATURE).masked_fill(also_right, -1e4)[rows]
        own = cosines[owners, torch.arange(len(texts))]
        apart = binary_cross_entropy_with_logits(
            self._scale * own + self._shift, torch.tensor(right), pos_weight=torch.tensor(_RARE)
        )
        loss = cross_entropy(choice, torch.tensor(columns)) + _APART * apart
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self._optimiser.step()
        self._schedule.step()
        return float(loss.detach())

    def _embed(self, texts: Sequence[str], prompt: str) -> torch.Tensor:
        vectors: torch.Tensor = self._model(self._model.preprocess(list(texts), prompt=prompt))["sentence_embedding"]
        return torch.nn.functional.normalize(vectors, dim=1)

    def tensors(self) -> dict[str, torch.Tensor]:
        """The adapter as assistant/retrieval/adapter.py reads it, in half precision."""
        return {
            f"{name}.{side}": getattr(part, side).detach().half().contiguous()
            for name, part in self._parts.items()
            for side in ("down", "up")
        }


def batches(pairings: Sequence[Pairing], passes: float, chance: random.Random) -> Iterator[list[Pairing]]:
    """The pairings in a new order each time, some at a time."""
    order: list[Pairing] = []
    for _ in range(int(passes * len(pairings) / _TOGETHER)):
        if len(order) < _TOGETHER:
            order = list(pairings)
            chance.shuffle(order)
        yield [order.pop() for _ in range(_TOGETHER)]


def learned_from(libraries: Mapping[str, Library], vectors: KeptVectors, documents: set[str]) -> list[Pairing]:
    """The pairings of all questions over texts of the training split."""
    labelled = [one for one in read_all() if one.kind != "claim" and one.document in documents]
    members = [one for one in labelled if split_of(one.document) is Split.TRAIN]
    return [
        pairing_of(example, libraries[example.library], vectors.question(example.question))
        for example in examples_of(members, libraries, vectors)
        if example.teaches
    ]


def main() -> None:
    """Train and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--passes", type=float, default=1.3)
    arguments = parser.parse_args()
    torch.manual_seed(_SEED)
    chance = random.Random(_SEED)
    folder = bundled_model_folder(None, ADAPTER)
    encoder = BertEncoder(folder, torch.float32, 512)
    labelled = [one for one in read_all() if one.kind != "claim"]
    passages = passages_of(sorted({one.document for one in labelled}), encoder)
    vectors = KeptVectors(encoder, ADAPTER)
    vectors.prepare((asked(one) for one in labelled), "query: ")
    texts = (text for found in passages.values() for one in found for text in (one.above, *one.sentences))
    vectors.prepare(texts, "passage: ")
    pairings = learned_from(libraries_of(passages, vectors), vectors, set(passages))
    trainer = Trainer(folder, int(arguments.passes * len(pairings) / _TOGETHER))
    started, total = time.monotonic(), 0.0
    for number, batch in enumerate(batches(pairings, arguments.passes, chance), 1):
        total += trainer.step(batch, chance)
        if number % 50 == 0:
            print(f"{number} steps: loss {total / 50:.3f}, {time.monotonic() - started:.0f} s", flush=True)
            total = 0.0
    save_file(trainer.tensors(), arguments.output)


if __name__ == "__main__":
    main()
