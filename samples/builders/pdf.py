"""PDF files: laid out by LibreOffice with embedded fonts, or scanned pages that hold pictures only."""

import re
import shutil
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from samples.builders.source_text import Source
from samples.builders.word import EMBEDDABLE, build_word

_SCAN_DPI = 150
_SCAN_TILT_DEGREES = 0.6
_SCAN_NOISE = 5.0  # standard deviation, in grey levels


def build_pdf(source: Source, path: Path) -> None:
    """Lay a source out as a text PDF. Raises RuntimeError without LibreOffice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        word = folder / "document.docx"
        build_word(source, word, EMBEDDABLE)
        _convert(word, folder)
        path.write_bytes(_stable((folder / "document.pdf").read_bytes(), _noon(source)))


def build_scan(source: Source, path: Path) -> None:
    """Print a source and scan it: tilted grey pictures with a little noise, no text layer."""
    with tempfile.TemporaryDirectory() as name:
        printed = Path(name) / "printed.pdf"
        build_pdf(source, printed)
        document = pypdfium2.PdfDocument(printed)
        noise = np.random.default_rng(20260101)
        pages = [_scanned(page.render(scale=_SCAN_DPI / 72).to_pil(), noise) for page in document]
        document.close()
    stamp = time.gmtime(_noon(source).timestamp())
    pages[0].save(
        path,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=_SCAN_DPI,
        quality=48,
        producer="",
        creationDate=stamp,
        modDate=stamp,
    )


def _scanned(page: Image.Image, noise: np.random.Generator) -> Image.Image:
    grey = page.convert("L").rotate(_SCAN_TILT_DEGREES, Image.Resampling.BICUBIC, fillcolor=250)
    grey = grey.filter(ImageFilter.GaussianBlur(0.5))
    pixels = np.asarray(grey, dtype=np.float32) * 0.96 + noise.normal(0, _SCAN_NOISE, (grey.height, grey.width))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _noon(source: Source) -> datetime:
    return datetime(source.issued_on.year, source.issued_on.month, source.issued_on.day, 4, tzinfo=UTC)


def _convert(word: Path, folder: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        raise RuntimeError("soffice (LibreOffice) is needed to make the PDF samples")
    profile = folder / "profile"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(word)], check=True, capture_output=True, timeout=180)


def _stable(content: bytes, moment: datetime) -> bytes:
    """The moment in place of the time of making, zeros in place of the random id and checksum; lengths are kept."""
    content = re.sub(rb"(?<=/CreationDate\(D:)\d{14}", f"{moment:%Y%m%d%H%M%S}".encode(), content)
    content = re.sub(rb"(?<=/ID \[ <)[0-9A-F]{32}(>\s*<)[0-9A-F]{32}", lambda m: b"0" * 32 + m[1] + b"0" * 32, content)
    return re.sub(rb"(?<=/DocChecksum /)[0-9A-F]{32}", b"0" * 32, content)
