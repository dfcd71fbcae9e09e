""".txt: a paragraph a line."""

from pathlib import Path

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.decoding import decode
from ingest.parsing.limits import ParseLimits


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Lines as paragraphs, in any encoding."""
    builder = DocumentBuilder("text/plain")
    for line in decode(path.read_bytes()).splitlines():
        builder.paragraph(line.strip(" \t\u3000"))
    return builder.build()
