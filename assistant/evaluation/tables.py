"""Tables of the runs that were started in the page or through the API."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Base, UtcDateTime, utc_now


class EvaluationRunRow(Base):
    """One run. ``cases`` is the suite's text; ``document`` the run as ``huizhao evaluate --json`` tells it, once it is over."""

    __tablename__ = "evaluation_runs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    suite: Mapped[str] = mapped_column(String(200), index=True)
    cases: Mapped[str] = mapped_column(Text)
    total: Mapped[int]
    day: Mapped[date]
    model: Mapped[str] = mapped_column(String(200), default="")
    machine: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10))
    document: Mapped[dict[str, object] | None] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text, default="")
    started_by: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EvaluationResultRow(Base):
    """What came of the ``number``-th question of a run, from 1; ``result`` is a CaseResult as JSON."""

    __tablename__ = "evaluation_results"

    run_id: Mapped[int] = mapped_column(ForeignKey("evaluation_runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(String(200))
    passed: Mapped[bool]
    result: Mapped[dict[str, object]] = mapped_column(JSON)
