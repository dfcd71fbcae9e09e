"""Speed of the whole ingestion beside the raw model on the same texts: ``python -m benchmarks.ingest [FOLDER] [--files N] [--json]``.

Without a folder: the laws of ``../shared/data`` where present, else ``samples/``.
"""

import argparse
import json
import platform
import resource
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select

from assistant.documents.tables import ChunkRow
from assistant.settings import Settings
from assistant.wiring import build_services

REPOSITORY = Path(__file__).resolve().parents[1]
LAWS = REPOSITORY.parent / "shared" / "data" / "laws" / "national"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run. Rates are chunks a second; memory is the peak resident size in MB."""

    corpus: str
    files: int
    chunks: int
    mean_characters: float
    pipeline_chunks_per_s: float
    raw_model_chunks_per_s: float
    ratio: float
    peak_memory_mb: float
    parser_peak_memory_mb: float


def measure(paths: list[Path], corpus: str) -> Measurement:
    """Ingest the files into an empty folder, then embed the very same texts with the model alone."""
    with tempfile.TemporaryDirectory() as folder:
        services = build_services(Settings(data_dir=Path(folder)))
        services.embedder.embed_documents(["预热"])
        report = services.ingestor.ingest(paths)
        for outcome in report.failed:
            print(f"failed: {outcome.name}: {outcome.reason}", file=sys.stderr)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with services.database.session() as session:
            texts = list(session.scalars(select(ChunkRow.embedded_text)))
        started = time.perf_counter()
        services.embedder.embed_documents(texts)
        raw_seconds = time.perf_counter() - started
        services.close()
    return Measurement(
        corpus=corpus,
        files=len(report.files),
        chunks=len(texts),
        mean_characters=round(sum(map(len, texts)) / len(texts), 1),
        pipeline_chunks_per_s=round(len(texts) / report.seconds, 1),
        raw_model_chunks_per_s=round(len(texts) / raw_seconds, 1),
        ratio=round(raw_seconds / report.seconds, 3),
        peak_memory_mb=round(peak),
        parser_peak_memory_mb=round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    )


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--files", type=int, default=40, help="how many files of the folder, the largest first")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.folder or (LAWS if LAWS.is_dir() else REPOSITORY / "samples")
    if folder.name == "samples":
        paths = [folder]
    else:
        files = sorted((f for f in folder.rglob("*") if f.is_file()), key=lambda f: (-f.stat().st_size, f.name))
        paths = files[: arguments.files]
    result = measure(paths, folder.name)
    if arguments.json:
        print(json.dumps({"machine": platform.processor() or platform.machine(), **asdict(result)}, ensure_ascii=False))
        return
    for name, value in asdict(result).items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
