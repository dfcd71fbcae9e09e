"""The keyword index in plain tables, in place of one that only SQLite has.

It is filled from the stored chunks when the library is opened next (``documents/keywords.py``), with the deployment's own dictionary.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_CLEARANCE = sa.Enum("PUBLIC", "INTERNAL", name="clearance").with_variant(
    postgresql.ENUM("PUBLIC", "INTERNAL", name="clearance", create_type=False), "postgresql"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for clearance in ("internal", "public"):
            op.execute(f"DROP TABLE IF EXISTS keyword_{clearance}_vocabulary")
            op.execute(f"DROP TABLE IF EXISTS keyword_{clearance}")
    op.create_table(
        "keyword_terms",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("clearance", _CLEARANCE, nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyword_terms")),
        sa.UniqueConstraint("clearance", "term", name=op.f("uq_keyword_terms_clearance")),
    )
    op.create_table(
        "keyword_blocks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("postings", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyword_blocks")),
        sa.UniqueConstraint("term_id", "first", name=op.f("uq_keyword_blocks_term_id")),
    )
    op.create_table(
        "keyword_documents",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("clearance", _CLEARANCE, nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_keyword_documents_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", "clearance", name=op.f("pk_keyword_documents")),
    )
    totals = op.create_table(
        "keyword_totals",
        sa.Column("clearance", _CLEARANCE, nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("words", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("clearance", name=op.f("pk_keyword_totals")),
    )
    op.bulk_insert(totals, [{"clearance": name, "chunks": 0, "words": 0} for name in ("PUBLIC", "INTERNAL")])


def downgrade() -> None:
    for table in ("keyword_totals", "keyword_documents", "keyword_blocks", "keyword_terms"):
        op.drop_table(table)
