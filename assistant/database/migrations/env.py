"""Alembic's environment: migrations run on the connection that ``Database.migrate`` hands over."""

from importlib import import_module

from alembic import context

from assistant.database import Base

# Tables register themselves when their rooms are imported.
for room in (
    "accounts",
    "audit",
    "complaints",
    "conversations",
    "curation",
    "documents",
    "evaluation",
    "incentives",
    "jobs",
    "policies",
    "rates",
):
    import_module(f"assistant.{room}.tables")
import_module("assistant.buildings.ledgers.tables")
import_module("assistant.buildings.ledgers.ledger_tables")
import_module("assistant.retrieval.keywords.tables")

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
