"""The index by which needs are matched holds further columns that are asked for."""

from alembic import op

revision = "0010"
down_revision = "0009"
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
_ADDED = (
    "vacancy_percent_low", "vacancy_percent_high", "rent_free_months_low", "rent_free_months_high", "total_area_m2_low",
    "total_area_m2_high", "property_fee_yuan_per_m2_month_low", "property_fee_yuan_per_m2_month_high", "completed_on", "address",
)  # fmt: skip


def upgrade() -> None:
    _recreate([*_MATCHED, *_ADDED])


def downgrade() -> None:
    _recreate(list(_MATCHED))


def _recreate(columns: list[str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_listings_match", table_name="listings")
        op.create_index("ix_listings_match", "listings", columns)
