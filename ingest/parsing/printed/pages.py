"""Printed pages, whatever format or recognition they come from: their lines and tables as blocks, across the pages' ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.printed.aligned_tables import aligned_tables
from ingest.parsing.printed.layout import add_paragraphs, footnotes, measure, without_furniture
from ingest.parsing.printed.pdf_tables import RuledTable, add_ruled_table, continued
from ingest.parsing.reading_order import PrintedLine, in_reading_order


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The lines of a page in reading order, and its tables from top to bottom, whose texts are not among the lines."""

    lines: Sequence[PrintedLine]
    tables: Sequence[RuledTable] = ()


def page_of(
    pieces: Sequence[PrintedLine], aspect: float, before: PrintedPage | None, ruled: Sequence[RuledTable] = ()
) -> PrintedPage:
    """A page from pieces of lines and the tables that its rules draw; ``before`` is the page before it, whose last table may go on.

    ``aspect`` is the page's height divided by its width.
    """
    earlier = before.tables[-1] if before is not None and before.tables else None
    aligned, rest = aligned_tables(pieces, earlier)
    lines = [line for line in in_reading_order(rest, aspect) if line.text.strip()]
    return PrintedPage(lines, sorted([*ruled, *aligned], key=lambda table: table.box.y0))


def add_pages(
    pages: Sequence[PrintedPage],
    builder: DocumentBuilder,
    headings: Mapping[tuple[int, str], int] | None = None,
) -> None:
    """Add the paragraphs and tables of a whole document, keeping the box of each line and row; footnotes stand at the end.

    ``headings`` gives the level of lines that the file itself lists as headings: by page and text.
    """
    lines = without_furniture([line for page in pages for line in page.lines])
    margins = measure(lines)
    notes = footnotes(lines, margins)
    kept = set(lines) - {line for note in notes for line in note}
    run: list[PrintedLine] = []
    table: RuledTable | None = None
    for item in (item for page in pages for item in _in_order(page, kept)):
        joined = continued(table, item) if table is not None and isinstance(item, RuledTable) else None
        if table is not None and joined is None:
            add_ruled_table(table, builder)
            table = None
        if isinstance(item, PrintedLine):
            run.append(item)
            continue
        add_paragraphs(run, margins, builder, headings)
        run = []
        table = joined or item
    if table is not None:
        add_ruled_table(table, builder)
    add_paragraphs(run, margins, builder, headings)
    for note in notes:
        add_paragraphs(note, margins, builder)


def _in_order(page: PrintedPage, kept: set[PrintedLine]) -> Iterator[PrintedLine | RuledTable]:
    """A page's lines that are kept, with each table before the first line below it."""
    waiting = list(page.tables)
    for line in page.lines:
        if line not in kept:
            continue
        while waiting and line.middle > waiting[0].box.y0 and line.column == 0:
            yield waiting.pop(0)
        yield line
    yield from waiting
