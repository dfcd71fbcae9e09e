""".txt: a paragraph a line, unless the lines are broken at a fixed width."""

import re
from collections.abc import Sequence
from pathlib import Path

from assistant.text.labels import begins_piece
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.decoding import decode
from ingest.parsing.limits import ParseLimits
from ingest.parsing.reading_order import join_lines

_FEWEST_LINES = 12
_FIXED_WIDTHS = range(24, 121)
_FULL_SHARE = 0.5
_SLACK = 3
_INDENTED = re.compile(r"[\s\u3000]{2,}|\u3000|[（(]")


def starts_paragraph(line: str) -> bool:
    """Whether a line of plain text is indented or begins a piece of its own, and so does not go on with the line before."""
    return bool(_INDENTED.match(line)) or begins_piece(line)


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Lines as paragraphs, in any encoding."""
    builder = DocumentBuilder("text/plain")
    lines = decode(path.read_bytes()).splitlines()
    width = _fixed_width(lines)
    paragraph = ""
    full = False
    for line in lines:
        text = line.strip(" \t\u3000")
        if paragraph and full and text and not starts_paragraph(line):
            paragraph = join_lines(paragraph, text)
        else:
            builder.paragraph(paragraph)
            paragraph = text
        full = width is not None and _width(line) >= width - _SLACK
    builder.paragraph(paragraph)
    return builder.build()


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
