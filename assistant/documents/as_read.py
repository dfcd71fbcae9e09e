"""What was read of a document, put together for a person: its outline, its first passages, its tables."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from assistant.contract.reading import DocumentReading, OutlineLine, ReadPassage, ReadTable
from assistant.records import Chunk, ChunkKind

_LONGEST = 300
"""Characters of a passage that are shown."""
_MOST_ROWS = 5


def reading_of(chunks: Sequence[Chunk], most_passages: int) -> DocumentReading:
    """Of the passages that somebody may see, in reading order."""
    texts = [chunk for chunk in chunks if chunk.passage.kind is not ChunkKind.ROW]
    return DocumentReading(
        outline=tuple(_outline(chunks)),
        passages=tuple(map(_passage, texts[:most_passages])),
        total=len(texts),
        tables=tuple(_tables([chunk for chunk in chunks if chunk.passage.kind is ChunkKind.ROW])),
    )


def _outline(chunks: Sequence[Chunk]) -> Iterable[OutlineLine]:
    for heading, below in groupby(chunks, _place):
        own = list(below)
        if heading:
            yield OutlineLine(heading=heading, passages=len(own), page=own[0].passage.place.page)


def _place(chunk: Chunk) -> str:
    return chunk.passage.heading or chunk.passage.place.sheet or ""


def _passage(chunk: Chunk) -> ReadPassage:
    text = chunk.passage.text
    return ReadPassage(
        chunk_id=chunk.id,
        label=chunk.passage.locator,
        kind=chunk.passage.kind,
        text=text[:_LONGEST],
        cut=len(text) > _LONGEST,
        page=chunk.passage.place.page,
        clearance=chunk.clearance,
    )


def _tables(rows: Sequence[Chunk]) -> Iterable[ReadTable]:
    """Rows that follow each other below one place with the same heads are one table; what is kept to staff of a row joins it."""
    for (name, columns), group in groupby(rows, lambda chunk: (_place(chunk), _heads(chunk))):
        own = list(group)
        shown = tuple(tuple(cell.value for cell in chunk.passage.cells) for chunk in own[:_MOST_ROWS])
        yield ReadTable(name=name, columns=columns, rows=shown, total=len(own))


def _heads(chunk: Chunk) -> tuple[str, ...]:
    return tuple(cell.header for cell in chunk.passage.cells)
