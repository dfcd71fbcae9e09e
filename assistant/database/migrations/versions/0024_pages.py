"""Runs of evaluation with their results; held texts that disagree; searches that accounts keep."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TIME = UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "evaluation_runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("suite", sa.String(length=200), nullable=False),
        sa.Column("cases", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("machine", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("started_by", sa.String(length=64), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_runs")),
    )
    op.create_index(op.f("ix_evaluation_runs_suite"), "evaluation_runs", ["suite"])
    op.create_table(
        "evaluation_results",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["evaluation_runs.id"],
            name=op.f("fk_evaluation_results_run_id_evaluation_runs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_evaluation_results")),
    )
    _conflicts()
    op.create_table(
        "kept_searches",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("need", sa.JSON(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("kept_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_kept_searches_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_searches")),
    )
    op.create_index(op.f("ix_kept_searches_user_id"), "kept_searches", ["user_id"])


def _document(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_documents")
    return sa.ForeignKeyConstraint([column], ["documents.id"], name=name, ondelete="CASCADE")


def _conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("newer_document", sa.String(length=16), nullable=False),
        sa.Column("newer_chunk", sa.String(length=24), nullable=False),
        sa.Column("newer_sentence", sa.Text(), nullable=False),
        sa.Column("older_document", sa.String(length=16), nullable=False),
        sa.Column("older_chunk", sa.String(length=24), nullable=False),
        sa.Column("older_sentence", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("found_at", _TIME, nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", _TIME, nullable=True),
        _document("conflicts", "newer_document"),
        _document("conflicts", "older_document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("key", name=op.f("uq_conflicts_key")),
    )
    for column in ("newer_document", "older_document", "state"):
        op.create_index(op.f(f"ix_conflicts_{column}"), "conflicts", [column])
    op.create_table(
        "checked_documents",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("read_at", _TIME, nullable=False),
        _document("checked_documents", "document_id"),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_checked_documents")),
    )


def downgrade() -> None:
    for table in ("kept_searches", "checked_documents", "conflicts", "evaluation_results", "evaluation_runs"):
        op.drop_table(table)
