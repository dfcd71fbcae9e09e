"""The kinds of background jobs there are. What a job needs stands in its request: whichever process takes it finds the files by their keys."""

import time
from collections.abc import Callable, Mapping
from typing import cast

from assistant.documents.library import Library
from assistant.files import Files
from assistant.ingestion import Ingestor, IngestProgress, IngestReport
from assistant.jobs.queue import Request
from assistant.jobs.service import JobKind, Progress
from assistant.sweeping import INCOMING

INGEST = "ingest"
REEMBED = "reembed"


def ingest_request(folder: str, names: Mapping[str, str], options: Mapping[str, str]) -> Request:
    """To read what was uploaded: ``names`` maps keys of files, all below ``folder``, to what they are to be known by."""
    return {"folder": folder, "names": dict(names), "options": dict(options)}


def ingest_kind(ingestor: Callable[[], Ingestor], files: Files) -> JobKind:
    """Reads uploaded files. Done anew after a process died in it, it goes on: what is stored already counts as unchanged."""

    def run(request: Request, progress: Progress) -> IngestReport:
        names = cast(Mapping[str, str], request["names"])
        options = cast(Mapping[str, str], request["options"])
        paths = {files.path(key): name for key, name in names.items()}
        return ingestor().ingest(list(paths), options=options, names=paths, progress=progress)

    def over(request: Request) -> None:
        files.remove_folder(f"{INCOMING}/{request['folder']}")

    return JobKind(INGEST, run, over)


def reembed_kind(library: Library) -> JobKind:
    """Computes all vectors anew."""

    def run(_: Request, progress: Progress) -> IngestReport:
        started = time.monotonic()

        def report(done: int, total: int) -> None:
            progress(IngestProgress(0, 0, done, f"{done}/{total}", "重算向量", time.monotonic() - started))

        library.reembed(report)
        return IngestReport((), time.monotonic() - started)

    return JobKind(REEMBED, run)
