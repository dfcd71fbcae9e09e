"""Trains the adapter that 慧招 adds to its embedding model (LoRA after Hu and others, ICLR 2022, on every linear layer).

    python -m benchmarks.adapter_training --output adapter.safetensors [--device cuda]

Questions of laypeople (``benchmarks.stard_split``: those that no figure is reported on) are drawn to the articles that answer them, away
from the other articles of their batch and from articles that are near in words or in meaning. Sentences of laws are drawn to the
articles that they were taken from, so that what the model could before is not lost. Four runs of two mixtures are averaged (a model
soup after Wortsman and others, ICML 2022), the average is scaled back and cut to a low rank again by singular values. What these
constants were chosen by is in docs/benchmarks.md. Needs ``../shared/data``; 80 seconds on an NVIDIA H200, about two hours on two cores.
"""

import argparse
import math
import re
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer

from assistant.retrieval.bundled_model import bundled_model_folder
from benchmarks.adapter_batches import Mixture, Pair, Sampler, negatives_by_meaning, negatives_by_words, text_of
from benchmarks.corpus import read_corpus, read_questions
from benchmarks.retrieval import DATA
from benchmarks.stard_split import split

_ADAPTED = re.compile(r"\.(query|key|value|dense)$")
_WINDOW = 160  # tokens of a passage while training
_NARROW = Mixture(questions=24, by_words=1, by_meaning=0, sentences=6, everyday=0.0)
_WIDE = Mixture(questions=32, by_words=1, by_meaning=1, sentences=16, everyday=0.3)
_RUNS = (_NARROW, _WIDE, _NARROW, _WIDE)
_EPOCHS = 4
_RANK, _SHIPPED_RANK = 16, 32
_SCALE = 0.7  # of the average: what is added to the weights
_TEMPERATURE = 0.02
_TOGETHER = 12  # passages computed at a time
_LEARNING_RATE = 4e-4
_WARM_UP = 0.1


