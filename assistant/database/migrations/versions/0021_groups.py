"""Departments: documents kept to them, accounts that belong to them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("documents", "users"):
        op.add_column(table, sa.Column("groups", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_documents_groups", "documents", ["groups"])


def downgrade() -> None:
    op.drop_index("ix_documents_groups", "documents")
    for table in ("users", "documents"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("groups")
