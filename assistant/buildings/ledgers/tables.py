"""Typed rows of ledgers and opportunity lists: what a sentence can be matched against.

``listings`` is narrow on purpose, so that a scan stays cheap: figures, days and normalised texts only. The cells as the ledger
writes them stand in ``listing_details``, values of fields that may have several (metro lines, categories) in ``listing_tags``. What
only staff may see (底价 …) stands in ``restricted_listing_cells`` and in no other table, so a query for an investor, who never reads
that table, can neither show it nor filter or sort by it.

A column of ``listings`` is named after its ``Field``: ``RENT_YUAN_PER_M2_MONTH`` is ``rent_yuan_per_m2_month_low`` and ``…_high``. Both
ends are inclusive; a low without a high is open above (``500起``), both NULL is a value that is blank or cannot be read.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from assistant.database import Base
from assistant.records import Clearance, DocumentKind

_LARGEST = 2**63 - 1


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with a fixed number of places, kept as an integer, so that every database compares and adds it exactly.

    What is multiplied has twice the places: give such an expression its type with ``type_coerce(a * b, ExactDecimal(8))``.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int = 4) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else exact_integer(Decimal(value), self.places)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else exact_decimal(value, self.places)


@lru_cache(maxsize=65_536)
def exact_integer(value: Decimal, places: int = 4) -> int:
    """The integer that stands for a figure in an ``ExactDecimal`` column. One that is asked for may be larger than any kept: it stays
    larger."""
    largest = Decimal(_LARGEST).scaleb(-places)
    return int(max(-largest, min(largest, value)).scaleb(places).to_integral_value())


def exact_decimal(value: int, places: int = 4) -> Decimal:
    """The figure that an ``ExactDecimal`` column keeps as this integer."""
    number = Decimal(value).scaleb(-places).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


MATCHED = (
    "kind", "category", "closed", "document_id", "ordinal", "offered_area_m2_low", "offered_area_m2_high",
    "rent_yuan_per_m2_month_low", "rent_yuan_per_m2_month_high", "divisible_from_m2_low", "divisible_from_m2_high", "ledger_number",
    "grade", "fit_out", "street", "business_area", "metro", "metro_distance_m_low", "metro_distance_m_high", "parking_low",
    "parking_high", "floor_height_m_low", "floor_height_m_high", "floor_load_t_per_m2_low", "floor_load_t_per_m2_high", "crane_t_low",
    "crane_t_high", "power_kva_low", "power_kva_high", "vacant_area_m2_low", "vacant_area_m2_high", "available_from", "use",
    "current_from", "current_until", "staff_until", "vacancy_percent_low", "vacancy_percent_high", "rent_free_months_low",
    "rent_free_months_high", "total_area_m2_low", "total_area_m2_high", "property_fee_yuan_per_m2_month_low",
    "property_fee_yuan_per_m2_month_high", "completed_on", "address",
)  # fmt: skip
"""The columns of the one wide index on SQLite, which counts scan instead of the wide rows."""
_SERVER = "postgresql"


class ListingRow(Base):
    """One row of a held ledger or list.

    ``id`` stays the same while the document, the name and the address do. ``entry_number`` is what the row is about, over all
    editions of the ledgers. The row is to be shown on days from ``current_from`` to ``current_until``: an older edition's row ends the
    day before the newer edition's begins; ``staff_until`` counts internal editions too, of which an investor must not notice anything.
    ``listings.py`` makes the query of it. ``chunk_id`` is the passage that stands for the row.
    """

    __tablename__ = "listings"
    __table_args__ = (
        Index("ix_listings_match", *MATCHED).ddl_if(dialect="sqlite"),
        Index("ix_listings_kind_area", "kind", "offered_area_m2_high", "offered_area_m2_low").ddl_if(dialect=_SERVER),
        Index("ix_listings_kind_category_street", "kind", "category", "street").ddl_if(dialect=_SERVER),
        Index("ix_listings_kind_rent", "kind", "rent_yuan_per_m2_month_low").ddl_if(dialect=_SERVER),
        Index("ix_listings_kind_name", "kind", "name"),
        Index("ix_listings_document_ordinal", "document_id", "ordinal"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(24), unique=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    ledger_number: Mapped[int] = mapped_column(ForeignKey("ledgers.number", ondelete="CASCADE"), index=True)
    entry_number: Mapped[int] = mapped_column(ForeignKey("ledger_entries.number"), index=True)
    chunk_id: Mapped[str] = mapped_column(String(24), index=True)
    ordinal: Mapped[int]
    kind: Mapped[DocumentKind]
    clearance: Mapped[Clearance]
    sheet: Mapped[str] = mapped_column(String(200), default="")
    row: Mapped[int | None]
    page: Mapped[int | None]
    locator: Mapped[str] = mapped_column(Text, default="")
    current_from: Mapped[date]
    current_until: Mapped[date]
    staff_until: Mapped[date]
    closed: Mapped[bool] = mapped_column(
        default=False
    )  # its status, or a vacancy of nothing, says that it is not to be had

    name: Mapped[str] = mapped_column(String(300), default="")
    name_key: Mapped[str] = mapped_column(String(300), default="")  # without spaces, punctuation and letter case
    address: Mapped[str] = mapped_column(String(500), default="")
    address_key: Mapped[str] = mapped_column(String(500), default="")
    street: Mapped[str] = mapped_column(String(100), default="")
    business_area: Mapped[str] = mapped_column(String(200), default="")
    category: Mapped[str] = mapped_column(String(20), default="")  # a Category's value, "" where it is not told
    grade: Mapped[str] = mapped_column(String(50), default="")
    fit_out: Mapped[str] = mapped_column(String(200), default="")
    ownership: Mapped[str] = mapped_column(String(100), default="")
    use: Mapped[str] = mapped_column(String(500), default="")
    metro: Mapped[str] = mapped_column(String(500), default="")
    floor: Mapped[str] = mapped_column(String(100), default="")
    lease_terms: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(100), default="")
    topic: Mapped[str] = mapped_column(String(200), default="")
    cooperation: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(300), default="")

    offered_area_m2_low: Mapped[Decimal | None] = mapped_column(
        ExactDecimal()
    )  # vacant; whole where no vacancy is kept
    offered_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    total_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    total_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    vacant_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    vacant_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    divisible_from_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    divisible_from_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    floor_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    floor_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    billed_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    billed_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    usable_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    usable_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    inner_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    inner_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    land_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    land_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    vacancy_percent_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())  # computed where the ledger has none
    vacancy_percent_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    occupancy_percent_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    occupancy_percent_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    efficiency_percent_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    efficiency_percent_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    floor_height_m_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    floor_height_m_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    frontage_m_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    frontage_m_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    floor_load_t_per_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    floor_load_t_per_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    crane_t_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    crane_t_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    power_kva_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    power_kva_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    rent_yuan_per_m2_month_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    rent_yuan_per_m2_month_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    property_fee_yuan_per_m2_month_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    property_fee_yuan_per_m2_month_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    rent_free_months_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    rent_free_months_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    metro_distance_m_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    metro_distance_m_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    parking_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    parking_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    floors_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    floors_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    plot_ratio_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    plot_ratio_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    tenure_years_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    tenure_years_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    investment_yuan_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    investment_yuan_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    longitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    latitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))

    completed_on: Mapped[date | None]  # a year alone is its first day
    available_from: Mapped[date | None]
    deadline: Mapped[date | None] = mapped_column(index=True)  # a month alone is its last day; 长期 is 9999-12-31
    verified_on: Mapped[date | None]


class ListingTagRow(Base):
    """A value of a field that may have several: ``field`` is the Field's name, ``value`` normalised (``METRO``: ``2号线``)."""

    __tablename__ = "listing_tags"

    field: Mapped[str] = mapped_column(String(30), primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    listing_number: Mapped[int] = mapped_column(
        ForeignKey("listings.number", ondelete="CASCADE"), primary_key=True, index=True
    )


class ListingDetailRow(Base):
    """The public cells of a row in the ledger's order, and all that they say for a search for words.

    Each cell is {"field": a Field's name or "" for an extra column, "header", "text" as written, "unit" from the header, "column": the
    letter that the spreadsheet program shows, "" elsewhere}.
    """

    __tablename__ = "listing_details"

    listing_number: Mapped[int] = mapped_column(ForeignKey("listings.number", ondelete="CASCADE"), primary_key=True)
    cells: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    search_text: Mapped[str] = mapped_column(Text, default="")


class RestrictedListingCellRow(Base):
    """A cell that only staff may see."""

    __tablename__ = "restricted_listing_cells"

    listing_number: Mapped[int] = mapped_column(ForeignKey("listings.number", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(30), default="")
    header: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(50), default="")
    column: Mapped[str] = mapped_column(String(5), default="")
    low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
