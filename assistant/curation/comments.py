"""反馈: what askers thought of answers, for curators to read and close."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from assistant.contract.curation import Feedback, FeedbackPage
from assistant.conversations.answer_json import answer_from_json
from assistant.conversations.tables import FeedbackRow, MessageRow
from assistant.conversations.visibility import withdrawn
from assistant.curation.curators import check_curator
from assistant.database import Database, utc_now
from assistant.errors import InvalidInput, NotFound
from assistant.privacy.masking import NUMBERS, Masker
from assistant.records import Principal

LONGEST_NOTE = 1000


class Comments:
    """Reads and closes feedback. Every method raises NotSignedIn and NotPermitted as ``check_curator`` does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, principal: Principal, *, closed: bool = False, rating: str = "", limit: int = 50, offset: int = 0
    ) -> FeedbackPage:
        """Feedback that was closed or was not, of one rating or of both ("")."""
        check_curator(principal)
        query = _chosen(closed, rating)
        with self._database.session() as session:
            total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
            waiting = select(func.count()).select_from(FeedbackRow).where(FeedbackRow.closed_at.is_(None))
            rows = session.scalars(
                query.join(FeedbackRow.message)
                .options(contains_eager(FeedbackRow.message))
                .order_by(FeedbackRow.created_at.desc(), FeedbackRow.message_id)
                .limit(limit)
                .offset(offset)
            ).all()
            open_ones = session.scalar(waiting) or 0
            return FeedbackPage(items=_feedback(session, rows, principal), total=total, open=open_ones)

    def close(self, message_id: str, by: Principal, note: str = "") -> Feedback:
        """Say that it was dealt with. Raises NotFound, InvalidInput."""
        check_curator(by)
        if len(note) > LONGEST_NOTE:
            raise InvalidInput(f"说明太长：最多 {LONGEST_NOTE} 字")
        return self._set(message_id, utc_now(), by.name, note.strip(), by)

    def reopen(self, message_id: str, by: Principal) -> Feedback:
        """It was not dealt with after all. Raises NotFound."""
        check_curator(by)
        return self._set(message_id, None, "", "", by)

    def _set(self, message_id: str, closed_at: datetime | None, closed_by: str, note: str, by: Principal) -> Feedback:
        with self._database.session() as session:
            row = session.get(FeedbackRow, message_id)
            if row is None:
                raise NotFound("没有这条反馈")
            row.closed_at, row.closed_by, row.closing_note = closed_at, closed_by, note
            return _feedback(session, [row], by)[0]


def _chosen(closed: bool, rating: str) -> Select[FeedbackRow]:
    query = select(FeedbackRow).where(FeedbackRow.closed_at.is_not(None) if closed else FeedbackRow.closed_at.is_(None))
    return query.where(FeedbackRow.rating == rating) if rating else query


def _feedback(session: Session, rows: Sequence[FeedbackRow], by: Principal) -> tuple[Feedback, ...]:
    """Of answers that quote what is kept from the caller only what was thought of them."""
    answers = [answer_from_json(row.message.answer) for row in rows]
    kept = withdrawn(session, answers, by)
    return tuple(
        _one(row, "（所引文件只给有关部门看）" if gone else row.message.text)
        for row, gone in zip(rows, kept, strict=True)
    )


def _one(row: FeedbackRow, answer: str) -> Feedback:
    masked = Masker(NUMBERS).mask
    message: MessageRow = row.message
    return Feedback(
        message_id=row.message_id,
        question=masked(message.question),
        answer=answer,
        refused=message.refused,
        role=message.role,
        rating=row.rating,
        comment=masked(row.comment),
        given_at=row.created_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closing_note=row.closing_note,
    )
