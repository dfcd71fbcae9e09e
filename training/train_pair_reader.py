"""Trains the pair reader (assistant/retrieval/pair_reader.py), upon the reader's own adapter and after the reader.

    python -m training.train_pair_reader --output assistant/retrieval/pair_reader.safetensors [--passes 2] [--start FILE [--newest S,U]]

A question is read with the passage that answers it and with three that the first look confuses with it; a softmax over them and "none" learns which answers
and whether any does (near misses, and every third question without its answer, have none). How both looks weigh together is fitted on the tuning texts by logistic regression. AdamW, a fixed seed; two hours on two cores that multiply bfloat16.
"""

import argparse
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from torch.nn.functional import cross_entropy

from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.embedding import precision_of
from assistant.retrieval.pair_reader import (
    HELD_WEIGHTS,
    PASSAGE_WEIGHTS,
    READ_TOGETHER,
    PairNetwork,
    PairReader,
    held_figures,
    texts_of,
)
from assistant.retrieval.reader import READER_ADAPTER, SHIPPED, WORD_WEIGHTS
from assistant.retrieval.reader_network import ReaderNetwork
from assistant.retrieval.shared_words import SharedWords
from training.examples import Example, Library
from training.pair_training import LearningEncoder, Looked
from training.preparing import prepared
from training.splits import Split
from training.train_reader import Batch, Material

_Item = TypeVar("_Item")
_SEED = 7
_TOGETHER, _READ = 12, 4
"""Questions a step, and texts read for each."""
_RATE, _HEADS_RATE, _WARM_UP, _DECAY = 6e-5, 5e-4, 60, 0.01
_SMOOTHED, _DROPPED = 0.02, 0.1
_SAID_EVERY = 50
_BATCH = 64


def looks(examples: Sequence[Example], material: Material) -> Iterator[Looked]:
    """The examples as the shipped reader looks at them."""
    tensors = load_file(SHIPPED)
    tensors.pop(WORD_WEIGHTS)
    network = ReaderNetwork()
    network.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    network.eval()
    for start in range(0, len(examples), _BATCH):
        some = examples[start : start + _BATCH]
        batch = Batch(some, material)
        with torch.inference_mode():
            belongs, answers = batch.scores(network)
            held = network.holds(answers, batch.told)
        shares, width = torch.sigmoid(belongs), batch.labels.shape[1]
        for row, example in enumerate(some):
            places = range(len(example.passages))
            yield Looked(
                example,
                tuple(answers[row, : len(example.passages)].tolist()),
                tuple(tuple(shares[batch.owners == row * width + place].tolist()) for place in places),
                float(held[row]),
            )


class Training:
    """An encoder, its heads and their optimiser."""

    def __init__(self, steps: int, start: Path | None) -> None:
        folder = bundled_model_folder(None, ADAPTER)
        encoder = LearningEncoder(folder, torch.bfloat16, 512).adapted(READER_ADAPTER)
        assert isinstance(encoder, LearningEncoder)
        self.encoder = encoder
        self.network = PairNetwork(dropped=_DROPPED)
        self._none = torch.nn.Parameter(torch.zeros(1))
        tensors = load_file(start) if start else {}
        encoder.begin(tensors)
        if start:
            self.network.load_state_dict({name: tensors[name].float() for name in self.network.state_dict()})
        own, heads = list(encoder.own.parameters()), [*self.network.parameters(), self._none]
        self._all = [*own, *heads]
        groups = [{"params": own, "lr": _RATE}, {"params": heads, "lr": _HEADS_RATE}]
        self._optimiser = torch.optim.AdamW(groups, weight_decay=_DECAY)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda step: min(1.0, (step + 1) / _WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))
        )

    def step(self, questions: Sequence[tuple[str, list[str], bool]]) -> float:
        """One update from questions, each with its texts and whether the first of them answers; the loss before it."""
        pairs = [(question, text) for question, texts, _ in questions for text in texts]
        logits = self.network.answers(self.encoder.states(pairs))
        losses, start = [], 0
        for _, texts, answered in questions:
            own = torch.cat([self._none, logits[start : start + len(texts)]])
            start += len(texts)
            losses.append(cross_entropy(own[None], torch.tensor([int(answered)]), label_smoothing=_SMOOTHED))
        loss = torch.stack(losses).mean()
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(self._all, 1.0)
        self._optimiser.step()
        self._schedule.step()
        return float(loss.detach())

    def save(self, output: Path, weighing: dict[str, torch.Tensor]) -> None:
        """Write what was learned, and how the two looks weigh together."""
        heads = {name: tensor.detach().half().contiguous() for name, tensor in self.network.state_dict().items()}
        save_file({**self.encoder.learned(), **heads, **weighing}, output)


