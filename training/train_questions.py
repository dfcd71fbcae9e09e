"""Trains what tells the kinds of questions (assistant/retrieval/question_kinds.py).

    python -m training.train_questions --output assistant/retrieval/question_kinds.safetensors

``training/intents/train-*.txt`` holds ``kind|language|question``, ``lean-*.txt`` holds ``lean or stands|language|earlier ## question``; the
follow-ups of ``training/questions`` lean too; ``place-*.txt`` holds ``asked or background|language|question ## place``,
``short-*.txt`` short questions in the middle of a conversation, from which with the others and those about answers courtesy is told. Four
logistic regressions on the vectors of the built-in encoder; a minute on two cores.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.question_kinds import QuestionKind
from assistant.retrieval.reader import SentenceVectors
from assistant.text.simplified import simplified
from training.kept_vectors import KeptVectors
from training.lines import read_all
from training.splits import Split, split_of

INTENTS = Path(__file__).with_name("intents")
_FIRM = 3.0  # the inverse of the regularisation's strength, for vectors scaled to components about 1
_LOOSE = 0.1
_MOST_FOLLOW_UPS = 600


def labelled(pattern: str) -> Iterator[tuple[str, str]]:
    """Label and question of each line of the files."""
    for path in sorted(INTENTS.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                label, _, question = line.split("|", 2)
                yield label.strip(), question.strip()


def leaning(vectors: SentenceVectors, question: str, earlier: str) -> np.ndarray:
    """What the second regression is fed; the same as ``QuestionKinds.leans`` makes."""
    asked, before = vectors.question(question), vectors.question(earlier)
    return np.concatenate([asked, asked * before * len(asked) ** 0.5, [len(question) / 40]])


def follow_ups(split: Split) -> list[tuple[str, str, bool]]:
    """(question, the one before it, whether it leans): elliptic ones, and as many full ones behind an earlier one of the same text."""
    members = [one for one in read_all() if one.kind != "claim" and split_of(one.document) is split]
    lean = [(one.question, one.history[-1], True) for one in members if one.history]
    full = [one for one in members if not one.history]
    stands = [
        (one.question, before.question, False) for before, one in pairwise(full) if before.document == one.document
    ]
    step = max(1, len(stands) // max(1, len(lean)))
    return lean[:_MOST_FOLLOW_UPS] + stands[::step][:_MOST_FOLLOW_UPS]


def fitted(vectors: KeptVectors, questions: list[str], truth: np.ndarray) -> LogisticRegression:
    """What tells by a question's vector alone whether something is true of it."""
    vectors.prepare(questions, "query: ")
    inputs = np.stack([vectors.question(question) for question in questions])
    return LogisticRegression(C=_LOOSE * inputs.shape[1], max_iter=3000).fit(inputs, truth)


def tell(name: str, model: LogisticRegression, vectors: KeptVectors, questions: list[str], truth: np.ndarray) -> None:
    """Print how often it is right on questions that were not learned from."""
    vectors.prepare(questions, "query: ")
    right = model.predict([vectors.question(question) for question in questions]) == truth
    print(f"{name}: {np.mean(right):.3f} of {len(truth)} right")


def main() -> None:
    """Train them, write the weights, print how often they are right on lines that were not learned from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    vectors = KeptVectors(BertEncoder(bundled_model_folder(None, ADAPTER), torch.float32, 512), ADAPTER)
    kinds = [kind.value for kind in QuestionKind]

    lines = [(label == "lean", *(part.strip() for part in text.split("##"))) for label, text in labelled("lean-*.txt")]
    train = [(question, earlier, leans) for leans, earlier, question in lines] + follow_ups(Split.TRAIN)
    test = follow_ups(Split.TEST)
    asked = [question for _, question in (*labelled("train-*.txt"), *labelled("test-*.txt"))]
    vectors.prepare([*asked, *(text for one in (*train, *test) for text in one[:2])], "query: ")

    def of_kinds(lines: Sequence[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
        inputs = np.stack([vectors.question(question) for _, question in lines])
        return inputs, np.array([kinds.index(label) for label, _ in lines])

    inputs, truth = of_kinds(list(labelled("train-*.txt")))
    by_kind = LogisticRegression(C=_FIRM * inputs.shape[1], max_iter=3000).fit(inputs, truth)
    inputs, truth = of_kinds(list(labelled("test-*.txt")))
    print(f"kinds: {np.mean(by_kind.predict(inputs) == truth):.3f} of {len(truth)} right")

    leans = LogisticRegression(C=1.0, max_iter=3000)
    leans.fit([leaning(vectors, question, earlier) for question, earlier, _ in train], [one[2] for one in train])
    right = leans.predict([leaning(vectors, question, earlier) for question, earlier, _ in test]) == [
        one[2] for one in test
    ]
    print(f"leaning: {np.mean(right):.3f} of {len(test)} right")

    def of_courtesy(*patterns: str) -> tuple[list[str], np.ndarray]:
        lines = [line for pattern in patterns for line in labelled(pattern)]
        return [question for _, question in lines], np.array([label == QuestionKind.SMALL_TALK for label, _ in lines])

    courtesy = fitted(vectors, *of_courtesy("train-*.txt", "short-0*.txt", "about-0*.txt"))
    tell("courtesy", courtesy, vectors, *of_courtesy("test-*.txt", "short-test-*.txt", "about-test-*.txt"))

    def of_places(pattern: str) -> tuple[list[str], np.ndarray]:
        lines = [(label, simplified(text.rpartition("##")[0].strip())) for label, text in labelled(pattern)]
        return [question for _, question in lines], np.array([label == "asked" for label, _ in lines])

    places = fitted(vectors, *of_places("place-train-*.txt"))
    tell("places", places, vectors, *of_places("place-test-*.txt"))
    save_file(
        {
            "kinds.weight": np.ascontiguousarray(by_kind.coef_, dtype=np.float16),
            "kinds.bias": by_kind.intercept_.astype(np.float32),
            "leans.weight": np.ascontiguousarray(leans.coef_, dtype=np.float16),
            "leans.bias": leans.intercept_.astype(np.float32),
            "courtesy.weight": np.ascontiguousarray(courtesy.coef_, dtype=np.float16),
            "courtesy.bias": courtesy.intercept_.astype(np.float32),
            "places.weight": np.ascontiguousarray(places.coef_, dtype=np.float16),
            "places.bias": places.intercept_.astype(np.float32),
        },
        arguments.output,
    )


if __name__ == "__main__":
    main()
