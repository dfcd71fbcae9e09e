"""Where a visitor's browser is: the API's limits are by address."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import unquote

import httpx
from gradio.context import LocalContext

from ui.transport import VISITOR

_PROOF = "huizhao-proof"
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{1,2000}")
_SERVED: ContextVar[str] = ContextVar("served", default="")


def visitor_address() -> str:
    """The address of the browser whose event is being handled, or that asked for a page, as the server saw it; "" outside both."""
    request = LocalContext.request.get(None)
    return str(request.client.host) if request is not None and request.client else _SERVED.get()


def cookie(name: str) -> str:
    """A cookie of the browser whose event is being handled; "" without one."""
    request = LocalContext.request.get(None)
    return str(request.cookies.get(name) or "") if request is not None else ""


def visitor_proof() -> str:
    """The proof of work that the browser brought along (``assets/proof.js``), "" where none was wanted."""
    proof = unquote(cookie(_PROOF))
    return proof if _BASE64.fullmatch(proof) else ""


@contextmanager
def being_served(address: str) -> Iterator[None]:
    """Calls of the API in this block are made for the visitor at this address."""
    token = _SERVED.set(address)
    try:
        yield
    finally:
        _SERVED.reset(token)


async def forward_address(request: httpx.Request) -> None:
    """Name the visitor to an API elsewhere, which believes it where ``HUIZHAO_SERVER__TRUSTED_PROXIES`` names this machine."""
    if visitor := request.extensions.get(VISITOR):
        request.headers["X-Forwarded-For"] = str(visitor)
