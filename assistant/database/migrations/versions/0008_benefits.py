"""Benefit rules of policies, with their history."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benefit_rules",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("clause_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_benefit_rules_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_rules")),
    )
    op.create_index("ix_benefit_rules_document_ordinal", "benefit_rules", ["document_id", "ordinal"])
    op.create_index(op.f("ix_benefit_rules_state"), "benefit_rules", ["state"])
    op.create_table(
        "policy_frames",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_policy_frames_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_policy_frames")),
    )
    op.create_index(op.f("ix_policy_frames_version"), "policy_frames", ["version"])
    op.create_table(
        "benefit_events",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("rule_id", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_benefit_events")),
    )
    op.create_index(op.f("ix_benefit_events_rule_id"), "benefit_events", ["rule_id"])


def downgrade() -> None:
    op.drop_table("benefit_events")
    op.drop_table("policy_frames")
    op.drop_table("benefit_rules")
