"""The API's route that the search page calls. Raises ApiProblem."""

from ui.client import ApiClient
from ui.search.contract import Hits


async def search(api: ApiClient, words: str, limit: int) -> Hits:
    """Passages that fit the words, best first."""
    return await api.read(Hits, "GET", "/api/search", params={"q": words, "k": str(limit)})
