"""Trains the reader (assistant/retrieval/reader.py) and says how it does on texts that it did not see.

    python -m training.train_reader --output assistant/retrieval/reader.safetensors [--passes 2]

Vectors of all questions and sentences are computed once with the built-in encoder and kept in ``build/``. The network learns which
sentences belong to the answer (binary cross-entropy), which passage answers (a softmax over the passages of one question, and binary
cross-entropy), and whether any does. AdamW (Loshchilov and Hutter, ICLR 2019), the rate falling along a cosine, a fixed seed. A quarter of
an hour on two cores, most of it for the vectors.
"""

import argparse
import math
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from sklearn.metrics import roc_auc_score
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from assistant.answering.evidence import forms_of
from assistant.retrieval.reader import READER_ADAPTER, WORD_WEIGHTS, SentenceVectors, standing
from assistant.retrieval.reader_network import ReaderNetwork, passage_logits
from assistant.retrieval.shared_words import SharedWords, learned_weights
from training.examples import Example, Library, asked
from training.preparing import prepared
from training.splits import Split, split_of

_SEED = 20261129
_RATE, _WARM_UP_STEPS, _DECAY = 1e-3, 100, 0.02
_DROPPED = 0.2
_TOGETHER = 32
_SENTENCES, _HELD, _PASSAGES = 3.0, 1.5, 0.5
"""Weights of the parts of the loss beside the softmax over passages."""
_RARE = 2.0  # weight of a sentence that belongs to the answer


@dataclass(frozen=True, slots=True)
class Material:
    """What examples are shown with: the libraries, the vectors, and the weights of words."""

    libraries: Mapping[str, Library]
    vectors: SentenceVectors
    shared: SharedWords


