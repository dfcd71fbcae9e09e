""".pdf: the text layer with its boxes; a page that has none, or too little of it, is recognised from its picture."""

import logging
import re
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF

from assistant.errors import FileTooLarge, UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.layout import add_paragraphs, footnotes, heading_key, measure, without_furniture
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise
from ingest.parsing.pdf_tables import RuledTable, add_ruled_table, continued, has_rules, ruled_tables
from ingest.parsing.pdf_text import lines_of, page_glyphs
from ingest.parsing.pdf_unseen import beside_print, pages_with_hidden_layers
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


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[PrintedLine]
    tables: list[RuledTable]
    recognised: bool


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Paragraphs and ruled tables with page numbers and the box of every line and row; footnotes stand at the end."""
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
        pages = list(_pages(document, path, limits, builder, layered))
    finally:
        document.close()
    lines = without_furniture([line for page in pages for line in page.lines])
    margins = measure(lines)
    notes = footnotes(lines, margins)
    kept = set(lines) - {line for note in notes for line in note}
    run: list[PrintedLine] = []
    table: RuledTable | None = None
    for page in pages:
        for item in _in_order([line for line in page.lines if line in kept], page.tables):
            if isinstance(item, PrintedLine):
                if table is not None:
                    add_ruled_table(table, builder)
                    table = None
                run.append(item)
                continue
            joined = continued(table, item) if table is not None else None
            if table is not None and joined is None:
                add_ruled_table(table, builder)
            add_paragraphs(run, margins, builder, headings)
            run = []
            table = joined or item
    if table is not None:
        add_ruled_table(table, builder)
    add_paragraphs(run, margins, builder, headings)
    for note in notes:
        add_paragraphs(note, margins, builder)
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
    document: pdfium.PdfDocument, path: Path, limits: ParseLimits, builder: DocumentBuilder, layered: Set[int]
) -> Iterator[_Page]:
    """``layered``: pages whose text layer holds what is not shown; they are read from their pictures alone."""
    tables_until = time.monotonic() + limits.timeout_s * _TABLES_SHARE_OF_TIME
    plumber: PDF | None = None
    try:
        for index in range(len(document)):
            number = index + 1
            page = document[index]
            width, height = page.get_size()
            glyphs = [] if limits.ocr == "always" or number in layered else page_glyphs(page)
            layer = lines_of(glyphs, number, height / width)
            if limits.ocr != "never" and (number in layered or _needs_recognition(page, layer, limits)):
                scale = min(_OCR_DPI / _POINTS_PER_INCH, _LONGEST_SIDE_PX / max(width, height))
                lines = recognise(page.render(scale=scale, draw_annots=False).to_pil(), number)
                builder.ocr_pages.append(number)
                content = _Page(lines or ([] if _is_garbage(layer) else layer), [], True)
            elif has_rules(page) and layer and time.monotonic() < tables_until:
                plumber = plumber or pdfplumber.open(path)
                tables = ruled_tables(plumber.pages[index], glyphs, number, height / width)
                outside = [g for g in glyphs if not any(table.holds(*g.middle) for table in tables)]
                content = _Page(lines_of(outside, number, height / width), tables, False)
                plumber.pages[index].close()
            else:
                content = _Page([] if _is_garbage(layer) else layer, [], False)
            page.close()
            if not content.lines and not content.tables:
                builder.empty_pages.append(number)
            yield content
    except PSException as error:
        raise UnreadableFile("文件已损坏或不是有效的 PDF，请重新导出后再试") from error
    finally:
        if plumber is not None:
            plumber.close()


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


def _in_order(lines: Sequence[PrintedLine], tables: Sequence[RuledTable]) -> Iterator[PrintedLine | RuledTable]:
    """A page's lines with each table before the first line below it."""
    waiting = list(tables)
    for line in lines:
        while waiting and line.middle > waiting[0].box.y0 and line.column == 0:
            yield waiting.pop(0)
        yield line
    yield from waiting
