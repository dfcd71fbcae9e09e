"""The API's routes of complaints. Each raises ApiProblem."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from assistant.contract.complaints import CalendarAddress, ChannelList, DeskFigures
from ui.client import ApiClient, ApiProblem
from ui.complaints import contract, reply_contract

_ROOT = "/api/complaints"


async def file(api: ApiClient, fields: Mapping[str, str], files: Sequence[Path]) -> contract.Filed:
    """File a complaint; what staff get back is a whole case, of which this keeps what both have."""
    with ExitStack() as opened:
        parts = [("files", (path.name, opened.enter_context(path.open("rb")))) for path in files]
        given = {name: value for name, value in fields.items() if value}
        if parts:
            return await api.read(contract.Filed, "POST", _ROOT, data=given, files=parts)
        return await api.read(contract.Filed, "POST", _ROOT, json=given)


async def own(api: ApiClient) -> contract.FiledList:
    """The caller's own complaints."""
    return await api.read(contract.FiledList, "GET", _ROOT)


async def follow(api: ApiClient, number: str, code: str) -> contract.Filed:
    """A complaint filed without an account."""
    return await api.read(contract.Filed, "POST", f"{_ROOT}/query", json={"number": number, "code": code})


async def supply(api: ApiClient, complaint_id: int, number: str, code: str, files: Sequence[Path]) -> contract.Filed:
    """Add files to one's own complaint: with the query code, or without one by the account."""
    with ExitStack() as opened:
        parts = [("files", (path.name, opened.enter_context(path.open("rb")))) for path in files]
        if code:
            given = {"number": number, "code": code}
            return await api.read(contract.Filed, "POST", f"{_ROOT}/query/attachments", data=given, files=parts)
        return await api.read(contract.Filed, "POST", f"{_ROOT}/{complaint_id}/attachments", files=parts)


async def channels(api: ApiClient) -> ChannelList:
    """The channels there are."""
    return await api.read(ChannelList, "GET", f"{_ROOT}/channels")


async def queue(api: ApiClient, *, text: str, urgency: str, state: str, limit: int, offset: int = 0) -> contract.Queue:
    """A page of the desk's queue; an empty value does not filter."""
    params = {"q": text, "urgency": urgency, "state": state, "limit": str(limit), "offset": str(offset)}
    return await api.read(contract.Queue, "GET", _ROOT, params={name: value for name, value in params.items() if value})


async def case(api: ApiClient, complaint_id: int) -> contract.Case:
    """A whole case."""
    return await api.read(contract.Case, "GET", f"{_ROOT}/{complaint_id}")


async def step(api: ApiClient, complaint_id: int, step: Mapping[str, str | int]) -> contract.Case:
    """One step of handling."""
    return await api.read(contract.Case, "POST", f"{_ROOT}/{complaint_id}/steps", json=dict(step))


async def split(api: ApiClient, complaint_id: int, parts: Sequence[str]) -> None:
    """One matter each."""
    await api.call("POST", f"{_ROOT}/{complaint_id}/split", json={"parts": list(parts)})


async def versions(api: ApiClient, complaint_id: int) -> reply_contract.Versions:
    """The versions of the reply."""
    return await api.read(reply_contract.Versions, "GET", f"{_ROOT}/{complaint_id}/replies")


async def save(api: ApiClient, complaint_id: int, letter: Mapping[str, str]) -> reply_contract.Version:
    """Keep the edited letter as the next version."""
    given = {name: value for name, value in letter.items() if value}
    return await api.read(reply_contract.Version, "POST", f"{_ROOT}/{complaint_id}/replies", json=given)


async def review(api: ApiClient, complaint_id: int, what: str, note: str) -> contract.Case:
    """``submit``, ``recall``, ``return`` or ``approve`` the latest version."""
    return await api.read(contract.Case, "POST", f"{_ROOT}/{complaint_id}/replies/{what}", json={"note": note})


async def trail(api: ApiClient, complaint_id: int) -> contract.Trail:
    """What happened to a complaint."""
    return await api.read(contract.Trail, "GET", f"{_ROOT}/{complaint_id}/trail")


