"""What ingestion reads of a folder of real texts: title, issuer, 文号, days, repeals, articles and other addresses, gaps, and how fast.

``python -m benchmarks.real_texts [FOLDER] [--labels LABELS.jsonl] [--json]``

Without a folder: ``../shared/data/real_policies``, with the labels of ``tests/real_policies.jsonl``. A line of the labels is {"file", "title"?,
"issuer"?, "document_number"?, "issued_on"?, "valid_from"?, "valid_to"?, "repeals"?, "articles"?, "addresses"?, "places"?}; what a label leaves
out is not scored, null says that the text gives none. ``addresses`` are the marks of all numbered parts in order (一、 （一） 1.), ``places``
some of them as a reader cites them, with the words that stand there. Pages that are pictures are not recognised here. Processor seconds of one core; formats that LibreOffice converts are timed with it.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.documents.metadata import effective_values
from assistant.errors import HuizhaoError
from assistant.policies.outline import NodeKind, OutlineNode, place_name
from assistant.policies.repeals import read_repeals
from ingest.chunking.outline import outline_of
from ingest.chunking.units import read_units
from ingest.gaps import gaps_of
from ingest.metadata import read_metadata
from ingest.parsed import ParsedDocument, Table
from ingest.parsing import SUFFIXES, ParseLimits, parse_file

FIELDS = (
    "title",
    "issuer",
    "document_number",
    "issued_on",
    "valid_from",
    "valid_to",
    "repeals",
    "articles",
    "addresses",
    "places",
)
REPOSITORY = Path(__file__).resolve().parents[1]
REAL = REPOSITORY.parent / "shared" / "data" / "real_policies"
LABELS = REPOSITORY / "tests" / "real_policies.jsonl"
_NUMBERED = frozenset({NodeKind.ARTICLE, NodeKind.PART, NodeKind.ITEM, NodeKind.SUBITEM, NodeKind.POINT})
_FIRST_WORDS = 60
_LIMITS = ParseLimits(max_pages=1000, timeout_s=600, ocr="never")


@dataclass(frozen=True, slots=True)
class ReadText:
    """What was read of one file. ``articles`` counts 第X条; ``places`` has the first words at each numbered place, without white space;
    ``seconds`` are those of the processor."""

    file: str
    title: str | None
    issuer: str | None
    document_number: str | None
    issued_on: str | None
    valid_from: str | None
    valid_to: str | None
    repeals: tuple[str, ...]
    articles: int
    addresses: str
    places: dict[str, str]
    characters: int
    pages: int
    seconds: float
    warnings: tuple[str, ...]


def read_text(path: Path, name: str) -> ReadText:
    """Read one file. Raises HuizhaoError for what cannot be read."""
    started = time.process_time()
    parsed = parse_file(path, _LIMITS)
    seconds = time.process_time() - started
    values = effective_values(read_metadata(parsed, path.name))
    numbered = outline_in(parsed, values.get("title", ""))
    return ReadText(
        name,
        title=values.get("title"),
        issuer=values.get("issuer"),
        document_number=values.get("document_number"),
        issued_on=values.get("issued_on"),
        valid_from=values.get("valid_from"),
        valid_to=values.get("valid_to"),
        repeals=tuple(repeal.document_number or repeal.title for repeal in read_repeals(parsed.text) if repeal.whole),
        articles=sum(node.kind is NodeKind.ARTICLE for node, _ in numbered),
        addresses=" ".join(node.mark or node.label for node, _ in numbered),
        places={place: "".join(node.text.split())[:_FIRST_WORDS] for node, place in numbered},
        characters=len(parsed.text),
        pages=parsed.page_count,
        seconds=round(seconds, 3),
        warnings=(*parsed.warnings, *gaps_of(parsed)),
    )


def outline_in(parsed: ParsedDocument, title: str) -> list[tuple[OutlineNode, str]]:
    """The numbered nodes of a document's tree, in order, with the place that a reader cites."""
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    nodes = outline_of(parsed, read_units(prose), title)
    return [(node, place_name(nodes, node.ordinal)) for node in nodes if node.kind in _NUMBERED]


def score(texts: Sequence[ReadText], labels: Mapping[str, Mapping[str, object]]) -> dict[str, tuple[int, int]]:
    """For each field: how many are right, of how many labelled."""
    scores: dict[str, tuple[int, int]] = {}
    for field in FIELDS:
        labelled = [text for text in texts if field in labels.get(text.file, {})]
        scores[field] = (sum(is_right(text, field, labels[text.file][field]) for text in labelled), len(labelled))
    return scores


def is_right(text: ReadText, field: str, label: object) -> bool:
    """Whether a field was read as labelled; of the places only those that the label names are looked at."""
    read = getattr(text, field)
    if isinstance(label, Mapping):
        return all(read.get(place, "").startswith(words) for place, words in label.items())
    return bool(list(read) == label if isinstance(label, list) else read == label)


def load_labels(path: Path) -> dict[str, dict[str, object]]:
    """The labels by file."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {line["file"]: line for line in lines}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a file, the scores, and the speed of files with pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=REAL)
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--wrong", action="store_true", help="print only what differs from the labels")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    texts: list[ReadText] = []
    for path in sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in SUFFIXES):
        name = str(path.relative_to(options.folder))
        if path.name == "README.md":
            continue
        try:
            texts.append(read_text(path, name))
        except HuizhaoError as error:
            print(f"{name}: {error}", file=sys.stderr)
    labels = load_labels(options.labels)
    scores = score(texts, labels)
    if options.json:
        print(json.dumps({"texts": [asdict(text) for text in texts], "scores": scores}, ensure_ascii=False))
        return
    for text in texts:
        print(_differences(text, labels.get(text.file, {})) if options.wrong else _values(text), end="")
    for field, (right, labelled) in scores.items():
        print(f"{field:16} {right} of {labelled}")
    paged = [text for text in texts if text.pages]
    seconds = sum(text.seconds for text in paged)
    if seconds:
        print(f"{sum(text.pages for text in paged)} pages, {sum(text.pages for text in paged) / seconds:.1f} pages/s")


def _values(text: ReadText) -> str:
    values = " · ".join(f"{field}={getattr(text, field)}" for field in FIELDS[:-2] if getattr(text, field))
    return f"{text.file}: {values}\n" + "".join(f"    {warning}\n" for warning in text.warnings)


def _differences(text: ReadText, label: Mapping[str, object]) -> str:
    wrong = [field for field in FIELDS if field in label and not is_right(text, field, label[field])]
    return "".join(f"{text.file} {field}: read {getattr(text, field)!r}, right {label[field]!r}\n" for field in wrong)


if __name__ == "__main__":
    main()
