"""Table rows: every cell with its header, its sheet and row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.buildings.headers.release_marks import Restriction
from assistant.records import Cell, ChunkKind, Passage, TableHeader
from ingest.chunking.figure_tables import CAPTION_HEADER, Around, typed_table
from ingest.chunking.pieces import Piece, cut_to_fit
from ingest.chunking.sections import sections_of
from ingest.parsed import Table, TableRow

_IDENTIFYING = ("名称", "项目", "楼宇", "地址", "事项", "类别")
_SECTION_CHARACTERS = 400


def chunk_tables(
    tables: Sequence[Table],
    prose: Sequence[Passage],
    headings: Sequence[tuple[int, str, str]],
    fits: Callable[[str], bool],
    restriction: Callable[[TableHeader, Sequence[Sequence[str]]], Restriction],
    around: Mapping[int, Around] | None,
) -> list[Passage]:
    """A passage for each row, and one for what stands above and below a table.

    ``headings`` are from where on which headings stand above, and the lowest of them; elsewhere a table stands in an article of ``prose``.
    ``around`` is what stands beside the tables, by where they begin: they are typed with it; None for ledgers, which have readers of
    their own.

    ``restriction`` tells what only staff may see. Those cells of a row become a passage of their own, so that the public one can be shown
    to anybody; of a row that only staff may see every passage is restricted. A table inside an
    article or a section carries that passage's heading.
    """
    passages: list[Passage] = []
    for number, table in enumerate(tables, start=1):
        shown = table if around is None else typed_table(table, around.get(table.place.start, Around()))
        named = f"表格{number}" if around is not None and len(tables) > 1 else "表格"
        heading, below = _heading_at(table.place.start, prose, headings)
        heading = table.caption or heading
        found = restriction(
            TableHeader(table.headers, table.columns, table.place.sheet, table.caption),
            [row.values for row in shown.rows],
        )
        passages += [replace(passage, restricted=found.whole) for passage in _remarks(table, fits)]
        for_staff = frozenset(at for at, header in enumerate(table.headers) if header in found.headers)
        title = shown.caption if around is not None and shown.caption not in heading else ""
        headers = shown.headers
        for index, row in enumerate(shown.rows):
            internal = found.whole or index in found.rows
            called = below if below and len(shown.rows) == 1 else f"{named}第{index + 1}行"
            line = _Line(headers, shown.columns, row, called, title)
            passages += _row_passages(line, heading, fits, for_staff, internal)
    return passages


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a table with the table's headers and columns, what it is called where its file numbers no rows, and the table's title where that must be told with it."""

    headers: tuple[str, ...]
    columns: tuple[str, ...]
    row: TableRow
    called: str
    title: str

    def cells(self, for_staff: frozenset[int]) -> list[Cell]:
        columns = self.columns or ("",) * len(self.headers)
        titled = [Cell(CAPTION_HEADER, self.title)] if self.title else []
        return titled + [
            Cell(header, value, at in for_staff, column)
            for at, (header, value, column) in enumerate(zip(self.headers, self.row.values, columns, strict=False))
            if value
        ]

    @property
    def locator(self) -> str:
        place = self.row.place
        if self.row.where:
            return f"{place.sheet or ''} {self.row.where}".strip()
        if place.row is not None:
            return f"{place.sheet or ''} 第{place.row}行".strip()
        return f"第{place.page}页 {self.called}" if place.page else self.called


def _row_passages(
    line: _Line, heading: str, fits: Callable[[str], bool], for_staff: frozenset[int], internal: bool
) -> list[Passage]:
    cells = line.cells(for_staff)
    public = [cell for cell in cells if not cell.restricted]
    restricted = [cell for cell in cells if cell.restricted]
    row, locator = line.row, line.locator
    if internal:
        return _parts(cells, row, locator, heading, fits, restricted=True) if cells else []
    passages = _parts(public, row, locator, heading, fits, restricted=False) if public else []
    if restricted:
        named = [*_identifying(public), *restricted]
        passages += _parts(named, row, locator, heading, fits, restricted=True)
    return passages


def _parts(
    cells: Sequence[Cell], row: TableRow, locator: str, heading: str, fits: Callable[[str], bool], *, restricted: bool
) -> list[Passage]:
    """One passage, or several that each repeat the identifying cells when the row is too long for one."""
    texts = _fitting_texts(cells, fits)
    return [
        Passage(
            kind=ChunkKind.ROW,
            text=text,
            locator=locator,
            place=row.place,
            heading=heading,
            part=part,
            parts=len(texts),
            cells=tuple(cells),
            restricted=restricted,
        )
        for part, text in enumerate(texts, start=1)
    ]


def _fitting_texts(cells: Sequence[Cell], fits: Callable[[str], bool]) -> list[str]:
    whole = _text(cells)
    if fits(whole):
        return [whole]
    lead = _text(_identifying(cells))
    texts: list[str] = []
    group = lead
    for cell in cells:
        for small in cut_to_fit(Piece(_text([cell]), 0, 0), lambda text: fits(f"{lead}；{text}")):
            joined = f"{group}；{small.text}"
            if fits(joined):
                group = joined
            else:
                texts.append(group)
                group = f"{lead}；{small.text}"
    return [*texts, group]


def _identifying(cells: Sequence[Cell]) -> list[Cell]:
    named = [cell for cell in cells if any(word in cell.header for word in _IDENTIFYING) and len(cell.value) <= 40]
    return named[:2] or [cell for cell in cells if len(cell.value) <= 40][:1]


def _text(cells: Sequence[Cell]) -> str:
    return "；".join(f"{cell.header}：{cell.value}" for cell in cells)


def _remarks(table: Table, fits: Callable[[str], bool]) -> list[Passage]:
    """Title and notes of a table as a section: they say what unit holds, when it was verified, what is left out."""
    lines = [line for line in (table.caption, *table.notes) if line]
    if not table.notes and not (table.caption and not table.rows):
        return []
    start, end = table.place.start, table.place.end
    pieces = [Piece(line, start, end, table.place.page) for line in lines]
    name = f"{table.place.sheet or ''} 表头与说明".strip()
    return sections_of(pieces, "", name, fits, _SECTION_CHARACTERS)


def _heading_at(position: int, prose: Sequence[Passage], headings: Sequence[tuple[int, str, str]]) -> tuple[str, str]:
    """The headings that a table stands below and the lowest of them, or those of the article that it stands in or after, and this."""
    above = [(path, name) for start, path, name in headings if start <= position]
    if above:
        return above[-1]
    ordered = sorted(prose, key=lambda passage: passage.place.start)
    for passage, following in pairwise(ordered):
        if passage.place.start <= position < following.place.start:
            return f"{passage.heading} {passage.clause or ''}".strip(), ""
    last = ordered[-1] if ordered and ordered[-1].place.start <= position else None
    return (f"{last.heading} {last.clause or ''}".strip() if last else ""), ""