def drawn_anew(items: Sequence[_Item], together: int, chance: random.Random) -> Iterator[list[_Item]]:
    """Some items at a time, each once before any comes again, in a new order each time."""
    order: list[_Item] = []
    while True:
        if len(order) < together:
            order = list(items)
            chance.shuffle(order)
        yield [order.pop() for _ in range(together)]


def with_some_others(looked: Sequence[Looked], letters: set[str]) -> list[Looked]:
    """The examples of these files, and as many of the others, so that what was learned before is not forgotten."""
    new = [one for one in looked if one.example.labelled.id.split("-")[0] in letters]
    others = [one for one in looked if one.example.labelled.id.split("-")[0] not in letters]
    return [*new, *random.Random(_SEED).sample(others, min(len(new), len(others)))]


def train(
    looked: Sequence[Looked], libraries: Mapping[str, Library], passes: float, output: Path, start: Path | None
) -> None:
    """Train, from what ``start`` holds if given; what is there is saved now and then."""
    chance = random.Random(_SEED)
    steps = int(passes * len(looked) / _TOGETHER)
    training = Training(steps, start)
    questions = drawn_anew(looked, _TOGETHER, chance)
    started, total = time.monotonic(), 0.0
    for number in range(1, steps + 1):
        batch = [
            (one.example.question, *one.drawn(libraries[one.example.library], _READ, chance)) for one in next(questions)
        ]
        total += training.step(batch)
        if number % _SAID_EVERY == 0:
            print(
                f"{number} of {steps} steps: loss {total / _SAID_EVERY:.3f}, {time.monotonic() - started:.0f} s",
                flush=True,
            )
            training.save(output, unweighed())
            total = 0.0
    training.save(output, unweighed())


def unweighed() -> dict[str, torch.Tensor]:
    """Weights of the two looks before any were fitted."""
    return {PASSAGE_WEIGHTS: torch.tensor([0.5, 1.0, 0.0]), HELD_WEIGHTS: torch.tensor([0.5, 1.0, 0.0, 0.0, 0.0])}


@dataclass(frozen=True, slots=True)
class TwoLooks:
    """Both looks at an example: the places of its passages, the liked ones first, the first look's logits in that order, the second's of those that were read."""

    looked: Looked
    order: tuple[int, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]

    @property
    def labels(self) -> list[bool]:
        return [self.looked.example.labels[place] == 1.0 for place in self.order]


def second_looks(looked: Sequence[Looked], libraries: Mapping[str, Library], reader: PairReader) -> list[TwoLooks]:
    """Every example read as in use."""
    found = []
    for one in looked:
        order = sorted(range(len(one.logits)), key=lambda place, logits=one.logits: -logits[place])
        library = libraries[one.example.library]
        read = [(library.passages[one.example.passages[place]], one.shares[place]) for place in order[:READ_TOGETHER]]
        texts = [texts_of(passage.above, passage.sentences, shares) for passage, shares in read]
        second = tuple(reader.best_of(one.example.question, texts))
        found.append(TwoLooks(one, tuple(order), tuple(one.logits[place] for place in order), second))
    return found


