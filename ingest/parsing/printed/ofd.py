""".ofd: the Chinese government's fixed layout format, GB/T 33190-2016.

Read here with lxml: of the packages for it, the one that is kept up depends on PyMuPDF, whose licence (AGPL) a bureau's deployment need not
take on, and it renders where only the text and its place are wanted.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from assistant.errors import FileTooLarge
from ingest.parsed import ParsedDocument
from ingest.parsing.allowance import ALLOWANCE
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise_pieces
from ingest.parsing.printed.ofd_package import OfdPackage, OfdPage, TextRun
from ingest.parsing.printed.pages import PrintedPage, add_pages, page_of
from ingest.parsing.reading_order import PrintedLine
from ingest.parsing.unseen import OUT_OF_SIGHT

_FEW_CHARACTERS = 20
_COVERS_PAGE = 0.3


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Paragraphs with page numbers and the box of every line, as a PDF gives; a scanned page is recognised."""
    builder = DocumentBuilder("application/ofd")
    pages: list[PrintedPage] = []
    with OfdPackage(path) as package:
        builder.unseen(*package.beside())
        for page in package.pages():
            ALLOWANCE.next_page()
            builder.page_count += 1
            if builder.page_count > limits.max_pages:
                raise FileTooLarge(f"超过上限 {limits.max_pages} 页；请拆分后再入库")
            if page.unseen:
                builder.unseen(OUT_OF_SIGHT)
            found = [_piece(run, page, builder.page_count) for run in page.runs]
            if sum(len(piece.text) for piece in found) < _FEW_CHARACTERS and limits.ocr != "never":
                found = _recognised(page, builder) or found
            if not found:
                builder.empty_pages.append(builder.page_count)
            pages.append(page_of(found, page.height_mm / page.width_mm, pages[-1] if pages else None))
        builder.warnings += package.warnings
    add_pages(pages, builder)
    return builder.build()


def _piece(run: TextRun, page: OfdPage, number: int) -> PrintedLine:
    return PrintedLine(
        number,
        run.text,
        run.x_mm / page.width_mm,
        run.y_mm / page.height_mm,
        (run.x_mm + run.width_mm) / page.width_mm,
        (run.y_mm + run.height_mm) / page.height_mm,
    )


def _recognised(page: OfdPage, builder: DocumentBuilder) -> list[PrintedLine]:
    """The pieces of lines of the pictures that make up a page; seals and ornaments are too small to count."""
    number = builder.page_count
    lines: list[PrintedLine] = []
    for picture in _large(page):
        builder.ocr_pages = sorted({*builder.ocr_pages, number})
        try:
            with Image.open(io.BytesIO(picture)) as image:
                lines += recognise_pieces(image, number)[0]
        except (UnidentifiedImageError, OSError):
            builder.warnings.append(f"第{number}页的图像格式读不了（可能是 JBIG2），请另存为 PDF 后再入库")
    return lines


def _large(page: OfdPage) -> Iterator[bytes]:
    for picture in page.pictures:
        if picture.width_mm * picture.height_mm >= page.width_mm * page.height_mm * _COVERS_PAGE:
            yield picture.content
