""".ofd: the Chinese government's fixed layout format, GB/T 33190-2016.

Read here with lxml: of the packages for it, the one that is kept up depends on PyMuPDF, whose licence (AGPL) a bureau's deployment need not
take on, and it renders where only the text and its place are wanted. A file is a zip: OFD.xml names Document.xml, which names pages; a
page's TextObject has a Boundary (x y width height in mm) and TextCodes with the characters, whose X and Y stand in that boundary.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from assistant.errors import FileTooLarge, UnreadableFile
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.layout import add_lines
from ingest.parsing.limits import ParseLimits
from ingest.parsing.reading_order import PrintedLine

_A4_MM = (210.0, 297.0)
_PARSER_OPTIONS = {"resolve_entities": False, "no_network": True, "huge_tree": False}


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters with the box of their object, in mm."""

    text: str
    x: float
    y: float
    width: float
    height: float


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Paragraphs with page numbers and the box of every line, as a PDF gives."""
    builder = DocumentBuilder("application/ofd")
    lines: list[PrintedLine] = []
    try:
        with zipfile.ZipFile(path) as package:
            for root_name in _document_roots(package):
                document = _xml(package, root_name)
                default_size = _box(document.find(".//{*}CommonData/{*}PageArea/{*}PhysicalBox"))
                for page in document.iterfind(".//{*}Pages/{*}Page"):
                    builder.page_count += 1
                    if builder.page_count > limits.max_pages:
                        raise FileTooLarge(f"超过上限 {limits.max_pages} 页；请拆分后再入库")
                    content = _xml(package, _resolve(root_name, page.get("BaseLoc", "")))
                    found = list(_page_lines(content, builder.page_count, default_size or _A4_MM))
                    if not found:
                        builder.empty_pages.append(builder.page_count)
                    lines += found
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("文件已损坏或不是有效的 OFD，请重新导出后再试") from error
    add_lines(lines, builder)
    return builder.build()


def _document_roots(package: zipfile.ZipFile) -> list[str]:
    entry = _xml(package, "OFD.xml")
    return [_resolve("OFD.xml", root.text or "") for root in entry.iterfind(".//{*}DocBody/{*}DocRoot")]


def _xml(package: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(package.read(name), etree.XMLParser(**_PARSER_OPTIONS))


def _resolve(base: str, location: str) -> str:
    """A location is absolute in the package or relative to the file that names it."""
    location = location.strip()
    if location.startswith("/"):
        return location.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location))


def _page_lines(content: etree._Element, number: int, default_size: tuple[float, float]) -> Iterator[PrintedLine]:
    width, height = _box(content.find(".//{*}Area/{*}PhysicalBox")) or default_size
    rows: list[list[_Run]] = []
    for run in sorted(_runs(content), key=lambda run: (run.y + run.height / 2, run.x)):
        middle = run.y + run.height / 2
        if rows and abs(rows[-1][0].y + rows[-1][0].height / 2 - middle) < run.height / 2:
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        ordered = sorted(row, key=lambda run: run.x)
        yield PrintedLine(
            number,
            "".join(run.text for run in ordered),
            ordered[0].x / width,
            min(run.y for run in ordered) / height,
            max(run.x + run.width for run in ordered) / width,
            max(run.y + run.height for run in ordered) / height,
        )


def _runs(content: etree._Element) -> Iterator[_Run]:
    for item in content.iter("{*}TextObject"):
        boundary = [float(value) for value in item.get("Boundary", "0 0 0 0").split()]
        size = float(item.get("Size", "0") or 0)
        for code in item.iterfind("{*}TextCode"):
            text = (code.text or "").strip("\r\n")
            if not text.strip():
                continue
            x, y = float(code.get("X", "0")), float(code.get("Y", str(size)))
            advance = _advance(code.get("DeltaX", ""), len(text), size)
            yield _Run(text, boundary[0] + x, boundary[1] + y - size, advance or boundary[2], size or boundary[3])


def _advance(delta: str, characters: int, size: float) -> float:
    """How far a run reaches in mm. ``g 5 3.2`` in DeltaX means five steps of 3.2."""
    steps: list[float] = []
    values = delta.split()
    at = 0
    while at < len(values):
        if values[at] == "g" and at + 2 < len(values):
            steps += [float(values[at + 2])] * int(values[at + 1])
            at += 3
        else:
            steps.append(float(values[at]))
            at += 1
    return sum(steps[: characters - 1]) + size if steps else size * characters


def _box(element: etree._Element | None) -> tuple[float, float] | None:
    if element is None or not element.text:
        return None
    values = [float(value) for value in element.text.split()]
    return (values[2], values[3]) if len(values) == 4 and values[2] > 0 and values[3] > 0 else None
