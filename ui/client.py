"""The HTTP API as Python calls, for one user: what every page needs. A page's own routes stand in its ``calls.py``."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx
from pydantic import ValidationError

from assistant.contract.message import Message
from ui.contract import Account, Identity, PassageInContext
from ui.transport import VISITOR, AsgiApp, InProcessTransport
from ui.visitors import forward_address, visitor_address, visitor_proof

_TIMEOUT = httpx.Timeout(60, connect=5, read=180)  # an answer by a language model may take minutes on a small machine

_Message = TypeVar("_Message", bound=Message)


class ApiProblem(Exception):
    """The API did not do what was asked.

    ``code`` is the API's own error code, or ``unreachable``, ``timed_out`` or ``unexpected``; ``message`` is the API's text for
    the user, "" for the latter three.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class ApiClient:
    """Calls the API over ``http`` with a user's token; without one it calls as an anonymous investor.

    Every method raises ApiProblem.
    """

    http: httpx.AsyncClient
    token: str = ""

    @classmethod
    def in_process(cls, app: AsgiApp) -> "ApiClient":
        """A client of an API served by this very process."""
        plain = {"Accept-Encoding": "identity"}  # nothing is gained by packing what never leaves the process
        transport = InProcessTransport(app)
        return cls(httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=_TIMEOUT, headers=plain))

    @classmethod
    def at(cls, base_url: str) -> "ApiClient":
        """A client of an API elsewhere."""
        hooks = {"request": [forward_address]}
        return cls(httpx.AsyncClient(base_url=base_url, timeout=_TIMEOUT, event_hooks=hooks))

    def signed_in(self, token: str) -> "ApiClient":
        """The same client, calling for another user."""
        return replace(self, token=token)

    async def log_in(self, username: str, password: str, code: str = "") -> Account:
        entered = {"username": username, "password": password} | ({"code": code} if code else {})
        return await self.read(Account, "POST", "/api/login", json=entered)

    async def log_out(self) -> None:
        """End the token, on every device that holds it."""
        await self.call("POST", "/api/logout")

    async def whoami(self) -> Identity:
        return await self.read(Identity, "GET", "/api/me")

    async def passage(self, chunk_id: str) -> PassageInContext:
        return await self.read(PassageInContext, "GET", f"/api/chunks/{chunk_id}")

    async def page_image(self, document_id: str, page: int, chunk_id: str) -> bytes:
        """A page as PNG, with the passage marked where it stands on that page."""
        path = f"/api/documents/{document_id}/pages/{page}.png"
        async with self.send("GET", path, params={"chunk_id": chunk_id}) as response:
            return await response.aread()

    async def read(self, kind: type[_Message], method: str, path: str, **request: object) -> _Message:
        """The answer's JSON as a record; ``request`` as httpx takes it (``params``, ``json``, ``files`` …)."""
        return parsed(kind, await self.call(method, path, **request))

    async def call(self, method: str, path: str, **request: object) -> str:
        """The answer's text."""
        async with self.send(method, path, **request) as response:
            await response.aread()
            return response.text

    @asynccontextmanager
    async def send(self, method: str, path: str, **request: object) -> AsyncIterator[httpx.Response]:
        """The answer, open to be read piece by piece; ``headers`` in ``request`` are a mapping. The API is told where the visitor is: its
        limits are by address."""
        headers = dict(request.pop("headers", None) or {})  # type: ignore[call-overload]  # an object to mypy, a mapping by the rule above
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        elif proof := visitor_proof():
            headers["X-Proof-Of-Work"] = proof
        visitor = {VISITOR: visitor_address()}
        try:
            async with self.http.stream(method, path, headers=headers, extensions=visitor, **request) as response:  # type: ignore[arg-type]  # httpx checks what its parameters take
                if response.is_error:
                    await response.aread()
                    raise problem_in(response.text, response.status_code)
                yield response
        except httpx.TimeoutException as error:
            raise ApiProblem("timed_out") from error
        except httpx.TransportError as error:
            raise ApiProblem("unreachable") from error


def parsed(kind: type[_Message], text: str) -> _Message:
    """JSON as a record. Raises ApiProblem where it has another shape."""
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise ApiProblem("unexpected") from error


def problem_in(text: str, status: int = 0) -> ApiProblem:
    """The problem that the body of an error tells of."""
    try:
        error = json.loads(text)["error"]
        return ApiProblem(str(error["code"]), str(error["message"]))
    except (ValueError, KeyError, TypeError):
        return ApiProblem("not_signed_in" if status == httpx.codes.UNAUTHORIZED else "unexpected")