class Batch:
    """The vectors and labels of some questions."""

    def __init__(self, examples: Sequence[Example], material: "Material") -> None:
        questions, sentences, means, aboves, words, told, owners, belongs = [], [], [], [], [], [], [], []
        width = max(len(example.passages) for example in examples)
        self.labels = torch.full((len(examples), width), -1.0)
        for row, example in enumerate(examples):
            library = material.libraries[example.library]
            question = torch.from_numpy(material.vectors.question(example.question))
            shared, of_question = material.shared.compare(
                example.question,
                forms_of(example.question),
                [(library.passages[n].above, library.passages[n].sentences) for n in example.passages],
            )
            spans = np.diff(library.starts)[list(example.passages)]
            found = np.repeat(standing(example.cosines), spans, axis=0)
            words.append(torch.from_numpy(np.hstack([shared, found])))
            told.append(torch.from_numpy(of_question).expand(len(shared), -1))
            self.labels[row, : len(example.labels)] = torch.tensor(example.labels)
            for place, number in enumerate(example.passages):
                first, end = int(library.starts[number]), int(library.starts[number + 1])
                questions.append(question.expand(end - first, -1))
                sentences.append(torch.from_numpy(library.sentences[first:end]))
                means.append(torch.from_numpy(library.means[number]).expand(end - first, -1))
                aboves.append(torch.from_numpy(library.aboves[number]).expand(end - first, -1))
                owners += [row * width + place] * (end - first)
                belongs += example.sentences[place]
        self.inputs = tuple(map(torch.cat, (questions, sentences, means, aboves, words, told)))
        self.told = torch.stack([rows[0] for rows in told])
        self.owners = torch.tensor(owners)
        self.belongs = torch.tensor(belongs)
        self.answered = torch.tensor([example.answered for example in examples])

    def scores(self, network: ReaderNetwork) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of the sentences, and of the passages, shape (questions, passages)."""
        belongs, answers = network(*self.inputs)
        return belongs, passage_logits(answers, self.owners, self.labels.numel()).view(self.labels.shape)


def fresh_network() -> ReaderNetwork:
    """Where training begins: cosines alone decide."""
    network = ReaderNetwork(dropped=_DROPPED)
    for layer in (network.asks_sentence, network.sentence, network.asks_passage, network.passage):
        torch.nn.init.normal_(layer.weight, std=0.05)
    torch.nn.init.zeros_(network.words.weight)
    torch.nn.init.zeros_(network.held_last.weight)
    return network


def loss_of(network: ReaderNetwork, batch: Batch) -> torch.Tensor:
    """The loss of a batch; see the module."""
    belongs, answers = batch.scores(network)
    loss = _SENTENCES * cross_entropy(belongs, batch.belongs, pos_weight=torch.tensor(_RARE))
    given = batch.labels >= 0
    loss = loss + _PASSAGES * cross_entropy(answers[given], batch.labels[given])
    loss = loss + _HELD * cross_entropy(network.holds(answers, batch.told), batch.answered.float())
    if batch.answered.any():
        logits, right = answers[batch.answered], batch.labels[batch.answered] == 1
        loss = loss + (logits.logsumexp(1) - logits.masked_fill(~right, -math.inf).logsumexp(1)).mean()
    return loss


def train(examples: Sequence[Example], material: Material, passes: int) -> ReaderNetwork:
    """A network trained from the start."""
    network, order = fresh_network(), [example for example in examples if example.teaches]
    optimiser = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=_DECAY)
    chance, done, steps = random.Random(_SEED), 0, passes * (len(order) // _TOGETHER)
    for number in range(passes):
        chance.shuffle(order)
        started, total = time.monotonic(), 0.0
        for start in range(0, len(order) - _TOGETHER + 1, _TOGETHER):
            rate = _RATE * min(1.0, (done + 1) / _WARM_UP_STEPS) * 0.5 * (1 + math.cos(math.pi * done / steps))
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = loss_of(network, Batch(order[start : start + _TOGETHER], material))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            done, total = done + 1, total + float(loss.detach())
        print(f"pass {number + 1}: loss {total * passes / steps:.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return network.eval()


def measured(network: ReaderNetwork, examples: Sequence[Example], material: Material) -> str:
    """One line: first passage right, area under the ROC of "does the library hold it", near misses refused where a tenth of the
    answerable is refused wrongly, sentences right (F1)."""
    held, truth, first, true, false, lost = [], [], [], 0, 0, 0
    for start in range(0, len(examples), _TOGETHER):
        some = examples[start : start + _TOGETHER]
        batch = Batch(some, material)
        with torch.inference_mode():
            belongs, answers = batch.scores(network)
            held += network.holds(answers, batch.told).tolist()
        truth += [example.labelled.kind == "answerable" for example in some]
        best = answers.argmax(1)
        for row, example in enumerate(some):
            if example.labelled.kind == "answerable":
                right = bool(batch.labels[row, best[row]] == 1)
                first.append(right)
                own = batch.owners == row * batch.labels.shape[1] + best[row]
                if right:
                    shares, wanted = torch.sigmoid(belongs[own]), batch.belongs[own] > 0
                    chosen = shares >= max(0.35 * float(shares.max()), min(0.15, float(shares.max())))
                    true += int((chosen & wanted).sum())
                    false += int((chosen & ~wanted).sum())
                    lost += int((~chosen & wanted).sum())
    scores, known = np.array(held), np.array(truth)
    line = f"{len(known)} questions, first passage right {np.mean(first):.3f}, sentences F1 {2 * true / max(1, 2 * true + false + lost):.3f}"
    if known.all():
        return line
    refused = " ".join(
        f"{np.mean(scores[~known] < np.quantile(scores[known], share)):.3f} at {share}" for share in (0.08, 0.15)
    )
    return f"{line}, area {roc_auc_score(known, scores):.3f}, near misses refused {refused}"


def main() -> None:
    """Train, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--adapter", type=Path, default=READER_ADAPTER, help="the adapter whose vectors it sees")
    arguments = parser.parse_args()
    torch.manual_seed(_SEED)
    ready = prepared(arguments.adapter)
    examples = {split: ready.examples(split) for split in Split}
    texts = (
        " ".join((one.above, *one.sentences))
        for document in sorted(ready.passages)
        if split_of(document) is Split.TRAIN
        for one in ready.passages[document]
    )
    weights = learned_weights(texts, (forms_of(asked(one)) for one in ready.questions(Split.TRAIN)))
    material = Material(ready.libraries, ready.vectors, SharedWords(weights))
    network = train([*examples[Split.TRAIN], *ready.without_answers(Split.TRAIN)], material, arguments.passes)
    tensors = {name: tensor.half().contiguous() for name, tensor in network.state_dict().items()}
    tensors[WORD_WEIGHTS] = torch.from_numpy(weights)
    save_file(tensors, arguments.output)
    for split in Split:
        print(f"{split.name.lower()}: {measured(network, examples[split], material)}", flush=True)
        absent = [*(one for one in examples[split] if one.answered), *ready.without_answers(split)]
        print(f"{split.name.lower()}, the answer taken out: {measured(network, absent, material)}", flush=True)


if __name__ == "__main__":
    main()
