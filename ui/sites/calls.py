"""The API's routes that the 选址 page calls. Each raises ApiProblem."""

from collections.abc import Sequence

from assistant.contract.listings import Distribution, Outlines
from ui.client import ApiClient
from ui.sites.contract import Choices, Comparison, Figures, Found
from ui.sites.search import Search


async def match(api: ApiClient, search: Search, sentence: str, limit: int, offset: int = 0) -> Found:
    """A page of what the conditions and the sentence find."""
    body = {**search.body(), "sentence": sentence, "limit": limit, "offset": offset}
    return await api.read(Found, "POST", "/api/listings/match", json=body)


async def figures(api: ApiClient, search: Search, field: str, by: str) -> Figures:
    """The sum of a field over all fitting rows, by the values of another."""
    body = {**search.body(), "order": None, "operation": "sum", "field": field, "by": by}
    return await api.read(Figures, "POST", "/api/listings/aggregate", json=body)


async def rents(api: ApiClient, search: Search) -> Distribution:
    """How many of all fitting rows ask which rent."""
    return await api.read(Distribution, "POST", "/api/listings/distribution", json={**search.body(), "order": None})


async def compare(api: ApiClient, ids: Sequence[str]) -> Comparison:
    """The rows of these ids side by side."""
    return await api.read(Comparison, "POST", "/api/listings/compare", json={"ids": list(ids)})


async def choices(api: ApiClient) -> Choices:
    """What can be filtered by."""
    return await api.read(Choices, "GET", "/api/listings/choices")


async def outlines(api: ApiClient) -> Outlines:
    """The outlines of the sub-districts."""
    return await api.read(Outlines, "GET", "/api/listings/outlines")
