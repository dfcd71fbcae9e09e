"""How the product does on the suites of several asks in one question and of whole conversations, each over the library of its district.

    python -m training.measure_suites training/suites/compound.jsonl [--half seen|held_out]

Lines are cases of ``huizhao evaluate`` with the district whose texts are asked. Which half a case is in follows from its id: failures of the one
that is held out are counted and not printed. Turns of one conversation are in one half.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from assistant.evaluation.running import run_suite
from assistant.evaluation.suite import read_suite
from assistant.retrieval.embedding import load_embedder
from assistant.settings import EmbeddingSettings
from training.lines import REPOSITORY, TEXTS
from training.measure_answers import DAY, library, share

_STORES = REPOSITORY / "build" / "libraries" / "suites"


def half_of(case_id: str) -> str:
    """``seen`` or ``held_out``, the same for all turns of a conversation (``conv-01-3``)."""
    stem = "-".join(case_id.split("-")[:2])
    return "held_out" if int(hashlib.sha256(stem.encode()).hexdigest(), 16) % 2 else "seen"


def main() -> None:
    """Print the share that came out as expected, by half and by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--half", choices=["seen", "held_out", "both"], default="both")
    arguments = parser.parse_args()
    lines = [json.loads(line) for line in arguments.suite.read_text(encoding="utf-8").splitlines() if line.strip()]
    embedder = load_embedder(EmbeddingSettings())
    passed: dict[str, list[bool]] = {"seen": [], "held_out": []}
    kinds: dict[str, Counter[bool]] = {}
    for district in sorted({line["district"] for line in lines}):
        documents = sorted(path.relative_to(TEXTS).as_posix() for path in (TEXTS / district).iterdir())
        own = [
            {key: value for key, value in line.items() if key != "district"}
            for line in lines
            if line["district"] == district
        ]
        own = [line for line in own if arguments.half in ("both", half_of(line["id"]))]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            file.write("\n".join(json.dumps(line, ensure_ascii=False) for line in own))
            file.flush()
            cases = read_suite(Path(file.name))
        services = library(district, documents, _STORES, embedder)
        try:
            results = run_suite(cases, services.answerer, DAY)
        finally:
            services.close()
        for case, result in zip(cases, results, strict=True):
            half = half_of(case.id)
            passed[half].append(result.passed)
            for tag in case.tags:
                kinds.setdefault(tag, Counter())[result.passed] += 1
            if half == "seen" and not result.passed:
                print(
                    f"{case.id} {case.question[:60]} {[check for check in result.checks if not check.passed]}",
                    file=sys.stderr,
                )
    for half, values in passed.items():
        print(f"{half}: {share(values)} of {len(values)} as expected")
    print("  ".join(f"{tag} {counts[True]}/{counts.total()}" for tag, counts in sorted(kinds.items())))


if __name__ == "__main__":
    main()
