"""Nothing grows for ever: what has had its time goes, here, once an hour and by ``huizhao sweep``."""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from assistant.audit.log import AuditLog
from assistant.conversations.tables import ConversationRow
from assistant.database import Base, Database, utc_now
from assistant.files import CACHE
from assistant.jobs.tables import JobRow
from assistant.settings import Settings

log = logging.getLogger(__name__)

INCOMING = "incoming"
PAGE_UPLOADS = "page-uploads"
OWN_TEMPORARY = "huizhao-"
_HALF_WRITTEN = ".incoming-*"
_TOGETHER = 200  # rows deleted in one transaction: nobody waits long for it
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each went; ``files`` are files and folders."""

    conversations: int
    jobs: int
    audit_lines: int
    files: int

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def sweep(database: Database, settings: Settings, now: datetime | None = None) -> Swept:
    """Remove what is older than the settings keep. Safe while others work, and twice at once."""
    at, keep = now or utc_now(), settings.retention
    anonymous = _delete_before(
        database,
        ConversationRow,
        ConversationRow.id,
        ConversationRow.updated_at,
        at - timedelta(days=keep.anonymous_conversation_days),
        ConversationRow.user_id.is_(None),
    )
    jobs = _delete_before(
        database,
        JobRow,
        JobRow.id,
        JobRow.alive_at,
        at - timedelta(days=keep.job_days),
        JobRow.state.in_(("done", "failed")),
    )
    lines = AuditLog(database, settings.audit).sweep(at)
    files = _sweep_files(settings, at.timestamp() - keep.temporary_hours * _HOUR_S, _awaited(database))
    return Swept(anonymous, jobs, lines, files)


def _delete_before(
    database: Database,
    table: type[Base],
    key: InstrumentedAttribute[str],
    at: InstrumentedAttribute[datetime],
    before: datetime,
    *which: ColumnElement[bool],
) -> int:
    """Delete a table's older rows that fit, a few at a time; returns how many."""
    count = 0
    while True:
        with database.session() as session:
            old = session.scalars(select(key).where(at < before, *which).limit(_TOGETHER)).all()
            if not old:
                return count
            session.execute(delete(table).where(key.in_(old)))
            count += len(old)


def _awaited(database: Database) -> frozenset[str]:
    """The folders of uploads that a job is still to read."""
    with database.session() as session:
        asked = session.scalars(select(JobRow.request).where(JobRow.state.in_(("waiting", "running")))).all()
    requests = (told.get("request") for told in asked if told)
    return frozenset(str(request.get("folder", "")) for request in requests if isinstance(request, dict))


def _sweep_files(settings: Settings, before_s: float, awaited: frozenset[str]) -> int:
    """Uploads, copies and half-written files that nobody waits for any more, in the data folder and where the system keeps temporary ones."""
    return sum(_removed(path, before_s) for path in _candidates(settings) if path.name not in awaited)


def _candidates(settings: Settings) -> Iterator[Path]:
    data = settings.data_dir
    for folder in (data / INCOMING, data / PAGE_UPLOADS):
        if folder.is_dir():
            yield from folder.iterdir()
    yield from (path for path in (data / CACHE).rglob("*") if path.is_file())
    for folder in (settings.originals_dir, settings.complaint_files_dir):
        if folder.is_dir():
            yield from folder.rglob(_HALF_WRITTEN)
    yield from Path(tempfile.gettempdir()).glob(f"{OWN_TEMPORARY}*")


def _removed(path: Path, before_s: float) -> bool:
    """Whether it was old, ours, and could be removed. A folder is as old as the newest file in it."""
    try:
        if path.is_symlink() or path.stat().st_uid != os.getuid() or _newest_s(path) >= before_s:
            return False
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        log.warning("cannot remove a leftover: %s", error.strerror)
        return False
    return True


def _newest_s(path: Path) -> float:
    times = [path.stat().st_mtime]
    if path.is_dir():
        times += [inside.lstat().st_mtime for inside in path.rglob("*")]
    return min(max(times), time.time())
