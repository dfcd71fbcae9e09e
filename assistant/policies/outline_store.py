"""The stored trees."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from assistant.policies.outline import OutlineNode
from assistant.policies.tables import OutlineRow


def replace_outline(session: Session, document_id: str, nodes: Sequence[OutlineNode]) -> None:
    """Store a document's tree in place of its old one, within the caller's transaction."""
    session.execute(delete(OutlineRow).where(OutlineRow.document_id == document_id))
    if nodes:
        session.execute(insert(OutlineRow), [asdict(node) | {"document_id": document_id} for node in nodes])


def read_outline(session: Session, document_id: str) -> tuple[OutlineNode, ...]:
    """A document's tree in reading order; empty when it has none."""
    columns = OutlineRow.__table__.columns
    rows = session.execute(
        select(*(columns[name] for name in OutlineNode.__dataclass_fields__))
        .where(OutlineRow.document_id == document_id)
        .order_by(OutlineRow.ordinal)
    )
    return tuple(OutlineNode(*row) for row in rows)
