""".pdf: the text layer with its boxes; a page that has none, or too little of it, is recognised from its picture."""

import logging
import re
import time
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from assistant.errors import FileTooLarge, UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing.allowance import ALLOWANCE
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise_pieces
from ingest.parsing.printed.layout import heading_key
from ingest.parsing.printed.pages import PrintedPage, add_pages, page_of
from ingest.parsing.printed.pdf_tables import ruled_tables
from ingest.parsing.printed.pdf_text import page_glyphs, pieces_of
from ingest.parsing.printed.pdf_unseen import beside_print, pages_with_hidden_layers
from ingest.parsing.reading_order import PrintedLine
from ingest.parsing.unseen import LAYERS

log = logging.getLogger(__name__)

_FEW_CHARACTERS = 20
_FEW_BESIDE_SCAN = 120  # a stamp or a header laid over the picture of a page
_COVERS_PAGE = 0.5
_GARBAGE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08]")
_GARBAGE_SHARE = 0.2
_OCR_DPI = 200
_POINTS_PER_INCH = 72
_LONGEST_SIDE_PX = 3400
_PASSWORD_ERROR = 4
_TABLES_SHARE_OF_TIME = 0.3
_LONGEST_HEADING = 80


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Paragraphs and tables with page numbers and the box of every line and row; footnotes stand at the end."""
    builder = DocumentBuilder("application/pdf")
    document = _open(path)
    try:
        builder.page_count = len(document)
        if builder.page_count > limits.max_pages:
            raise FileTooLarge(f"共 {builder.page_count} 页，超过上限 {limits.max_pages} 页；请拆分后再入库")
        headings = _bookmarks(document)
        builder.unseen(*beside_print(document))
        layered = pages_with_hidden_layers(path)
        if layered:
            builder.unseen(LAYERS)
        pages = list(_pages(document, limits, builder, layered))
    finally:
        document.close()
    add_pages(pages, builder, headings)
    return builder.build()


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            raise UnreadableFile("这份 PDF 设了打开密码，请去掉密码后再入库") from error
        raise UnreadableFile("文件已损坏或不是有效的 PDF，请重新导出后再试") from error


def _bookmarks(document: pdfium.PdfDocument) -> dict[tuple[int, str], int]:
    """Levels of the headings in the file's outline, by page and text."""
    levels: dict[tuple[int, str], int] = {}
    for bookmark in document.get_toc(max_depth=6):
        target = bookmark.get_dest()
        index = target.get_index() if target is not None else None
        title = heading_key(bookmark.get_title() or "")
        if index is not None and 0 < len(title) <= _LONGEST_HEADING:
            levels.setdefault((index + 1, title), bookmark.level + 1)
    return levels


def _pages(
    document: pdfium.PdfDocument, limits: ParseLimits, builder: DocumentBuilder, layered: Set[int]
) -> Iterator[PrintedPage]:
    """``layered``: pages whose text layer holds what is not shown; they are read from their pictures alone."""
    tables_until = time.monotonic() + limits.timeout_s * _TABLES_SHARE_OF_TIME
    content: PrintedPage | None = None
    for index in range(len(document)):
        ALLOWANCE.next_page()
        number = index + 1
        page = document[index]
        width, height = page.get_size()
        glyphs = [] if limits.ocr == "always" or number in layered else page_glyphs(page)
        aspect = height / width
        layer = pieces_of(glyphs, number, aspect)
        if limits.ocr != "never" and (number in layered or _needs_recognition(page, layer, limits)):
            scale = min(_OCR_DPI / _POINTS_PER_INCH, _LONGEST_SIDE_PX / max(width, height))
            pieces, seen = recognise_pieces(page.render(scale=scale, draw_annots=False).to_pil(), number)
            builder.ocr_pages.append(number)
            usable = pieces or _is_garbage(layer)
            content = page_of(pieces, seen, content) if usable else page_of(layer, aspect, content)
        elif _is_garbage(layer):
            content = PrintedPage(())
        else:
            tables = ruled_tables(page, glyphs, number, aspect) if time.monotonic() < tables_until else []
            if tables:
                outside = [g for g in glyphs if not any(table.holds(*g.middle) for table in tables)]
                layer = pieces_of(outside, number, aspect)
            content = page_of(layer, aspect, content, tables)
        page.close()
        if not content.lines and not content.tables:
            builder.empty_pages.append(number)
        yield content


def _needs_recognition(page: pdfium.PdfPage, layer: Sequence[PrintedLine], limits: ParseLimits) -> bool:
    """Whether the text layer cannot be what a person sees on the page."""
    if limits.ocr == "always" or _is_garbage(layer):
        return True
    characters = sum(len(line.text.strip()) for line in layer)
    if characters < _FEW_CHARACTERS:
        return _has_drawing(page)
    return characters < _FEW_BESIDE_SCAN and _is_scan(page)


def _is_garbage(layer: Sequence[PrintedLine]) -> bool:
    text = "".join(line.text for line in layer)
    return bool(text) and len(_GARBAGE.findall(text)) > len(text) * _GARBAGE_SHARE


def _has_drawing(page: pdfium.PdfPage) -> bool:
    kinds = (
        pdfium_raw.FPDF_PAGEOBJ_IMAGE,
        pdfium_raw.FPDF_PAGEOBJ_PATH,
        pdfium_raw.FPDF_PAGEOBJ_FORM,
        pdfium_raw.FPDF_PAGEOBJ_SHADING,
    )
    return next(iter(page.get_objects(filter=kinds, max_depth=3)), None) is not None


def _is_scan(page: pdfium.PdfPage) -> bool:
    """Whether one picture covers most of the page."""
    left, bottom, right, top = page.get_bbox()
    area = max((right - left) * (top - bottom), 1e-3)
    for picture in page.get_objects(filter=(pdfium_raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        x0, y0, x1, y1 = picture.get_bounds()
        if (min(x1, right) - max(x0, left)) * (min(y1, top) - max(y0, bottom)) > area * _COVERS_PAGE:
            return True
    return False
