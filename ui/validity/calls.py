"""The API's routes that the page calls. Each raises ApiProblem."""

from ui.client import ApiClient
from ui.library.contract import DocumentDetail
from ui.validity.contract import Confirmed, ValidityQueue


async def queue(api: ApiClient, need: str, limit: int, offset: int) -> ValidityQueue:
    """What waits, of one need or of all ("")."""
    params = {"limit": str(limit), "offset": str(offset)} | ({"need": need} if need else {})
    return await api.read(ValidityQueue, "GET", "/api/validity/queue", params=params)


async def confirm(api: ApiClient, document_id: str, subject: str, value: str) -> Confirmed:
    """Say that a value is right as it was shown."""
    said = {"document_id": document_id, "subject": subject, "value": value}
    return await api.read(Confirmed, "POST", "/api/validity/confirm", json=said)


async def correct(api: ApiClient, document_id: str, subject: str, value: str) -> DocumentDetail:
    """Write another date; "" for none."""
    return await api.read(DocumentDetail, "PATCH", f"/api/documents/{document_id}", json={subject: value})
