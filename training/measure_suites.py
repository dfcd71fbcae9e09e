"""How the product does on the suites: everyday questions, near misses, English, several asks in one, whole conversations, each over the library of its district.

    python -m training.measure_suites training/suites/everyday.jsonl … [--half seen|held_out] [--libraries u1,real] [--plain]

Lines are cases of ``huizhao evaluate`` with the district whose texts are asked; those over public texts (``real``) name the ``file`` below
``../shared/data`` that their answer stands in, and are left out where it is absent. Which half a case is in follows from its id: failures of the
half that is held out are counted and not printed. Turns of one conversation are in one half. ``--plain`` adds for how many LangChain's
splitter with the public model finds what the answer must contain within four chunks of 750 characters.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.checking import CaseResult
from assistant.evaluation.running import run_suite
from assistant.evaluation.suite import Case, read_suite
from assistant.retrieval.embedding import load_embedder
from assistant.settings import EmbeddingSettings
from training.lines import REPOSITORY, TEXTS, document_path
from training.measure_answers import DAY, library, nearest_chunks, share
from training.passage_text import plain

_STORES = REPOSITORY / "build" / "libraries" / "suites"
_REAL = "real"
_OWN_KEYS = frozenset({"district", "file", "why"})


def half_of(case_id: str) -> str:
    """``seen`` or ``held_out``, the same for all turns of a conversation (``conv-01-3``, ``conv-u1-01-3``)."""
    parts = case_id.split("-")
    stem = "-".join(parts[:-1]) if parts[0] == "conv" else case_id
    return "held_out" if int(hashlib.sha256(stem.encode()).hexdigest(), 16) % 2 else "seen"


def main() -> None:
    """Print the shares that came out as expected, by half, by suite and by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", type=Path, nargs="+")
    parser.add_argument("--half", choices=["seen", "held_out", "both"], default="both")
    parser.add_argument("--libraries", default="", help="comma-separated; all by default")
    parser.add_argument("--stores", type=Path, default=_STORES)
    parser.add_argument("--plain", action="store_true")
    arguments = parser.parse_args()
    lines = [json.loads(line) for suite in arguments.suites for line in _lines_of(suite)]
    lines = [line for line in lines if arguments.half in ("both", half_of(line["id"]))]
    embedder = load_embedder(EmbeddingSettings())
    results: list[CaseResult] = []
    found: list[bool] = []
    districts = sorted({line["district"] for line in lines})
    for district in [name for name in districts if name in (arguments.libraries or ",".join(districts)).split(",")]:
        documents = _documents(district, lines)
        own = [line for line in lines if line["district"] == district]
        if not documents:
            print(f"{district}: its texts are not at hand, {len(own)} questions left out", file=sys.stderr)
            continue
        cases = _cases(own)
        services = library(district, documents, arguments.stores, embedder)
        try:
            results += run_suite(cases, services.evaluations.answerer(), DAY)
        finally:
            services.close()
        if arguments.plain:
            found += _plainly_found(documents, cases)
    _print(results, found)


def _lines_of(suite: Path) -> list[str]:
    return [line for line in suite.read_text(encoding="utf-8").splitlines() if line.strip()]


def _documents(district: str, lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """The texts of a district's library; for the public ones those that the suites ask about, none where they are absent."""
    if district != _REAL:
        return sorted(path.relative_to(TEXTS).as_posix() for path in (TEXTS / district).iterdir())
    named = {line["file"] for line in lines if line["district"] == _REAL}
    return sorted(name for name in named if document_path(name))


def _cases(lines: Sequence[Mapping[str, Any]]) -> tuple[Case, ...]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for line in lines:
            bare = {key: value for key, value in line.items() if key not in _OWN_KEYS}
            file.write(json.dumps(bare, ensure_ascii=False) + "\n")
        file.flush()
        return read_suite(Path(file.name))


def _plainly_found(documents: Sequence[str], cases: Sequence[Case]) -> list[bool]:
    """For each question with something that its answer must contain, whether the nearest chunks hold all of it."""
    asked = [case for case in cases if case.expect.contains]
    questions = [" ".join((*case.history, case.question)) for case in asked]
    chunks = nearest_chunks(documents, questions)
    return [all(plain(text) in held for text in case.expect.contains) for case, held in zip(asked, chunks, strict=True)]


def _print(results: Sequence[CaseResult], found: Sequence[bool]) -> None:
    for half in ("seen", "held_out"):
        own = [one for one in results if half_of(one.case.id) == half]
        if not own:
            continue
        answered = [one for one in own if not one.case.expect.refused]
        missing = [one for one in own if one.case.expect.refused]
        print(f"{half}: {share([one.passed for one in own])} of {len(own)} as expected")
        print(
            f"  held {len(answered)}: as expected {share([one.passed for one in answered])}, wrongly refused "
            f"{share([one.refused for one in answered])}, right source cited {share([_sourced(one) for one in answered])}"
        )
        print(f"  not held {len(missing)}: refused {share([one.refused for one in missing])}")
        kinds: dict[str, Counter[bool]] = {}
        for one in own:
            for tag in one.case.tags:
                kinds.setdefault(tag, Counter())[one.passed] += 1
        print("  " + "  ".join(f"{tag} {counts[True]}/{counts.total()}" for tag, counts in sorted(kinds.items())))
    if found:
        print(f"plain LangChain, what must be said in 4 chunks: {share(found)} of {len(found)}; it refuses nothing")
    times = np.array([one.milliseconds for one in results])
    print(f"p50 {np.quantile(times, 0.5):.0f} ms, p95 {np.quantile(times, 0.95):.0f} ms")
    for one in results:
        if half_of(one.case.id) == "seen" and not one.passed:
            wrong = [(check.name, check.detail) for check in one.checks if not check.passed]
            print(f"{one.case.id} {one.case.question[:80]} {wrong} | {one.said[:160]!r}", file=sys.stderr)


def _sourced(result: CaseResult) -> bool:
    return result.first_hit is not None or not result.case.expect.citations


if __name__ == "__main__":
    main()
