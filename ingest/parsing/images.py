"""Pictures of documents: .png, .jpg, .tif (every page of it)."""

from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from assistant.errors import FileTooLarge, UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.layout import add_lines
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise
from ingest.parsing.reading_order import PrintedLine

_MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """The recognised text of each page, turned as the camera noted."""
    builder = DocumentBuilder(_MEDIA_TYPES.get(path.suffix.lower(), "image/png"))
    lines: list[PrintedLine] = []
    try:
        with Image.open(path) as image:
            builder.page_count = getattr(image, "n_frames", 1)
            if builder.page_count > limits.max_pages:
                raise FileTooLarge(f"共 {builder.page_count} 页，超过上限 {limits.max_pages} 页；请拆分后再入库")
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                found = (
                    [] if limits.ocr == "never" else recognise(ImageOps.exif_transpose(frame).convert("RGB"), number)
                )
                builder.ocr_pages.append(number)
                if not found:
                    builder.empty_pages.append(number)
                lines += found
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise UnreadableFile("图片已损坏或过大，无法打开") from error
    add_lines(lines, builder)
    return builder.build()
