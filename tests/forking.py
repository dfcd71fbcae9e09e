"""A server from which processes of tests are forked: it has imported what they need, so that each starts at once and holds no state of pytest's.

Its environment is that of the moment when the first of them was asked for: a test that changes PATH for what reads files has that spawned.
"""

import multiprocessing

FORKING = multiprocessing.get_context("forkserver")
_preloaded = ["pytest", *(f"ingest.parsing.{name}" for name in ("office.docx", "printed.pdf", "spreadsheets.xlsx"))]


def preload(*modules: str) -> None:
    """Have it import these too; to be said at import, before the first process is asked for."""
    _preloaded.extend(modules)
    FORKING.set_forkserver_preload(_preloaded)


preload("ingest.parsing.web.html", "ingest.parsing.web.markdown")
