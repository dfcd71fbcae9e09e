"""Trains which column of a ledger a phrase speaks of (assistant/buildings/headers/column_head.py).

    python -m training.columns.train_columns --output assistant/buildings/headers/column_head.safetensors
    python -m training.columns.train_columns --measure held

``training/columns/train-*.jsonl`` is learned from, with stretches of questions about other things (``training/intents``), which speak of no column;
``held.jsonl`` (another hand's) only measures. Two minutes on one core, of which the vectors take most.
"""

import argparse
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn

from assistant.buildings.headers.column_head import SHIPPED, ColumnHead
from assistant.buildings.headers.described import (
    BUCKETS,
    KINDS,
    DescribedColumn,
    bag_of,
    bare_header,
    shared_signs,
    texts_of,
)
from assistant.buildings.needs.learned import joined
from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.reader import SentenceVectors
from assistant.retrieval.segmentation import segmenter
from assistant.text.figures import normalise
from training.lines import REPOSITORY

_COLUMNS = REPOSITORY / "training" / "columns"
_RANK, _EPOCHS, _RATE, _DECAY, _DROPPED = 48, 14, 3e-3, 0.02, 0.3
_AWAY, _WITHOUT_VALUES, _SMOOTHED = 0.2, 0.3, 0.02
"""How often a phrase's own column is taken out of its ledger, so that none is meant; how often values are not at hand; how much of a target is
given to the others."""
_OTHERS, _OTHERS_A_STEP = 1500, 40
"""So many stretches of other questions, and how many of them each ledger sees at a time."""
_OTHER_KINDS = ("text", "grievance", "small_talk", "off_topic")
_LEVELS = (0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class LabelledLedger:
    """The columns of a ledger, who may see each (harmless, sensitive, unsure), and phrases with the number of the column meant, -1 for none."""

    name: str
    columns: tuple[DescribedColumn, ...]
    shown: tuple[str, ...]
    phrases: tuple[tuple[str, int], ...]


def labelled_ledgers(split: str) -> list[LabelledLedger]:
    """The ledgers of a split: train, held."""
    lines: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(_COLUMNS.glob(f"{split}*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            lines.setdefault(said["ledger"], []).append(said)
    return [_labelled(name, said) for name, said in lines.items()]


def _labelled(name: str, lines: Sequence[Mapping[str, Any]]) -> LabelledLedger:
    columns = [line for line in lines if "header" in line]
    return LabelledLedger(
        name,
        tuple(DescribedColumn(line["header"], tuple(line["values"])) for line in columns),
        tuple(line["show"] for line in columns),
        (
            *((phrase, number) for number, line in enumerate(columns) for phrase in line["asks"]),
            *((phrase, -1) for line in lines for phrase in line.get("none", ())),
        ),
    )


def other_stretches(ledgers: Sequence[LabelledLedger], seed: int = 1) -> list[str]:
    """Stretches of questions about no rows, without those that share a word of two characters with a phrase or header."""
    said = [phrase for ledger in ledgers for phrase, number in ledger.phrases if number >= 0]
    said += [column.header for ledger in ledgers for column in ledger.columns]
    known = {text[at : at + 2] for text in map(normalise, said) if not text.isascii() for at in range(len(text) - 1)}
    found: dict[str, None] = {}
    for file in sorted((REPOSITORY / "training" / "intents").glob("train-*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            kind, language, question = [*line.split("|", 2), "", ""][:3]
            if kind in _OTHER_KINDS and language == "zh":
                for run in re.findall(r"[\u4e00-\u9fff]+", normalise(question)):
                    found.update(dict.fromkeys(joined(segmenter().pieces(run), "")))
    free = [text for text in found if not any(text[at : at + 2] in known for at in range(len(text) - 1))]
    return random.Random(seed).sample(free, min(_OTHERS, len(free)))


@dataclass(frozen=True, slots=True)
class _Given:
    """A ledger as the network is fed it, with its values and, where they are left out, without."""

    asked: Tensor
    headers: Tensor
    values: Tensor
    bags: Tensor
    header_bags: Tensor
    kinds: Tensor
    shared: Tensor
    meant: Tensor


def given(ledger: LabelledLedger, vectors: SentenceVectors, others: Sequence[str]) -> _Given:
    """The features of a ledger's phrases and columns, and of ``others``, which speak of none."""
    said = [normalise(phrase) for phrase in (*(phrase for phrase, _ in ledger.phrases), *others)]
    told = texts_of(ledger.columns)
    bare = list(map(bare_header, told.headers))
    return _Given(
        torch.from_numpy(vectors.sentences(said)),
        torch.from_numpy(vectors.sentences(told.headers)),
        torch.from_numpy(vectors.sentences(told.with_values)),
        torch.from_numpy(np.stack(list(map(bag_of, said)))),
        torch.from_numpy(told.bags),
        torch.from_numpy(told.kinds),
        torch.tensor([[shared_signs(phrase, header) for header in bare] for phrase in said]),
        torch.tensor([*(number for _, number in ledger.phrases), *(-1 for _ in others)]),
    )


class _Network(nn.Module):
    """The arithmetic of ``ColumnHead`` with weights to be learned."""

    def __init__(self, dimensions: int) -> None:
        super().__init__()
        wide = {"asked": dimensions, "headed": dimensions, "sampled": dimensions}
        signs = {"asked.signs": BUCKETS, "headed.signs": BUCKETS}
        self.maps = nn.ParameterDict(
            {
                name.replace(".", "_"): nn.Parameter(torch.randn(_RANK, size) * (0.02 if size == BUCKETS else 0.05))
                for name, size in {**wide, **signs}.items()
            }
        )
        self.kinds = nn.Parameter(torch.zeros(KINDS, dimensions))
        self.weights = nn.Parameter(torch.tensor([8.0, 8.0, 2.0, 1.0, 10.0]))
        self.none = nn.Parameter(torch.zeros(3))
        self.none_phrase = nn.Parameter(torch.zeros(1, dimensions))
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, one: _Given, kept: Tensor, valued: Tensor) -> Tensor:
        values = torch.where(valued[:, None], one.values, one.headers)
        kinds, drop, maps = one.kinds * valued[:, None], self.drop, self.maps
        near = self.weights[0] * (one.asked @ one.headers.T) + self.weights[1] * (one.asked @ values.T)
        left = drop(one.asked) @ maps["asked"].T + drop(one.bags) @ maps["asked_signs"].T
        right = drop(one.headers) @ maps["headed"].T + drop(values) @ maps["sampled"].T
        right = right + drop(one.header_bags) @ maps["headed_signs"].T
        columns = (
            near
            + self.weights[2] * one.shared[..., 0]
            + self.weights[3] * one.shared[..., 1]
            + self.weights[4] * (left @ right.T)
            + (drop(one.asked) @ self.kinds.T) @ kinds.T
        )
        best = near.masked_fill(~kept, -1e9).max(dim=1).values
        mean = (near * kept).sum(dim=1) / kept.sum(dim=1)
        none = self.none[0] + self.none[1] * best + (1 + self.none[2]) * mean + one.asked @ self.none_phrase[0]
        return torch.cat([columns.masked_fill(~kept, -1e9), none[:, None]], dim=1)

    def tensors(self) -> dict[str, np.ndarray]:
        """The weights by their names in the file."""
        found = {name.replace("_", "."): one for name, one in self.maps.items()}
        found |= {"kinds": self.kinds, "weights": self.weights, "none": self.none, "none.phrase": self.none_phrase}
        return {name: one.detach().numpy() for name, one in found.items()}


def trained(ledgers: Sequence[_Given], seed: int = 1) -> dict[str, np.ndarray]:
    """What ``column_head.safetensors`` holds. A ledger is a step: each of its phrases has to choose among its columns and none."""
    torch.manual_seed(seed)
    shuffled, order = list(ledgers), random.Random(seed)
    network = _Network(shuffled[0].asked.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, _EPOCHS * len(shuffled))
    for _ in range(_EPOCHS):
        order.shuffle(shuffled)
        for one in shuffled:
            kept, meant = torch.ones(one.shared.shape[:2], dtype=torch.bool), one.meant.clone()
            away = (torch.rand(len(meant)) < _AWAY) & (meant >= 0)
            kept[away, meant[away]] = False
            meant[away | (meant < 0)] = kept.shape[1]
            logits = network(one, kept, torch.rand(kept.shape[1]) >= _WITHOUT_VALUES)
            loss = nn.functional.cross_entropy(logits, meant, label_smoothing=_SMOOTHED)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch does not type it
            optimiser.step()
            rate.step()
    return network.tensors()


def write(weights: Mapping[str, np.ndarray], output: Path) -> None:
    """The weights in half precision."""
    save_file({name: np.ascontiguousarray(one, dtype=np.float16) for name, one in weights.items()}, output)


def measure(ledgers: Sequence[LabelledLedger], head: ColumnHead, vectors: SentenceVectors) -> None:
    """Print how often the likeliest column is the one meant, beside cosine alone, and what is sure at which level."""
    right = nearest = named = 0
    told: list[tuple[float, bool, bool]] = []
    for ledger in ledgers:
        phrases = [phrase for phrase, _ in ledger.phrases]
        meant = np.array([number for _, number in ledger.phrases])
        shares = head.shares(phrases, ledger.columns)[:, :-1]
        headers = vectors.sentences(texts_of(ledger.columns).headers)
        cosines = vectors.sentences(list(map(normalise, phrases))) @ headers.T
        of_one = meant >= 0
        right += int((shares.argmax(1) == meant)[of_one].sum())
        nearest += int((cosines.argmax(1) == meant)[of_one].sum())
        named += int(of_one.sum())
        told += zip(shares.max(1).tolist(), (shares.argmax(1) == meant).tolist(), of_one.tolist(), strict=True)
    print(
        f"{named} phrases: the column meant is likeliest for {right / named:.3f}, nearest by cosine for {nearest / named:.3f}"
    )
    others = len(told) - named
    for level in _LEVELS:
        sure = [one for one in told if one[0] >= level]
        of_columns = [one for one in sure if one[2]]
        print(
            f"  sure from {level}: {len(of_columns) / named:.2f} of them, {sum(one[1] for one in of_columns) / max(len(of_columns), 1):.3f} right;"
            f" {len(sure) - len(of_columns)} of {others} that speak of no column are taken for one"
        )


def begun(what: str | None) -> tuple[argparse.Namespace, SentenceVectors]:
    """The arguments of a training of columns (where to write, which split to measure), and the vectors that columns are learned from."""
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--measure", choices=["train", "held"])
    arguments = parser.parse_args()
    return arguments, SentenceVectors(BertEncoder(bundled_model_folder(None, ADAPTER), torch.float32, 512))


def main() -> None:
    """Train and write the weights, or measure them."""
    arguments, vectors = begun(__doc__)
    if arguments.output:
        ledgers, order = labelled_ledgers("train"), random.Random(1)
        others = other_stretches(ledgers)
        fed = [given(ledger, vectors, order.sample(others, _OTHERS_A_STEP)) for ledger in ledgers]
        write(trained(fed), arguments.output)
    if arguments.measure:
        measure(labelled_ledgers(arguments.measure), ColumnHead(vectors, arguments.output or SHIPPED), vectors)


if __name__ == "__main__":
    main()
