"""How well the evidence alone parts questions that passages answer from those that none does, and what its threshold costs.

    python -m benchmarks.refusal_evidence DATA_DIR=SUITE [DATA_DIR=SUITE …]

Each data folder is asked its suite (lines of ``huizhao evaluate`` or of ``benchmarks.refusal``); questions that go on from others, ask for
rows, are in English or are refused for another reason than missing evidence are left out. Nothing is routed here, so what is counted is
the evidence of ``assistant/answering/judging.py`` and no other rule. A store without released documents is asked by staff. The weights that ship are compared with a logistic regression on the
same three features and on ten, each cross-validated by question.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answering.evidence import Evidence, QuestionWords, read_words, weigh
from assistant.answering.judging import Thresholds, common_similarity, evidence_of
from assistant.records import Clearance, Principal, Role
from assistant.settings import Settings, load_settings
from assistant.wiring import Services, build_services
from assistant.workdays import today

_SEARCHED = 24
_OTHER_REASONS = frozenset({"internal", "expired", "upcoming", "missing", "address", "validity", "as-of"})
_THRESHOLDS = (1.03, 1.05, 1.07, 1.09, 1.11, 1.13)
_REFUSED = 0.95
_CERTAIN = 100.0
_FEATURES = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: ``score`` is the greatest evidence of its passages (``_CERTAIN`` more where one holds nearly all its words),
    ``features`` those of that passage; the first three are what the evidence is made of."""

    answerable: bool
    store: int
    score: float
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class EvidenceCase:
    """A question that evidence decides, who asks it, and whether a passage answers it."""

    question: str
    role: Role
    answerable: bool


def read_cases(suite: Path) -> list[EvidenceCase]:
    """The cases of a suite file that evidence decides."""
    cases = []
    for line in suite.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line) if line.strip() else {}
        expect = entry.get("expect", {})
        of_rows = "rows" in expect or {"building", "opportunity"} & set(entry.get("tags", ()))
        decided = not (of_rows or entry.get("history") or _OTHER_REASONS & set(entry.get("tags", ())))
        if decided and expect.get("refused") is not None:
            role = Role(entry.get("role", Role.INVESTOR))
            cases.append(EvidenceCase(entry["question"], role, not expect["refused"]))
    return cases


def ask(services: Services, case: EvidenceCase, store: int, day: date) -> Asked | None:
    """None for an English question: words decide there."""
    released = services.retriever.store.count(Clearance.PUBLIC) > 0
    caller = Principal(role=case.role if released else Role.STAFF)
    words = read_words(case.question, caller, services.retriever)
    if words.english:
        return None
    found = services.retriever.search(case.question, caller, day, k=_SEARCHED)
    among = [weigh(hit, words) for hit in found.hits]
    usable = [item for item in among if item.right_place and item.right_matter and item.has_figure and item.right_year]
    best = max(usable, key=lambda item: evidence_of(item, among), default=None)
    if best is None:
        return Asked(case.answerable, store, -_CERTAIN, (0.0,) * _FEATURES)
    certain = max(item.coverage for item in usable) >= Thresholds().exact_coverage
    score = evidence_of(best, among) + (_CERTAIN if certain else 0.0)
    return Asked(case.answerable, store, score, _features(best, among, words))


def _features(best: Evidence, among: Sequence[Evidence], words: QuestionWords) -> tuple[float, ...]:
    keywords = [item.hit.keyword_score or 0.0 for item in among]
    similarities = [item.similarity for item in among]
    common = common_similarity(among)
    return (
        best.similarity,
        best.coverage,
        best.similarity - common,
        common,
        (best.hit.keyword_score or 0.0) / (max(keywords) or 1.0),
        max((word.weight for word in best.lacking), default=0.0),
        float(np.log1p(sum(word.weight for word in words.words))),
        float(len(words.words)),
        float(best.similarity == max(similarities)),
        float(np.std(similarities)),
    )


def refused_wrongly(answerable: np.ndarray, scores: np.ndarray) -> float:
    """The share of answerable questions refused where 95 % of the others are."""
    least = np.quantile(scores[~answerable], _REFUSED)
    return float((scores[answerable] <= least).mean())


def cross_validated(asked: Sequence[Asked], features: int) -> np.ndarray:
    """Scores of a logistic regression that never saw the question; every store counts as much as another."""
    inputs = np.array([one.features[:features] for one in asked])
    answerable = np.array([one.answerable for one in asked])
    stores = np.array([one.store for one in asked])
    weights = 1.0 / np.bincount(stores)[stores]
    scores = np.zeros(len(asked))
    for training, rest in RepeatedStratifiedKFold(n_splits=5, n_repeats=4, random_state=0).split(inputs, answerable):
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=3000, class_weight="balanced"))
        model.fit(inputs[training], answerable[training], logisticregression__sample_weight=weights[training])
        scores[rest] += model.decision_function(inputs[rest])
    known = np.array([one.score for one in asked])
    return scores + np.where(known > _CERTAIN, _CERTAIN, 0.0) - np.where(known < 0, _CERTAIN, 0.0)


def table(asked: Sequence[Asked], names: Sequence[str]) -> str:
    """Both parts of the result as Markdown."""
    answerable = np.array([one.answerable for one in asked])
    ways = {
        "the weights that ship": np.array([one.score for one in asked]),
        "logistic regression, three features": cross_validated(asked, 3),
        "logistic regression, ten features": cross_validated(asked, _FEATURES),
    }
    lines = ["| all stores | area under the ROC curve | refused wrongly at 95 % refused |", "| --- | --- | --- |"]
    for name, scores in ways.items():
        lines.append(
            f"| {name} | {roc_auc_score(answerable, scores):.3f} | {refused_wrongly(answerable, scores):.1%} |"
        )
    lines += ["", "| store | questions | area | " + " | ".join(f"at {least}" for least in _THRESHOLDS) + " |"]
    lines.append("| --- " * (3 + len(_THRESHOLDS)) + "|")
    for store, name in enumerate(names):
        here = [one for one in asked if one.store == store]
        right = np.array([one.answerable for one in here])
        scores = np.array([one.score for one in here])
        shares = [
            f"{(scores[~right] < least).mean():.1%} · {(scores[right] < least).mean():.1%}" for least in _THRESHOLDS
        ]
        counts = f"{int(right.sum())} + {int((~right).sum())}"
        lines.append(f"| {name} | {counts} | {roc_auc_score(right, scores):.3f} | " + " | ".join(shares) + " |")
    lines += ["", "Questions: answerable + not. Under a threshold: rightly refused · wrongly refused."]
    return "\n".join(lines)


def run(pairs: Sequence[tuple[Path, Path]], settings: Settings) -> list[Asked]:
    """Ask every suite of its store."""
    asked = []
    for store, (folder, suite) in enumerate(pairs):
        services = build_services(settings.model_copy(update={"data_dir": folder}))
        found = [ask(services, case, store, today()) for case in read_cases(suite)]
        asked += [one for one in found if one is not None]
        services.close()
    return asked


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stores", nargs="+", metavar="DATA_DIR=SUITE")
    pairs = []
    for text in parser.parse_args().stores:
        folder, _, suite = text.partition("=")
        if not Path(folder).is_dir() or not Path(suite).is_file():
            parser.error(f"{text}: name a data folder and a suite file, as in data=tests/suites/district.jsonl")
        pairs.append((Path(folder), Path(suite)))
    asked = run(pairs, load_settings())
    print(table(asked, [f"{folder.name}, {suite.stem}" for folder, suite in pairs]))


if __name__ == "__main__":
    main()
