"""What ingestion reads of a folder of real texts: title, issuer, 文号, days, articles, gaps, and how fast.

``python -m benchmarks.real_texts [FOLDER] [--labels LABELS.jsonl] [--json]``

Without a folder: ``../shared/data/real_policies``. A line of the labels is {"file", "title"?, "issuer"?, "document_number"?, "issued_on"?,
"valid_from"?, "valid_to"?, "articles"?}; what a label leaves out is not scored, null says that the text gives none. Pages that are pictures
are not recognised here. Processor seconds of one core; formats that LibreOffice converts are timed with it.
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
from ingest.chunking.units import Role, read_units
from ingest.gaps import gaps_of
from ingest.metadata import read_metadata
from ingest.parsed import ParsedDocument, Table
from ingest.parsing import SUFFIXES, ParseLimits, parse_file

FIELDS = ("title", "issuer", "document_number", "issued_on", "valid_from", "valid_to", "articles")
REAL = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "real_policies"
_LIMITS = ParseLimits(max_pages=1000, timeout_s=600, ocr="never")


@dataclass(frozen=True, slots=True)
class ReadText:
    """What was read of one file. ``articles`` counts 第X条; ``seconds`` are those of the processor."""

    file: str
    title: str | None
    issuer: str | None
    document_number: str | None
    issued_on: str | None
    valid_from: str | None
    valid_to: str | None
    articles: int
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
    return ReadText(
        name,
        title=values.get("title"),
        issuer=values.get("issuer"),
        document_number=values.get("document_number"),
        issued_on=values.get("issued_on"),
        valid_from=values.get("valid_from"),
        valid_to=values.get("valid_to"),
        articles=articles_in(parsed),
        characters=len(parsed.text),
        pages=parsed.page_count,
        seconds=round(seconds, 3),
        warnings=(*parsed.warnings, *gaps_of(parsed)),
    )


def articles_in(parsed: ParsedDocument) -> int:
    """How many articles a document consists of."""
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    return sum(unit.role is Role.ARTICLE for unit in read_units(prose))


def score(texts: Sequence[ReadText], labels: Mapping[str, Mapping[str, object]]) -> dict[str, tuple[int, int]]:
    """For each field: how many are right, of how many labelled."""
    scores: dict[str, tuple[int, int]] = {}
    for field in FIELDS:
        pairs = [
            (getattr(text, field), labels[text.file][field])
            for text in texts
            if text.file in labels and field in labels[text.file]
        ]
        scores[field] = (sum(read == labelled for read, labelled in pairs), len(pairs))
    return scores


def load_labels(path: Path) -> dict[str, dict[str, object]]:
    """The labels by file."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {line["file"]: line for line in lines}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a file, the scores, and the speed of files with pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=REAL)
    parser.add_argument("--labels", type=Path)
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
    scores = score(texts, load_labels(options.labels)) if options.labels else {}
    if options.json:
        print(json.dumps({"texts": [asdict(text) for text in texts], "scores": scores}, ensure_ascii=False))
        return
    for text in texts:
        values = " · ".join(f"{field}={getattr(text, field)}" for field in FIELDS if getattr(text, field))
        print(f"{text.file}: {values}" + "".join(f"\n    {warning}" for warning in text.warnings))
    for field, (right, labelled) in scores.items():
        print(f"{field:16} {right} of {labelled}")
    paged = [text for text in texts if text.pages]
    seconds = sum(text.seconds for text in paged)
    if seconds:
        print(f"{sum(text.pages for text in paged)} pages, {sum(text.pages for text in paged) / seconds:.1f} pages/s")


if __name__ == "__main__":
    main()