async def similar(api: ApiClient, complaint_id: int) -> contract.SimilarList:
    """Earlier complaints that resemble one."""
    return await api.read(contract.SimilarList, "GET", f"{_ROOT}/{complaint_id}/similar")


async def figures(api: ApiClient) -> DeskFigures:
    """The desk's figures."""
    return await api.read(DeskFigures, "GET", f"{_ROOT}/statistics")


async def calendar(api: ApiClient) -> CalendarAddress:
    """Where a calendar program subscribes."""
    return await api.read(CalendarAddress, "GET", f"{_ROOT}/calendar")


async def rights(api: ApiClient) -> contract.Rights:
    """What the account may do."""
    return await api.read(contract.Rights, "GET", "/api/me")


async def withdraw(api: ApiClient, complaint_id: int, step: Mapping[str, str]) -> contract.Filed:
    """Withdraw one's own complaint."""
    return await api.read(contract.Filed, "POST", f"{_ROOT}/{complaint_id}/steps", json=dict(step))


async def draft(api: ApiClient, complaint_id: int) -> reply_contract.Version:
    """Analyse the complaint and draft a reply, kept as the next version."""
    return await api.read(reply_contract.Version, "POST", f"{_ROOT}/{complaint_id}/replies/draft")


async def analyse(api: ApiClient, complaint_id: int) -> reply_contract.Analysis:
    """Analyse the complaint anew."""
    return await api.read(reply_contract.Analysis, "POST", f"{_ROOT}/{complaint_id}/analysis")


async def matters(api: ApiClient) -> reply_contract.MatterList:
    """What complaints may be about."""
    return await api.read(reply_contract.MatterList, "GET", f"{_ROOT}/matters")


async def choose_matters(api: ApiClient, complaint_id: int, keys: Sequence[str]) -> reply_contract.Analysis:
    """Correct what the complaint is about; without keys back to what is found."""
    given = {"keys": list(keys)}
    return await api.read(reply_contract.Analysis, "PUT", f"{_ROOT}/{complaint_id}/analysis/matters", json=given)


async def choose_variant(api: ApiClient, complaint_id: int, paragraph: int, variant: str) -> reply_contract.Version:
    """Put another of the proposed conclusions into a paragraph (from 1)."""
    address = f"{_ROOT}/{complaint_id}/replies/paragraphs/{paragraph}/variant"
    return await api.read(reply_contract.Version, "POST", address, json={"variant": variant})


async def rewrite(api: ApiClient, complaint_id: int, paragraph: int, wish: str) -> reply_contract.Version:
    """One paragraph (from 1) of the latest version anew, kept as the next version."""
    address = f"{_ROOT}/{complaint_id}/replies/paragraphs/{paragraph}"
    return await api.read(reply_contract.Version, "POST", address, json={"wish": wish})


async def phrases(api: ApiClient, complaint_id: int) -> reply_contract.PhraseList:
    """The bureau's own wording for the complaint's matters."""
    return await api.read(reply_contract.PhraseList, "GET", f"{_ROOT}/{complaint_id}/replies/phrases")


async def correct(api: ApiClient, complaint_id: int, changes: Mapping[str, str]) -> contract.Case:
    """Correct what was registered; what is left out stays."""
    return await api.read(contract.Case, "PATCH", f"{_ROOT}/{complaint_id}", json=dict(changes))


async def analysis(api: ApiClient, complaint_id: int) -> reply_contract.Analysis | None:
    """The analysis that was kept; None when nobody asked for one yet."""
    try:
        return await api.read(reply_contract.Analysis, "GET", f"{_ROOT}/{complaint_id}/analysis")
    except ApiProblem as problem:
        if problem.code == "not_found":
            return None
        raise


async def check(api: ApiClient, complaint_id: int) -> reply_contract.Check:
    """What is to be settled in the latest version."""
    return await api.read(reply_contract.Check, "GET", f"{_ROOT}/{complaint_id}/replies/check")


async def differences(api: ApiClient, complaint_id: int, old: int, new: int) -> reply_contract.Differences:
    """Two versions word by word."""
    params = {"old": str(old), "new": str(new)}
    return await api.read(
        reply_contract.Differences, "GET", f"{_ROOT}/{complaint_id}/replies/differences", params=params
    )
