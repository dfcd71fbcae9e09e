"""Trains what tells the units of a letter apart (assistant/replying/asking/unit_kinds.py).

    python -m training.train_letters --output assistant/replying/asking/unit_kinds.safetensors
    python -m training.train_letters --measure tuning

``training/letters/train-*.txt`` is learned from, with the single sentences of ``sentence_kinds.yaml``; ``tuning-*`` sets thresholds, ``test-*`` only
measures. Three minutes on two cores.
"""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.demand_acts import DemandActs
from assistant.replying.asking.demands import DemandReader
from assistant.replying.asking.no_demands import NoDemands
from assistant.replying.asking.other_readers import OtherReaders
from assistant.replying.asking.sentence_kinds import SentenceKinds
from assistant.replying.asking.unit_kinds import (
    KINDS,
    Seen,
    UnitKind,
    UnitKinds,
    Usual,
    features_of,
    first_shares,
    neighbours_of,
    seen_of,
)
from assistant.replying.asking.units import units_of
from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.embedding import load_embedder
from assistant.settings import EmbeddingSettings
from assistant.text.simplified import simplified
from training.lines import REPOSITORY

_LETTERS = REPOSITORY / "training" / "letters"
_SENTENCES = REPOSITORY / "assistant" / "replying" / "asking" / "sentence_kinds.yaml"
_MARK = re.compile(r"\|([a-z])(?::([a-z_]+))?\|")
_OF_SENTENCES = {
    "demand": UnitKind.REQUEST,
    "urging": UnitKind.REQUEST,
    "question": UnitKind.REQUEST,
    "rhetorical": UnitKind.RHETORIC,
    "fact": UnitKind.FACT,
    "colour": UnitKind.FACT,
    "threat": UnitKind.THREAT,
    "secrecy": UnitKind.SECRECY,
    "courtesy": UnitKind.COURTESY,
}
_FIRM, _FOLDS = 3.0, 5
"""Strength of the regularisation, and the parts of the letters that the second step learns from."""


@dataclass(frozen=True, slots=True)
class LabelledLetter:
    """A letter with the ``kinds`` of its units and the spans of the ``requests``, as their writer marked them; ``offices`` says whose each of these is,
    "" where that is not marked."""

    name: str
    text: str
    kinds: tuple[UnitKind, ...]
    requests: tuple[Span, ...]
    offices: tuple[str, ...] = ()


def labelled_letters(split: str) -> Iterator[LabelledLetter]:
    """The letters of a split: train, tuning, test."""
    for file in files_of(split):
        yield from letters_of(file)


def files_of(split: str) -> list[Path]:
    """The files of a split."""
    return sorted(_LETTERS.glob(f"{split}-*.txt"))


def letters_of(file: Path) -> Iterator[LabelledLetter]:
    """The letters of a file."""
    for part in file.read_text(encoding="utf-8").split("\n@ ")[1:]:
        name, _, marked = part.partition("\n")
        yield _labelled(name, marked)


def _labelled(name: str, marked: str) -> LabelledLetter:
    pieces = _MARK.split(marked.strip())
    text, begins, offices = pieces[0], [], []
    for kind, office, said in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        begins.append((len(text), UnitKind(kind)))
        if begins[-1][1] is UnitKind.REQUEST:
            offices.append(office or "")
        text += said
    text = simplified(text)
    kinds = []
    taken = -1
    for unit in units_of(text):
        at = max(number for number, (begin, _) in enumerate(begins) if begin <= max(unit.span.start, unit.span.end - 2))
        kind = begins[at][1]
        kinds.append(UnitKind.MORE if kind is UnitKind.REQUEST and at == taken else kind)
        taken = at
    ends = [begin for begin, _ in begins[1:]] + [len(text)]
    requests = [Span(begin, end) for (begin, kind), end in zip(begins, ends, strict=True) if kind is UnitKind.REQUEST]
    return LabelledLetter(name, text, tuple(kinds), tuple(requests), tuple(offices))


def single_sentences() -> Iterator[LabelledLetter]:
    """The examples of sentences, each a letter of its own."""
    for kind, sentences in yaml.safe_load(_SENTENCES.read_text(encoding="utf-8")).items():
        for sentence in sentences:
            units = units_of(simplified(sentence))
            own = _OF_SENTENCES[kind]
            further = UnitKind.MORE if own is UnitKind.REQUEST else own
            yield LabelledLetter(kind, simplified(sentence), (own, *[further] * (len(units) - 1)), ())


