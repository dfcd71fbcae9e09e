"""A process that ingests a folder, for the test that kills it."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.settings import Settings
from assistant.wiring import build_services

# Each child is forked from a server that has imported this module: it starts in a second, and holds no state of pytest's process.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


class IngestingChild:
    """Starts at once; ``wait_until_ready`` returns when nothing but the ingestion is left to do."""

    def __init__(self, data_dir: Path, folder: Path) -> None:
        self._reports, theirs = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_ingest, args=(data_dir, folder, theirs))
        self._process.start()
        theirs.close()

    def wait_until_ready(self) -> None:
        assert self._reports.recv() == "ready"

    def wait_until_done(self) -> int:
        """The number of files that could not be read."""
        failed: int = self._reports.recv()
        self._process.join(60)
        assert self._process.exitcode == 0
        return failed

    def kill(self) -> None:
        """SIGKILL: nothing of the process runs after it."""
        self._process.kill()
        self._process.join(30)


def _ingest(data_dir: Path, folder: Path, reports: Connection) -> None:
    services = build_services(Settings(data_dir=data_dir))
    reports.send("ready")
    report = services.ingestor.ingest([folder])
    services.close()
    reports.send(len(report.failed))
