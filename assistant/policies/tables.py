"""Tables of policies: the structure of each document."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Base
from assistant.policies.outline import NodeKind


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
