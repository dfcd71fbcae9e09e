"""The API's routes that the ledgers' page calls. Each raises ApiProblem."""

from assistant.contract.ledgers import Dashboard, LedgerList, NearNameList, WarningList
from ui.client import ApiClient


async def dashboard(api: ApiClient) -> Dashboard:
    """Vacancy, stale rows, what is gone."""
    return await api.read(Dashboard, "GET", "/api/dashboard/listings")


async def warnings(api: ApiClient, limit: int, offset: int) -> WarningList:
    """A page of the cells to mend."""
    params = {"limit": str(limit), "offset": str(offset)}
    return await api.read(WarningList, "GET", "/api/listings/warnings", params=params)


async def near_names(api: ApiClient) -> NearNameList:
    """Names that may mean one thing."""
    return await api.read(NearNameList, "GET", "/api/ledgers/near-names")


async def decide(api: ApiClient, first: int, second: int, decision: str) -> None:
    """Say whether two names mean one thing."""
    await api.call("POST", "/api/ledgers/near-names", json={"first": first, "second": second, "decision": decision})


async def ledgers(api: ApiClient) -> LedgerList:
    """Tables with their columns."""
    return await api.read(LedgerList, "GET", "/api/ledgers")


async def release(api: ApiClient, layout: str, header: str, released: bool) -> LedgerList:
    """Show a column of a layout to everybody, or take that back."""
    change = {"layout": layout, "header": header, "released": released}
    return await api.read(LedgerList, "POST", "/api/ledgers/columns/release", json=change)


async def correct(api: ApiClient, layout: str, header: str, field: str, restricted: bool) -> None:
    """Say what a column of a layout holds and who may see it."""
    change = {"layout": layout, "header": header, "field": field, "restricted": restricted}
    await api.call("PATCH", "/api/ledgers/columns", json=change)
