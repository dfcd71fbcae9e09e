"""Typed rows of ledgers, what the ledgers list over their editions, and what administrators decide about columns."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assistant.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KINDS = ("POLICY", "REPORT", "LISTING", "OPPORTUNITY", "GUIDE", "OTHER")
_CLEARANCES = ("PUBLIC", "INTERNAL")
_FIGURES = (
    "offered_area_m2",
    "total_area_m2",
    "vacant_area_m2",
    "divisible_from_m2",
    "floor_area_m2",
    "land_area_m2",
    "vacancy_percent",
    "occupancy_percent",
    "efficiency_percent",
    "floor_height_m",
    "frontage_m",
    "floor_load_t_per_m2",
    "crane_t",
    "power_kva",
    "rent_yuan_per_m2_month",
    "property_fee_yuan_per_m2_month",
    "rent_free_months",
    "metro_distance_m",
    "parking",
    "floors",
    "plot_ratio",
    "tenure_years",
    "investment_yuan",
)
_HISTORY_FIGURES = ("vacant_area_m2", "total_area_m2", "rent_yuan_per_m2_month", "investment_yuan")


def _existing(values: Sequence[str], name: str) -> sa.types.TypeEngine[str]:
    """An enumeration whose type the first migration has created."""
    return sa.Enum(*values, name=name).with_variant(
        postgresql.ENUM(*values, name=name, create_type=False), "postgresql"
    )


def _spans(names: Sequence[str]) -> Iterator[sa.Column[int]]:
    """Both ends of each figure, in ten-thousandths of its unit."""
    for name in names:
        yield sa.Column(f"{name}_low", sa.BigInteger(), nullable=True)
        yield sa.Column(f"{name}_high", sa.BigInteger(), nullable=True)


def upgrade() -> None:
    op.create_table(
        "column_corrections",
        sa.Column("layout", sa.String(length=16), nullable=False),
        sa.Column("header", sa.String(length=300), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("corrected_by", sa.String(length=64), nullable=False),
        sa.Column("corrected_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("layout", "header", name=op.f("pk_column_corrections")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", _existing(_KINDS, "documentkind"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("delisted_on", sa.Date(), nullable=True),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["same_as"], ["ledger_entries.number"], name=op.f("fk_ledger_entries_same_as_ledger_entries")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_entries_key")),
    )
    op.create_table(
        "ledger_warnings",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("listing_id", sa.String(length=24), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("cell", sa.String(length=20), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_ledger_warnings_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_warnings")),
    )
    with op.batch_alter_table("ledger_warnings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_warnings_document_id"), ["document_id"], unique=False)

    op.create_table(
        "ledgers",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("layout", sa.String(length=16), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_ledgers_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledgers")),
        sa.UniqueConstraint("document_id", "ordinal", name=op.f("uq_ledgers_document_id")),
    )
    with op.batch_alter_table("ledgers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledgers_layout"), ["layout"], unique=False)

    op.create_table(
        "listing_history",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("ingested_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=100), nullable=False),
        *_spans(_HISTORY_FIGURES),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_listing_history_document_id_documents"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_number"],
            ["ledger_entries.number"],
            name=op.f("fk_listing_history_entry_number_ledger_entries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_listing_history")),
        sa.UniqueConstraint("entry_number", "document_id", "observed_on", name=op.f("uq_listing_history_entry_number")),
    )
    with op.batch_alter_table("listing_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_history_document_id"), ["document_id"], unique=False)
        batch_op.create_index("ix_listing_history_entry_day", ["entry_number", "observed_on"], unique=False)

    op.create_table(
        "near_names",
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("second_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_number"],
            ["ledger_entries.number"],
            name=op.f("fk_near_names_first_number_ledger_entries"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_number"],
            ["ledger_entries.number"],
            name=op.f("fk_near_names_second_number_ledger_entries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("first_number", "second_number", name=op.f("pk_near_names")),
    )
    with op.batch_alter_table("near_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_near_names_decision"), ["decision"], unique=False)

    op.create_table(
        "listings",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("ledger_number", sa.Integer(), nullable=False),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("chunk_id", sa.String(length=24), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", _existing(_KINDS, "documentkind"), nullable=False),
        sa.Column("clearance", _existing(_CLEARANCES, "clearance"), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("current_from", sa.Date(), nullable=False),
        sa.Column("current_until", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("address_key", sa.String(length=500), nullable=False),
        sa.Column("street", sa.String(length=100), nullable=False),
        sa.Column("business_area", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.String(length=50), nullable=False),
        sa.Column("fit_out", sa.String(length=200), nullable=False),
        sa.Column("ownership", sa.String(length=100), nullable=False),
        sa.Column("use", sa.String(length=500), nullable=False),
        sa.Column("metro", sa.String(length=500), nullable=False),
        sa.Column("floor", sa.String(length=100), nullable=False),
        sa.Column("lease_terms", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=100), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("cooperation", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=300), nullable=False),
        *_spans(_FIGURES),
        sa.Column("longitude", sa.BigInteger(), nullable=True),
        sa.Column("latitude", sa.BigInteger(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_listings_document_id_documents"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_number"], ["ledger_entries.number"], name=op.f("fk_listings_entry_number_ledger_entries")
        ),
        sa.ForeignKeyConstraint(
            ["ledger_number"], ["ledgers.number"], name=op.f("fk_listings_ledger_number_ledgers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_listings")),
        sa.UniqueConstraint("id", name=op.f("uq_listings_id")),
    )
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listings_chunk_id"), ["chunk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_deadline"), ["deadline"], unique=False)
        batch_op.create_index("ix_listings_document_ordinal", ["document_id", "ordinal"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_entry_number"), ["entry_number"], unique=False)
        batch_op.create_index(
            "ix_listings_kind_area", ["kind", "offered_area_m2_high", "offered_area_m2_low"], unique=False
        )
        batch_op.create_index("ix_listings_kind_category_street", ["kind", "category", "street"], unique=False)
        batch_op.create_index("ix_listings_kind_name", ["kind", "name_key"], unique=False)
        batch_op.create_index("ix_listings_kind_rent", ["kind", "rent_yuan_per_m2_month_low"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_ledger_number"), ["ledger_number"], unique=False)

    op.create_table(
        "listing_details",
        sa.Column("listing_number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_number"],
            ["listings.number"],
            name=op.f("fk_listing_details_listing_number_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_number", name=op.f("pk_listing_details")),
    )
    op.create_table(
        "listing_tags",
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("listing_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_number"],
            ["listings.number"],
            name=op.f("fk_listing_tags_listing_number_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("field", "value", "listing_number", name=op.f("pk_listing_tags")),
    )
    with op.batch_alter_table("listing_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_tags_listing_number"), ["listing_number"], unique=False)

    op.create_table(
        "restricted_listing_cells",
        sa.Column("listing_number", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=50), nullable=False),
        sa.Column("column", sa.String(length=5), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_number"],
            ["listings.number"],
            name=op.f("fk_restricted_listing_cells_listing_number_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_number", "ordinal", name=op.f("pk_restricted_listing_cells")),
    )


def downgrade() -> None:
    for table in (
        "restricted_listing_cells",
        "listing_tags",
        "listing_details",
        "listings",
        "near_names",
        "listing_history",
        "ledgers",
        "ledger_warnings",
        "ledger_entries",
        "column_corrections",
    ):
        op.drop_table(table)
