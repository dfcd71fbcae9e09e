"""Collects blocks and the document's text together, so that every place is exact."""

from collections.abc import Sequence

from assistant.records import Fact, Place
from ingest.parsed import Block, Heading, LineBox, Paragraph, ParsedDocument, Table, TableRow


class DocumentBuilder:
    """``text[place.start:place.end]`` is each block's text, whatever is added in whichever order."""

    def __init__(self, media_type: str) -> None:
        self.media_type = media_type
        self.page_count = 0
        self.ocr_pages: list[int] = []
        self.empty_pages: list[int] = []
        self.facts: list[Fact] = []
        self.warnings: list[str] = []
        self.lines: list[LineBox] = []
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
        rows: Sequence[tuple[int | None, Sequence[str]]],
        *,
        caption: str = "",
        notes: Sequence[str] = (),
        page: int | None = None,
        sheet: str | None = None,
    ) -> None:
        """Add a table: rows with the number that the spreadsheet program shows for each, if any."""
        start = self._length
        for line in (caption, "\t".join(header)):
            if line.strip():
                self._append(line, page)
        built = []
        for number, values in rows:
            place = self._append("\t".join(values), page)
            built.append(TableRow(tuple(values), Place(place.start, place.end, page, sheet, number)))
        for note in notes:
            self._append(note, page)
        place = Place(start, max(start, self._length - 1), page, sheet)
        self._blocks.append(Table(tuple(header), tuple(built), place, caption, tuple(notes)))

    def build(self) -> ParsedDocument:
        """The finished document."""
        return ParsedDocument(
            media_type=self.media_type,
            text="".join(self._text),
            blocks=tuple(self._blocks),
            page_count=self.page_count,
            ocr_pages=tuple(self.ocr_pages),
            empty_pages=tuple(self.empty_pages),
            lines=tuple(self.lines),
            facts=tuple(self.facts),
            warnings=tuple(self.warnings),
        )

    def _append(self, text: str, page: int | None) -> Place:
        start = self._length
        self._text.append(f"{text}\n")
        self._length += len(text) + 1
        return Place(start, start + len(text), page)
