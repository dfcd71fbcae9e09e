"""The API's routes that the opportunity page calls. Each raises ApiProblem."""

from collections.abc import Mapping

from assistant.contract.listings import OpportunityList
from ui.client import ApiClient


async def opportunities(api: ApiClient, params: Mapping[str, str]) -> OpportunityList:
    """Opportunities that fit; an empty value does not narrow."""
    given = {name: value for name, value in params.items() if value}
    return await api.read(OpportunityList, "GET", "/api/opportunities", params=given)
