"""One index that holds all columns by which needs are usually matched, in place of three narrower ones. For SQLite alone: other
databases do not scan an index of so many columns, or do not allow it."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MATCHED = (
    "kind", "category", "closed", "document_id", "ordinal", "offered_area_m2_low", "offered_area_m2_high",
    "rent_yuan_per_m2_month_low", "rent_yuan_per_m2_month_high", "divisible_from_m2_low", "divisible_from_m2_high", "ledger_number",
    "grade", "fit_out", "street", "business_area", "metro", "metro_distance_m_low", "metro_distance_m_high", "parking_low",
    "parking_high", "floor_height_m_low", "floor_height_m_high", "floor_load_t_per_m2_low", "floor_load_t_per_m2_high", "crane_t_low",
    "crane_t_high", "power_kva_low", "power_kva_high", "vacant_area_m2_low", "vacant_area_m2_high", "available_from", "use",
    "current_from", "current_until", "staff_until",
)  # fmt: skip


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in ("ix_listings_kind_area", "ix_listings_kind_category_street", "ix_listings_kind_rent"):
        op.drop_index(name, table_name="listings")
    op.create_index("ix_listings_match", "listings", list(_MATCHED))


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.drop_index("ix_listings_match", table_name="listings")
    op.create_index("ix_listings_kind_rent", "listings", ["kind", "rent_yuan_per_m2_month_low"])
    op.create_index("ix_listings_kind_category_street", "listings", ["kind", "category", "street"])
    op.create_index("ix_listings_kind_area", "listings", ["kind", "offered_area_m2_high", "offered_area_m2_low"])
