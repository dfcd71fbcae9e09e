"""Collects blocks and the document's text together, so that every place is exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.records import Fact, Place
from ingest.parsed import Block, Heading, LineBox, Paragraph, ParsedDocument, Table, TableRow


@dataclass(frozen=True, slots=True)
class PrintedBox:
    """Where something is printed: a page and a box in fractions of it, origin top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Record:
    """A table row on its way into the document: the number that a spreadsheet program shows for it, or where it is printed.

    ``where`` is what a person calls its place where that is no row (``C列``). ``total``: it adds up others, or tells a part of one."""

    values: Sequence[str]
    row: int | None = None
    page: int | None = None
    box: PrintedBox | None = None
    where: str = ""
    total: bool = False


class DocumentBuilder:
    """``text[place.start:place.end]`` is each block's text, whatever is added in whichever order."""

    def __init__(self, media_type: str) -> None:
        self.media_type = media_type
        self.page_count = 0
        self.ocr_pages: list[int] = []
        self.empty_pages: list[int] = []
        self.facts: list[Fact] = []
        self.beside: list[str] = []
        self.warnings: list[str] = []
        self.lines: list[LineBox] = []
        self.hidden = False
        self._unseen: dict[str, None] = {}
        self._text: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    @property
    def position(self) -> int:
        """Where the next block's text will begin."""
        return self._length

    def heading(self, text: str, level: int, page: int | None = None) -> None:
        """Add a heading; blank ones are left out."""
        if text.strip():
            self._blocks.append(Heading(text, level, self._append(text, page)))

    def paragraph(self, text: str, page: int | None = None) -> None:
        """Add a paragraph; blank ones are left out."""
        if text.strip():
            self._blocks.append(Paragraph(text, self._append(text, page)))

    def table(
        self,
        header: Sequence[str],
        records: Iterable[Record],
        *,
        caption: str = "",
        notes: Sequence[str] = (),
        page: int | None = None,
        sheet: str | None = None,
        columns: Sequence[str] = (),
    ) -> None:
        """Add a table: its title, header, records and notes, a line each in the text; ``columns`` are the letters above it."""
        start = self._length
        for line in (caption, "\t".join(header)):
            if line.strip():
                self._append(line, page)
        rows: list[TableRow] = []
        totals: list[TableRow] = []
        for record in records:
            place = self._append("\t".join(record.values), record.page or page)
            stood = Place(place.start, place.end, record.page or page, sheet, record.row)
            (totals if record.total else rows).append(TableRow(tuple(record.values), stood, record.where))
            if record.box is not None:
                self.mark(place.start, place.end, record.box)
        for note in notes:
            self._append(note, page)
        whole = Place(start, max(start, self._length - 1), page, sheet)
        self._blocks.append(
            Table(tuple(header), tuple(rows), whole, caption, tuple(notes), tuple(columns), tuple(totals))
        )

    def unseen(self, *kinds: str) -> None:
        """Note what the original holds that is not read, ``批注`` for one: whoever may not see that may not have the original."""
        self._unseen.update(dict.fromkeys(kinds))

    def mark(self, start: int, end: int, box: PrintedBox) -> None:
        """Note where a stretch of the text is printed."""
        self.lines.append(LineBox(box.page, start, end, box.x0, box.y0, box.x1, box.y1))

    def build(self) -> ParsedDocument:
        """The finished document."""
        warnings = list(self.warnings)
        if self._unseen:
            named = "、".join(self._unseen)
            warnings.append(f"文中有{named}：没有读入，原件只给内部人员看；要公开原件，请删去后重新入库")
        return ParsedDocument(
            media_type=self.media_type,
            text="".join(self._text),
            blocks=tuple(self._blocks),
            page_count=self.page_count,
            ocr_pages=tuple(self.ocr_pages),
            empty_pages=tuple(self.empty_pages),
            lines=tuple(self.lines),
            facts=tuple(self.facts),
            beside=tuple(self.beside),
            warnings=tuple(warnings),
            hidden=self.hidden or bool(self._unseen),
        )

    def _append(self, text: str, page: int | None) -> Place:
        start = self._length
        self._text.append(f"{text}\n")
        self._length += len(text) + 1
        return Place(start, start + len(text), page)
