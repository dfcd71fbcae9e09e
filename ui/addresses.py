"""The addresses of the page, as a browser or a messenger's preview asks for them."""

from collections.abc import MutableMapping, Sequence
from typing import cast

from starlette.concurrency import run_in_threadpool

from ui.client import ApiClient
from ui.delivery.packing import packed_page
from ui.delivery.script_policy import new_nonce, page_policy
from ui.first_view import FirstView, first_view
from ui.front_end import FrontEnd
from ui.places import Place, place_at
from ui.transport import AsgiApp, Receive, Send
from ui.visitors import being_served

Headers = list[tuple[bytes, bytes]]
_ACCEPTED = b"accept-encoding"
_POLICY = b"content-security-policy"
_WRITTEN_ANEW = (b"content-length", b"content-encoding", b"vary", b"cache-control", _POLICY)


class Addresses:
    """Answers the addresses of the page (``places.py``) with the page, whose head and first view tell what the address shows.

    A page opens at ``/`` for Gradio, which looks a name like ``?page=x`` up among its own pages and fails where there is none. What it writes
    for shared links into the page's head speaks of Gradio.
    """

    def __init__(self, app: AsgiApp, api: ApiClient, pages: Sequence[str], parts: FrontEnd) -> None:
        self.app = app
        self.api = api
        self.parts = parts
        self.pages = frozenset(pages)

    async def __call__(self, scope: MutableMapping[str, object], receive: Receive, send: Send) -> None:
        place = self._place(scope)
        if place is None:
            await self.app(scope, receive, send)
            return
        with being_served(_client_of(scope)):
            view = await first_view(self.api, place)
        headers = cast(Headers, scope.get("headers", []))
        accepted = next((value for name, value in headers if name.lower() == _ACCEPTED), b"").decode("latin-1")
        plain = [item for item in headers if item[0].lower() != _ACCEPTED]  # it is packed when it has been rewritten
        opened = {**scope, "path": "/", "raw_path": b"/", "query_string": b"", "headers": plain}
        base = f"{str(scope.get('root_path', '')).rstrip('/')}/"
        await self.app(opened, receive, _Rewriting(send, view, self.parts, base, accepted))

    def _place(self, scope: MutableMapping[str, object]) -> Place | None:
        if scope["type"] != "http" or scope.get("method") not in ("GET", "HEAD"):
            return None
        query = scope.get("query_string")
        place = place_at(str(scope["path"]), query.decode("latin-1") if isinstance(query, bytes) else "")
        known = place is not None and (scope["path"] == "/" or not self.pages.isdisjoint(place.pages))
        return place if known else None


class _Rewriting:
    """Sends a response on; where it is the page, with our own head, and what can be read before any script has run."""

    def __init__(self, send: Send, view: FirstView, parts: FrontEnd, base: str, accepted: str) -> None:
        self._send = send
        self._view = view
        self._parts = parts
        self._base = base
        self._accepted = accepted
        self._start: MutableMapping[str, object] | None = None
        self._body = bytearray()

    async def __call__(self, message: MutableMapping[str, object]) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += cast(bytes, message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish(self._start)
        else:
            await self._send(message)

    async def _finish(self, start: MutableMapping[str, object]) -> None:
        nonce = new_nonce()
        body = (
            self._view.written_into(self._body.decode(), self._base, self._parts, nonce).encode() if self._body else b""
        )
        headers = [item for item in cast(Headers, start["headers"]) if item[0].lower() not in _WRITTEN_ANEW]
        headers += [(_POLICY, page_policy(nonce).encode()), (b"cache-control", b"private, no-cache")]
        if body:
            body, encoding = await run_in_threadpool(packed_page, body, self._accepted)
            headers += [(b"vary", b"Accept-Encoding"), (b"content-length", str(len(body)).encode())]
            headers += [(b"content-encoding", encoding.encode())] if encoding else []
        status = self._view.status if start["status"] == 200 else start["status"]
        await self._send({**start, "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: MutableMapping[str, object]) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html")
        for name, value in cast(Headers, start.get("headers", []))
    )


def _client_of(scope: MutableMapping[str, object]) -> str:
    client = scope.get("client")
    return str(client[0]) if isinstance(client, tuple | list) and client else ""
