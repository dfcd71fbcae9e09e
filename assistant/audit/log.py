"""The audit as doors use it: noting, reading, verifying, sweeping."""

import csv
import hashlib
import hmac
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Select, func, or_, select

from assistant.audit.chain import add_line, problems_of, sweep
from assistant.audit.events import Event
from assistant.audit.tables import AuditHeadRow, AuditRow
from assistant.database import Database, utc_now
from assistant.records import Principal
from assistant.sections.service import AuditSettings
from assistant.workdays import BEIJING

_PAGE = 1000
_COLUMNS = ("序号", "时间", "事项", "账号", "角色", "来源", "地址", "请求编号", "对象", "说明", "摘要")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HASH_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line as it is read."""

    number: int
    at: datetime
    event: Event
    by: str
    by_id: int | None
    role: str
    door: str
    address: str
    call_id: str
    subject: str
    detail: Mapping[str, str]
    digest: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines are wanted; what is empty filters nothing. ``text`` stands in the subject, the details or the request's id."""

    event: Event | None = None
    by: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """Both ends of the chain, and what is wrong with it."""

    first: int
    last: int
    digest: str
    problems: tuple[str, ...]


class AuditLog:
    """The audit of one deployment."""

    def __init__(self, database: Database, settings: AuditSettings) -> None:
        self._database = database
        self._settings = settings

    def note(
        self, event: Event, subject: str = "", detail: Mapping[str, str] | None = None, by: Principal | None = None
    ) -> None:
        """Write a line in a transaction of its own: of what was read, handed out or refused."""
        with self._database.session() as session:
            add_line(session, event, subject, detail, by=by)

    def list(
        self, wanted: AuditFilter = AuditFilter(), limit: int = 100, offset: int = 0
    ) -> tuple[tuple[AuditLine, ...], int]:
        """Lines, the latest first, and how many there are in all."""
        query = _query(wanted)
        with self._database.session() as session:
            total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
            rows = session.scalars(query.order_by(AuditRow.number.desc()).limit(limit).offset(offset))
            return tuple(_line(row) for row in rows), total

    def lines(self, wanted: AuditFilter = AuditFilter()) -> Iterator[AuditLine]:
        """All of them, the oldest first, read page by page."""
        number = 0
        while True:
            query = _query(wanted).where(AuditRow.number > number).order_by(AuditRow.number).limit(_PAGE)
            with self._database.session() as session:
                found = tuple(_line(row) for row in session.scalars(query))
            if not found:
                return
            yield from found
            number = found[-1].number

    def chain(self, known: tuple[int, str] | None = None) -> Chain:
        """Read the whole chain and say what is wrong with it; ``known`` is a number and its digest that were noted elsewhere."""
        with self._database.session() as session:
            head = session.get_one(AuditHeadRow, 1)
            first, last, digest = head.anchor_number + 1, head.number, head.digest
            return Chain(first, last, digest, problems_of(session, known))

    def sweep(self, now: datetime | None = None) -> int:
        """Remove what is older than the settings keep; returns how many lines."""
        with self._database.session() as session:
            return sweep(session, min(now or utc_now(), utc_now()) - timedelta(days=self._settings.retention_days))

    def noted_address(self, address: str) -> str:
        """An address as lines hold it: as it is, as a hash that is the same for the same address, or not at all."""
        if self._settings.addresses == "plain" or not address:
            return address
        if self._settings.addresses == "none":
            return ""
        digest = hmac.new(self._salt.encode(), address.encode(), hashlib.sha256).hexdigest()
        return f"#{digest[:_HASH_CHARACTERS]}"

    @cached_property
    def _salt(self) -> str:
        with self._database.session() as session:
            return session.get_one(AuditHeadRow, 1).salt


def as_json(line: AuditLine) -> dict[str, object]:
    """A line as the command line prints it and files hold it."""
    return {
        "number": line.number,
        "at": line.at.isoformat(),
        "event": line.event.value,
        "label": line.event.label,
        "by": line.by,
        "by_id": line.by_id,
        "role": line.role,
        "door": line.door,
        "address": line.address,
        "call_id": line.call_id,
        "subject": line.subject,
        "detail": dict(line.detail),
        "digest": line.digest,
    }


def as_json_lines(lines: Iterator[AuditLine]) -> Iterator[str]:
    """A line of JSON for each, piece by piece."""
    for line in lines:
        yield json.dumps(as_json(line), ensure_ascii=False) + "\n"


def as_csv(lines: Iterator[AuditLine]) -> Iterator[str]:
    """A table for spreadsheet programs, piece by piece; no cell is taken for a formula."""
    yield "\ufeff" + _row(_COLUMNS)
    for line in lines:
        at = f"{line.at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
        detail = "；".join(f"{key}={value}" for key, value in line.detail.items())
        yield _row(
            (
                str(line.number),
                at,
                line.event.label,
                line.by,
                line.role,
                line.door,
                line.address,
                line.call_id,
                line.subject,
                detail,
                line.digest,
            )
        )


def _row(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return written.getvalue()


def _query(wanted: AuditFilter) -> Select[AuditRow]:
    query = select(AuditRow)
    if wanted.event is not None:
        query = query.where(AuditRow.event == wanted.event)
    if wanted.by:
        query = query.where(AuditRow.by == wanted.by)
    if wanted.since is not None:
        query = query.where(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditRow.at < wanted.until)
    if wanted.text.strip():
        text = wanted.text.strip()
        query = query.where(
            or_(
                AuditRow.subject.contains(text, autoescape=True),
                AuditRow.detail.contains(text, autoescape=True),
                AuditRow.call_id == text,
            )
        )
    return query


def _line(row: AuditRow) -> AuditLine:
    return AuditLine(
        number=row.number,
        at=row.at,
        event=row.event,
        by=row.by,
        by_id=row.by_id,
        role=row.role,
        door=row.door,
        address=row.address,
        call_id=row.call_id,
        subject=row.subject,
        detail=json.loads(row.detail),
        digest=row.digest,
    )
