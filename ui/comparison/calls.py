"""The API's routes that the comparison page calls. Each raises ApiProblem."""

from assistant.contract.policies import Policy, PolicyPage
from ui.client import ApiClient
from ui.comparison.contract import Comparison

_MOST_POLICIES = "500"


async def policies(api: ApiClient) -> tuple[Policy, ...]:
    """The policies to choose from."""
    return (await api.read(PolicyPage, "GET", "/api/policies", params={"limit": _MOST_POLICIES})).policies


async def compare(api: ApiClient, old: str, new: str) -> Comparison:
    """Two documents, article by article."""
    return await api.read(Comparison, "GET", "/api/comparison", params={"old": old, "new": new})
