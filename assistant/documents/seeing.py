"""The access rule as queries: which documents a caller may see, and of which only what is public. ``tests/test_access.py`` compares."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from assistant import access
from assistant.documents.tables import DocumentRow
from assistant.groups import held_groups, stored_group
from assistant.records import Clearance, Principal, Role


def seen_by(principal: Principal) -> ColumnElement[bool]:
    """``access.may_see_document`` over documents."""
    public = DocumentRow.clearance == Clearance.PUBLIC
    if not access.may_see(principal, Clearance.INTERNAL):
        return public
    if principal.role is Role.ADMIN:
        return DocumentRow.clearance.in_(tuple(Clearance))
    own = [DocumentRow.groups.contains(stored_group(name), autoescape=True) for name in sorted(principal.groups)]
    return or_(public, DocumentRow.groups == "", *own)


def closed_documents(session: Session, principal: Principal) -> frozenset[str]:
    """Ids of the documents kept to groups that the caller is in none of: of these only what is public may be told. For an investor,
    from whom all that is internal is kept, none is named."""
    if not access.may_see(principal, Clearance.INTERNAL):
        return frozenset()
    kept = session.execute(select(DocumentRow.id, DocumentRow.groups).where(DocumentRow.groups > ""))
    return frozenset(name for name, groups in kept if not access.in_a_group(principal, held_groups(groups)))


def kept_to(row: DocumentRow) -> frozenset[str]:
    """The groups whose staff alone may know of a document; none for a public one, whose restricted columns alone are kept to them."""
    return frozenset() if row.clearance is Clearance.PUBLIC else held_groups(row.groups)
