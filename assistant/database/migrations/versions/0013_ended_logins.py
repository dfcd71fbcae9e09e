"""Login tokens that were signed out before their time."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_logins",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_logins")),
    )
    op.create_index(op.f("ix_ended_logins_expires_at"), "ended_logins", ["expires_at"])


def downgrade() -> None:
    op.drop_table("ended_logins")
