"""The API's routes that the library page calls. Each raises ApiProblem."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from assistant.contract.message import Message
from assistant.contract.reading import DocumentReading
from ui.client import ApiClient
from ui.library.contract import DocumentDetail, DocumentFindings, DocumentList, FindingsOverview, Job


async def documents(
    api: ApiClient,
    *,
    kind: str,
    clearance: str,
    text: str,
    sort: str,
    descending: bool,
    limit: int,
    offset: int,
) -> DocumentList:
    """Documents that match; an empty value does not filter, nor order."""
    params = {"kind": kind, "clearance": clearance, "q": text, "sort": sort}
    params |= {"descending": str(descending).lower(), "limit": str(limit), "offset": str(offset)}
    given = {name: value for name, value in params.items() if value}
    return await api.read(DocumentList, "GET", "/api/documents", params=given)


async def document(api: ApiClient, document_id: str) -> DocumentDetail:
    """Everything about a document."""
    return await api.read(DocumentDetail, "GET", f"/api/documents/{document_id}")


async def reading(api: ApiClient, document_id: str) -> DocumentReading:
    """What was read of a document."""
    return await api.read(DocumentReading, "GET", f"/api/documents/{document_id}/reading")


async def findings(api: ApiClient, document_id: str) -> DocumentFindings:
    """What was not understood of a document."""
    return await api.read(DocumentFindings, "GET", f"/api/documents/{document_id}/findings")


async def all_findings(api: ApiClient, limit: int, offset: int) -> FindingsOverview:
    """A page of the documents of which something was not understood."""
    params = {"limit": str(limit), "offset": str(offset)}
    return await api.read(FindingsOverview, "GET", "/api/documents/findings", params=params)


async def settle(api: ApiClient, document_id: str, key: str, settled: bool) -> DocumentFindings:
    """Say that nothing is to be done about a finding, or take that back."""
    told = {"key": key, "settled": settled}
    return await api.read(DocumentFindings, "POST", f"/api/documents/{document_id}/findings", json=told)


async def correct(api: ApiClient, document_id: str, changes: Mapping[str, str]) -> DocumentDetail:
    """Change metadata; an empty value clears it."""
    return await api.read(DocumentDetail, "PATCH", f"/api/documents/{document_id}", json=dict(changes))


async def delete_document(api: ApiClient, document_id: str) -> None:
    """Delete a document; it stops answering at once."""
    await api.call("DELETE", f"/api/documents/{document_id}")


async def upload(api: ApiClient, files: Sequence[Path], options: Mapping[str, str]) -> str:
    """Start importing files; the id of the job."""

    class Started(Message):
        job_id: str

    with ExitStack() as opened:
        parts = [("files", (path.name, opened.enter_context(path.open("rb")))) for path in files]
        return (await api.read(Started, "POST", "/api/documents", data=dict(options), files=parts)).job_id


async def job(api: ApiClient, job_id: str) -> Job:
    """How far an import is."""
    return await api.read(Job, "GET", f"/api/jobs/{job_id}")
