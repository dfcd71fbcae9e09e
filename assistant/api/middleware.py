"""What holds for every request: how large it may be, and headers that keep browsers careful.

Plain ASGI, so that streamed answers pass through as they come.
"""

import asyncio
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.errors import error_response
from assistant.errors import FileTooLarge

_MEBIBYTE = 1 << 20
_JSON_LIMIT_MB = 1
_TAKES_FILES = re.compile(r"/api/(documents|complaints|complaints/(query|\d+)/attachments)")
_MULTIPART_OVERHEAD_MB = 1
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_OF_PROGRAMS = ("/api/", "/v1/", "/retrieval", "/mcp", "/healthz", "/readyz", "/metrics", "/gradio_api/")
_NO_PAGE = "default-src 'none'; frame-ancestors 'self'"
"""For what programs read: were a browser to show it as a page, it could load and run nothing."""
_PAGE = (
    "default-src 'self'; script-src 'self'{inline}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""For everything else; our own page says more exactly which scripts are its (``ui/delivery/script_policy.py``)."""
_DOCUMENTATION = "/docs"  # FastAPI writes its script into the page
_ALWAYS_TLS = "max-age=31536000"


class SecurityHeaders:
    """Adds headers that stop sniffing of content types, foreign frames and leaking of addresses; a route's own headers win."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["scheme"] == "https":  # the proxy's word, where it is one of those that are believed
                    headers.setdefault("Strict-Transport-Security", _ALWAYS_TLS)
                headers.setdefault("Content-Security-Policy", _policy_of(scope["path"]))
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _policy_of(path: str) -> str:
    if path.startswith(_OF_PROGRAMS):
        return _NO_PAGE
    return _PAGE.format(inline=" 'unsafe-inline'" if path == _DOCUMENTATION else "")


class BodyLimit:
    """Refuses a request body over the limit, told by its length beforehand or counted while it comes in, and one that stops coming.

    The framework's own limit answers in plain text; this one in the shape of all errors.
    """

    def __init__(self, app: ASGIApp, upload_mb: int, silence_s: float) -> None:
        self.app = app
        self.upload_mb = upload_mb
        self.silence_s = silence_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit_bytes, message = self._limit_of(scope["path"], headers.get("content-type", ""))
        announced = headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > limit_bytes:
            await error_response(FileTooLarge(message))(scope, receive, send)
            return
        received_bytes = 0
        complete = False

        async def receive_counted() -> Message:
            nonlocal received_bytes, complete
            try:
                # Once the body is there, what is waited for is that the client goes away.
                async with asyncio.timeout(None if complete else self.silence_s):
                    part = await receive()
            except TimeoutError:
                raise HTTPException(408, "请求内容迟迟没有传完，请检查网络后重试") from None
            complete = complete or not part.get("more_body", False)
            received_bytes += len(part.get("body", b""))
            if received_bytes > limit_bytes:
                # Of the framework's own kind: its body parsing turns any other error into a 400.
                raise HTTPException(413, message)
            return part

        await self.app(scope, receive_counted, send)

    def _limit_of(self, path: str, content_type: str) -> tuple[int, str]:
        """JSON is small; files come as forms to a few routes, or through the page's own upload."""
        takes_files = _TAKES_FILES.fullmatch(path) and content_type.startswith("multipart/form-data")
        if path.startswith(("/api/", "/v1/", "/retrieval", "/mcp")) and not takes_files:
            return _JSON_LIMIT_MB * _MEBIBYTE, f"请求内容过大：最多 {_JSON_LIMIT_MB} MB"
        limit_mb = self.upload_mb + _MULTIPART_OVERHEAD_MB
        return limit_mb * _MEBIBYTE, f"一次上传的文件合计超过 {self.upload_mb} MB，请分批上传"