def fitted(looks: Sequence[TwoLooks]) -> dict[str, torch.Tensor]:
    """The weights of the two looks by logistic regression: of a passage's, then of all."""
    rows = [(first, second) for one in looks for first, second in zip(one.first, one.second, strict=False)]
    right = [label for one in looks for label, _ in zip(one.labels, one.second, strict=False)]
    passage = _regression(np.array(rows), np.array(right))
    figures = [
        held_figures(
            one.looked.held,
            one.second,
            [float(passage @ (*pair, 1.0)) for pair in zip(one.first, one.second, strict=False)],
        )
        for one in looks
    ]
    held = _regression(
        np.array(figures)[:, :-1], np.array([one.looked.example.labelled.kind == "answerable" for one in looks])
    )
    return {PASSAGE_WEIGHTS: torch.from_numpy(passage), HELD_WEIGHTS: torch.from_numpy(held)}


def _regression(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    model = LogisticRegression(C=1.0, max_iter=1000).fit(rows, right)
    return np.append(model.coef_[0], model.intercept_[0])


def measured(looks: Sequence[TwoLooks], reader: PairReader) -> str:
    """One line: first passage right, area under the ROC of "does the library hold it" and near misses refused where 8 and 15 % of the answerable are, by the first look and by both."""
    held, first, truth = ([], []), ([], []), []
    for one in looks:
        after = reader.weigh(one.first, one.second, one.looked.held)
        truth.append(one.looked.example.labelled.kind == "answerable")
        for which, (logits, whole) in enumerate(((one.first, one.looked.held), (after.passages, after.held))):
            held[which].append(whole)
            if truth[-1]:
                first[which].append(one.labels[int(np.argmax(logits))])
    known = np.array(truth)
    line = f"{len(known)} questions"
    for name, scores, right in zip(("first look", "both"), map(np.array, held), first, strict=True):
        refused = " ".join(
            f"{np.mean(scores[~known] < np.quantile(scores[known], share)):.3f} at {share}" for share in (0.08, 0.15)
        )
        line += f"; {name}: first passage right {np.mean(right):.3f}, area {roc_auc_score(known, scores):.3f}, refused {refused}"
    return line


def main() -> None:
    """Train, fit, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--passes", type=float, default=2.0)
    parser.add_argument("--start", type=Path, help="go on from what this file holds")
    parser.add_argument(
        "--newest", default="", help="letters of the question files to go on with, and as many of the others"
    )
    parser.add_argument("--fit-only", action="store_true", help="weigh and measure what the file holds")
    parser.add_argument("--sample", type=int, help="measure on so many examples of the test texts, drawn by the seed")
    arguments = parser.parse_args()
    torch.manual_seed(_SEED)
    ready = prepared(READER_ADAPTER)
    material = Material(ready.libraries, ready.vectors, SharedWords(load_file(SHIPPED)[WORD_WEIGHTS].numpy()))
    looked = {split: list(looks([*ready.examples(split), *ready.without_answers(split)], material)) for split in Split}
    if not arguments.fit_only:
        learned_from = [one for one in looked[Split.TRAIN] if one.example.teaches]
        if arguments.newest:
            learned_from = with_some_others(learned_from, set(arguments.newest.split(",")))
        train(learned_from, ready.libraries, arguments.passes, arguments.output, arguments.start)
    encoder = BertEncoder(bundled_model_folder(None, ADAPTER), precision_of("auto"), 512).adapted(READER_ADAPTER)
    found = second_looks(looked[Split.TUNING], ready.libraries, PairReader(encoder, arguments.output))
    save_file({**load_file(arguments.output), **fitted(found)}, arguments.output)
    reader = PairReader(encoder, arguments.output)
    for split in (Split.TUNING, Split.TEST):
        if split is not Split.TUNING:
            some = looked[split]
            if arguments.sample and arguments.sample < len(some):
                some = random.Random(_SEED).sample(some, arguments.sample)
            found = second_looks(some, ready.libraries, reader)
        own = [one for one in found if not one.looked.example.labelled.id.endswith(":without")]
        absent = [
            one for one in found if one.looked.example.labelled.id.endswith(":without") or one.looked.example.answered
        ]
        print(f"{split.name.lower()}: {measured(own, reader)}", flush=True)
        print(f"{split.name.lower()}, the answer taken out: {measured(absent, reader)}", flush=True)


if __name__ == "__main__":
    main()
