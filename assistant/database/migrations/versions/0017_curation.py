"""Standard answers, documents to find, cases for evaluation, decisions on questions, closed feedback."""

import sqlalchemy as sa
from alembic import op

from assistant.database import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TIME = UtcDateTime(timezone=True)


def upgrade() -> None:
    _change_messages()
    _create_decisions()
    _create_standard_answers()


def downgrade() -> None:
    for table in (
        "curation_events",
        "standard_citations",
        "standard_phrasings",
        "standard_answers",
        "evaluation_cases",
        "missing_documents",
        "decided_questions",
        "question_vectors",
    ):
        op.drop_table(table)
    with op.batch_alter_table("feedback") as batch_op:
        for name in ("closing_note", "closed_by", "closed_at"):
            batch_op.drop_column(name)
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_column("withheld")


def _change_messages() -> None:
    op.add_column("messages", sa.Column("withheld", sa.Integer(), server_default="0", nullable=False))
    messages = sa.table(
        "messages", sa.column("number", sa.Integer), sa.column("answer", sa.JSON), sa.column("withheld")
    )
    connection = op.get_bind()
    answers = connection.execute(sa.select(messages.c.number, messages.c.answer))
    counts = {number: count for number, answer in answers if (count := int(answer.get("withheld") or 0))}
    for number, count in counts.items():
        connection.execute(messages.update().where(messages.c.number == number).values(withheld=count))
    op.add_column("feedback", sa.Column("closed_at", _TIME, nullable=True))
    op.add_column("feedback", sa.Column("closed_by", sa.String(length=64), server_default="", nullable=False))
    op.add_column("feedback", sa.Column("closing_note", sa.Text(), server_default="", nullable=False))


def _create_decisions() -> None:
    op.create_table(
        "question_vectors",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_question_vectors_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_question_vectors")),
    )
    op.create_table(
        "decided_questions",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_decided_questions_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_decided_questions")),
    )
    op.create_table(
        "missing_documents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missing_documents")),
    )
    op.create_index(op.f("ix_missing_documents_state"), "missing_documents", ["state"])
    op.create_table(
        "evaluation_cases",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_cases")),
    )


def _create_standard_answers() -> None:
    op.create_table(
        "standard_answers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.Column("written_at", _TIME, nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.Column("approved_at", _TIME, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_answers")),
    )
    op.create_index(op.f("ix_standard_answers_state"), "standard_answers", ["state"])
    op.create_table(
        "standard_phrasings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        _of_answer("standard_phrasings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_phrasings")),
    )
    op.create_index(op.f("ix_standard_phrasings_answer_id"), "standard_phrasings", ["answer_id"])
    op.create_index(op.f("ix_standard_phrasings_key"), "standard_phrasings", ["key"])
    op.create_table(
        "standard_citations",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=True),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("words_hash", sa.String(length=64), nullable=False),
        _of_answer("standard_citations"),
        sa.PrimaryKeyConstraint("answer_id", "number", name=op.f("pk_standard_citations")),
    )
    op.create_index(op.f("ix_standard_citations_document_id"), "standard_citations", ["document_id"])
    op.create_table(
        "curation_events",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _of_answer("curation_events"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_curation_events")),
    )
    op.create_index(op.f("ix_curation_events_answer_id"), "curation_events", ["answer_id"])


def _of_answer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["answer_id"], ["standard_answers.id"], name=op.f(f"fk_{table}_answer_id_standard_answers"), ondelete="CASCADE"
    )
