"""What curators decide about questions that were not answered."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.conversations.tables import MessageRow
from assistant.curation.question_vectors import batches
from assistant.curation.tables import DecidedQuestionRow
from assistant.database import utc_now
from assistant.records import Principal


class Decision(StrEnum):
    """What became of a question: a standard answer, a document to get, a case for evaluation, or nothing."""

    STANDARD = "standard"
    MISSING = "missing"
    ANSWERABLE = "answerable"
    DISMISSED = "dismissed"


def decide(
    session: Session, message_ids: Sequence[str], decision: Decision, by: Principal, subject_id: int | None = None
) -> int:
    """Take questions off the list; a later decision replaces an earlier one. How many there were: some may have been deleted by their askers."""
    count = 0
    for batch in batches(list(dict.fromkeys(message_ids))):
        for message_id in session.scalars(select(MessageRow.id).where(MessageRow.id.in_(batch))):
            count += 1
            session.merge(
                DecidedQuestionRow(
                    message_id=message_id,
                    decision=decision,
                    subject_id=subject_id,
                    decided_by=by.name,
                    decided_at=utc_now(),
                )
            )
    return count


def put_back(session: Session, message_ids: Sequence[str]) -> None:
    """List questions again that were decided by mistake."""
    for batch in batches(list(dict.fromkeys(message_ids))):
        session.execute(delete(DecidedQuestionRow).where(DecidedQuestionRow.message_id.in_(batch)))
