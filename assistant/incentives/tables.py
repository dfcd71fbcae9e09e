"""Tables of benefit rules, of what holds for whole documents, and of who did what with a rule."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Base, UtcDateTime, utc_now


class BenefitRuleRow(Base):
    """A rule: ``content`` as extracted, ``correction`` as staff corrected it (None where they did not).

    ``clause_hash`` is of the clause's text: a decision holds while it stays the same.
    """

    __tablename__ = "benefit_rules"
    __table_args__ = (Index("ix_benefit_rules_document_ordinal", "document_id", "ordinal"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    clause: Mapped[str] = mapped_column(String(60))
    clause_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, object]] = mapped_column(JSON)
    correction: Mapped[dict[str, object] | None] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default="unconfirmed", index=True)
    decided_by: Mapped[str] = mapped_column(String(100), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")


class PolicyFrameRow(Base):
    """What holds for a whole document. Its presence with the current ``version`` says that the document has been read for benefits."""

    __tablename__ = "policy_frames"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), index=True)
    content: Mapped[dict[str, object]] = mapped_column(JSON)


class BenefitEventRow(Base):
    """The history of a rule; it outlives the rule. ``before`` is the rule as it was, where that is of interest."""

    __tablename__ = "benefit_events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    rule_id: Mapped[str] = mapped_column(String(16), index=True)
    action: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(100), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    note: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, object] | None] = mapped_column(JSON)
