"""What is shown of an open document: what was read and not understood of it, its metadata and where each of them was found."""

from assistant.contract.reading import DocumentReading
from assistant.contract.releases import WaitingRelease
from ui.admin.calls import releases
from ui.client import ApiClient, ApiProblem
from ui.components import problems_as_toasts
from ui.library import calls
from ui.library.contract import DocumentDetail, DocumentFindings, Fact
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_FINDINGS = 60
"""Findings that a document's panel lists; the cells of a ledger that has more are looked through on the ledgers' page."""
_FIELDS = ("title", "document_number", "issuer", "issued_on", "valid_from", "valid_to", "kind", "clearance")


async def document_html(api: ApiClient, session: Session, document: DocumentDetail) -> str:
    """The panel of a document; ``api`` calls for whoever looks at it."""
    return render(
        "library/document",
        session.language,
        document=document,
        fields=_fields(document, session.language),
        found=await _findings(api, document.id),
        reading=await _reading(api, document.id),
        administers=session.administers,
        most=_FINDINGS,
        waiting=await _waiting(api, session, document.id),
    )


async def _waiting(api: ApiClient, session: Session, document_id: str) -> WaitingRelease | None:
    """Who wants the document to be public, while somebody else has to agree."""
    if not session.releases:
        return None
    with problems_as_toasts(session.language):
        found = (await releases(api)).releases
        return next((one for one in found if one.document_id == document_id and not one.header), None)
    return None


async def _findings(api: ApiClient, document_id: str) -> DocumentFindings | None:
    """What was not understood; None where it is not this account's to know."""
    try:
        return await calls.findings(api, document_id)
    except ApiProblem:
        return None


async def _reading(api: ApiClient, document_id: str) -> DocumentReading | None:
    """What was read; None where it cannot be had."""
    try:
        return await calls.reading(api, document_id)
    except ApiProblem:
        return None


def _fields(document: DocumentDetail, language: Language) -> list[tuple[str, str, list[Fact]]]:
    """Each metadata field with its value and where it was found."""
    shown = []
    for field in _FIELDS:
        value = getattr(document, field)
        words = str(value) if value is not None else ""
        if field == "kind":
            words = text(f"kind_{words}", language)
        elif field == "clearance":
            words = text(words, language)
        shown.append((field, words, [fact for fact in document.facts if fact.field == field]))
    return shown
