"""What moved when two names were merged, so that they can be told apart again."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("near_names", sa.Column("merged", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("near_names", "merged")
