"""Trains the adapter that 慧招 adds to its embedding model (LoRA after Hu and others, ICLR 2022, on every linear layer).

    python -m benchmarks.adapter_training --output adapter.safetensors [--epochs 5] [--rank 16]

Questions of laypeople (``benchmarks.stard_split``: the training part alone) are drawn to the articles that answer them, away from the
other articles of their batch and from articles that share words with them. Sentences of laws are drawn to
the articles that they were taken from, so that what the model could before is not lost. The adapter is written after every epoch, with
the epoch's number in its name; which one ships was chosen on the part of the questions that is there for choosing. Needs ``../shared/data``; about 25
minutes on one core (``OMP_NUM_THREADS=1``: on a busy machine two threads wait for each other).
"""

import argparse
import math
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.segmentation import segmenter
from benchmarks.corpus import CorpusLine, Question, read_corpus, read_questions
from benchmarks.retrieval import DATA
from benchmarks.stard_split import split

_ADAPTED = re.compile(r"\.(query|key|value|dense)$")
_WINDOW = 144  # tokens of a passage while training
_QUESTIONS, _SENTENCES, _HARD = 24, 6, 1  # of one step; hard negatives a question
_HARD_FROM, _HARD_TO = 2, 60  # ranks that they are drawn from
_TEMPERATURE = 0.02
_TOGETHER = 12  # passages computed at a time
_WITHOUT_TITLE = 0.15
_LEARNING_RATE = 4e-4
_WARM_UP = 0.1
_SENTENCE = re.compile(r"[^。；：，]{10,60}[。；，]")


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


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, one passage that answers it, passages that do not; ``answers`` are corpus ids that are no negatives."""

    question: str
    passage: str
    negatives: tuple[str, ...]
    answers: frozenset[str]


def adapt(model: SentenceTransformer, rank: int) -> dict[str, LowRank]:
    """Freeze the model and add a low-rank part to every linear layer of its encoder; by layer name."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    encoder = model[0].auto_model
    parts: dict[str, LowRank] = {}
    for name, module in list(encoder.named_modules()):
        if isinstance(module, torch.nn.Linear) and "encoder" in name and _ADAPTED.search(name):
            parent, _, last = name.rpartition(".")
            parts[name] = LowRank(module, rank)
            setattr(encoder.get_submodule(parent), last, parts[name])
    return parts


def hard_negatives(questions: Sequence[Question], lines: Sequence[CorpusLine]) -> dict[str, list[int]]:
    """Indexes of articles that share words with a question and do not answer it, by question id."""
    weigh = TfidfVectorizer(analyzer=segmenter().index_words, sublinear_tf=True)
    articles = weigh.fit_transform(text_of(line) for line in lines)
    shared = (weigh.transform(question.text for question in questions) @ articles.T).tocsr()
    found: dict[str, list[int]] = {}
    for row, question in enumerate(questions):
        scores = shared[row]
        ranked = scores.indices[np.argsort(-scores.data)][: _HARD_TO * 2]
        wrong = [int(index) for index in ranked if lines[index].id not in question.answers]
        found[question.id] = wrong[_HARD_FROM:_HARD_TO]
    return found


def text_of(line: CorpusLine) -> str:
    """An article as ingestion embeds a clause."""
    return f"{line.title}\n{line.text}"


class Sampler:
    """Draws the batches of one epoch after another."""

    def __init__(
        self, questions: Sequence[Question], lines: Sequence[CorpusLine], negatives: dict[str, list[int]]
    ) -> None:
        self._questions = questions
        self._lines = lines
        self._negatives = negatives
        self._by_id = {line.id: line for line in lines}
        self._random = np.random.default_rng(1)

    def steps(self) -> int:
        """Batches an epoch."""
        return len(self._questions) // _QUESTIONS

    def epoch(self) -> Iterator[list[Pair]]:
        """Every question once."""
        order = self._random.permutation(len(self._questions))
        for start in range(0, self.steps() * _QUESTIONS, _QUESTIONS):
            chosen = [self._questions[index] for index in order[start : start + _QUESTIONS]]
            yield [self._pair(question) for question in chosen] + [self._sentence() for _ in range(_SENTENCES)]

    def _pair(self, question: Question) -> Pair:
        answer = self._random.choice(sorted(question.answers))
        hard = self._random.choice(self._negatives[question.id], _HARD, replace=False)
        return Pair(
            question.text,
            self._passage(self._by_id[answer]),
            tuple(self._passage(self._lines[index]) for index in hard),
            question.answers,
        )

    def _sentence(self) -> Pair:
        while True:
            line = self._lines[int(self._random.integers(len(self._lines)))]
            sentences = _SENTENCE.findall(line.text)
            if len(sentences) > 1:
                sentence = str(self._random.choice(sentences))
                rest = line.text.replace(sentence, "") if self._random.random() < 0.5 else line.text
                return Pair(sentence.rstrip("。；，"), f"{line.title}\n{rest}", (), frozenset((line.id,)))

    def _passage(self, line: CorpusLine) -> str:
        return line.text if self._random.random() < _WITHOUT_TITLE else text_of(line)


