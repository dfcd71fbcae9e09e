"""The table of background jobs: any process can tell how far a job is."""

from datetime import datetime

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Base, UtcDateTime, utc_now


class JobRow(Base):
    """A job. ``alive_at`` is renewed while its process lives; ``progress`` and ``report`` are IngestProgress and IngestReport as JSON."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_by: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(10), index=True)  # running | done | failed
    progress: Mapped[dict[str, object] | None] = mapped_column(JSON)
    report: Mapped[dict[str, object] | None] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    alive_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
