""".csv and .tsv: encoding and delimiter detected."""

import csv
import io
from pathlib import Path

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.decoding import decode
from ingest.parsing.grids import read_grid
from ingest.parsing.limits import ParseLimits

_DELIMITERS = ",\t;|，"


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """One table; rows are numbered as a spreadsheet program would."""
    builder = DocumentBuilder("text/csv")
    text = decode(path.read_bytes())
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(text)
    grid = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    found = read_grid(grid)
    if found is not None:
        rows = [(index + 1, values) for index, values in found.rows]
        builder.table(found.header, rows, caption=found.caption, notes=found.notes)
    return builder.build()


def _delimiter(text: str) -> str:
    """The mark that splits the first lines into the most columns, most evenly."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]

    def regularity(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        common = max(set(counts), key=counts.count, default=0)
        return (counts.count(common) if common else 0, common)

    return max(_DELIMITERS, key=regularity) if lines else ","
