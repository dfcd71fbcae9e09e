"""The trail: who did what when. Lines are only ever added, each bound to the one before by its digest.

Whoever changes a complaint calls ``lock_trail`` first in the transaction: changes wait for each other there, on every database.
"""

import hashlib
import json
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.complaints.records import Action, AuditEntry, State
from assistant.complaints.tables import TrailHeadRow, TrailNoteRow, TrailRow
from assistant.database import utc_now
from assistant.records import Principal

_HEAD = 1


def lock_trail(session: Session) -> None:
    """Take the writer's place in this transaction before anything is read."""
    session.execute(update(TrailHeadRow).where(TrailHeadRow.id == _HEAD).values(number=TrailHeadRow.number))


def add_line(
    session: Session,
    complaint_id: int,
    action: Action,
    by: Principal,
    *,
    from_state: State | None = None,
    to_state: State | None = None,
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Add a line in the transaction of the change it tells of."""
    head = session.get_one(TrailHeadRow, _HEAD, populate_existing=True)
    row = TrailRow(
        number=head.number + 1,
        complaint_id=complaint_id,
        at=at or utc_now(),
        by=by.name,
        by_id=by.user_id,
        action=action,
        from_state=from_state,
        to_state=to_state,
        note_sha256=_sha256(note),
    )
    row.digest = _digest(head.digest, row)
    session.add(row)
    session.flush()
    if note:
        session.add(TrailNoteRow(number=row.number, note=note))
    head.number, head.digest = row.number, row.digest
    session.flush()


def lines_of(session: Session, complaint_id: int) -> tuple[AuditEntry, ...]:
    """The trail of one complaint, oldest first."""
    rows = session.execute(
        select(TrailRow, TrailNoteRow.note)
        .outerjoin(TrailNoteRow, TrailNoteRow.number == TrailRow.number)
        .where(TrailRow.complaint_id == complaint_id)
        .order_by(TrailRow.number)
    )
    return tuple(
        AuditEntry(
            number=row.number,
            complaint_id=row.complaint_id,
            at=row.at,
            by=row.by,
            action=row.action,
            from_state=row.from_state,
            to_state=row.to_state,
            note=note or "",
            digest=row.digest,
        )
        for row, note in rows
    )


def trail_problems(session: Session) -> tuple[str, ...]:
    """What is wrong with the trail, in Chinese; empty when every line is as it was written. Erased notes are no problem."""
    problems: list[str] = []
    before, number = "", 0
    rows = session.execute(
        select(TrailRow, TrailNoteRow.note)
        .outerjoin(TrailNoteRow, TrailNoteRow.number == TrailRow.number)
        .order_by(TrailRow.number)
    )
    for row, note in rows:
        number += 1
        if row.number != number:
            problems.append(f"第 {number} 条留痕缺失")
            number = row.number
        if row.digest != _digest(before, row):
            problems.append(f"第 {row.number} 条留痕与原来不一致")
        if note is not None and _sha256(note) != row.note_sha256:
            problems.append(f"第 {row.number} 条留痕的说明被改动")
        before = row.digest
    head = session.get_one(TrailHeadRow, _HEAD)
    if (head.number, head.digest) != (number, before):
        problems.append(f"留痕末尾缺失：应有 {head.number} 条")
    return tuple(problems)


def _digest(before: str, row: TrailRow) -> str:
    """SHA-256 over the line before and this one."""
    values = [
        before,
        row.number,
        row.complaint_id,
        row.at.timestamp(),
        row.by,
        row.by_id,
        row.action,
        row.from_state,
        row.to_state,
        row.note_sha256,
    ]
    return _sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
