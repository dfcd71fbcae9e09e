"""Table rows: every cell with its header, its sheet and row."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.buildings.release_marks import Restriction
from assistant.records import Cell, ChunkKind, Passage, Place, TableHeader
from ingest.chunking.pieces import Piece, cut_to_fit
from ingest.chunking.sections import sections_of
from ingest.parsed import Table, TableRow

_IDENTIFYING = ("名称", "项目", "楼宇", "地址", "事项", "类别")
_SECTION_CHARACTERS = 400


def chunk_tables(
    tables: Sequence[Table],
    prose: Sequence[Passage],
    fits: Callable[[str], bool],
    restriction: Callable[[TableHeader, Sequence[Sequence[str]]], Restriction],
) -> list[Passage]:
    """A passage for each row, and one for what stands above and below a table.

    ``restriction`` tells what only staff may see. Those cells of a row become a passage of their own, so that the public one can be shown
    to anybody; of a row that only staff may see every passage is restricted. A table inside an
    article or a section carries that passage's heading.
    """
    passages: list[Passage] = []
    for table in tables:
        heading = table.caption or _heading_at(table.place.start, prose)
        headers = table.headers
        found = restriction(
            TableHeader(headers, table.columns, table.place.sheet, table.caption), [row.values for row in table.rows]
        )
        passages += [replace(passage, restricted=found.whole) for passage in _remarks(table, fits)]
        for index, row in enumerate(table.rows):
            internal = found.whole or index in found.rows
            passages += _row_passages(table, headers, row, index + 1, heading, fits, found.headers, internal)
    return passages


def _row_passages(
    table: Table,
    headers: Sequence[str],
    row: TableRow,
    number: int,
    heading: str,
    fits: Callable[[str], bool],
    for_staff: frozenset[str],
    internal: bool,
) -> list[Passage]:
    columns = table.columns or ("",) * len(headers)
    cells = [
        Cell(header, value, header in for_staff, column)
        for header, value, column in zip(headers, row.values, columns, strict=False)
        if value
    ]
    public = [cell for cell in cells if not cell.restricted]
    restricted = [cell for cell in cells if cell.restricted]
    locator = f"{row.place.sheet or ''} {row.where}".strip() if row.where else _locator(row.place, number)
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


def _locator(place: Place, number: int) -> str:
    if place.sheet is not None and place.row is not None:
        return f"{place.sheet} 第{place.row}行"
    if place.row is not None:
        return f"第{place.row}行"
    return f"第{place.page}页 表格第{number}行" if place.page else f"表格第{number}行"


def _remarks(table: Table, fits: Callable[[str], bool]) -> list[Passage]:
    """Title and notes of a table as a section: they say what unit holds, when it was verified, what is left out."""
    lines = [line for line in (table.caption, *table.notes) if line]
    if not table.notes and not (table.caption and not table.rows):
        return []
    start, end = table.place.start, table.place.end
    pieces = [Piece(line, start, end, table.place.page) for line in lines]
    name = f"{table.place.sheet or ''} 表头与说明".strip()
    return sections_of(pieces, "", name, fits, _SECTION_CHARACTERS)


def _heading_at(position: int, prose: Sequence[Passage]) -> str:
    """The heading path of the passage that a table stands in or after."""
    ordered = sorted(prose, key=lambda passage: passage.place.start)
    for passage, following in pairwise(ordered):
        if passage.place.start <= position < following.place.start:
            return f"{passage.heading} {passage.clause or ''}".strip()
    last = ordered[-1] if ordered and ordered[-1].place.start <= position else None
    return f"{last.heading} {last.clause or ''}".strip() if last else ""
