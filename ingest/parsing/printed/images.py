"""Pictures of documents: .png, .jpg, .tif (every page of it)."""

from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from assistant.errors import FileTooLarge, UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise_pieces
from ingest.parsing.printed.pages import PrintedPage, add_pages, page_of
from ingest.parsing.reading_order import PrintedLine

_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "TIFF": "image/tiff"}


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """The recognised text of each page, turned as the camera noted."""
    pages: list[PrintedPage] = []
    try:
        with Image.open(path) as image:
            builder = DocumentBuilder(_MEDIA_TYPES.get(image.format or "", "image/png"))
            # A telephone's JPEG may carry a preview as a second frame; only a TIFF has pages.
            builder.page_count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if builder.page_count > limits.max_pages:
                raise FileTooLarge(f"共 {builder.page_count} 页，超过上限 {limits.max_pages} 页；请拆分后再入库")
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                if number > builder.page_count:
                    break
                found, aspect = list[PrintedLine](), 1.0
                if limits.ocr != "never":
                    found, aspect = recognise_pieces(ImageOps.exif_transpose(frame).convert("RGB"), number)
                    builder.ocr_pages.append(number)
                if not found:
                    builder.empty_pages.append(number)
                pages.append(page_of(found, aspect, pages[-1] if pages else None))
    except Image.DecompressionBombError as error:
        raise FileTooLarge("图片的像素过多，疑似压缩炸弹，已拒绝读取") from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise UnreadableFile("图片已损坏或没有传完，无法打开；请重新扫描或导出后再试") from error
    add_pages(pages, builder)
    return builder.build()
