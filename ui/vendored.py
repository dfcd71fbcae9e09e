"""Other people's scripts that the page uses, each in a folder with its licence: served from here, since nothing is fetched from elsewhere."""

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

_FOLDER = Path(__file__).parent / "static"


def add_vendored(app: FastAPI) -> None:
    """Serve them under ``/vendored``."""
    app.mount("/vendored", StaticFiles(directory=_FOLDER), name="vendored")
