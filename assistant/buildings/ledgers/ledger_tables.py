"""Tables about the ledgers themselves: their columns and warnings, what they list over the years, what an administrator decided."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.buildings.columns import Field
from assistant.buildings.ledgers.tables import ExactDecimal
from assistant.database import Base, UtcDateTime, utc_now
from assistant.records import DocumentKind


class LedgerRow(Base):
    """One table of a document whose rows are listed.

    ``columns`` holds, in the table's order, {"header", "column": letter, "field": a Field's name or "" for an extra column, "restricted":
    bool, "origin": how the field was found, "score", "doubt": what is to be asked, "part_let": it tells how much is let,
    "waiting": restricted until somebody releases it}. ``layout`` is the fingerprint of the headers: what an administrator corrects in
    one workbook holds for every workbook of the same layout. ``series`` is the document's title without its dates: two editions of one
    ledger share it; ``edition_on`` is the day from which this edition holds.
    """

    __tablename__ = "ledgers"
    __table_args__ = (UniqueConstraint("document_id", "ordinal"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    sheet: Mapped[str] = mapped_column(String(200), default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    layout: Mapped[str] = mapped_column(String(16), index=True)
    series: Mapped[str] = mapped_column(String(300), default="", index=True)
    edition_on: Mapped[date]
    columns: Mapped[list[dict[str, str | bool | float]]] = mapped_column(JSON, default=list)


def told_fields(columns: Sequence[Mapping[str, str | bool | float]]) -> frozenset[Field]:
    """The fields that a ledger's public columns (``LedgerRow.columns``) tell of. One that tells how much is let tells of the vacancy
    too, though not its size: what it lists is not offered whole."""
    told = {Field[str(column["field"])] for column in columns if column["field"] and not column["restricted"]}
    return frozenset(told | {Field.VACANT_AREA_M2 for column in columns if column.get("part_let")})


def waiting_headers(columns: Sequence[Mapping[str, str | bool | float]]) -> frozenset[str]:
    """The headers of a ledger's columns that only staff see until somebody releases them."""
    return frozenset(str(column["header"]) for column in columns if column.get("waiting"))


def visible_headers(columns: Sequence[Mapping[str, str | bool | float]], *, for_staff: bool) -> frozenset[str]:
    """The headers of the columns that conditions can be about: public ones, for staff also those that wait to be released."""
    public = {str(column["header"]) for column in columns if not column["restricted"]}
    return frozenset(public) | (waiting_headers(columns) if for_staff else frozenset())


class LedgerWarningRow(Base):
    """A cell that could not be read, named so that somebody can mend it. For staff: the text may come from a restricted column."""

    __tablename__ = "ledger_warnings"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    listing_id: Mapped[str] = mapped_column(String(24), default="")
    sheet: Mapped[str] = mapped_column(String(200), default="")
    cell: Mapped[str] = mapped_column(String(20), default="")  # B7; the row's place where the format has no cell names
    header: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text)


class LedgerEntryRow(Base):
    """What a ledger's row is about, over all editions: a building, a shop, a plot, an opportunity.

    ``key`` is made of the kind, the name, the address and, where several rows share them, the floor. ``delisted_on`` is the day of the
    first edition that no longer lists it. ``same_as`` is the entry that an administrator said this one is.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        Index("ix_ledger_entries_kind_name", "kind", "name_key"),
        Index("ix_ledger_entries_kind_address", "kind", "address_key"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[DocumentKind]
    name: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(500), default="")
    name_key: Mapped[str] = mapped_column(String(300), default="")
    address_key: Mapped[str] = mapped_column(String(500), default="")
    category: Mapped[str] = mapped_column(String(20), default="")
    first_seen_on: Mapped[date]
    last_seen_on: Mapped[date]
    delisted_on: Mapped[date | None] = mapped_column(index=True)
    same_as: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.number"))


class ListingHistoryRow(Base):
    """What one edition of a ledger said of an entry on a day: its 核验时间, else the day of the ledger.

    A deleted document takes its history along; a replaced one leaves it. ``cells`` names the cell of each figure, by Field.
    """

    __tablename__ = "listing_history"
    __table_args__ = (
        UniqueConstraint("entry_number", "document_id", "observed_on"),
        Index("ix_listing_history_entry_day", "entry_number", "observed_on"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    entry_number: Mapped[int] = mapped_column(ForeignKey("ledger_entries.number", ondelete="CASCADE"))
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))  # of the original as it was then
    observed_on: Mapped[date]
    ingested_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    sheet: Mapped[str] = mapped_column(String(200), default="")
    row: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(100), default="")
    vacant_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    vacant_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    total_area_m2_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    total_area_m2_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    rent_yuan_per_m2_month_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    rent_yuan_per_m2_month_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    investment_yuan_low: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    investment_yuan_high: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    cells: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class NearNameRow(Base):
    """Two entries that may be one: flagged, never merged, until an administrator decides. ``decision`` is "", ``same`` or ``different``.

    ``merged`` notes what moved when they became one (``merging.py``), {} where they did not.
    """

    __tablename__ = "near_names"

    first_number: Mapped[int] = mapped_column(ForeignKey("ledger_entries.number", ondelete="CASCADE"), primary_key=True)
    second_number: Mapped[int] = mapped_column(
        ForeignKey("ledger_entries.number", ondelete="CASCADE"), primary_key=True
    )
    reason: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(String(10), default="", index=True)
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")


class ColumnCorrectionRow(Base):
    """What an administrator said of a column of a layout. ``field`` is a Field's name, "" for an extra column, "*" as mapped; ``restricted`` says
    whether only staff may see it. It wins over whatever the mapping would choose."""

    __tablename__ = "column_corrections"

    layout: Mapped[str] = mapped_column(String(16), primary_key=True)
    header: Mapped[str] = mapped_column(String(300), primary_key=True)
    field: Mapped[str] = mapped_column(String(30), default="")
    restricted: Mapped[bool] = mapped_column(default=False)
    corrected_by: Mapped[str] = mapped_column(String(64), default="")
    corrected_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
