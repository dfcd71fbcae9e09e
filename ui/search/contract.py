"""What the API sends of a search."""

from datetime import date

from assistant.contract.message import Message


class Hit(Message):
    """A passage that was found. ``source_id`` is its document."""

    chunk_id: str
    source_id: str
    document: str
    label: str = ""
    kind: str = "section"
    clause: str | None = None
    text: str = ""
    status: str = ""
    clearance: str = "public"
    valid_from: date | None = None


class Hits(Message):
    """Passages in force, and such as fit but do not hold today."""

    hits: tuple[Hit, ...] = ()
    lapsed: tuple[Hit, ...] = ()
