"""The inside of an .ofd file: a zip whose OFD.xml names a Document.xml, which names pages, page templates and resources.

A page's TextObject has a Boundary (x y width height in mm) and TextCodes with the characters, whose X and Y stand in that boundary;
CTM, where given, maps the object's own coordinates into it. Source: GB/T 33190-2016, chapters 7, 8 and 11.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from assistant.errors import UnreadableFile
from ingest.parsing.unseen import COMMENTS, EMBEDDED

_A4_MM = (210.0, 297.0)
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DOWN = 90
_NO_REMARKS = frozenset({"Link", "Stamp", "Watermark"})
_MOST_STEPS = 100_000


@dataclass(frozen=True, slots=True)
class TextRun:
    """Characters with the box that they fill on the page."""

    text: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture's file and its size on the page."""

    content: bytes
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page with everything that its templates add to it."""

    width_mm: float
    height_mm: float
    runs: tuple[TextRun, ...]
    pictures: tuple[PlacedPicture, ...]
    unseen: bool = False  # something on it is not shown


class OfdPackage:
    """Reads pages. Raises UnreadableFile when the package is damaged or encrypted."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise _damaged() from error
        if any(name.lower().endswith("encryptions.xml") for name in self._zip.namelist()):
            self._zip.close()
            raise UnreadableFile("这份 OFD 是加密的，请解密后再入库")

    def __enter__(self) -> "OfdPackage":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def pages(self) -> Iterator[OfdPage]:
        """The pages of all documents in the package, in order."""
        try:
            entry = self._xml("OFD.xml")
            for root in entry.iterfind(".//{*}DocBody/{*}DocRoot"):
                yield from self._document_pages(_resolve("OFD.xml", root.text or ""))
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError) as error:
            raise _damaged() from error

    def beside(self) -> Iterator[str]:
        """What the package holds beside its pages: remarks of readers, attached files. Links, seals and watermarks are none."""
        for name in self._zip.namelist():
            if not name.lower().endswith(".xml"):
                continue
            try:
                root = self._xml(name)
            except etree.XMLSyntaxError:
                continue
            kind = etree.QName(root).localname
            if kind == "Attachments" and root.find(".//{*}Attachment") is not None:
                yield EMBEDDED
            elif kind == "PageAnnot" and any(map(_is_remark, root.iter("{*}Annot"))):
                yield COMMENTS

    def _document_pages(self, root: str) -> Iterator[OfdPage]:
        document = self._xml(root)
        size = _size(document.find(".//{*}CommonData/{*}PageArea/{*}PhysicalBox")) or _A4_MM
        media = self._media(document, root)
        templates = {
            template.get("ID", ""): self._xml(_resolve(root, template.get("BaseLoc", "")))
            for template in document.iterfind(".//{*}CommonData/{*}TemplatePage")
        }
        for page in document.iterfind(".//{*}Pages/{*}Page"):
            location = _resolve(root, page.get("BaseLoc", ""))
            content = self._xml(location)
            used = [templates.get(one.get("TemplateID", "")) for one in content.iterfind("{*}Template")]
            layers = [content, *(template for template in used if template is not None)]
            resources = {**media, **self._media(content, location)}
            width, height = _size(content.find("{*}Area/{*}PhysicalBox")) or size
            yield OfdPage(
                width,
                height,
                tuple(run for layer in layers for run in _runs(layer)),
                tuple(picture for layer in layers for picture in self._pictures(layer, resources)),
                any(_is_hidden(item) for layer in layers for item in layer.iter(etree.Element)),
            )

    def _media(self, owner: etree._Element, location: str) -> dict[str, str]:
        """Names of picture files in the package, by the id of their resource."""
        names: dict[str, str] = {}
        for reference in (
            owner.iterfind(".//{*}PublicRes"),
            owner.iterfind(".//{*}DocumentRes"),
            owner.iterfind("{*}PageRes"),
        ):
            for resource in reference:
                path = _resolve(location, resource.text or "")
                if path not in self._zip.namelist():
                    continue
                root = self._xml(path)
                base = posixpath.join(posixpath.dirname(path), root.get("BaseLoc", ""))
                for item in root.iterfind(".//{*}MultiMedia"):
                    file = (item.findtext("{*}MediaFile") or "").strip()
                    names[item.get("ID", "")] = _resolve(posixpath.join(base, "x"), file)
        return names

    def _pictures(self, layer: etree._Element, resources: dict[str, str]) -> Iterator[PlacedPicture]:
        for item in layer.iter("{*}ImageObject"):
            name = resources.get(item.get("ResourceID", ""))
            if name is not None and not _is_hidden(item) and name in self._zip.namelist():
                _, _, width, height = _four(item.get("Boundary"))
                yield PlacedPicture(self._zip.read(name), width, height)

    def _xml(self, name: str) -> etree._Element:
        return etree.fromstring(self._zip.read(name), etree.XMLParser(resolve_entities=False, no_network=True))


