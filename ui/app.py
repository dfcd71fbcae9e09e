"""The page mounted on an app: the frame with its pages, and what serves them."""

import os
from typing import cast

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount

from ui.addresses import Addresses
from ui.client import ApiClient
from ui.delivery.kept_page import KeptPage
from ui.embed.routes import add_embedded_page
from ui.frame import Frame
from ui.front_end import add_front_end, front_end
from ui.theme import CSS_PATHS, FAVICON_PATH, HEAD, THEME
from ui.uploads import OwnFiles
from ui.vendored import add_vendored

_SMALLEST_PACKED = 1000  # bytes; a stream of events is never packed


def build_page(app: FastAPI, base_url: str = "") -> FastAPI:
    """Mount the page at ``/`` of an app that serves the API; routes registered before keep precedence.

    With ``base_url`` the API is called there instead; the app must then pass ``/api/documents/{id}/original`` on to it, because
    browsers fetch originals from the page's own address.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    api = ApiClient.at(base_url) if base_url else ApiClient.in_process(app)
    add_embedded_page(app)
    add_vendored(app)
    frame = Frame(api)
    blocks = frame.blocks
    parts = front_end(block.get_block_name() for block in blocks.blocks.values())
    add_front_end(app, parts)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=THEME,
        css_paths=CSS_PATHS,
        head=HEAD,
        favicon_path=str(FAVICON_PATH),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
    )
    app.add_middleware(Addresses, api=api, pages=tuple(page.name for page in frame.pages), parts=parts)
    app.add_middleware(OwnFiles)
    app.add_middleware(GZipMiddleware, minimum_size=_SMALLEST_PACKED, compresslevel=6)
    # A page holds a connection while it waits for an answer: whoever serves the app ends it by this.
    mounted = cast(Mount, app.routes[-1])
    app.state.end_open_pages = cast(App, mounted.app).stop_event.set
    mounted.app = KeptPage(mounted.app)
    blocks.has_launched = True  # Gradio looks at the paths of files that a browser names only then
    return app
