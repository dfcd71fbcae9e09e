""".pdf: the text layer with its boxes; a page that has none, or too little of it, is recognised from its picture."""

import re
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from pdfplumber.page import Page as PlumberPage

from assistant.errors import FileTooLarge, UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.grids import read_grid
from ingest.parsing.layout import PrintedLine, add_lines
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise

_FEW_CHARACTERS = 20
_GARBAGE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08]")
_GARBAGE_SHARE = 0.2
_OCR_DPI = 200
_POINTS_PER_INCH = 72
_FEWEST_RULES = 4
_PASSWORD_ERROR = 4


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Paragraphs and ruled tables with page numbers and the box of every line."""
    builder = DocumentBuilder("application/pdf")
    document = _open(path)
    try:
        builder.page_count = len(document)
        if builder.page_count > limits.max_pages:
            raise FileTooLarge(f"共 {builder.page_count} 页，超过上限 {limits.max_pages} 页；请拆分后再入库")
        lines: list[PrintedLine] = []
        with pdfplumber.open(path) as plumber:
            for index in range(builder.page_count):
                page_lines, recognised = _page_lines(document[index], index + 1, limits)
                if recognised:
                    builder.ocr_pages.append(index + 1)
                if not page_lines:
                    builder.empty_pages.append(index + 1)
                tables = [] if recognised or not page_lines else _tables(document[index], plumber.pages[index])
                if not tables:
                    lines += page_lines
                    continue
                lines += [line for line in page_lines if line.y1 <= tables[0].top]
                add_lines(lines, builder)
                lines = []
                _add_tables(tables, page_lines, index + 1, builder)
                lines = [line for line in page_lines if line.y0 >= tables[-1].bottom]
        add_lines(lines, builder)
    finally:
        document.close()
    return builder.build()


class _RuledTable:
    """A table drawn with rules: its texts and its vertical extent in fractions of the page."""

    def __init__(self, grid: list[list[str]], top: float, bottom: float) -> None:
        self.grid = grid
        self.top = top
        self.bottom = bottom


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            raise UnreadableFile("这份 PDF 设了打开密码，请去掉密码后再入库") from error
        raise UnreadableFile("文件已损坏或不是有效的 PDF，请重新导出后再试") from error


def _page_lines(page: pdfium.PdfPage, number: int, limits: ParseLimits) -> tuple[list[PrintedLine], bool]:
    """The page's lines, and whether they were recognised from its picture."""
    layer = [] if limits.ocr == "always" else _text_layer(page, number)
    text = "".join(line.text for line in layer)
    poor = len(text.strip()) < _FEW_CHARACTERS and _has_picture(page)
    garbage = len(_GARBAGE.findall(text)) > len(text) * _GARBAGE_SHARE
    if limits.ocr == "never" or not (poor or (garbage and text) or limits.ocr == "always"):
        return ([] if garbage and text else layer), False
    picture = page.render(scale=_OCR_DPI / _POINTS_PER_INCH).to_pil()
    lines = [PrintedLine(number, line.text, line.x0, line.y0, line.x1, line.y1) for line in recognise(picture)]
    return (lines or layer), True


def _has_picture(page: pdfium.PdfPage) -> bool:
    kinds = (pdfium_raw.FPDF_PAGEOBJ_IMAGE, pdfium_raw.FPDF_PAGEOBJ_PATH, pdfium_raw.FPDF_PAGEOBJ_FORM)
    return next(iter(page.get_objects(filter=kinds, max_depth=3)), None) is not None


def _text_layer(page: pdfium.PdfPage, number: int) -> list[PrintedLine]:
    """The text layer's rectangles joined to lines, from top to bottom."""
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        pieces = []
        for index in range(text_page.count_rects()):
            left, bottom, right, top = text_page.get_rect(index)
            text = text_page.get_text_bounded(left, bottom, right, top).replace("\r\n", "").replace("\ufffe", "")
            if text.strip():
                pieces.append(
                    PrintedLine(number, text, left / width, 1 - top / height, right / width, 1 - bottom / height)
                )
    finally:
        text_page.close()
    return _joined(pieces)


def _joined(pieces: list[PrintedLine]) -> list[PrintedLine]:
    """Rectangles on one line joined from left to right: a change of font starts a new rectangle."""
    lines: list[list[PrintedLine]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y0 + piece.y1) / 2):
        middle = (piece.y0 + piece.y1) / 2
        if lines:
            last = lines[-1]
            if min(part.y0 for part in last) <= middle <= max(part.y1 for part in last):
                last.append(piece)
                continue
        lines.append([piece])
    joined = []
    for line in lines:
        parts = sorted(line, key=lambda part: part.x0)
        text = parts[0].text
        for before, part in pairwise(parts):
            gap = part.x0 - before.x1
            text += (" " if gap > (part.y1 - part.y0) * 0.5 else "") + part.text
        joined.append(
            PrintedLine(
                parts[0].page,
                text,
                min(part.x0 for part in parts),
                min(part.y0 for part in parts),
                max(part.x1 for part in parts),
                max(part.y1 for part in parts),
            )
        )
    return joined


def _tables(page: pdfium.PdfPage, plumber: PlumberPage) -> list[_RuledTable]:
    """Ruled tables of a page, from top to bottom. Pages without rules are not searched: that is slow."""
    paths = page.get_objects(filter=(pdfium_raw.FPDF_PAGEOBJ_PATH,), max_depth=2)
    if sum(1 for _ in zip(paths, range(_FEWEST_RULES), strict=False)) < _FEWEST_RULES:
        return []
    tables = []
    for found in plumber.find_tables():
        grid = [[(value or "").replace("\n", "") for value in row] for row in found.extract()]
        if len(grid) >= 2 and max(map(len, grid)) >= 2:
            _, top, _, bottom = found.bbox
            tables.append(_RuledTable(grid, top / plumber.height, bottom / plumber.height))
    return sorted(tables, key=lambda table: table.top)


def _add_tables(
    tables: list[_RuledTable], page_lines: list[PrintedLine], number: int, builder: DocumentBuilder
) -> None:
    for at, table in enumerate(tables):
        if at:
            between = [line for line in page_lines if tables[at - 1].bottom <= line.y0 and line.y1 <= table.top]
            add_lines(between, builder)
        found = read_grid(table.grid)
        if found is not None:
            rows = [(None, values) for _, values in found.rows]
            builder.table(found.header, rows, caption=found.caption, notes=found.notes, page=number)
