"""A process that ingests a folder, for the test that kills it: ``python -m tests.ingesting_child DATA_DIR FOLDER``."""

import sys
from pathlib import Path

from assistant.settings import Settings
from assistant.wiring import build_services


def main() -> None:
    data_dir, folder = map(Path, sys.argv[1:3])
    services = build_services(Settings(data_dir=data_dir))
    print("ready", flush=True)
    report = services.ingestor.ingest([folder])
    services.close()
    print(f"done {len(report.failed)}", flush=True)


if __name__ == "__main__":
    main()
