"""Pages of originals as pictures, with quoted lines marked, so that the browser needs no PDF viewer."""

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageOps, UnidentifiedImageError

from assistant.errors import NotFound, UnreadableFile

PAGED_MEDIA_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg", "image/tiff"})
_MARK = (255, 232, 90)  # yellow of a text marker; multiplied with the page, so print stays black under it
_MARGIN = 0.003  # of the page: a box ends where the ink does
_LEAST_WIDTH_PX, _MOST_WIDTH_PX = 200, 2400
_MOST_HEIGHT_PX = 8000  # a page may be a strip; memory must not depend on it
# PDFium keeps global state and may not be called from two threads at once.
_pdfium_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class LineMark:
    """The box of a line to mark, in fractions of the page, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float


def render_page(original: Path, media_type: str, page: int, marks: Sequence[LineMark], width_px: int) -> bytes:
    """A page (from 1) of a PDF or picture as PNG, ``width_px`` wide (kept within 200 to 2400), its marked lines in yellow.

    Raises NotFound for a page or kind of file that has no picture, UnreadableFile when the original is damaged.
    """
    if media_type not in PAGED_MEDIA_TYPES:
        raise NotFound("这种文件没有页面图像，请看文字内容或下载原件")
    width = min(max(width_px, _LEAST_WIDTH_PX), _MOST_WIDTH_PX)
    picture = _pdf_page(original, page, width) if media_type == "application/pdf" else _frame(original, page, width)
    stored = io.BytesIO()
    _marked(picture, marks).save(stored, "PNG")
    return stored.getvalue()


def _pdf_page(original: Path, number: int, width: int) -> Image.Image:
    with _pdfium_lock:
        try:
            document = pdfium.PdfDocument(original)
        except pdfium.PdfiumError as error:
            raise UnreadableFile("原件打不开，可能已损坏，请重新入库") from error
        try:
            _check_page(number, len(document))
            page = document[number - 1]
            page_width, page_height = page.get_size()
            scale = min(width / page_width, _MOST_HEIGHT_PX / page_height)
            picture: Image.Image = page.render(scale=scale, fill_color=(255, 255, 255, 255)).to_pil()
            return picture.convert("RGB")
        finally:
            document.close()


def _frame(original: Path, number: int, width: int) -> Image.Image:
    try:
        with Image.open(original) as image:
            _check_page(number, getattr(image, "n_frames", 1))
            image.seek(number - 1)
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise UnreadableFile("原件打不开，可能已损坏，请重新入库") from error
    scale = min(width / upright.width, _MOST_HEIGHT_PX / upright.height)
    size = (max(1, round(upright.width * scale)), max(1, round(upright.height * scale)))
    return upright.resize(size, Image.Resampling.LANCZOS)


def _check_page(number: int, count: int) -> None:
    if not 1 <= number <= count:
        raise NotFound(f"没有第 {number} 页，这份文件共 {count} 页")


def _marked(picture: Image.Image, marks: Sequence[LineMark]) -> Image.Image:
    if not marks:
        return picture
    overlay = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(overlay)
    for mark in marks:
        left, right = sorted((mark.x0, mark.x1))
        top, bottom = sorted((mark.y0, mark.y1))
        corners = ((left - _MARGIN) * picture.width, (top - _MARGIN) * picture.height)
        draw.rectangle((*corners, (right + _MARGIN) * picture.width, (bottom + _MARGIN) * picture.height), fill=_MARK)
    return ImageChops.multiply(picture, overlay)
