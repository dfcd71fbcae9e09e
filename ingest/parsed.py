"""What parsing makes of a file, whatever its format."""

from dataclasses import dataclass, field
from pathlib import Path

from assistant.buildings.headers.positions import position_name
from assistant.records import Fact, Place

SET_APART = "网页正文上方醒目的一行"
"""Evidence of a title that a page shows in large letters, in the middle or as a heading."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to ingest.

    ``name`` is how the document is known (a path relative to what was ingested, or the uploaded name). ``facts`` come from the manifest
    or the caller's options; ``path`` is where the bytes lie now.
    """

    path: Path
    name: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the format marks it (style, tag, bookmark), level from 1. Plain text has none: clause headings are found later."""

    text: str
    level: int
    place: Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list item or line group that belongs together. Lines broken by layout are already joined."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record: values in the order of the table's header; merged cells repeat their value. ``where`` is its place in words where it
    is no row (``C列``)."""

    values: tuple[str, ...]
    place: Place
    where: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header lines are joined (``面积(㎡)·空置面积``). Title, note and total rows are not records:
    ``caption`` is the title above, ``notes`` the rows below, ``totals`` those that add up others or tell a part of one (其中). ``header`` is empty when the table has none. ``columns`` are the letters
    that a spreadsheet program shows, one a column ("" for a column that is not in the sheet); empty in other formats."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    place: Place
    caption: str = ""
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    totals: tuple[TableRow, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The header, or the columns' places where the table has none: then every row is looked at, so take it once for all of them."""
        if self.header:
            return self.header
        width = max([len(self.columns), *(len(row.values) for row in self.rows)])
        return tuple(map(position_name, range(1, width + 1)))


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class LineBox:
    """A printed line on a page: its range in the document's text and its box in fractions of the page, origin top left."""

    page: int
    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """Blocks in reading order. ``text`` is the whole document for reading; every block's place points into it, and
    ``text[place.start:place.end]`` is the block's text (for a table row: its values joined by tabs). ``beside`` are lines of the
    publisher's index (``发文机关：…``), which stand beside the text and are no part of it.
    ``hidden``: the original shows what is not in the text, a hidden sheet, row, column, slide or text, a comment or a tracked
    change."""

    media_type: str
    text: str
    blocks: tuple[Block, ...]
    page_count: int = 0
    ocr_pages: tuple[int, ...] = ()
    empty_pages: tuple[int, ...] = ()
    lines: tuple[LineBox, ...] = ()
    facts: tuple[Fact, ...] = ()
    beside: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    hidden: bool = False
