"""Gradio's page, written once: it is the same for everybody who reaches it at the same address, and takes a tenth of a second to write."""

from collections.abc import MutableMapping
from typing import cast

from ui.transport import AsgiApp, Receive, Send

_ADDRESS = (b"host", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix", b"accept-encoding")
"""Headers by which the page differs: it names the address at which it was reached."""
_MOST_KEPT = 16
_Messages = list[MutableMapping[str, object]]


class KeptPage:
    """Hands the page on from the second time on; whatever else is asked goes to the app."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app
        self._kept: dict[tuple[object, ...], _Messages] = {}

    async def __call__(self, scope: MutableMapping[str, object], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/" or scope["query_string"]:
            await self.app(scope, receive, send)
            return
        headers = cast(list[tuple[bytes, bytes]], scope["headers"])
        address = tuple(item for item in headers if item[0].lower() in _ADDRESS)
        way = (scope.get("root_path", ""), scope.get("scheme", ""), address)
        if way not in self._kept:
            written: _Messages = []

            async def keep(message: MutableMapping[str, object]) -> None:
                written.append(message)

            await self.app(scope, receive, keep)
            if written and written[0].get("status") != 200:
                await _sent(written, send)
                return
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[way] = written
        await _sent(self._kept[way], send)


async def _sent(messages: _Messages, send: Send) -> None:
    """Copies: what is around writes headers of its own into them."""
    for message in messages:
        own = {"headers": list(cast(list[object], message["headers"]))} if "headers" in message else {}
        await send({**message, **own})
