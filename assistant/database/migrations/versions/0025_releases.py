"""What one person wants to be public and another one decides about."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TIME = UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("layout", sa.String(length=16), nullable=False),
        sa.Column("header", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )
    for column in ("document_id", "state"):
        op.create_index(op.f(f"ix_releases_{column}"), "releases", [column])


def downgrade() -> None:
    op.drop_table("releases")