class LowRank(torch.nn.Module):
    """A frozen linear layer with the product of two narrow matrices beside it; begins as the layer alone."""

    def __init__(self, layer: torch.nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = torch.nn.Parameter(torch.randn(rank, layer.in_features) / math.sqrt(layer.in_features))
        self.up = torch.nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """As ``torch.nn.Linear``."""
        beside = torch.nn.functional.linear(torch.nn.functional.linear(inputs, self.down), self.up)
        outputs: torch.Tensor = self.layer(inputs) + beside
        return outputs


def adapt(model: SentenceTransformer) -> dict[str, LowRank]:
    """Freeze the model and add a low-rank part to every linear layer of its encoder; by layer name."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    encoder = model[0].auto_model
    parts: dict[str, LowRank] = {}
    for name, module in list(encoder.named_modules()):
        if isinstance(module, torch.nn.Linear) and "encoder" in name and _ADAPTED.search(name):
            parent, _, last = name.rpartition(".")
            parts[name] = LowRank(module, _RANK)
            setattr(encoder.get_submodule(parent), last, parts[name])
    return parts


class Trainer:
    """One model, its adapter and its optimiser."""

    def __init__(
        self, folder: Path, device: str, steps: int, beside: Sequence[torch.nn.Parameter] = (), beside_rate: float = 0.0
    ) -> None:
        """``beside`` are other numbers to learn, at a rate of their own."""
        self._device = device
        self._model = SentenceTransformer(str(folder), device=device, local_files_only=True)
        self._model.float()
        self._model.max_seq_length = _WINDOW
        self._parts = adapt(self._model)
        self._model.to(device)
        weights = [parameter for part in self._parts.values() for parameter in part.parameters()]
        groups = [{"params": weights, "lr": _LEARNING_RATE}]
        if beside:
            groups.append({"params": list(beside), "lr": beside_rate})
        self._optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        warm = max(1, int(steps * _WARM_UP))
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser,
            lambda step: min((step + 1) / warm, 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))),
        )

    def step(self, pairs: Sequence[Pair]) -> float:
        """One update; the loss before it."""
        return self.update(self.loss(pairs))

    def loss(self, pairs: Sequence[Pair]) -> torch.Tensor:
        """Each question against its passage and all others of the batch (InfoNCE, van den Oord and others, 2018)."""
        passages = [pair.passage for pair in pairs] + [text for pair in pairs for text in pair.negatives]
        scores = self.embed([pair.question for pair in pairs], "query: ") @ self.embed(passages, "passage: ").T
        masked = scores / _TEMPERATURE + _same_answers(pairs, len(passages)).to(self._device)
        return torch.nn.functional.cross_entropy(masked, torch.arange(len(pairs), device=self._device))

    def update(self, loss: torch.Tensor) -> float:
        """One step of the optimiser; the loss as a number."""
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self._optimiser.step()
        self._schedule.step()
        return float(loss.detach())

    def embed(self, texts: Sequence[str], prompt: str) -> torch.Tensor:
        """Unit-length vectors in the order of the texts, which are computed in parts of like length."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        parts = [order[start : start + _TOGETHER] for start in range(0, len(order), _TOGETHER)]
        vectors = []
        for part in parts:
            features = self._model.preprocess([texts[index] for index in part], prompt=prompt)
            here = {
                name: value.to(self._device) if torch.is_tensor(value) else value for name, value in features.items()
            }
            with torch.autocast(self._device, torch.bfloat16):
                vectors.append(self._model(here)["sentence_embedding"])
        return torch.nn.functional.normalize(torch.cat(vectors).float(), dim=1)[
            torch.argsort(torch.tensor(order)).to(self._device)
        ]

    def products(self) -> dict[str, torch.Tensor]:
        """What training adds to the weights of each layer (rows, columns)."""
        return {name: (part.up @ part.down).detach().float().cpu() for name, part in self._parts.items()}


def _same_answers(pairs: Sequence[Pair], passages: int) -> torch.Tensor:
    """Minus infinity where another question's passage answers this one too."""
    mask = torch.zeros(len(pairs), passages)
    for row, pair in enumerate(pairs):
        for column, other in enumerate(pairs):
            if row != column and pair.answers & other.answers:
                mask[row, column] = -math.inf
    return mask


def averaged(runs: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The adapter nearest to the scaled average of the runs."""
    means = {name: torch.stack([run[name] for run in runs]).mean(0) for name in runs[0]}
    return low_rank({name: _SCALE * mean for name, mean in means.items()}, _SHIPPED_RANK)


def low_rank(products: Mapping[str, torch.Tensor], rank: int) -> dict[str, torch.Tensor]:
    """The adapter in half precision: ``<layer>.down`` (rank, columns) and ``<layer>.up`` (rows, rank), whose products are nearest to those
    given."""
    tensors: dict[str, torch.Tensor] = {}
    for name, product in products.items():
        left, values, right = torch.linalg.svd(product, full_matrices=False)
        root = values[:rank].sqrt()
        tensors[f"{name}.down"] = (root[:, None] * right[:rank]).half().contiguous()
        tensors[f"{name}.up"] = (left[:, :rank] * root).half().contiguous()
    return tensors


def train(output: Path, device: str) -> None:
    """Train every run and write what they make together."""
    folder = bundled_model_folder(adapter=None)
    lines = read_corpus(DATA / "stard" / "articles.jsonl")
    parts = split(read_questions(DATA / "stard" / "questions.jsonl", DATA / "stard" / "qrels.tsv"))
    questions = (*parts.training, *parts.chosen_on)
    by_words = negatives_by_words(questions, lines)
    public = SentenceTransformer(str(folder), device=device, local_files_only=True)
    asked = public.encode([question.text for question in questions], prompt_name="query")
    told = public.encode([text_of(line) for line in lines], prompt_name="document", show_progress_bar=True)
    by_meaning = negatives_by_meaning(questions, lines, asked, told)
    started = time.perf_counter()
    runs = []
    for seed, mixture in enumerate(_RUNS, start=1):
        torch.manual_seed(seed)
        sampler = Sampler(questions, lines, by_words, by_meaning, mixture, seed)
        trainer = Trainer(folder, device, _EPOCHS * sampler.steps())
        for epoch in range(1, _EPOCHS + 1):
            losses = [trainer.step(pairs) for pairs in sampler.epoch()]
            seconds = time.perf_counter() - started
            print(f"run {seed}, epoch {epoch}: loss {np.mean(losses):.3f}, {seconds:.0f} s", file=sys.stderr)
        runs.append(trainer.products())
    save_file(averaged(runs), output)


def main() -> None:
    """Train as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--device", default="cpu", help="where torch computes, such as cuda")
    arguments = parser.parse_args()
    train(arguments.output, arguments.device)


if __name__ == "__main__":
    main()
