""".txt: a paragraph a line, unless the lines are broken at a fixed width."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.text.labels import begins_piece
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.decoding import decode
from ingest.parsing.limits import ParseLimits
from ingest.parsing.reading_order import join_lines
from ingest.parsing.spreadsheets.grids import add_grid

_FEWEST_LINES = 12
_FIXED_WIDTHS = range(24, 121)
_FULL_SHARE = 0.5
_SLACK = 3
_BLANKS = " \t\u3000"
_CELLS = re.compile(r" {2,}| *[\t\u3000][\t\u3000 ]*")
_FEWEST_CELLS, _FEWEST_ROWS = 3, 3
_INDENTED = re.compile(r"[\s\u3000]{2,}|\u3000|[（(]")


def starts_paragraph(line: str) -> bool:
    """Whether a line of plain text is indented or begins a piece of its own, and so does not go on with the line before."""
    return bool(_INDENTED.match(line)) or begins_piece(line)


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Lines as paragraphs, in any encoding."""
    builder = DocumentBuilder("text/plain")
    lines = decode(path.read_bytes()).splitlines()
    width = _fixed_width(lines)
    grids = dict(_grids(lines))
    paragraph = ""
    full = False
    in_table = 0
    for number, line in enumerate(lines):
        if number in grids:
            builder.paragraph(paragraph)
            paragraph = ""
            add_grid(grids[number], builder, header_rows=1)
            in_table = number + len(grids[number])
        if number < in_table:
            continue
        text = line.strip(_BLANKS)
        if paragraph and full and text and not starts_paragraph(line):
            paragraph = join_lines(paragraph, text)
        else:
            builder.paragraph(paragraph)
            paragraph = text
        full = width is not None and _width(line) >= width - _SLACK
    builder.paragraph(paragraph)
    return builder.build()


def _grids(lines: Sequence[str]) -> Iterator[tuple[int, list[list[str]]]]:
    """Tables that blanks set in columns, by the number of their first line: lines below each other with as many cells."""
    rows = [_CELLS.split(line.strip(_BLANKS)) for line in lines]
    start = 0
    while start < len(rows):
        width = len(rows[start])
        end = start + 1
        while end < len(rows) and len(rows[end]) == width:
            end += 1
        if width >= _FEWEST_CELLS and end - start >= _FEWEST_ROWS and _has_figures(rows[start + 1 : end]):
            yield start, rows[start:end]
        start = end


def _has_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some column is one of figures."""
    return any(all(any(mark.isdecimal() for mark in row[at]) for row in rows) for at in range(1, len(rows[0])))


def _fixed_width(lines: Sequence[str]) -> int | None:
    """The width at which a program broke the lines; None where most lines end where their author ended them."""
    widths = [_width(line) for line in lines if line.strip()]
    longest = max(widths, default=0)
    if len(widths) < _FEWEST_LINES or longest not in _FIXED_WIDTHS:
        return None
    full = sum(width >= longest - _SLACK for width in widths)
    return longest if full >= len(widths) * _FULL_SHARE else None


def _width(line: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(1 if mark.isascii() else 2 for mark in line.rstrip())
