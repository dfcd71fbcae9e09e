"""The complaints desk, and the right to approve its replies."""

import sqlalchemy as sa
from alembic import op

from assistant.complaints.guards import CREATE_GUARDS, DROP_GUARDS
from assistant.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint_counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_complaint_counters")),
    )
    op.create_table(
        "complaint_trail",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("from_state", sa.String(length=30), nullable=True),
        sa.Column("to_state", sa.String(length=30), nullable=True),
        sa.Column("note_sha256", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_complaint_trail")),
        sa.UniqueConstraint("digest", name=op.f("uq_complaint_trail_digest")),
    )
    with op.batch_alter_table("complaint_trail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_trail_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_trail_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_trail_head")),
    )
    op.create_table(
        "complaint_trail_notes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["complaint_trail.number"], name=op.f("fk_complaint_trail_notes_number_complaint_trail")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_complaint_trail_notes")),
    )
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("complainant", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("registered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=64), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("query_code_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("state_before", sa.String(length=30), nullable=True),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("erased_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("referred_to", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["filed_by"], ["users.id"], name=op.f("fk_complaints_filed_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
        sa.UniqueConstraint("year", "ordinal", name=op.f("uq_complaints_year")),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaints_complainant"), ["complainant"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_filed_by"), ["filed_by"], unique=False)
        batch_op.create_index("ix_complaints_state_received", ["state", "received_at"], unique=False)

    op.create_table(
        "complaint_analyses",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("analysis", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_analyses_complaint_id_complaints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_analyses")),
    )
    op.create_table(
        "complaint_attachments",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_attachments_complaint_id_complaints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_attachments")),
    )
    with op.batch_alter_table("complaint_attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_attachments_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_attachments_sha256"), ["sha256"], unique=False)

    op.create_table(
        "complaint_extensions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_extensions_complaint_id_complaints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_extensions")),
    )
    with op.batch_alter_table("complaint_extensions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_extensions_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_links",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("newer_id", sa.Integer(), nullable=False),
        sa.Column("older_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["newer_id"], ["complaints.id"], name=op.f("fk_complaint_links_newer_id_complaints"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["older_id"], ["complaints.id"], name=op.f("fk_complaint_links_older_id_complaints"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_links")),
        sa.UniqueConstraint("newer_id", "older_id", name=op.f("uq_complaint_links_newer_id")),
    )
    with op.batch_alter_table("complaint_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_links_newer_id"), ["newer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_links_older_id"), ["older_id"], unique=False)

    op.create_table(
        "complaint_pauses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_for", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_pauses_complaint_id_complaints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_pauses")),
    )
    with op.batch_alter_table("complaint_pauses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_pauses_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_replies",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(length=64), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_replies_complaint_id_complaints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("complaint_id", "number", name=op.f("pk_complaint_replies")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("may_approve", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("INSERT INTO complaint_trail_head (id, number, digest) VALUES (1, 0, '')")
    for statement in CREATE_GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP_GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("may_approve")
    for table in (
        "complaint_replies",
        "complaint_pauses",
        "complaint_links",
        "complaint_extensions",
        "complaint_attachments",
        "complaint_analyses",
        "complaints",
        "complaint_trail_notes",
        "complaint_trail_head",
        "complaint_trail",
        "complaint_counters",
    ):
        op.drop_table(table)
