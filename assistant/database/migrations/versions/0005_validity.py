"""How sure a date is, first days of amended texts, extensions, clauses repealed alone, and what administrators confirmed."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CONFIDENCE = sa.Enum("HIGH", "MEDIUM", "LOW", name="confidence")


def upgrade() -> None:
    _CONFIDENCE.create(op.get_bind(), checkfirst=True)
    op.add_column("document_facts", sa.Column("confidence", _CONFIDENCE, nullable=False, server_default="HIGH"))
    op.add_column("document_facts", sa.Column("working", sa.Text(), nullable=False, server_default=""))
    op.add_column("documents", sa.Column("edition_from", sa.Date(), nullable=True))
    op.add_column("documents", sa.Column("extended_by", sa.String(length=16), nullable=True))
    op.add_column("documents", sa.Column("extensions", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("documents", sa.Column("ended_clauses", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "confirmations",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=100), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_confirmations_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "subject", name=op.f("pk_confirmations")),
    )


def downgrade() -> None:
    op.drop_table("confirmations")
    for table, column in (
        ("documents", "ended_clauses"),
        ("documents", "extensions"),
        ("documents", "extended_by"),
        ("documents", "edition_from"),
        ("document_facts", "working"),
        ("document_facts", "confidence"),
    ):
        op.drop_column(table, column)
    _CONFIDENCE.drop(op.get_bind(), checkfirst=True)
