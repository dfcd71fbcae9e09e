"""Trains what says how likely it is that the library holds what is asked (assistant/retrieval/held.py).

    python -m training.train_held --output assistant/retrieval/held.safetensors

The questions of ``training/suites`` about districts of other hands are asked, of which the half that may be seen is learned from; what the
reader's two looks said of each is written down. One logistic regression, in minutes. Printed is the area under the ROC, and the near misses that
are refused where so many of the answerable are, each district judged by what was learned from the others, beside both looks alone.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.evaluation.running import ask
from assistant.retrieval.embedding import load_embedder
from assistant.retrieval.held import FIGURES, HeldHead
from assistant.settings import EmbeddingSettings
from training.measure_answers import DAY, library
from training.measure_suites import STORES, SUITES, cases_of, documents_of, half_of, lines_of

_FIRM = 0.3  # the inverse of the regularisation's strength
_NEVER_LEARNED = frozenset({"u9", "real"})
"""Districts that only measure, and texts that are not everywhere at hand."""
_SHARES = (0.05, 0.07, 0.1)


class _Recording(HeldHead):
    """Writes down the figures of each look."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[tuple[float, ...]] = []

    def logit(self, figures: Sequence[float]) -> float:
        self.looks.append(tuple(figures))
        return figures[0]


def main() -> None:
    """Ask, fit, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--stores", type=Path, default=STORES)
    arguments = parser.parse_args()
    rows, answerable, districts = _asked(arguments.stores)
    print(f"{len(rows)} questions of {len(set(districts))} districts, {int(answerable.sum())} of them answerable")
    apart = np.zeros(len(rows))
    for district in sorted(set(districts)):
        of_others = districts != district
        apart[~of_others] = _scores(_fitted(rows[of_others], answerable[of_others]), rows[~of_others])
    for name, scores in (("both looks", rows[:, FIGURES.index("both looks")]), ("learned", apart)):
        print(f"{name}: {_figures(scores, answerable)}")
    save_file(_fitted(rows, answerable), arguments.output)


def _asked(stores: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """FIGURES of the surest look at each question, whether it can be answered, and its district."""
    embedder = load_embedder(EmbeddingSettings())
    lines = [json.loads(line) for name in SUITES for line in lines_of(name)]
    rows, answerable, districts = [], [], []
    for district in sorted({line["district"] for line in lines} - _NEVER_LEARNED):
        own = [line for line in lines if line["district"] == district and half_of(line["id"]) == "seen"]
        services = library(district, documents_of(district, lines), stores, embedder)
        recording = _Recording()
        services.reader.held = recording
        try:
            for case in cases_of(own):
                recording.looks.clear()
                ask(case, services.evaluations.answerer(), DAY)
                if recording.looks:
                    rows.append(max(recording.looks))
                    answerable.append(not case.expect.refused)
                    districts.append(district)
        finally:
            services.close()
    return np.array(rows), np.array(answerable), np.array(districts)


def _fitted(rows: np.ndarray, answerable: np.ndarray) -> dict[str, np.ndarray]:
    """The tensors that HeldHead reads."""
    mean, spread = np.nanmean(rows, axis=0), np.nanstd(rows, axis=0) + 1e-6
    model = LogisticRegression(C=_FIRM, max_iter=2000).fit(np.nan_to_num((rows - mean) / spread, nan=0.0), answerable)
    return {
        "mean": mean.astype(np.float32),
        "spread": spread.astype(np.float32),
        "weight": model.coef_[0].astype(np.float32),
        "bias": model.intercept_.astype(np.float32),
    }


def _scores(learned: dict[str, np.ndarray], rows: np.ndarray) -> np.ndarray:
    scores: np.ndarray = np.nan_to_num((rows - learned["mean"]) / learned["spread"], nan=0.0) @ learned["weight"]
    return scores + learned["bias"]


def _figures(scores: np.ndarray, answerable: np.ndarray) -> str:
    refused = ", ".join(
        f"{np.mean(scores[~answerable] < np.quantile(scores[answerable], share)):.3f} at {share:.0%}"
        for share in _SHARES
    )
    return f"area {roc_auc_score(answerable, scores):.3f}, near misses refused {refused}"


if __name__ == "__main__":
    main()
