"""Addresses from which somebody signed in before."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_addresses",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("tried", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_known_addresses")),
    )
    op.create_index(op.f("ix_known_addresses_at"), "known_addresses", ["at"])
    op.create_index("ix_known_addresses_tried_at", "known_addresses", ["tried", "at"])


def downgrade() -> None:
    op.drop_table("known_addresses")
