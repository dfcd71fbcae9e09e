"""What was read of a document, as staff look through it after it was taken in."""

from assistant.contract.message import Message
from assistant.records import ChunkKind, Clearance


class OutlineLine(Message):
    """A heading in reading order, the sheet of a workbook, or an article that stands below none, and how many passages stand directly below it;
    ``page`` is that of the first."""

    heading: str
    passages: int
    page: int | None


class ReadPassage(Message):
    """A passage as it was read; ``cut``: it goes on. ``clearance`` is internal also for what only staff see of a public document."""

    chunk_id: str
    label: str
    kind: ChunkKind
    text: str
    cut: bool
    page: int | None
    clearance: Clearance


class ReadTable(Message):
    """A table, by its sheet or the heading above it: its columns, the first of its rows, and how many there are."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


class DocumentReading(Message):
    """What was read. ``total`` counts the passages that are no rows of tables, of which the first are listed."""

    outline: tuple[OutlineLine, ...]
    passages: tuple[ReadPassage, ...]
    total: int
    tables: tuple[ReadTable, ...]
