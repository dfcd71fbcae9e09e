"""The routes of the embedded page."""

import re
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response

from ui.chat.texts import example_questions
from ui.delivery.script_policy import new_nonce, small_page_policy
from ui.rendering import render
from ui.session import Language
from ui.theme import PROOF

_FOLDER = Path(__file__).parent
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_THEMES = ("light", "dark")
_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


def add_embedded_page(app: FastAPI) -> None:
    """Serve ``/embed`` and ``/embed.js``. Sites of ``app.state.embed_origins`` may show the page in a frame, and our own pages."""
    origins = _origins(getattr(app.state, "embed_origins", ()))
    ancestors = " ".join(("'self'", *origins))
    routes = APIRouter(include_in_schema=False)

    @routes.get("/embed")
    def page(lang: str = "", theme: str = "") -> HTMLResponse:
        """``theme``: ``light`` or ``dark`` as the site is; anything else leaves it to the visitor's system."""
        language = Language.ENGLISH if lang == "en" else Language.CHINESE
        nonce = new_nonce()
        html = render(
            "embed",
            language,
            theme=theme if theme in _THEMES else "",
            examples=example_questions("investor", language)[:3],
            style=_read("embed.css"),
            script=f"{PROOF}{_read('embedded.js')}",
            nonce=nonce,
        )
        return HTMLResponse(html, headers={"Content-Security-Policy": small_page_policy(nonce, ancestors)})

    @routes.get("/embed.js")
    def bubble() -> Response:
        return Response(_read("bubble.js"), media_type="text/javascript; charset=utf-8", headers=_AN_HOUR)

    app.include_router(routes)


def _origins(told: Sequence[str]) -> tuple[str, ...]:
    """Origins as a Content-Security-Policy takes them. Raises ValueError for anything that is none."""
    for origin in told:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"允许嵌入的网站应写成 https://www.example.gov.cn 这样：{origin}")
    return tuple(told)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
