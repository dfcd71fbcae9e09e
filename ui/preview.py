"""What an investor sees of a document, or would see if it or a column of it were public; for administrators."""

from ui.client import ApiClient
from ui.contract import InvestorPreview
from ui.rendering import render
from ui.session import Session


async def preview_as_investor(api: ApiClient, session: Session, document_id: str, column: str = "") -> str:
    """The preview as HTML, of one column alone where it is named. Raises ApiProblem."""
    path = f"/api/documents/{document_id}/preview-as-investor"
    found = await api.signed_in(session.token).read(InvestorPreview, "GET", path)
    columns = tuple(one for one in found.columns if not column or one.header == column)
    return render("as_investor", session.language, found=found, columns=columns, column=column)
