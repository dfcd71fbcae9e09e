"""The API's routes that the worksheet pages call. Each raises ApiProblem."""

from collections.abc import Mapping

from assistant.contract.benefits import Benefit, BenefitList
from assistant.contract.worksheets import Worksheet
from ui.client import ApiClient

Asked = Mapping[str, object]


async def worksheet(api: ApiClient, asked: Asked) -> Worksheet:
    """What a situation comes to."""
    return await api.read(Worksheet, "POST", "/api/worksheet", json=dict(asked))


async def workbook(api: ApiClient, asked: Asked) -> bytes:
    """The same as an Excel file."""
    async with api.send("POST", "/api/worksheet.xlsx", json=dict(asked)) as response:
        return await response.aread()


async def benefits(api: ApiClient, state: str) -> BenefitList:
    """The benefit rules, of one state where one is given."""
    return await api.read(BenefitList, "GET", "/api/benefits", params={"state": state} if state else {})


async def benefit(api: ApiClient, rule_id: str) -> Benefit:
    """One rule."""
    return await api.read(Benefit, "GET", f"/api/benefits/{rule_id}")


async def decide(api: ApiClient, rule_id: str, decision: str) -> Benefit:
    """``confirm``, ``reject`` or ``reopen`` a rule."""
    return await api.read(Benefit, "POST", f"/api/benefits/{rule_id}/{decision}", json={})


async def correct(api: ApiClient, rule_id: str, changes: Mapping[str, object]) -> Benefit:
    """Put other figures in the place of those read; that confirms the rule."""
    return await api.read(Benefit, "PATCH", f"/api/benefits/{rule_id}", json=dict(changes))
