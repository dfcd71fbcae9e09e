""".docx: text as a reader of the final version sees it - automatic numbers in, deleted and hidden text out."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element
from PIL import Image

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.grids import add_grid
from ingest.parsing.limits import ParseLimits
from ingest.parsing.numbering import Numbering
from ingest.parsing.ocr import recognise

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING_STYLE = re.compile(r"^(?:heading|标题)\s*(?P<level>[1-9])$", re.IGNORECASE)
_TITLE_STYLES = {"title", "标题", "文档标题"}
_FEW_CHARACTERS = 20


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Paragraphs, headings and tables in order, then text boxes and footnotes; a document of pictures only is recognised."""
    builder = DocumentBuilder(_MEDIA_TYPE)
    document = docx.Document(str(path))
    reader = _Reader(document, builder)
    reader.read_body(document.element.body)
    reader.read_footnotes()
    if builder.position < _FEW_CHARACTERS and limits.ocr != "never":
        _recognise_pictures(document, builder)
    return builder.build()


class _Reader:
    def __init__(self, document: Document, builder: DocumentBuilder) -> None:
        self._document = document
        self._builder = builder
        self._numbering = Numbering(document)
        self._style_names = {style.style_id: style.name or "" for style in document.styles}

    def read_body(self, parent: _Element) -> None:
        for element in parent.iterchildren():
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag == qn("w:sdt"):  # a content control; tables of contents are in one
                for content in element.findall(qn("w:sdtContent")):
                    self.read_body(content)
            elif element.tag == qn("w:ins"):
                self.read_body(element)

    def read_footnotes(self) -> None:
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith(("/footnotes", "/endnotes")):
                root = relation.target_part.element if hasattr(relation.target_part, "element") else None
                for paragraph in root.iter(qn("w:p")) if root is not None else ():
                    self._builder.paragraph(_visible_text(paragraph).strip())

    def _paragraph(self, element: _Element) -> None:
        text = _visible_text(element).strip(" \t\u3000")
        label = self._numbering.label(element)  # counted also where the paragraph is blank
        if text:
            # An automatic 第一条 has no space of its own before the text.
            text = f"{label}{'　' if label.endswith(('条', '章', '节')) else ''}{text}" if label else text
        level = self._heading_level(element)
        if level is not None and len(text) <= 100:
            self._builder.heading(text, level)
        else:
            self._builder.paragraph(text)
        for box in element.iter(qn("w:txbxContent")):
            if not any(ancestor.tag.endswith("}Fallback") for ancestor in box.iterancestors()):
                self.read_body(box)

    def _heading_level(self, element: _Element) -> int | None:
        properties = element.find(qn("w:pPr"))
        if properties is None:
            return None
        outline = properties.find(qn("w:outlineLvl"))
        if outline is not None and int(outline.get(qn("w:val"), "9")) < 9:
            return int(outline.get(qn("w:val"), "0")) + 1
        style = properties.find(qn("w:pStyle"))
        name = self._style_names.get(style.get(qn("w:val"), ""), "").lower() if style is not None else ""
        if name in _TITLE_STYLES:
            return 1
        match = _HEADING_STYLE.match(name)
        return int(match["level"]) if match else None

    def _table(self, element: _Element) -> None:
        grid: list[list[str]] = []
        header_rows = 0
        for row in element.iterchildren(qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            values: list[str] = []
            for cell in row.iterchildren(qn("w:tc")):
                properties = cell.find(qn("w:tcPr"))
                span = properties.find(qn("w:gridSpan")) if properties is not None else None
                merge = properties.find(qn("w:vMerge")) if properties is not None else None
                text = " ".join(filter(None, (_visible_text(p).strip() for p in cell.iter(qn("w:p")))))
                if merge is not None and merge.get(qn("w:val")) != "restart" and grid:
                    above = grid[-1]
                    text = above[len(values)] if len(values) < len(above) else ""
                values += [text] * (int(span.get(qn("w:val"), "1")) if span is not None else 1)
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None and header_rows == len(grid):
                header_rows += 1
            grid.append(values)
        if len(grid) == 1 or all(len(row) == 1 for row in grid):  # a frame around text
            for row in grid:
                self._builder.paragraph("\n".join(dict.fromkeys(row)))
            return
        add_grid(grid, self._builder, header_rows=header_rows or None)


def _visible_text(paragraph: _Element) -> str:
    """The text of a paragraph's runs: insertions count, deletions, hidden runs, field codes and text boxes do not."""
    return "".join(_run_texts(paragraph))


def _run_texts(element: _Element) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag in {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:instrText"), qn("w:txbxContent")}:
            continue
        if child.tag == qn("w:r"):
            vanish = child.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
            if vanish is not None and vanish.get(qn("w:val")) not in {"0", "false"}:
                continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "\t"
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            yield "\n"
        elif not child.tag.endswith(("}drawing", "}pict", "}AlternateContent")):
            yield from _run_texts(child)


def _recognise_pictures(document: Document, builder: DocumentBuilder) -> None:
    for relation in document.part.rels.values():
        if not relation.reltype.endswith("/image") or relation.is_external:
            continue
        with Image.open(io.BytesIO(relation.target_part.blob)) as picture:
            for line in recognise(picture.convert("RGB")):
                builder.paragraph(line.text)
