"""The API's routes that the chat page calls. Each raises ApiProblem."""

from collections.abc import AsyncIterator, Sequence

import httpx

from assistant.contract.message import Message
from ui.chat.contract import Answer, Conversation, ConversationSummary, FoundRow, FoundRows, Sentence
from ui.client import ApiClient, parsed, problem_in
from ui.contract import Document
from ui.library.contract import DocumentList
from ui.session import Language

_MOST_ROWS = 100


async def ask(api: ApiClient, question: str, conversation_id: str) -> AsyncIterator[Sentence | Answer]:
    """Sentences as they are written, then the whole answer."""
    body = {"question": question} | ({"conversation_id": conversation_id} if conversation_id else {})
    headers = {"Accept": "text/event-stream"}
    async with api.send("POST", "/api/chat", json=body, headers=headers) as response:
        async for name, data in _events(response):
            if name == "sentence":
                yield parsed(Sentence, data)
            elif name == "answer":
                yield parsed(Answer, data)
            elif name == "error":
                raise problem_in(data)


async def further_rows(
    api: ApiClient, kind: str, sentence: str, offset: int, language: Language
) -> tuple[FoundRow, ...]:
    """What a need finds among the rows of a kind, from the ``offset``-th on."""
    body = {"kind": kind, "sentence": sentence, "offset": offset, "limit": _MOST_ROWS, "language": language.value}
    return (await api.read(FoundRows, "POST", "/api/listings/match", json=body)).rows


async def documents_called(api: ApiClient, titles: Sequence[str]) -> tuple[Document, ...]:
    """The documents of these titles that the account may read."""
    return (await api.read(DocumentList, "GET", "/api/documents/named", params={"title": list(titles)})).documents


async def rate(api: ApiClient, message_id: str, rating: str, comment: str = "") -> None:
    """Say whether an answer helped (``up`` or ``down``), with a comment."""
    await api.call("POST", "/api/feedback", json={"message_id": message_id, "rating": rating, "comment": comment})


async def conversations(api: ApiClient) -> tuple[ConversationSummary, ...]:
    """The account's conversations, newest first."""

    class Conversations(Message):
        conversations: tuple[ConversationSummary, ...]

    return (await api.read(Conversations, "GET", "/api/conversations")).conversations


async def conversation(api: ApiClient, conversation_id: str) -> Conversation:
    """A conversation with all its answers."""
    return await api.read(Conversation, "GET", f"/api/conversations/{conversation_id}")


async def delete_conversation(api: ApiClient, conversation_id: str) -> None:
    """Forget a conversation for good."""
    await api.call("DELETE", f"/api/conversations/{conversation_id}")


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
