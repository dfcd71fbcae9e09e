"""Scores the grounding check on the labelled claims: how many false ones it shows, how many true ones it withholds.

    python -m training.measure_claims [--split tuning] [--rules | --judge] [--json]

A claim is checked over the passages that hold its sentences, as if a language model had written it and cited them. What it supposes
(``投资8000万元的，``) counts as given by the asker. ``stated`` leaves out the claims that state a figure which their passages do not hold: the
product never shows a reckoned figure, so that true ones among them are withheld on purpose. ``--rules`` leaves the judge and the reader
out, ``--judge`` the reader.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from assistant.answering.checking.claim_reader import ClaimReader
from assistant.answering.checking.grounding import (
    Grounding,
    Verdict,
    askers_figures,
    check_sentence,
    plain_claim,
    unsupported_quantities,
)
from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.embedding import precision_of
from assistant.retrieval.reader import Reader
from training.claims import Claim, marked_claim, prepared_claims
from training.splits import Split

_LANGUAGES = ("zh", "hant", "en")


@dataclass(frozen=True, slots=True)
class Score:
    """Of the claims of a language: shares of false ones that are shown, by verdict, and of true ones that are withheld."""

    language: str
    claims: int
    false_shown: float
    contradicted_shown: float
    not_said_shown: float
    true_withheld: float
    stated_true_withheld: float


def scores(claims: Sequence[Claim], check: Callable[[Claim], Verdict]) -> Iterator[Score]:
    """One score for each language, then one for all."""
    judged = [(one, check(one).grounded, _reckons(one)) for one in claims]
    for language in (*_LANGUAGES, "all"):
        of_it = [each for each in judged if language in (each[0].labelled.language, "all")]
        if not of_it:
            continue
        true = [(shown, reckons) for one, shown, reckons in of_it if one.true]
        false = [(shown, one.labelled.verdict) for one, shown, _ in of_it if not one.true]
        yield Score(
            language,
            len(of_it),
            _share([shown for shown, _ in false]),
            _share([shown for shown, verdict in false if verdict == "contradicted"]),
            _share([shown for shown, verdict in false if verdict == "not_said"]),
            _share([not shown for shown, _ in true]),
            _share([not shown for shown, reckons in true if not reckons]),
        )


def _reckons(claim: Claim) -> bool:
    """Whether it states a figure that no passage holds."""
    text = plain_claim(claim.text)
    return bool(unsupported_quantities(text, claim.sources) - askers_figures(text, text))


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=[split.name.lower() for split in Split], default="tuning")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    claims, _ = prepared_claims()
    encoder = BertEncoder(bundled_model_folder(None, ADAPTER), precision_of("auto"), 512)
    grounding = Grounding(None if arguments.judge else ClaimReader(Reader(encoder).pairs.encoder))

    def check(claim: Claim) -> Verdict:
        sources = {source.number: source for source in claim.sources}
        if arguments.rules:
            return check_sentence(marked_claim(claim), sources, claim.text)
        return grounding.check(marked_claim(claim), sources, claim.text)

    found = list(scores(claims[Split[arguments.split.upper()]], check))
    if arguments.json:
        print(json.dumps([asdict(score) for score in found], ensure_ascii=False))
        return
    print(
        "| language | claims | false shown | contradicted | not said | true withheld | of those without a reckoned figure |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for one in found:
        figures = (
            one.false_shown,
            one.contradicted_shown,
            one.not_said_shown,
            one.true_withheld,
            one.stated_true_withheld,
        )
        print(f"| {one.language} | {one.claims} | {' | '.join(f'{figure:.1%}' for figure in figures)} |")


if __name__ == "__main__":
    main()
