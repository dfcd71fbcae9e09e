"""A document as extraction reads it: its clauses in order, each with the chunks it is kept in and the table rows that stand in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.incentives.records import Quote
from assistant.records import Chunk, ChunkKind
from assistant.text.labels import ARTICLE_LABEL


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of a table inside a clause."""

    cells: tuple[tuple[str, str], ...]
    chunk_id: str
    text: str

    def quote(self, clause: str) -> Quote:
        return Quote(self.text, clause, self.chunk_id, 0, len(self.text))


@dataclass(frozen=True, slots=True)
class Provision:
    """A clause: ``text`` is that of its chunks under each other, ``starts`` where each chunk begins in it."""

    label: str
    text: str
    chunk_ids: tuple[str, ...]
    starts: tuple[int, ...]
    lines: tuple[TableLine, ...] = ()

    def quote(self, start: int, end: int) -> Quote:
        """The words between two offsets, without blanks around them, as a place in their chunk.

        What runs on from one chunk into the next is quoted as far as the first of them goes.
        """
        at = max(index for index, begin in enumerate(self.starts) if begin <= start)
        following = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.text) + 1
        end = min(end, following - 1)
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        offset = self.starts[at]
        return Quote(text, self.label, self.chunk_ids[at], start - offset, start - offset + len(text))

    @property
    def body_start(self) -> int:
        """Where the text begins behind the label."""
        match = ARTICLE_LABEL.match(self.text)
        return match.end() if match and self.label.startswith("第") else 0


def provisions_of(chunks: Sequence[Chunk]) -> tuple[Provision, ...]:
    """The clauses, and the sections where a document has no clauses; the chunks are those of one document in order."""
    clauses = [chunk for chunk in chunks if chunk.passage.kind is ChunkKind.CLAUSE]
    kind = ChunkKind.CLAUSE if clauses else ChunkKind.SECTION
    groups: list[list[Chunk]] = []
    for chunk in chunks:
        if chunk.passage.restricted or chunk.passage.kind is not kind:
            continue
        if groups and chunk.passage.part > 1 and chunk.passage.locator == groups[-1][0].passage.locator:
            groups[-1].append(chunk)
        else:
            groups.append([chunk])
    rows = [chunk for chunk in chunks if chunk.passage.kind is ChunkKind.ROW and not chunk.passage.restricted]
    return tuple(_provision(group, rows) for group in groups)


def _provision(group: Sequence[Chunk], rows: Sequence[Chunk]) -> Provision:
    text, starts = "", []
    for chunk in group:
        text += "\n" if text else ""
        starts.append(len(text))
        text += chunk.passage.text
    first, last = group[0].passage.place.start, group[-1].passage.place.end
    return Provision(
        label=group[0].passage.clause or group[0].passage.locator,
        text=text,
        chunk_ids=tuple(chunk.id for chunk in group),
        starts=tuple(starts),
        lines=tuple(_lines(rows, first, last)),
    )


def _lines(rows: Sequence[Chunk], first: int, last: int) -> Iterator[TableLine]:
    for row in rows:
        place = row.passage.place
        if first <= place.start <= last and place.sheet is None:
            cells = tuple((cell.header, cell.value) for cell in row.passage.cells)
            yield TableLine(cells, row.id, row.passage.text)
