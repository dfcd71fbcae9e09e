"""Listings are looked up by the name as the rows have it."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_listings_kind_name", table_name="listings")
    op.create_index("ix_listings_kind_name", "listings", ["kind", "name"])


def downgrade() -> None:
    op.drop_index("ix_listings_kind_name", table_name="listings")
    op.create_index("ix_listings_kind_name", "listings", ["kind", "name_key"])