def _damaged() -> UnreadableFile:
    return UnreadableFile("文件已损坏或不是有效的 OFD，请重新导出后再试")


def _resolve(base: str, location: str) -> str:
    """A location is absolute in the package or relative to the file that names it."""
    location = location.strip().replace("\\", "/")
    if location.startswith("/"):
        return location.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location))


def _is_hidden(item: etree._Element) -> bool:
    return item.get("Visible", "").strip().lower() in {"false", "0"}


def _is_remark(annotation: etree._Element) -> bool:
    return annotation.get("Type") not in _NO_REMARKS or bool((annotation.findtext("{*}Remark") or "").strip())


def _runs(layer: etree._Element) -> Iterator[TextRun]:
    for item in layer.iter("{*}TextObject"):
        if _is_hidden(item):
            continue
        left, top, width, height = _four(item.get("Boundary"))
        size = float(item.get("Size") or 0) or height
        matrix = tuple(map(float, (item.get("CTM") or "").split()))
        a, b, c, d, e, f = matrix if len(matrix) == 6 else _IDENTITY
        down = int(float(item.get("ReadDirection") or 0)) == _DOWN
        last_x = last_y = 0.0
        for code in item.iterfind("{*}TextCode"):
            text = (code.text or "").strip("\r\n")
            # A TextCode without X or Y goes on from the one before it.
            x, y = float(code.get("X") or last_x), float(code.get("Y") or last_y)
            last_x, last_y = x, y
            if not text.strip():
                continue
            across = _advance(code.get("DeltaX") or "", len(text), size, default=0.0 if down else size * len(text))
            scale_x, scale_y = abs(a) or abs(b) or 1.0, abs(d) or abs(c) or 1.0
            yield TextRun(
                text,
                left + a * x + c * y + e,
                top + b * x + d * y + f - size * scale_y,
                min(across * scale_x, max(width, size)),
                size * scale_y,
            )


def _advance(delta: str, characters: int, size: float, default: float) -> float:
    """How far a run reaches in mm. ``g 5 3.2`` in DeltaX stands for five steps of 3.2."""
    steps: list[float] = []
    values = delta.split()
    at = 0
    while at < len(values) and len(steps) < _MOST_STEPS:
        if values[at] == "g" and at + 2 < len(values):
            steps += [float(values[at + 2])] * min(int(values[at + 1]), characters)
            at += 3
        else:
            steps.append(float(values[at]))
            at += 1
    return sum(steps[: characters - 1]) + size if steps else default


def _four(text: str | None) -> tuple[float, float, float, float]:
    """``x y width height``; zeros where there is no such text."""
    values = [float(value) for value in (text or "").split()]
    return (values[0], values[1], values[2], values[3]) if len(values) == 4 else (0.0, 0.0, 0.0, 0.0)


def _size(element: etree._Element | None) -> tuple[float, float] | None:
    _, _, width, height = _four(element.text if element is not None else None)
    return (width, height) if width > 0 and height > 0 else None
