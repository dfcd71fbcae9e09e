"""Stored answers whose sources have changed since: after a new version, somebody may have to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Text, cast, select

from assistant.answers import Citation
from assistant.conversations.answer_json import answer_from_json
from assistant.conversations.tables import MessageRow
from assistant.database import Database
from assistant.documents.standing import standing_of
from assistant.records import Principal, Role, Status

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class OutdatedAnswer:
    """An answer that quoted what has changed. ``changed`` names the clauses whose quoted words the document no longer holds,
    ``lapsed`` those that were in force when they were quoted and are not any more."""

    message_id: str
    question: str
    role: Role
    answered_at: datetime
    changed: tuple[str, ...]
    lapsed: tuple[str, ...]


def outdated_answers(
    database: Database, document_id: str, principal: Principal, day: date
) -> tuple[OutdatedAnswer, ...]:
    """Answers, newest first, that quoted the document otherwise than it stands on the day. Raises NotFound as the library does."""
    with database.session() as session:
        standing = standing_of(session, document_id, principal, day)
        # The id is 16 hexadecimal characters: where it stands in an answer's JSON, the answer cites the document.
        quoting = select(MessageRow).where(cast(MessageRow.answer, Text).contains(document_id))
        found = []
        for row in session.scalars(quoting.order_by(MessageRow.number.desc()).execution_options(yield_per=_AT_ONCE)):
            cited = [item for item in answer_from_json(row.answer).citations if item.source_id == document_id]
            changed = _labels(item for item in cited if not standing.holds(item.quote))
            lapsed = _labels(
                item for item in cited if item.status is Status.IN_FORCE and not standing.in_force(item.chunk_id)
            )
            if changed or lapsed:
                found.append(OutdatedAnswer(row.id, row.question, row.role, row.created_at, changed, lapsed))
        return tuple(found)


def _labels(citations: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.label for citation in citations))
