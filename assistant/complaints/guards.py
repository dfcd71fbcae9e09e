"""Triggers by which the database itself keeps the trail append-only and an approved reply as it was approved.

Each statement by SQLAlchemy's name of the dialect; a migration runs them.
"""

from collections.abc import Mapping

_REFUSE_TRAIL = "complaint_trail is append-only"
_REFUSE_REPLY = "a version of a reply does not change"

CREATE_GUARDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        f"CREATE TRIGGER complaint_trail_no_update BEFORE UPDATE ON complaint_trail "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSE_TRAIL}'); END",
        f"CREATE TRIGGER complaint_trail_no_delete BEFORE DELETE ON complaint_trail "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSE_TRAIL}'); END",
        f"CREATE TRIGGER complaint_replies_frozen BEFORE UPDATE ON complaint_replies "
        f"WHEN OLD.approved_at IS NOT NULL OR OLD.draft IS NOT NEW.draft OR OLD.digest IS NOT NEW.digest "
        f"OR OLD.saved_by IS NOT NEW.saved_by OR OLD.saved_by_id IS NOT NEW.saved_by_id "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSE_REPLY}'); END",
    ),
    "postgresql": (
        f"CREATE FUNCTION complaint_trail_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE_TRAIL}'; END $$",
        "CREATE TRIGGER complaint_trail_no_change BEFORE UPDATE OR DELETE ON complaint_trail "
        "FOR EACH ROW EXECUTE FUNCTION complaint_trail_refuse()",
        "CREATE TRIGGER complaint_trail_no_truncate BEFORE TRUNCATE ON complaint_trail "
        "FOR EACH STATEMENT EXECUTE FUNCTION complaint_trail_refuse()",
        "CREATE FUNCTION complaint_replies_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE_REPLY}'; END $$",
        "CREATE TRIGGER complaint_replies_frozen BEFORE UPDATE ON complaint_replies FOR EACH ROW "
        "WHEN (OLD.approved_at IS NOT NULL OR OLD.draft::text IS DISTINCT FROM NEW.draft::text "
        "OR OLD.digest IS DISTINCT FROM NEW.digest OR OLD.saved_by IS DISTINCT FROM NEW.saved_by "
        "OR OLD.saved_by_id IS DISTINCT FROM NEW.saved_by_id) EXECUTE FUNCTION complaint_replies_refuse()",
    ),
}
DROP_GUARDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER complaint_replies_frozen",
        "DROP TRIGGER complaint_trail_no_delete",
        "DROP TRIGGER complaint_trail_no_update",
    ),
    "postgresql": (
        "DROP TRIGGER complaint_replies_frozen ON complaint_replies",
        "DROP FUNCTION complaint_replies_refuse",
        "DROP TRIGGER complaint_trail_no_truncate ON complaint_trail",
        "DROP TRIGGER complaint_trail_no_change ON complaint_trail",
        "DROP FUNCTION complaint_trail_refuse",
    ),
}
