"""Who may see which chunk on which day: the one rule.

An investor sees what is public; staff and administrators see everything. A clause may be quoted as current on a day only if
its document is in force on that day. Stores that filter by query must agree with these functions; a test compares them.
"""

from datetime import date, timedelta

from assistant.records import (
    OPEN_END,
    OPEN_START,
    Chunk,
    Clearance,
    DocumentInfo,
    DocumentKind,
    Principal,
    Role,
    Status,
)

_DATED_KINDS = frozenset({DocumentKind.POLICY})


def clearances_of(principal: Principal) -> tuple[Clearance, ...]:
    """The clearances whose collections a caller's question may touch."""
    if principal.role is Role.INVESTOR:
        return (Clearance.PUBLIC,)
    return (Clearance.PUBLIC, Clearance.INTERNAL)


def may_see(principal: Principal, clearance: Clearance) -> bool:
    """Whether the caller may see something of this clearance."""
    return clearance in clearances_of(principal)


def may_see_document(principal: Principal, document: DocumentInfo) -> bool:
    """Whether the caller may know that this document exists."""
    return may_see(principal, document.clearance)


def may_open_original(principal: Principal, document: DocumentInfo) -> bool:
    """Whether the caller may read the whole original.

    A public workbook with restricted columns is answered from row by row, but its original shows those columns.
    """
    if document.has_restricted:
        return may_see(principal, Clearance.INTERNAL)
    return may_see_document(principal, document)


def period_of(document: DocumentInfo) -> tuple[date, date]:
    """First and last day on which the document may be quoted as current."""
    first = document.valid_from or OPEN_START
    last = document.valid_to or OPEN_END
    if document.repealed_on is not None and document.repealed_on <= last:
        last = document.repealed_on - timedelta(days=1)
    return first, last


def status_on(document: DocumentInfo, day: date) -> Status:
    """The document's validity on a day.

    Repeal wins over expiry. A policy of which no date is known at all is UNDATED: quoted, but marked as unconfirmed.
    """
    if document.repealed_on is not None and day >= document.repealed_on:
        return Status.AMENDED if document.amended else Status.REPEALED
    if document.valid_to is not None and day > document.valid_to:
        return Status.EXPIRED
    if document.valid_from is not None and day < document.valid_from:
        return Status.UPCOMING
    if document.kind in _DATED_KINDS and document.valid_from is None:
        return Status.UNDATED
    return Status.IN_FORCE


def in_force(document: DocumentInfo, day: date) -> bool:
    """Whether the document may be quoted as current on a day."""
    first, last = period_of(document)
    return first <= day <= last


def visible(principal: Principal, chunk: Chunk) -> bool:
    """Whether the caller may see this chunk, current or not."""
    return may_see(principal, chunk.clearance) and may_see_document(principal, chunk.document)
