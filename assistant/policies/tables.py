"""Tables of policies: the structure of each document, stored and read as a tree."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import ForeignKey, String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.database import Base
from assistant.policies.outline import NodeKind, OutlineNode


class OutlineRow(Base):
    """One node of a document's tree: see ``OutlineNode``."""

    __tablename__ = "outline_nodes"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parent: Mapped[int | None]
    kind: Mapped[NodeKind] = mapped_column(index=True)
    number: Mapped[int]
    inserted: Mapped[int]
    heading: Mapped[str] = mapped_column(Text)
    mark: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]
    page: Mapped[int | None]


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
