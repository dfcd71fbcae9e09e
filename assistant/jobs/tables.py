"""The table of background jobs: any process takes one that waits, and any process can tell how far it is."""

from datetime import datetime

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Base, UtcDateTime, utc_now


class JobRow(Base):
    """A job of a ``kind``; ``request`` is what it was asked, and by whom. Jobs of one ``lane`` run one after the other, whoever runs them.

    ``worker`` has it, for the ``attempts``-th time, and renews ``alive_at`` while it lives. One that waits is not taken before ``not_before``.
    ``progress`` and ``report`` are IngestProgress and IngestReport as JSON.
    """

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_by: Mapped[str] = mapped_column(String(64), default="")
    kind: Mapped[str] = mapped_column(String(20), default="")
    lane: Mapped[str] = mapped_column(String(20), default="")
    request: Mapped[dict[str, object] | None] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), index=True)  # waiting | running | done | failed
    worker: Mapped[str] = mapped_column(String(100), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    progress: Mapped[dict[str, object] | None] = mapped_column(JSON)
    report: Mapped[dict[str, object] | None] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    alive_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
