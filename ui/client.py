"""The HTTP API as Python calls, for one user."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import httpx
from pydantic import ValidationError

from ui.contract import (
    Account,
    Answer,
    Conversation,
    ConversationSummary,
    DocumentDetail,
    DocumentList,
    Identity,
    Job,
    Message,
    PassageInContext,
    Sentence,
)
from ui.transport import AsgiApp, InProcessTransport

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
        return cls(httpx.AsyncClient(transport=InProcessTransport(app), base_url="http://127.0.0.1", timeout=_TIMEOUT))

    @classmethod
    def at(cls, base_url: str) -> "ApiClient":
        """A client of an API elsewhere."""
        return cls(httpx.AsyncClient(base_url=base_url, timeout=_TIMEOUT))

    def signed_in(self, token: str) -> "ApiClient":
        """The same client, calling for another user."""
        return replace(self, token=token)

    async def log_in(self, username: str, password: str) -> Account:
        return await self._read(Account, "POST", "/api/login", json={"username": username, "password": password})

    async def whoami(self) -> Identity:
        return await self._read(Identity, "GET", "/api/me")

    async def ask(self, question: str, conversation_id: str) -> AsyncIterator[Sentence | Answer]:
        """Sentences as they are written, then the whole answer."""
        body = {"question": question} | ({"conversation_id": conversation_id} if conversation_id else {})
        headers = {"Accept": "text/event-stream"}
        async with self._send("POST", "/api/chat", json=body, headers=headers) as response:
            async for name, data in _events(response):
                if name == "sentence":
                    yield _parsed(Sentence, data)
                elif name == "answer":
                    yield _parsed(Answer, data)
                elif name == "error":
                    raise _problem_in(data)

    async def passage(self, chunk_id: str) -> PassageInContext:
        return await self._read(PassageInContext, "GET", f"/api/chunks/{chunk_id}")

    async def page_image(self, document_id: str, page: int, chunk_id: str) -> bytes:
        """A page as PNG, with the passage marked where it stands on that page."""
        path = f"/api/documents/{document_id}/pages/{page}.png"
        async with self._send("GET", path, params={"chunk_id": chunk_id}) as response:
            return await response.aread()

    async def rate(self, message_id: str, rating: str, comment: str = "") -> None:
        await self._call("POST", "/api/feedback", json={"message_id": message_id, "rating": rating, "comment": comment})

    async def conversations(self) -> tuple[ConversationSummary, ...]:
        class Conversations(Message):
            conversations: tuple[ConversationSummary, ...]

        return (await self._read(Conversations, "GET", "/api/conversations")).conversations

    async def conversation(self, conversation_id: str) -> Conversation:
        return await self._read(Conversation, "GET", f"/api/conversations/{conversation_id}")

    async def delete_conversation(self, conversation_id: str) -> None:
        await self._call("DELETE", f"/api/conversations/{conversation_id}")

    async def documents(self, *, kind: str, clearance: str, text: str, limit: int, offset: int) -> DocumentList:
        """Documents that match; an empty value does not filter."""
        params = {"kind": kind, "clearance": clearance, "q": text, "limit": str(limit), "offset": str(offset)}
        given = {name: value for name, value in params.items() if value}
        return await self._read(DocumentList, "GET", "/api/documents", params=given)

    async def document(self, document_id: str) -> DocumentDetail:
        return await self._read(DocumentDetail, "GET", f"/api/documents/{document_id}")

    async def correct(self, document_id: str, changes: Mapping[str, str]) -> DocumentDetail:
        return await self._read(DocumentDetail, "PATCH", f"/api/documents/{document_id}", json=dict(changes))

    async def delete_document(self, document_id: str) -> None:
        await self._call("DELETE", f"/api/documents/{document_id}")

    async def upload(self, files: Sequence[Path], options: Mapping[str, str]) -> str:
        """Start importing files; the id of the job."""

        class Started(Message):
            job_id: str

        with ExitStack() as opened:
            parts = [("files", (path.name, opened.enter_context(path.open("rb")))) for path in files]
            return (await self._read(Started, "POST", "/api/documents", data=dict(options), files=parts)).job_id

    async def job(self, job_id: str) -> Job:
        return await self._read(Job, "GET", f"/api/jobs/{job_id}")

    async def _read(self, kind: type[_Message], method: str, path: str, **request: object) -> _Message:
        return _parsed(kind, await self._call(method, path, **request))

    async def _call(self, method: str, path: str, **request: object) -> str:
        async with self._send(method, path, **request) as response:
            await response.aread()
            return response.text

    @asynccontextmanager
    async def _send(self, method: str, path: str, **request: object) -> AsyncIterator[httpx.Response]:
        headers = dict(request.pop("headers", None) or {})  # type: ignore[call-overload]
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            async with self.http.stream(method, path, headers=headers, **request) as response:  # type: ignore[arg-type]
                if response.is_error:
                    await response.aread()
                    raise _problem_in(response.text, response.status_code)
                yield response
        except httpx.TimeoutException as error:
            raise ApiProblem("timed_out") from error
        except httpx.TransportError as error:
            raise ApiProblem("unreachable") from error


async def _events(response: httpx.Response) -> AsyncIterator[tuple[str, str]]:
    """Server-sent events as (name, data)."""
    name, data = "message", list[str]()
    async for line in response.aiter_lines():
        if line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            data.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and data:
            yield name, "\n".join(data)
            name, data = "message", []


def _parsed(kind: type[_Message], text: str) -> _Message:
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise ApiProblem("unexpected") from error


def _problem_in(text: str, status: int = 0) -> ApiProblem:
    try:
        error = json.loads(text)["error"]
        return ApiProblem(str(error["code"]), str(error["message"]))
    except (ValueError, KeyError, TypeError):
        return ApiProblem("not_signed_in" if status == httpx.codes.UNAUTHORIZED else "unexpected")
