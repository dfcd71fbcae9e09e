"""Documents keep a sketch of their text, by which two of one text are told, and when their bytes first came; rows of ledgers three more
areas: billed, usable, inside the unit."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
_AREAS = tuple(f"{name}_area_m2_{end}" for name in ("billed", "usable", "inner") for end in ("low", "high"))


def upgrade() -> None:
    op.add_column("documents", sa.Column("arrived_at", UtcDateTime(timezone=True), nullable=True))
    op.add_column("documents", sa.Column("sketch", sa.LargeBinary(), nullable=True))
    for area in _AREAS:
        op.add_column("listings", sa.Column(area, sa.BigInteger(), nullable=True))
    op.execute("UPDATE documents SET arrived_at = ingested_at")


def downgrade() -> None:
    with op.batch_alter_table("listings") as listings:
        for area in _AREAS:
            listings.drop_column(area)
    with op.batch_alter_table("documents") as documents:
        documents.drop_column("sketch")
        documents.drop_column("arrived_at")
