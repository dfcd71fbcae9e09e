"""Dates and repeals as read from documents, against what a person read there.

``python -m benchmarks.validity [--part all|seen|held-out] [--show]``. Labels: ``tests/validity_labels.jsonl``, made by reading the documents;
those marked ``held_out`` were never looked at while the rules were changed. A value counts when it is the labelled one; precision is
the share of the values read that are right, recall the share of the labelled values that were read.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.metadata import effective_values
from assistant.policies.repeals import read_repeals
from assistant.policies.titles import plain_title
from assistant.records import DocumentKind
from ingest.classification import detect_kind
from ingest.metadata import read_metadata
from ingest.parsing import ParseLimits, parse_file

REPOSITORY = Path(__file__).resolve().parents[1]
LABELS = REPOSITORY / "tests" / "validity_labels.jsonl"
FIELDS = ("valid_from", "valid_to", "edition_from", "repeals")
_LIMITS = ParseLimits(max_file_mb=100, max_pages=1000, max_expanded_mb=1024, timeout_s=600, ocr="auto")


@dataclass(frozen=True, slots=True)
class Label:
    """What a person read: dates as YYYY-MM-DD, repealed documents by 文号 where one is given, else by title. A field that could not be
    told from the document is absent from ``values``."""

    file: str
    held_out: bool
    values: dict[str, frozenset[str]]

    @property
    def path(self) -> Path:
        """Samples lie in the repository, the others beside it."""
        root = REPOSITORY if self.file.startswith("samples/") else REPOSITORY.parent / "shared" / "data"
        return root / self.file


@dataclass(frozen=True, slots=True)
class Score:
    """Values right, read and labelled, of one field."""

    right: int
    read: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0


def load_labels() -> tuple[Label, ...]:
    """All labels, in order."""
    lines = map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())
    return tuple(Label(line["file"], line["held_out"], _values(line)) for line in lines)


def read_document(path: Path) -> dict[str, frozenset[str]]:
    """The dates and repeals that ingestion would store of a file, in the form of a label."""
    parsed = parse_file(path, _LIMITS)
    facts = read_metadata(parsed, path.name)
    values = effective_values(facts)
    kind = DocumentKind(detect_kind(parsed, path.name, values.get("title", "")).value)
    found = {field: frozenset({values[field]} if values.get(field) else ()) for field in FIELDS[:3]}
    repeals = read_repeals(parsed.text) if kind is DocumentKind.POLICY else ()
    found["repeals"] = frozenset(_key(repeal.document_number or repeal.title) for repeal in repeals if repeal.whole)
    return found


def score(pairs: Iterable[tuple[Label, dict[str, frozenset[str]]]]) -> dict[str, Score]:
    """The scores of each field over labels and what was read of their documents."""
    totals = {field: [0, 0, 0] for field in FIELDS}
    for label, read in pairs:
        for field, labelled in label.values.items():
            totals[field][0] += len(labelled & read[field])
            totals[field][1] += len(read[field])
            totals[field][2] += len(labelled)
    return {field: Score(*counts) for field, counts in totals.items()}


def _values(line: dict[str, str | list[str] | None]) -> dict[str, frozenset[str]]:
    values: dict[str, frozenset[str]] = {}
    for field in FIELDS:
        if field in line:
            value = line[field]
            items = value if isinstance(value, list) else [value] if value else []
            values[field] = frozenset(_key(item) for item in items)
    return values


def _key(name: str) -> str:
    return plain_title(name).replace("<", "〈").replace(">", "〉")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a field."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("all", "seen", "held-out"), default="all")
    parser.add_argument(
        "--show", action="store_true", help="list what differs; only for documents that are not held out"
    )
    options = parser.parse_args(arguments)
    wanted = {"all": (True, False), "seen": (False,), "held-out": (True,)}[options.part]
    labels = [label for label in load_labels() if label.held_out in wanted]
    present = [label for label in labels if label.path.is_file()]
    pairs = [(label, read_document(label.path)) for label in present]
    print(f"{len(present)} documents ({len(labels) - len(present)} not there)")
    for field, result in score(pairs).items():
        print(
            f"{field:13} precision {result.precision:.3f} ({result.right}/{result.read})"
            f"  recall {result.recall:.3f} ({result.right}/{result.labelled})"
        )
    if options.show:
        for label, read in pairs:
            for field, labelled in label.values.items():
                if not label.held_out and read[field] != labelled:
                    print(f"{label.file} {field}: read {sorted(read[field])}, labelled {sorted(labelled)}")


if __name__ == "__main__":
    main()
