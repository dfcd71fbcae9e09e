"""What was read of a document, put together for a person: its outline, its first passages, its tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.contract.reading import DocumentReading, OutlineLine, ReadPassage, ReadTable
from assistant.records import Cell, Chunk, ChunkKind

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


def _outline(chunks: Sequence[Chunk]) -> Iterator[OutlineLine]:
    for heading, below in groupby(chunks, lambda chunk: _place(chunk) or chunk.passage.clause or ""):
        own = list(below)
        if heading:
            yield OutlineLine(heading=heading, passages=len(own), page=own[0].passage.place.page)


def _place(chunk: Chunk) -> str:
    return chunk.passage.heading or chunk.passage.place.sheet or ""


def _passage(chunk: Chunk) -> ReadPassage:
    text = chunk.passage.text.removeprefix(chunk.passage.locator).lstrip()
    return ReadPassage(
        chunk_id=chunk.id,
        label=chunk.passage.locator,
        kind=chunk.passage.kind,
        text=text[:_LONGEST],
        cut=len(text) > _LONGEST,
        page=chunk.passage.place.page,
        clearance=chunk.clearance,
    )


def _tables(rows: Sequence[Chunk]) -> Iterator[ReadTable]:
    """Rows that follow each other below one place with the same heads are one table."""
    for (name, heads), group in groupby(_whole(rows), lambda row: (row[0], tuple(cell.header for cell in row[1]))):
        own = [tuple(cell.value for cell in cells) for _, cells in group]
        yield ReadTable(name=name, columns=heads, rows=tuple(own[:_MOST_ROWS]), total=len(own))


def _whole(rows: Sequence[Chunk]) -> Iterator[tuple[str, list[Cell]]]:
    """Each row with its place. What is kept to staff of a row stands in a passage behind it: they are one again."""
    before: Chunk | None = None
    cells: list[Cell] = []
    for chunk in rows:
        if before is not None and chunk.passage.restricted and _same_row(chunk, before):
            cells.extend(chunk.passage.cells)
            continue
        if before is not None:
            yield _place(before), cells
        before, cells = chunk, list(chunk.passage.cells)
    if before is not None:
        yield _place(before), cells


def _same_row(one: Chunk, other: Chunk) -> bool:
    here, there = one.passage.place, other.passage.place
    return _place(one) == _place(other) and (here.sheet, here.row) == (there.sheet, there.row)
