"""Replies to complaints that quoted what has changed since: after a new version, somebody may have to write again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Text, cast

from assistant.complaints.browsing import check_staff
from assistant.complaints.letters.reply_records import BearingClause
from assistant.complaints.reading import latest_letters, to_version
from assistant.complaints.tables import ReplyVersionRow
from assistant.database import Database
from assistant.documents.standing import standing_of
from assistant.records import Principal, Status


@dataclass(frozen=True, slots=True)
class OutdatedReply:
    """The latest version of a reply that quotes a document otherwise than it stands.

    ``changed`` names the clauses whose quoted words the document no longer holds, ``lapsed`` those that were in force when they were
    quoted and are not any more. ``answered_at`` is set once the letter went out.
    """

    complaint_id: int
    number: str
    subject: str
    version: int
    saved_at: datetime
    answered_at: datetime | None
    changed: tuple[str, ...]
    lapsed: tuple[str, ...]


def outdated_replies(
    database: Database, document_id: str, principal: Principal, day: date
) -> tuple[OutdatedReply, ...]:
    """The replies concerned, the latest saved first. Raises NotPermitted for investors, NotFound as the library does."""
    check_staff(principal)
    with database.session() as session:
        standing = standing_of(session, document_id, principal, day)
        # The id is 16 hexadecimal characters: where it stands in a draft's JSON, the draft quotes the document.
        query = latest_letters().where(cast(ReplyVersionRow.draft, Text).contains(document_id))
        found = []
        for row, complaint in session.execute(query):
            paragraphs = to_version(row).draft.paragraphs
            quoted = [item for one in paragraphs for item in one.clauses if item.source_id == document_id]
            changed = _labels(item for item in quoted if not standing.holds(item.quote))
            lapsed = _labels(
                item for item in quoted if item.status_today == Status.IN_FORCE and not standing.in_force(item.chunk_id)
            )
            if changed or lapsed:
                found.append(
                    OutdatedReply(
                        complaint_id=complaint.id,
                        number=complaint.number,
                        subject=complaint.subject,
                        version=row.number,
                        saved_at=row.saved_at,
                        answered_at=complaint.answered_at,
                        changed=changed,
                        lapsed=lapsed,
                    )
                )
        return tuple(found)


def _labels(clauses: Iterable[BearingClause]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause.label for clause in clauses))