class Trainer:
    """One model, its adapter and its optimiser."""

    def __init__(self, folder: Path, rank: int, steps: int) -> None:
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model.float()
        self._model.max_seq_length = _WINDOW
        self.parts = adapt(self._model, rank)
        weights = [parameter for part in self.parts.values() for parameter in part.parameters()]
        self._optimiser = torch.optim.AdamW(weights, lr=_LEARNING_RATE, weight_decay=0.01)
        warm = max(1, int(steps * _WARM_UP))
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser,
            lambda step: min((step + 1) / warm, 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))),
        )

    def step(self, pairs: Sequence[Pair]) -> float:
        """One update; the loss before it."""
        passages = [pair.passage for pair in pairs] + [text for pair in pairs for text in pair.negatives]
        with torch.autocast("cpu", torch.bfloat16):
            asked = self._embed([pair.question for pair in pairs], "query: ")
            told = self._embed(passages, "passage: ")
        scores = asked.float() @ told.float().T / _TEMPERATURE
        loss = torch.nn.functional.cross_entropy(scores + _same_answers(pairs, len(passages)), torch.arange(len(pairs)))
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self._optimiser.step()
        self._schedule.step()
        return float(loss.detach())

    def _embed(self, texts: Sequence[str], prompt: str) -> torch.Tensor:
        """Vectors in the order of the texts, which are computed in parts of like length."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        parts = [order[start : start + _TOGETHER] for start in range(0, len(order), _TOGETHER)]
        vectors = [
            self._model(self._model.preprocess([texts[index] for index in part], prompt=prompt))["sentence_embedding"]
            for part in parts
        ]
        return torch.cat(vectors)[torch.argsort(torch.tensor(order))]

    def save(self, path: Path) -> None:
        """The adapter in half precision: ``<layer>.down`` (rank, columns) and ``<layer>.up`` (rows, rank)."""
        tensors = {
            f"{name}.{side}": getattr(part, side).detach().half().contiguous()
            for name, part in self.parts.items()
            for side in ("down", "up")
        }
        save_file(tensors, path)


def _same_answers(pairs: Sequence[Pair], passages: int) -> torch.Tensor:
    """Minus infinity where another question's passage answers this one too."""
    mask = torch.zeros(len(pairs), passages)
    for row, pair in enumerate(pairs):
        for column, other in enumerate(pairs):
            if row != column and pair.answers & other.answers:
                mask[row, column] = -math.inf
    return mask


def train(output: Path, *, epochs: int, rank: int) -> None:
    """Write the adapter after every epoch."""
    torch.manual_seed(1)
    folder = bundled_model_folder(adapter=None)
    lines = read_corpus(DATA / "stard" / "articles.jsonl")
    questions = split(read_questions(DATA / "stard" / "questions.jsonl", DATA / "stard" / "qrels.tsv")).training
    sampler = Sampler(questions, lines, hard_negatives(questions, lines))
    trainer = Trainer(folder, rank, epochs * sampler.steps())
    started = time.perf_counter()
    for epoch in range(1, epochs + 1):
        losses = []
        for pairs in sampler.epoch():
            losses.append(trainer.step(pairs))
            print(f"\r{time.perf_counter() - started:.0f} s {losses[-1]:.3f}", end="", file=sys.stderr)
        trainer.save(output.with_stem(f"{output.stem}-{epoch}"))
        print(f"\repoch {epoch}: loss {np.mean(losses):.3f}, {time.perf_counter() - started:.0f} s", file=sys.stderr)


def main() -> None:
    """Train as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rank", type=int, default=16)
    arguments = parser.parse_args()
    train(arguments.output, epochs=arguments.epochs, rank=arguments.rank)


if __name__ == "__main__":
    main()
