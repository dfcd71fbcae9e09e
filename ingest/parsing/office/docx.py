""".docx: text as a reader of the final version sees it - automatic numbers in, deleted and hidden text out."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element
from PIL import Image, UnidentifiedImageError

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise
from ingest.parsing.office.docx_styles import Styles
from ingest.parsing.office.docx_tables import read_table
from ingest.parsing.office.docx_unseen import Unseen, parsed_part
from ingest.parsing.office.numbering import Numbering
from ingest.parsing.spreadsheets.grids import add_grid

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST_HEADING = 100
_FEW_CHARACTERS = 100  # beside pictures: a document so short is its pictures
_LEAST_PICTURE_PX = 200  # smaller ones are seals, logos and ornaments
_UNSEEN = {qn(f"w:{name}") for name in ("pPr", "instrText", "delText", "txbxContent")}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PICTURES = ("}drawing", "}pict", "}AlternateContent", "}object")


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Paragraphs, headings and tables in order, then footnotes; a document of pictures is recognised.

    ``hidden`` where the file holds comments, tracked changes, hidden text or another file.
    """
    builder = DocumentBuilder(_MEDIA_TYPE)
    document = docx.Document(str(path))
    reader = _Reader(document, builder)
    reader.read_body(document.element.body)
    reader.read_footnotes()
    _consider_pictures(document, builder, limits)
    return builder.build()


class _Reader:
    def __init__(self, document: Document, builder: DocumentBuilder) -> None:
        self._document = document
        self._builder = builder
        self._styles = Styles(document)
        self._numbering = Numbering(document, self._styles)
        self._unseen = Unseen(document, self._styles)
        self._unseen.take_out(document.element)
        builder.unseen(*self._unseen.kinds())
        if self._unseen.struck:
            builder.warnings.append("文中有加删除线的文字，不是现行内容，未读")

    def read_body(self, parent: _Element) -> None:
        for element in parent.iterchildren():
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag in {qn("w:ins"), qn("w:moveTo"), qn("w:smartTag"), qn("w:customXml")}:
                self.read_body(element)
            elif element.tag == qn("w:sdt"):  # a content control
                for content in element.findall(qn("w:sdtContent")):
                    self.read_body(content)

    def read_footnotes(self) -> None:
        """Footnotes and endnotes, as paragraphs at the end."""
        for relation in self._document.part.rels.values():
            if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
                continue
            root = parsed_part(relation.target_part.blob)
            self._unseen.take_out(root)
            for note in root:
                if note.get(qn("w:type")) in {None, "normal"} and not self._unseen.is_lost(note):
                    text = " ".join(filter(None, (visible_text(p).strip() for p in note.iter(qn("w:p")))))
                    self._builder.paragraph(f"注：{text}" if text else "")

    def _paragraph(self, element: _Element) -> None:
        label = self._numbering.label(element)  # counted also where the paragraph is blank
        if self._styles.is_contents(element):
            return
        text = visible_text(element).strip(" \t\u3000")
        if text:
            text = _labelled(label, text)
        level = self._styles.heading_level(element)
        if level is not None and len(text) <= _LONGEST_HEADING:
            self._builder.heading(text, level)
        else:
            self._builder.paragraph(text)
        for box in element.iter(qn("w:txbxContent")):
            if not any(ancestor.tag.endswith("}Fallback") for ancestor in box.iterancestors()):
                self.read_body(box)

    def _table(self, element: _Element) -> None:
        grid, header_rows = read_table(element, self._cell_text)
        if len(grid) == 1 or all(len(set(row)) == 1 for row in grid):  # a frame around text
            for row in grid:
                for text in dict.fromkeys(row):
                    for line in text.split("\n"):
                        self._builder.paragraph(line)
            return
        add_grid([[_one_line(text) for text in row] for row in grid], self._builder, header_rows=header_rows or None)

    def _cell_text(self, cell: _Element) -> str:
        """The lines of a cell, with their automatic numbers."""
        lines = []
        for paragraph in cell.iter(qn("w:p")):
            label = self._numbering.label(paragraph)
            text = visible_text(paragraph).strip()
            lines.append(_labelled(label, text) if text else label)
        return "\n".join(filter(None, lines))


def visible_text(paragraph: _Element) -> str:
    """The text of a paragraph's runs; field codes and text boxes do not count."""
    return "".join(_run_texts(paragraph))


def _run_texts(element: _Element) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag in _UNSEEN:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "\t"
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            yield "\n" if child.get(qn("w:type")) != "page" else ""
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif isinstance(child.tag, str) and not child.tag.endswith(_PICTURES):
            yield from _run_texts(child)


def _labelled(label: str, text: str) -> str:
    """A paragraph with its automatic number, set off where both would run into one another: 第一条　为了…, 1. 2026年…"""
    if label.endswith(("条", "章", "节", "编")):
        return f"{label}\u3000{text}"
    if label and label[-1].isascii() and text[0].isascii():
        return f"{label} {text}"
    return f"{label}{text}"


def _one_line(text: str) -> str:
    """A cell's lines on one: those of a name broken to fit its column belong together, sentences are set apart."""
    joined = re.sub(r"(?<=[。；;：:！？])\n", " ", text)
    joined = re.sub(r"(?<=[A-Za-z0-9])\n(?=[A-Za-z0-9])", " ", joined)
    return joined.replace("\n", "")


def _consider_pictures(document: Document, builder: DocumentBuilder, limits: ParseLimits) -> None:
    """Recognise the pictures of a document that has little else; say of others that their text was not read."""
    pictures = []
    shown = {
        value for element in document.element.iter() for name, value in element.attrib.items() if _RELATION in name
    }
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith("/image") or relation.rId not in shown:
            continue
        try:
            with Image.open(io.BytesIO(relation.target_part.blob)) as image:
                if min(image.size) >= _LEAST_PICTURE_PX:
                    pictures.append(image.convert("RGB"))
        except (UnidentifiedImageError, OSError):
            continue  # a vector drawing: Pillow reads none, and it holds no scan
    if not pictures:
        return
    if limits.ocr == "always" or (builder.position < _FEW_CHARACTERS and limits.ocr == "auto"):
        for picture in pictures[: limits.max_pages]:
            for line in recognise(picture):
                builder.paragraph(line.text)
    else:
        builder.warnings.append(f"文中有 {len(pictures)} 张图片，图片里的文字未读")
