"""The official letter as PDF, through LibreOffice where it is installed."""

import re
import shutil
import subprocess
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from assistant.complaints.letters import letter_format as measures
from assistant.documents.office_conversion import convert, office_program
from assistant.errors import ToolMissing

_CONVERSION_S = 120.0
_LISTING_S = 20.0
_GRID = re.compile(r'<w:docGrid[^>]*w:type="linesAndChars"[^>]*/>')
_NARROW = f'<w:spacing w:val="{measures.CHARACTER_SPACING}"/>'


def letter_as_pdf(letter: bytes) -> bytes:
    """The same letter as PDF. Raises ToolMissing without LibreOffice, ParsingTimedOut where it takes too long."""
    if office_program() is None:
        raise ToolMissing(
            "导出 PDF 需要 LibreOffice，这台机器没有安装；请导出 Word 文件，或安装它（Debian：apt install libreoffice-writer-nogui）"
        )
    with tempfile.TemporaryDirectory(prefix="huizhao-letter-") as folder:
        path = Path(folder, "letter.docx")
        path.write_bytes(_for_libreoffice(letter))
        with convert(path, ".pdf", _CONVERSION_S) as converted:
            return converted.read_bytes()


def _for_libreoffice(letter: bytes) -> bytes:
    """A copy that LibreOffice sets as Word sets the original, whatever template it was made with.

    LibreOffice gives two cells of a character grid to a character that is wider than one, so the copy has lines only and narrower
    characters, as the built-in template has; a font that is not installed gives way to the first of its alternatives that is.
    """
    replaced = _replacements()
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(letter)) as original, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in original.infolist():
            content = original.read(entry)
            if entry.filename.startswith("word/") and entry.filename.endswith(".xml"):
                content = _adapted(content.decode("utf-8"), replaced).encode("utf-8")
            copy.writestr(entry, content)
    return written.getvalue()


def _adapted(xml: str, replaced: dict[str, str]) -> str:
    xml = _GRID.sub(f'<w:docGrid w:type="lines" w:linePitch="{round(measures.LINE_PITCH.twips)}"/>', xml)
    # Normal's own size, the first in a style's properties: the spacing goes before it.
    if _NARROW not in xml:
        xml = re.sub(
            r'(<w:style [^>]*w:default="1"[^>]*w:styleId="Normal".*?)(<w:sz )',
            rf"\1{_NARROW}\2",
            xml,
            count=1,
            flags=re.DOTALL,
        )
    for font, other in replaced.items():
        xml = xml.replace(f'"{font}"', f'"{other}"')
    return xml


def _replacements() -> dict[str, str]:
    """For each of the letter's fonts that is not installed, the one to take instead; empty where nobody can tell."""
    program = shutil.which("fc-list")
    if program is None:
        return {}
    try:
        listed = subprocess.run([program, ":", "family"], capture_output=True, check=True, timeout=_LISTING_S).stdout
    except (subprocess.SubprocessError, OSError):
        return {}
    installed = {name.strip() for line in listed.decode("utf-8", "replace").splitlines() for name in line.split(",")}
    first = {
        font: next((other for other in others if other in installed), "")
        for font, others in measures.ALTERNATIVES.items()
        if font not in installed
    }
    return {font: other for font, other in first.items() if other}
