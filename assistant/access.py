"""Who may see which chunk on which day: the one rule.

An investor sees what is public; staff see what is internal too, unless the document is kept to groups (departments) that they are in
none of; administrators see everything. A group is no second kind of release: what is public of a document is for everybody. A clause may be quoted as current on a day only if
its document is in force on that day and the clause was not ended before it. Stores that filter by query must agree with these
functions; a test compares them.

Validity is asked in two ways. What speaks of words of a document (a clause, a passage, a rule read from one) asks ``chunk_…`` or
``clause_…``. Only what speaks of a document as a whole may ask ``document_…``; ``tests/test_architecture.py`` names the modules.
"""

import re
from datetime import date, timedelta

from assistant.records import (
    OPEN_END,
    OPEN_START,
    Chunk,
    ChunkKind,
    Clearance,
    DocumentInfo,
    DocumentKind,
    EndedClause,
    Principal,
    Role,
    Status,
)

_CLAUSE_AT_END = re.compile(r"第[^\s第条]{1,10}条(?:之[一二三四五六七八九十]+)?$")
_DATED_KINDS = frozenset({DocumentKind.POLICY})
CURRENT = frozenset({Status.IN_FORCE, Status.UNDATED})
"""What may be quoted as current: an undated policy too, marked as unconfirmed."""


def clearances_of(principal: Principal) -> tuple[Clearance, ...]:
    """The clearances whose collections a caller's question may touch."""
    if principal.role is Role.INVESTOR:
        return (Clearance.PUBLIC,)
    return (Clearance.PUBLIC, Clearance.INTERNAL)


def may_see(principal: Principal, clearance: Clearance) -> bool:
    """Whether the caller may see something of this clearance."""
    return clearance in clearances_of(principal)


def in_a_group(principal: Principal, groups: frozenset[str]) -> bool:
    """Whether the caller is in one of the groups that something internal is kept to; where it is kept to none, everybody counts."""
    return not groups or principal.role is Role.ADMIN or not principal.groups.isdisjoint(groups)


def sees_inside(principal: Principal, document: DocumentInfo) -> bool:
    """Whether the caller may see what is internal of this document: all of an internal one, the restricted columns of a public one."""
    return may_see(principal, Clearance.INTERNAL) and in_a_group(principal, document.groups)


def kept_to(document: DocumentInfo) -> frozenset[str]:
    """The groups whose staff alone may know of a document; none for a public one, of which only what is restricted is kept to them."""
    return frozenset() if document.clearance is Clearance.PUBLIC else document.groups


def covers(audience: frozenset[str], other: frozenset[str]) -> bool:
    """Whether all who see something kept to the groups ``other`` see what is kept to ``audience``; empty: kept to no group.

    Only then may a document change what is shown of another: those who do not see it could not check it, and would learn of it.
    """
    return not audience or (bool(other) and other <= audience)


def may_see_document(principal: Principal, document: DocumentInfo) -> bool:
    """Whether the caller may know that this document exists."""
    return document.clearance is Clearance.PUBLIC or sees_inside(principal, document)


def may_open_original(principal: Principal, document: DocumentInfo) -> bool:
    """Whether the caller may read the whole original.

    A public workbook with restricted columns is answered from row by row, but its original shows those columns; a
    Word document with comments, tracked changes or hidden text is answered from its final version, but its original shows those too.
    """
    if document.has_restricted:
        return sees_inside(principal, document)
    return may_see_document(principal, document)


def first_day_of(document: DocumentInfo) -> date | None:
    """The first day of the text that is held: of an amended law not the day on which its first version began."""
    days = [day for day in (document.valid_from, document.edition_from) if day is not None]
    return max(days, default=None)


def period_of(document: DocumentInfo) -> tuple[date, date]:
    """First and last day on which the document may be quoted as current."""
    first = first_day_of(document) or OPEN_START
    last = document.valid_to or OPEN_END
    if document.repealed_on is not None and document.repealed_on <= last:
        last = document.repealed_on - timedelta(days=1)
    return first, last


def document_status_on(document: DocumentInfo, day: date) -> Status:
    """The validity of a document as a whole on a day.

    Repeal wins over expiry. A policy of which no date is known at all is UNDATED: quoted, but marked as unconfirmed.
    """
    if document.repealed_on is not None and day >= document.repealed_on:
        return Status.AMENDED if document.amended else Status.REPEALED
    if document.valid_to is not None and day > document.valid_to:
        return Status.EXPIRED
    first = first_day_of(document)
    if first is not None and day < first:
        return Status.UPCOMING
    if document.kind in _DATED_KINDS and first is None:
        return Status.UNDATED
    return Status.IN_FORCE


def document_in_force(document: DocumentInfo, day: date) -> bool:
    """Whether a document as a whole may be quoted as current on a day."""
    first, last = period_of(document)
    return first <= day <= last


def ended_clause(document: DocumentInfo, clause: str | None, day: date) -> EndedClause | None:
    """The repeal of just this clause (``第七条``) by another document, as far as it has taken effect by that day."""
    ended = (end for end in document.ended_clauses if end.clause == clause and not end.adjusted)
    return next((end for end in ended if end.ended_on <= day), None)


def adjustments(document: DocumentInfo, clause: str | None, day: date) -> tuple[EndedClause, ...]:
    """What another document words anew in a clause that stays otherwise, as far as it has taken effect by that day."""
    return tuple(end for end in document.ended_clauses if end.clause == clause and end.adjusted and end.ended_on <= day)


def clause_around(kind: ChunkKind, clause: str | None, heading: str) -> str | None:
    """The clause whose validity is a passage's: its own, of a table's row that of the clause around the table; None outside any."""
    around = _CLAUSE_AT_END.search(heading) if kind is ChunkKind.ROW and clause is None else None
    return around.group() if around is not None else clause


def clause_of(chunk: Chunk) -> str | None:
    """The same of a stored passage."""
    passage = chunk.passage
    return clause_around(passage.kind, passage.clause, passage.heading)


def clause_status_on(document: DocumentInfo, clause: str | None, day: date) -> Status:
    """The validity of a clause on a day: its document's, unless the clause itself was repealed before. None for words outside any."""
    status = document_status_on(document, day)
    return Status.REPEALED if status in CURRENT and ended_clause(document, clause, day) is not None else status


def clause_in_force(document: DocumentInfo, clause: str | None, day: date) -> bool:
    """Whether a clause may be quoted as current on a day."""
    return document_in_force(document, day) and ended_clause(document, clause, day) is None


def chunk_status_on(chunk: Chunk, day: date) -> Status:
    """The validity of a passage on a day, which is that of its clause."""
    return clause_status_on(chunk.document, clause_of(chunk), day)


def chunk_in_force(chunk: Chunk, day: date) -> bool:
    """Whether a passage may be quoted as current on a day."""
    return clause_in_force(chunk.document, clause_of(chunk), day)


def visible(principal: Principal, chunk: Chunk) -> bool:
    """Whether the caller may see this chunk, current or not."""
    return chunk.clearance is Clearance.PUBLIC or sees_inside(principal, chunk.document)


def may_handle_complaints(principal: Principal) -> bool:
    """Whether the caller works at the complaints desk: reads every complaint and acts on it."""
    return principal.role is not Role.INVESTOR


def may_see_complaint(principal: Principal, filed_by: int | None) -> bool:
    """Whether the caller may know of a complaint: staff of all, an investor of what was filed with the own account."""
    if may_handle_complaints(principal):
        return True
    return principal.user_id is not None and principal.user_id == filed_by
