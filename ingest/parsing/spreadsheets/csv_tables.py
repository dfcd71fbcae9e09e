""".csv and .tsv: encoding and delimiter detected."""

import csv
import io
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import FileTooLarge
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder, Record
from ingest.parsing.decoding import decode
from ingest.parsing.limits import ParseLimits
from ingest.parsing.spreadsheets.grids import add_grid
from ingest.parsing.spreadsheets.sheets import column_letter

_DELIMITERS = ",\t;|，"
_MOST_COLUMNS = 16_384  # as many as a sheet of Excel has
_SAMPLE_CHARACTERS = 20_000
_DECLARATION = "sep="  # Excel's own first line


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """One table; rows are numbered as a spreadsheet program would."""
    builder = DocumentBuilder("text/csv")
    text = decode(path.read_bytes())
    delimiter = _delimiter(text)
    grid = _rows(text, delimiter)
    if grid and "".join(grid[0]).startswith(_DECLARATION):
        grid[0] = []

    def record(index: int, values: Sequence[str]) -> Record:
        return Record(values, row=index + 1)

    width = max((len(row) for row in grid), default=0)
    if width > _MOST_COLUMNS:
        raise FileTooLarge(f"表格有 {width} 列，超过上限 {_MOST_COLUMNS} 列；请检查分隔符和换行后再入库")
    add_grid(grid, builder, record=record, letters=[column_letter(number) for number in range(1, width + 1)])
    return builder.build()


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(sys.maxsize)
    return list(csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter))


def _delimiter(text: str) -> str:
    """The mark that splits the most rows into equally many columns."""
    if text.lower().startswith(_DECLARATION) and len(text) > len(_DECLARATION):
        return text[len(_DECLARATION)]

    def regularity(mark: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _rows(text[:_SAMPLE_CHARACTERS], mark) if any(row))
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (count, width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=regularity)
