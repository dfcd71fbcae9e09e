"""The audit: lines that are only added, each bound to the one before."""

import secrets

import sqlalchemy as sa
from alembic import op

from assistant.audit.tables import CREATE_GUARDS, DROP_GUARDS
from assistant.database import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_lines",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=30), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_lines")),
        sa.UniqueConstraint("digest", name=op.f("uq_audit_lines_digest")),
    )
    op.create_index(op.f("ix_audit_lines_at"), "audit_lines", ["at"])
    op.create_index(op.f("ix_audit_lines_by"), "audit_lines", ["by"])
    op.create_index("ix_audit_lines_event_number", "audit_lines", ["event", "number"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("anchor_number", sa.Integer(), nullable=False),
        sa.Column("anchor_digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(
        head,
        [{"id": 1, "number": 0, "digest": "", "anchor_number": 0, "anchor_digest": "", "salt": secrets.token_hex(32)}],
    )
    for statement in CREATE_GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP_GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("audit_head")
    op.drop_table("audit_lines")
