"""What of a stored conversation may be shown again.

An answer was allowed when it was given. Since then the caller's role may have been lowered, or a document taken back.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.answers import Answer, Choice, Citation
from assistant.conversations.tables import MessageRow
from assistant.documents.reading import documents_by_id
from assistant.documents.seeing import closed_documents
from assistant.documents.tables import ChunkRow
from assistant.records import Clearance, Principal, Role


def roles_shown_to(principal: Principal) -> tuple[Role, ...]:
    """Roles whose answers rest on nothing that the caller may not see."""
    own = set(access.clearances_of(principal))
    return tuple(role for role in Role if own.issuperset(access.clearances_of(Principal(role=role))))


def answered_for(message: MessageRow, principal: Principal) -> bool:
    """Whether the message was answered for a role that sees no more than the caller does now."""
    return message.role in roles_shown_to(principal)


def withdrawn(session: Session, answers: Sequence[Answer], principal: Principal) -> list[bool]:
    """For each answer, whether it quotes something that the caller may not see any more: made internal or deleted, and for staff, whom
    what is deleted is still shown as it was quoted, kept to a group."""
    is_staff = access.may_see(principal, Clearance.INTERNAL)
    if is_staff and not closed_documents(session, principal):
        return [False] * len(answers)
    named = [_named(answer) for answer in answers]
    documents = documents_by_id(session, {one.source_id for own in named for one in own})
    cited = {one.chunk_id for own in named for one in own}
    restricted = set(session.scalars(select(ChunkRow.id).where(ChunkRow.id.in_(cited), ChunkRow.restricted)))
    return [
        any(
            not is_staff
            if (document := documents.get(one.source_id)) is None
            else not access.may_see_document(principal, document)
            or (one.chunk_id in restricted and not access.sees_inside(principal, document))
            for one in own
        )
        for own in named
    ]


def _named(answer: Answer) -> tuple[Citation | Choice, ...]:
    return (*answer.citations, *answer.related, *answer.choices)
