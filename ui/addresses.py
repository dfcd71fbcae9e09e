"""Where a visitor's browser is, and what the page takes of the address that it asks for."""

from collections.abc import MutableMapping
from urllib.parse import parse_qsl, urlencode

import httpx
from gradio.context import LocalContext

from ui.transport import VISITOR, AsgiApp, Receive, Send


def visitor_address() -> str:
    """The address of the browser whose event is being handled, as the server saw it; "" outside an event."""
    request = LocalContext.request.get(None)
    return str(request.client.host) if request is not None and request.client else ""


async def forward_address(request: httpx.Request) -> None:
    """Name the visitor to an API elsewhere, which believes it where ``HUIZHAO_SERVER__TRUSTED_PROXIES`` names this machine."""
    if visitor := request.extensions.get(VISITOR):
        request.headers["X-Forwarded-For"] = str(visitor)


class OnePage:
    """Takes ``page=…`` out of the address of the page: Gradio looks such a name up among its own pages and fails where there is none."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, object], receive: Receive, send: Send) -> None:
        query = scope.get("query_string")
        if scope["type"] == "http" and scope["path"] == "/" and isinstance(query, bytes):
            kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != b"page"]
            scope = {**scope, "query_string": urlencode(kept).encode()}
        await self.app(scope, receive, send)
