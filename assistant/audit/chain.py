"""The chain of lines: each is bound to the one before by its digest, in the transaction of what it tells of.

Whoever swept lines away left the anchor: the number and digest of the last one swept, and a line that says so. What is left begins there.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from assistant.audit.events import Event
from assistant.audit.tables import AuditHeadRow, AuditRow
from assistant.calls import current_call
from assistant.database import utc_now
from assistant.records import Principal

_HEAD = 1
_LONGEST_SUBJECT = 300
_LONGEST_VALUE = 300
_PAGE = 1000


def add_line(
    session: Session,
    event: Event,
    subject: str = "",
    detail: Mapping[str, str] | None = None,
    *,
    by: Principal | None = None,
    at: datetime | None = None,
) -> None:
    """Write a line in this transaction, of the current call and its principal unless ``by`` is somebody else. Call it last: from here to the
    end of the transaction other writers wait."""
    call = current_call()
    who = by or call.principal
    session.execute(update(AuditHeadRow).where(AuditHeadRow.id == _HEAD).values(number=AuditHeadRow.number))
    head = session.get_one(AuditHeadRow, _HEAD, populate_existing=True)
    row = AuditRow(
        number=head.number + 1,
        at=at or utc_now(),
        event=event,
        by=who.name[:64],
        by_id=who.user_id,
        role=who.role.value,
        door=call.door.value,
        address=call.noted_address,
        call_id=call.id,
        subject=subject[:_LONGEST_SUBJECT],
        detail=_json({key: value[:_LONGEST_VALUE] for key, value in sorted((detail or {}).items())}),
    )
    row.digest = _digest(head.digest, row)
    session.add(row)
    head.number, head.digest = row.number, row.digest
    session.flush()


def problems_of(session: Session, known: tuple[int, str] | None = None) -> tuple[str, ...]:
    """What is wrong with the chain, in Chinese; empty when every line is as it was written.

    ``known`` is a number and digest that somebody noted elsewhere: who can rewrite the whole chain cannot rewrite that.
    """
    head = session.get_one(AuditHeadRow, _HEAD, populate_existing=True)
    number, before = head.anchor_number, head.anchor_digest
    problems: list[str] = []
    swept: dict[str, str] = {}
    if known is not None and known[0] == number and known[1] != before:
        problems.append(f"第 {number} 条与所记的摘要不符")
    while rows := session.scalars(
        select(AuditRow).where(AuditRow.number > number).order_by(AuditRow.number).limit(_PAGE)
    ).all():
        for row in rows:
            number += 1
            if row.number != number:
                problems.append(f"第 {number} 条缺失")
                number = row.number
            if row.digest != _digest(before, row):
                problems.append(f"第 {row.number} 条与原来不一致")
            if known is not None and known[0] == row.number and known[1] != row.digest:
                problems.append(f"第 {row.number} 条与所记的摘要不符")
            if row.event is Event.SWEEP:
                swept = json.loads(row.detail)
            before = row.digest
        session.expunge_all()
    if (head.number, head.digest) != (number, before):
        problems.append(f"末尾缺失：应有 {head.number} 条")
    if head.anchor_number and (swept.get("to"), swept.get("digest")) != (str(head.anchor_number), head.anchor_digest):
        problems.append(f"开头缺失：前 {head.anchor_number} 条不是按期限清理的")
    return tuple(problems)


def sweep(session: Session, before: datetime) -> int:
    """Remove the lines at the beginning that are older, in this transaction; returns how many."""
    session.execute(update(AuditHeadRow).where(AuditHeadRow.id == _HEAD).values(number=AuditHeadRow.number))
    head = session.get_one(AuditHeadRow, _HEAD, populate_existing=True)
    first_kept = session.scalar(select(AuditRow.number).where(AuditRow.at >= before).order_by(AuditRow.number).limit(1))
    last_number = head.number if first_kept is None else first_kept - 1
    last = session.get(AuditRow, last_number)
    if last is None or last_number <= head.anchor_number:
        return 0
    first = head.anchor_number + 1
    head.anchor_number, head.anchor_digest = last.number, last.digest
    detail = {"from": str(first), "to": str(last.number), "digest": last.digest}
    session.flush()
    session.execute(delete(AuditRow).where(AuditRow.number <= last_number))
    session.expire_all()
    add_line(session, Event.SWEEP, f"第 {first} 至 {last_number} 条", detail)
    return last_number - first + 1


def _digest(before: str, row: AuditRow) -> str:
    """SHA-256 over the line before and this one."""
    values = [
        before,
        row.number,
        row.at.timestamp(),
        row.event,
        row.by,
        row.by_id,
        row.role,
        row.door,
        row.address,
        row.call_id,
        row.subject,
        row.detail,
    ]
    return hashlib.sha256(_json(values).encode()).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
