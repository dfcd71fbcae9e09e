"""Makes each request a call that logs and audit know: its id goes along in ``X-Request-ID``."""

import re
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.calls import Call, Door, begin

REQUEST_ID = "X-Request-ID"
_USABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Calls:
    """Begins a call for every request. The id comes from the proxy where it sent a usable one, or is made here."""

    def __init__(self, app: ASGIApp, noted_address: Callable[[str], str]) -> None:
        self.app = app
        self.noted_address = noted_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        address = scope["client"][0] if scope.get("client") else ""
        call = Call(Door.API, self.noted_address(address))
        if _USABLE.fullmatch(given):
            call.id = given

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID] = call.id
            await send(message)

        begin(call)  # not ended: the framework answers what nobody expected outside of here, and is to know the id
        await self.app(scope, receive, send_with_id)
