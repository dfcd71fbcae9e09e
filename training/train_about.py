"""Trains what tells questions about an answer (assistant/answering/conversation/about_answer.py).

    python -m training.train_about --output assistant/answering/conversation/about_answer.safetensors

``training/intents/about-*.txt`` holds ``kind|language|question``, of which ``about-test-*.txt`` is not learned from; the follow-ups of
``training/questions`` ask for something new. One logistic regression on the vectors of the built-in encoder; half a minute.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from assistant.answering.conversation.about_answer import AboutAnswer
from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from training.kept_vectors import KeptVectors
from training.splits import Split
from training.train_questions import follow_ups, labelled

_FIRM = 0.3  # the inverse of the regularisation's strength, for vectors scaled to components about 1
_EVERY = 3
"""Of the follow-ups one in so many is learned from: they are many, and alike."""


def main() -> None:
    """Train it, write the weights, print how often it is right on lines that were not learned from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    vectors = KeptVectors(BertEncoder(bundled_model_folder(None, ADAPTER), torch.float32, 512), ADAPTER)
    kinds = [kind.value for kind in AboutAnswer]
    new = [(AboutAnswer.OTHER.value, question) for question, _, leans in follow_ups(Split.TRAIN) if leans][::_EVERY]
    held_out = [(AboutAnswer.OTHER.value, question) for question, _, leans in follow_ups(Split.TEST) if leans]
    train, test = [*labelled("about-0*.txt"), *new], list(labelled("about-test-*.txt"))
    vectors.prepare([question for _, question in (*train, *test, *held_out)], "query: ")

    def inputs(lines: Sequence[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
        return np.stack([vectors.question(question) for _, question in lines]), np.array(
            [kinds.index(label) for label, _ in lines]
        )

    features, truth = inputs(train)
    model = LogisticRegression(C=_FIRM * features.shape[1], max_iter=3000).fit(features, truth)
    for name, lines in (("about an answer", test), ("follow-ups that ask for something new", held_out)):
        features, truth = inputs(lines)
        right = model.predict(features) == truth
        print(f"{name}: {np.mean(right):.3f} of {len(truth)} right")
    save_file(
        {
            "weight": np.ascontiguousarray(model.coef_, dtype=np.float16),
            "bias": model.intercept_.astype(np.float32),
        },
        arguments.output,
    )


if __name__ == "__main__":
    main()
