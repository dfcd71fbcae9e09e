"""The API's routes that the policies page calls. Each raises ApiProblem."""

from assistant.contract.applying import Applying
from assistant.contract.policies import PolicyPage
from ui.client import ApiClient
from ui.policies.contract import FoundPlaces, Tree


async def policies(
    api: ApiClient,
    *,
    form: str,
    issuer: str,
    status: str,
    theme: str,
    industry: str,
    as_of: str,
    text: str,
    limit: int,
    offset: int,
) -> PolicyPage:
    """Policies that match; an empty value does not filter."""
    params = {"kind": form, "issuer": issuer, "status": status, "theme": theme, "industry": industry, "as_of": as_of}
    params |= {"q": text, "limit": str(limit), "offset": str(offset)}
    return await api.read(PolicyPage, "GET", "/api/policies", params=_given(params))


async def tree(api: ApiClient, document_id: str, as_of: str) -> Tree:
    """A document, clause by clause."""
    return await api.read(Tree, "GET", f"/api/policies/{document_id}/tree", params=_given({"as_of": as_of}))


async def applying(api: ApiClient, document_id: str, benefit: str, as_of: str) -> Applying:
    """How to apply for what a policy grants, or for one benefit of it."""
    given = _given({"benefit": benefit, "as_of": as_of})
    return await api.read(Applying, "GET", f"/api/policies/{document_id}/applying", params=given)


async def find_inside(api: ApiClient, document_id: str, words: str) -> FoundPlaces:
    """Where in a document the words stand."""
    return await api.read(FoundPlaces, "GET", f"/api/policies/{document_id}/search", params={"q": words})


def _given(params: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in params.items() if value}
