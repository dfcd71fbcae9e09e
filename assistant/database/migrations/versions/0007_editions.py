"""Editions of ledgers, what entries are called, and until when staff are shown a row."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No row exists yet: nothing wrote to these tables before.
    op.add_column("listings", sa.Column("staff_until", sa.Date(), nullable=False, server_default="9999-12-31"))
    op.add_column("ledgers", sa.Column("series", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("ledgers", sa.Column("edition_on", sa.Date(), nullable=False, server_default="0001-01-01"))
    op.create_index(op.f("ix_ledgers_series"), "ledgers", ["series"], unique=False)
    for name, length in (("name_key", 300), ("address_key", 500), ("category", 20)):
        op.add_column("ledger_entries", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    op.create_index("ix_ledger_entries_kind_name", "ledger_entries", ["kind", "name_key"], unique=False)
    op.create_index("ix_ledger_entries_kind_address", "ledger_entries", ["kind", "address_key"], unique=False)
    op.create_index(op.f("ix_ledger_entries_delisted_on"), "ledger_entries", ["delisted_on"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_ledger_entries_delisted_on"), table_name="ledger_entries")
    op.drop_index("ix_ledger_entries_kind_address", table_name="ledger_entries")
    op.drop_index("ix_ledger_entries_kind_name", table_name="ledger_entries")
    for name in ("category", "address_key", "name_key"):
        op.drop_column("ledger_entries", name)
    op.drop_index(op.f("ix_ledgers_series"), table_name="ledgers")
    op.drop_column("ledgers", "edition_on")
    op.drop_column("ledgers", "series")
    op.drop_column("listings", "staff_until")
