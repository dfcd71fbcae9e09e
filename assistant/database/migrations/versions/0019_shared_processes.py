"""What several processes share: jobs that any of them takes, and how often a caller has asked."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("jobs") as batch_op:
        for name, length in (("kind", 20), ("lane", 20), ("worker", 100)):
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("request", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("not_before", UtcDateTime(timezone=True), nullable=True))
    # Lost when a server crashes, and never written ahead: nobody waits for a disk to be counted.
    prefixes = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "caller_rates",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("full_again_at_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_caller_rates")),
        prefixes=prefixes,
    )


def downgrade() -> None:
    op.drop_table("caller_rates")
    with op.batch_alter_table("jobs") as batch_op:
        for name in ("not_before", "request", "attempts", "worker", "lane", "kind"):
            batch_op.drop_column(name)