def trained(
    letters: Sequence[LabelledLetter], seen: Sequence[Seen], others: Sequence[np.ndarray]
) -> dict[str, np.ndarray]:
    """What ``unit_kinds.safetensors`` holds: ridge regression of each kind against the rest in closed form, then a logistic regression on what that
    says of letters that it has not learned from, and on what the ``others`` say of the first of them: the letters, but not single sentences, which the
    others have learned from."""
    units = [units_of(one.text) for one in letters]
    held = np.concatenate([one.words for one in seen]) > 0
    usual = Usual(
        np.concatenate([one.within for one in seen]).mean(axis=0),
        np.concatenate([one.alone for one in seen]).mean(axis=0),
        np.log(1 + len(held) / np.maximum(held.sum(axis=0), 1)).astype(np.float32),
    )
    rows = np.concatenate(
        [features_of(one.text, own, told, usual) for one, own, told in zip(letters, units, seen, strict=True)]
    )
    kinds = np.array([KINDS.index(kind) for one in letters for kind in one.kinds])
    likeness, truth = rows @ rows.T, np.eye(len(KINDS))[kinds]
    letter_of = np.repeat(np.arange(len(letters)), [len(own) for own in units])
    unseen = np.zeros_like(truth)
    for fold in range(_FOLDS):
        inside, outside = np.flatnonzero(letter_of % _FOLDS != fold), np.flatnonzero(letter_of % _FOLDS == fold)
        unseen[outside] = likeness[np.ix_(outside, inside)] @ _dual(likeness[np.ix_(inside, inside)], truth[inside])
    around = np.concatenate(
        [neighbours_of(units[at], first_shares(unseen[letter_of == at]), said) for at, said in enumerate(others)]
    )
    second = LogisticRegression(C=1.0, max_iter=500).fit(around, kinds[letter_of < len(others)])
    return {
        "usual.within": usual.within,
        "usual.alone": usual.alone,
        "usual.words": usual.words,
        "first.weight": rows.T @ _dual(likeness, truth),
        "second.weight": second.coef_.T,
        "second.bias": second.intercept_,
    }


def _dual(likeness: np.ndarray, truth: np.ndarray) -> np.ndarray:
    weights: np.ndarray = np.linalg.solve(likeness + _FIRM * np.eye(len(likeness)), truth)
    return weights


def write(weights: Mapping[str, np.ndarray], output: Path) -> None:
    """The weights in half precision."""
    save_file({name: np.ascontiguousarray(one, dtype=np.float16) for name, one in weights.items()}, output)


def compared(requests: Sequence[Span], read: Sequence[Span]) -> tuple[int, int]:
    """How many requests were found, one each, and how many were made up: a demand that begins in no request that is still free."""
    free = list(requests)
    for demand in read:
        own = next(
            (one for one in free if one.start <= demand.start < one.end or demand.start <= one.start < demand.end), None
        )
        if own is not None:
            free.remove(own)
    found = len(requests) - len(free)
    return found, len(read) - found


def main() -> None:
    """Train and write the weights, or measure them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--measure", choices=["tuning", "test"])
    arguments = parser.parse_args()
    encoder = BertEncoder(bundled_model_folder(None, ADAPTER), torch.float32, 512)
    embedder = load_embedder(EmbeddingSettings())
    sentences = SentenceKinds(embedder)
    if arguments.output:
        whole = list(labelled_letters("train"))
        letters = [*whole, *single_sentences()]
        seen = [seen_of(one.text, units_of(one.text), encoder) for one in letters]
        readers = OtherReaders(sentences)
        others = [readers.say(one.text, units_of(one.text)) for one in whole]
        write(trained(letters, seen, others), arguments.output)
    if arguments.measure:
        _measure(arguments.measure, UnitKinds(encoder, sentences), DemandActs(embedder), NoDemands(embedder))


def _measure(split: str, kinds: UnitKinds, acts: DemandActs, none: NoDemands) -> None:
    reader = DemandReader(kinds, acts, none)
    right = units = requests = found = invented = whole = 0
    letters = list(labelled_letters(split))
    for letter in letters:
        read = kinds.of(letter.text)
        right += sum(one.kind is kind for one, kind in zip(read, letter.kinds, strict=True))
        units += len(read)
        own, made_up = compared(letter.requests, reader.read(letter.text).demands)
        requests, found, invented = requests + len(letter.requests), found + own, invented + made_up
        whole += own == len(letter.requests) and not made_up
    print(
        f"{split}: {right / units:.3f} of {units} units; requests {found} of {requests}, made up {invented}; {whole} of {len(letters)} letters whole"
    )


if __name__ == "__main__":
    main()
