"""The API's route that the search page calls, and what it sends. Raises ApiProblem."""

from datetime import date

from assistant.contract.message import Message
from ui.client import ApiClient


class Hit(Message):
    """A passage that was found. ``source_id`` is its document."""

    chunk_id: str
    source_id: str
    document: str
    label: str = ""
    kind: str = "section"
    clause: str | None = None
    text: str = ""
    status: str = ""
    clearance: str = "public"
    valid_from: date | None = None


class Hits(Message):
    """Passages in force, and such as fit but do not hold today."""

    hits: tuple[Hit, ...] = ()
    lapsed: tuple[Hit, ...] = ()


async def search(api: ApiClient, words: str, limit: int) -> Hits:
    """Passages that fit the words, best first."""
    return await api.read(Hits, "GET", "/api/search", params={"q": words, "k": str(limit)})
