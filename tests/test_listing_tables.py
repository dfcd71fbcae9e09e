"""The typed tables: every figure has its columns, decimals are exact in SQL, and no table of restricted cells is in the way."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, type_coerce
from sqlalchemy.dialects import sqlite

from assistant.buildings.columns import UNITS, Field
from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow, LedgerRow
from assistant.buildings.ledgers.tables import ExactDecimal, ListingRow
from assistant.database import MIGRATIONS_DIR, Base, Database, newest_schema_version
from assistant.documents.tables import DocumentRow
from assistant.records import OPEN_END, OPEN_START, Clearance, DocumentKind


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.migrate()
    yield opened
    opened.close()


def put_rents(database: Database, rents: list[Decimal]) -> None:
    with database.session() as session:
        session.add(
            DocumentRow(
                id="d", name="台账.xlsx", sha256="0" * 64, size_bytes=1, media_type="", text="", title="台账",
                kind=DocumentKind.LISTING, clearance=Clearance.PUBLIC,
            )
        )  # fmt: skip
        session.flush()
        day = date(2026, 11, 1)
        session.add(LedgerRow(number=1, document_id="d", ordinal=0, layout="", edition_on=day))
        session.add(
            LedgerEntryRow(number=1, key="k", kind=DocumentKind.LISTING, name="甲", first_seen_on=day, last_seen_on=day)
        )
        session.flush()
        session.execute(
            insert(ListingRow),
            [
                {
                    "id": str(at), "document_id": "d", "ledger_number": 1, "entry_number": 1, "chunk_id": "", "ordinal": at,
                    "kind": DocumentKind.LISTING, "clearance": Clearance.PUBLIC,
                    "current_from": OPEN_START, "current_until": OPEN_END, "staff_until": OPEN_END,
                    "rent_yuan_per_m2_month_low": rent, "offered_area_m2_low": Decimal("99.5"),
                }
                for at, rent in enumerate(rents)
            ],
        )  # fmt: skip


@pytest.mark.parametrize("field", list(UNITS), ids=lambda field: field.name)
def test_every_figure_has_a_column_for_each_end(field: Field) -> None:
    assert {f"{field.name.lower()}_low", f"{field.name.lower()}_high"} <= set(ListingRow.__table__.columns.keys())


OF_ONE_DATABASE = {
    "ix_listings_match": "sqlite",
    "ix_listings_kind_area": "postgresql",
    "ix_listings_kind_category_street": "postgresql",
    "ix_listings_kind_rent": "postgresql",
}


def test_the_migrations_make_the_tables_that_the_code_describes(database: Database) -> None:
    kind = database.engine.dialect.name

    def belongs(_part: object, name: str | None, *_: object) -> bool:
        return OF_ONE_DATABASE.get(name or "", kind) == kind

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": belongs})
        assert not compare_metadata(context, Base.metadata)


def test_the_last_migration_is_known_by_the_name_of_its_file(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR))
    newest = ScriptDirectory.from_config(config).get_current_head()
    assert newest_schema_version() == newest
    with database.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == newest
    database.migrate()


def test_sums_and_comparisons_of_decimals_are_exact(database: Database) -> None:
    put_rents(database, [Decimal("0.1"), Decimal("0.2"), Decimal("0.3")])
    rent = ListingRow.rent_yuan_per_m2_month_low
    with database.session() as session:
        assert session.scalar(select(func.sum(rent))) == Decimal("0.6")
        assert session.scalar(select(func.count()).where(rent <= Decimal("0.3"))) == 3
        assert session.scalar(select(func.count()).where(rent < Decimal("0.3"))) == 2


def test_a_product_of_two_figures_is_exact_with_twice_the_places(database: Database) -> None:
    put_rents(database, [Decimal("75.25")])
    product = type_coerce(ListingRow.rent_yuan_per_m2_month_low * ListingRow.offered_area_m2_low, ExactDecimal(8))
    with database.session() as session:
        assert session.scalar(select(product)) == Decimal("7487.375")


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_a_decimal_comes_back_as_it_was_written(number: Decimal) -> None:
    column = ExactDecimal()
    stored = column.process_bind_param(number, sqlite.dialect())
    assert column.process_result_value(stored, sqlite.dialect()) == number
