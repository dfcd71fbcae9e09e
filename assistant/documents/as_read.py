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
    """Rows that follow each other below one place are a table as long as they have heads in common; an empty cell has none in its row."""
    for name, group in groupby(_whole(rows), lambda row: row[0]):
        tables: list[tuple[list[str], list[list[Cell]]]] = []
        for _, cells in group:
            heads = [cell.header for cell in cells]
            if not tables or len(set(heads).intersection(tables[-1][0])) * 2 < len(heads):
                tables.append(([], []))
            _add_heads(tables[-1][0], heads)
            tables[-1][1].append(cells)
        for columns, own in tables:
            shown = [{cell.header: cell.value for cell in cells} for cells in own[:_MOST_ROWS]]
            lines = tuple(tuple(values.get(column, "") for column in columns) for values in shown)
            yield ReadTable(name=name, columns=tuple(columns), rows=lines, total=len(own))


def _add_heads(columns: list[str], heads: Sequence[str]) -> None:
    """Heads that are not known yet come behind the one before them in their row."""
    at = 0
    for head in heads:
        if head in columns:
            at = columns.index(head) + 1
        else:
            columns.insert(at, head)
            at += 1


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
