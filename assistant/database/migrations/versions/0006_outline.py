"""The structure of each document: 编, 章, 节, 条, 款, 项, 目."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = sa.Enum(
    "FRONT",
    "CONTENTS",
    "BOOK",
    "SUBBOOK",
    "CHAPTER",
    "SECTION",
    "ARTICLE",
    "PARAGRAPH",
    "PART",
    "ITEM",
    "SUBITEM",
    "POINT",
    "HEADING",
    "TEXT",
    "TABLE",
    "APPENDIX",
    "END",
    name="nodekind",
)


def upgrade() -> None:
    op.create_table(
        "outline_nodes",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("kind", _KINDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_outline_nodes_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "ordinal", name=op.f("pk_outline_nodes")),
    )
    op.create_index(op.f("ix_outline_nodes_kind"), "outline_nodes", ["kind"])


def downgrade() -> None:
    op.drop_index(op.f("ix_outline_nodes_kind"), "outline_nodes")
    op.drop_table("outline_nodes")
