"""The kinds of background jobs there are. What a job needs stands in its request: whichever process takes it finds the files by their keys."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from assistant.documents.library import Library
from assistant.evaluation.runs import Evaluations
from assistant.files import Files
from assistant.ingestion import Ingestor, IngestProgress, IngestReport
from assistant.jobs.queue import Request
from assistant.jobs.service import JobKind, Progress
from assistant.sweeping import INCOMING

INGEST = "ingest"
REEMBED = "reembed"
EVALUATION = "evaluation"
_STORED = ("read", "unchanged")


def ingest_request(
    folder: str, names: Mapping[str, str], options: Mapping[str, str], held: Request | None = None
) -> Request:
    """To read what was uploaded: ``names`` maps keys of files, all below ``folder``, to what they are to be known by; ``held``: whose release of
    which of them waits for a second person."""
    return {"folder": folder, "names": dict(names), "options": dict(options), "held": dict(held or {})}


def ingest_kind(
    ingestor: Callable[[], Ingestor],
    files: Files,
    compare: Callable[[], int],
    hold: Callable[[Request, Sequence[str]], None],
) -> JobKind:
    """Reads uploaded files, then lets them be compared with what is held, and lists what waits to be released. Done anew after a process died in
    it, it goes on: what is stored already counts as unchanged."""

    def run(request: Request, progress: Progress) -> IngestReport:
        names = cast(Mapping[str, str], request["names"])
        options = cast(Mapping[str, str], request["options"])
        paths = {files.path(key): name for key, name in names.items()}
        report = ingestor().ingest(list(paths), options=options, names=paths, progress=progress)
        compare()
        if held := cast(Request, request.get("held", {})):
            hold(held, [one.document_id for one in report.files if one.status in _STORED])
        return report

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


def evaluation_request(number: int) -> Request:
    """To ask the questions of a run."""
    return {"run": number}


def evaluation_kind(evaluations: Evaluations) -> JobKind:
    """Asks a suite's questions beside other jobs: nothing is written but its results. Done anew, it asks what was not asked yet."""

    def run(request: Request, progress: Progress) -> IngestReport:
        started = time.monotonic()

        def report(done: int, total: int, question: str) -> None:
            progress(IngestProgress(done, total, 0, question, "评测", time.monotonic() - started))

        evaluations.work(_run_of(request), report)
        return IngestReport((), time.monotonic() - started)

    def over(request: Request) -> None:
        evaluations.given_up(_run_of(request), "评测中途出错停止：请查看服务的日志，再评测一次")

    return JobKind(EVALUATION, run, over, lane=EVALUATION)


def _run_of(request: Request) -> int:
    return cast(int, request["run"])
