"""Tables of the audit, and the triggers by which the database itself keeps it append-only.

Only the beginning may go, up to the anchor in ``audit_head`` and when it is half a year old: the triggers refuse everything else.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Enum, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.audit.events import Event
from assistant.database import Base, UtcDateTime


class AuditRow(Base):
    """A line. ``role`` and ``door`` are those of the call, ``address`` is as the settings want it, ``detail`` is JSON."""

    __tablename__ = "audit_lines"
    __table_args__ = (Index("ix_audit_lines_event_number", "event", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    event: Mapped[Event] = mapped_column(
        Enum(Event, native_enum=False, length=30, values_callable=lambda members: [item.value for item in members])
    )
    by: Mapped[str] = mapped_column(String(64), index=True)
    by_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20))
    door: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(64))
    call_id: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHeadRow(Base):
    """Both ends of the chain: the last line, and the anchor - the last line that was swept. Written first with every line, so that writers
    wait for each other. ``salt`` goes into hashed addresses."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    anchor_number: Mapped[int]
    anchor_digest: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str] = mapped_column(String(64))


_REFUSE = "audit_lines is append-only"
_REFUSE_HEAD = "audit_head only moves on"
_MOVES_BACK = (
    "NEW.number < OLD.number OR NEW.anchor_number < OLD.anchor_number OR NEW.anchor_number > OLD.number "
    "OR NEW.salt <> OLD.salt"
)

CREATE_GUARDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        f"CREATE TRIGGER audit_lines_no_update BEFORE UPDATE ON audit_lines BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END",
        "CREATE TRIGGER audit_lines_no_delete BEFORE DELETE ON audit_lines "
        "WHEN OLD.number > (SELECT anchor_number FROM audit_head) OR OLD.at > datetime('now', '-180 days') "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END",
        f"CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head WHEN {_MOVES_BACK} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSE_HEAD}'); END",
        f"CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, '{_REFUSE_HEAD}'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_lines_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$",
        "CREATE FUNCTION audit_lines_refuse_young() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.number > (SELECT anchor_number FROM audit_head) OR OLD.at > now() - interval '180 days' THEN "
        f"RAISE EXCEPTION '{_REFUSE}'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER audit_lines_no_update BEFORE UPDATE ON audit_lines "
        "FOR EACH ROW EXECUTE FUNCTION audit_lines_refuse()",
        "CREATE TRIGGER audit_lines_no_delete BEFORE DELETE ON audit_lines "
        "FOR EACH ROW EXECUTE FUNCTION audit_lines_refuse_young()",
        "CREATE TRIGGER audit_lines_no_truncate BEFORE TRUNCATE ON audit_lines "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_lines_refuse()",
        "CREATE FUNCTION audit_head_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE_HEAD}'; END $$",
        f"CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head FOR EACH ROW WHEN ({_MOVES_BACK}) "
        "EXECUTE FUNCTION audit_head_refuse()",
        "CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_head_refuse()",
    ),
}
DROP_GUARDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER audit_head_stays",
        "DROP TRIGGER audit_head_moves_on",
        "DROP TRIGGER audit_lines_no_delete",
        "DROP TRIGGER audit_lines_no_update",
    ),
    "postgresql": (
        "DROP TRIGGER audit_head_stays ON audit_head",
        "DROP TRIGGER audit_head_moves_on ON audit_head",
        "DROP FUNCTION audit_head_refuse",
        "DROP TRIGGER audit_lines_no_truncate ON audit_lines",
        "DROP TRIGGER audit_lines_no_delete ON audit_lines",
        "DROP TRIGGER audit_lines_no_update ON audit_lines",
        "DROP FUNCTION audit_lines_refuse_young",
        "DROP FUNCTION audit_lines_refuse",
    ),
}
