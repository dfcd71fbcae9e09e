"""Trains the judge of claims (assistant/answering/checking/claim_judge.py) and sets from which probability a claim is shown.

    python -m training.train_claims --output assistant/answering/checking/claim_judge.safetensors

It learns from the labelled claims of the training texts that the rules let pass, and from sentences of these texts, reworded and falsified
by code. Where more of a feature can only speak for a claim (a figure bound as in the passage) or against it (a figure bound to something else, a word turned
round), that is fixed. The threshold is that at which few true claims
of the tuning texts are withheld. A fixed seed; two
minutes on one core.
"""

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from assistant.answering.checking.claim_judge import ClaimJudge
from assistant.answering.checking.grounding import check_sentence, features_of, plain_claim
from assistant.retrieval.reader import Readable
from training.claims import Claim, marked_claim, prepared_claims
from training.falsifying import MADE, made_claims
from training.splits import Split

_SEED = 20261130
_MADE_OF_EACH = 3
_MADE_WEIGHT = 0.5
_ROUNDS, _RATE, _DEPTH, _LEAST_LEAF, _DECAY = 200, 0.05, 4, 20, 5.0
_FOR = ("verbatim", "binding", "beside", "derived")
_AGAINST = (
    "missing stated",
    "contradiction",
    "opposite",
    "turned",
    "binding bad",
    "beside bad",
    "suffices alone",
    "negation",
    "figure exchanged",
    "words exchanged",
)
_TRUE_WITHHELD = 0.08
"""Share of the true claims of the tuning texts, of those that the rules let pass, that may be withheld."""
_LANGUAGES = ("zh", "en")


def main() -> None:
    """Train, and say how the tuning texts come out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    claims, passages = prepared_claims()
    chance = random.Random(_SEED)
    made = _made(passages.of(Split.TRAIN), chance)
    taught = [*left_by_rules(claims[Split.TRAIN]), *left_by_rules(made)]
    rows = [_features(one) for one in taught]
    names = list(rows[0])
    table = np.array([[row[name] for name in names] for row in rows], dtype=np.float32)
    labels = np.array([one.true for one in taught])
    weights = np.array([_MADE_WEIGHT if one.labelled.id == MADE else 1.0 for one in taught])
    model = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        learning_rate=_RATE,
        max_depth=_DEPTH,
        min_samples_leaf=_LEAST_LEAF,
        l2_regularization=_DECAY,
        monotonic_cst=[_sign(name) for name in names],
        random_state=_SEED,
    ).fit(table, labels, sample_weight=weights)
    _save(model, names, dict.fromkeys(_LANGUAGES, 0.5), arguments.output)
    judge = ClaimJudge(arguments.output)
    least = _threshold(claims[Split.TUNING], judge)
    _save(model, names, dict.fromkeys(_LANGUAGES, least), arguments.output)
    _report(claims[Split.TUNING], judge)
    print(f"{len(taught)} claims taught, {len(names)} features, least {least}")


def left_by_rules(claims: Sequence[Claim]) -> list[Claim]:
    """Those that the rules let pass: the judge sees no others."""
    return [
        one
        for one in claims
        if check_sentence(marked_claim(one), {source.number: source for source in one.sources}, one.text).grounded
    ]


def _features(claim: Claim) -> dict[str, float]:
    return features_of(plain_claim(claim.text), claim.sources)


def _sign(name: str) -> int:
    """1 where more of it can only speak for a claim, -1 where only against, 0 where training may tell."""
    if name.startswith(_AGAINST) or " for " in name:
        return -1
    return 1 if name.startswith(_FOR) else 0


def _made(passages: Mapping[str, Sequence[Readable]], chance: random.Random) -> list[Claim]:
    return [claim for _, found in sorted(passages.items()) for claim in made_claims(found, chance, _MADE_OF_EACH)]


def _threshold(claims: Sequence[Claim], judge: ClaimJudge) -> float:
    """The probability below which the permitted share of the true claims lies."""
    scores = sorted(judge.probability(_features(one)) for one in left_by_rules(claims) if one.true)
    return round(scores[int(_TRUE_WITHHELD * len(scores))], 4)


def _report(claims: Sequence[Claim], judge: ClaimJudge) -> None:
    for language in _LANGUAGES:
        left = left_by_rules([one for one in claims if (one.labelled.language == "en") is (language == "en")])
        area = roc_auc_score([one.true for one in left], [judge.probability(_features(one)) for one in left])
        print(f"{language}: area {area:.3f} over {len(left)} tuning claims that the rules let pass")


def _save(model: HistGradientBoostingClassifier, names: Sequence[str], least: dict[str, float], output: Path) -> None:
    """The trees as tensors, see ``claim_judge._Trees``."""
    trees = [stage[0].nodes for stage in model._predictors]
    width = max(len(nodes) for nodes in trees)

    def table(field: str, dtype: type, empty: float = 0) -> np.ndarray:
        out = np.full((len(trees), width), empty, dtype=dtype)
        for row, nodes in enumerate(trees):
            out[row, : len(nodes)] = nodes[field]
        return out

    feature = table("feature_idx", np.int16)
    feature[table("is_leaf", np.int8, 1) == 1] = -1
    tensors = {
        "feature": feature,
        "threshold": table("num_threshold", np.float64),
        "left": table("left", np.int16),
        "right": table("right", np.int16),
        "value": table("value", np.float32),
    }
    depth = max(int(nodes["depth"].max()) for nodes in trees)
    told = {
        "features": json.dumps(list(names)),
        "least": json.dumps(least),
        "baseline": str(float(model._baseline_prediction.ravel()[0])),
        "depth": str(depth),
    }
    save_file(tensors, output, told)


if __name__ == "__main__":
    main()
