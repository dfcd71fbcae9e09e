"""The inside of an .ofd file: a zip whose OFD.xml names a Document.xml, which names pages, page templates and resources.

A page's TextObject has a Boundary (x y width height in mm) and TextCodes with the characters, whose X and Y stand in that boundary;
CTM, where given, maps the object's own coordinates into it. A CompositeObject places a CompositeGraphicUnit, a drawing of its own that a
resource file holds, in the same way. Source: GB/T 33190-2016, chapters 7, 8, 11 and 13.
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
_DEEPEST_UNIT = 8
_RESOURCE_FILES = ("{*}PublicRes", "{*}DocumentRes", "{*}PageRes")

Matrix = tuple[float, float, float, float, float, float]
"""``(a, b, c, d, e, f)`` maps (x, y) to (a x + c y + e, b x + d y + f), as CTM does."""


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


@dataclass(frozen=True, slots=True)
class _Resources:
    """What pages draw from, by id: names of picture files in the package, and drawings that are used again."""

    media: dict[str, str]
    units: dict[str, etree._Element]

    def __or__(self, other: "_Resources") -> "_Resources":
        return _Resources(self.media | other.media, self.units | other.units)


class OfdPackage:
    """Reads pages. Names in the package are found whatever their case, as files made on Windows need it. ``warnings`` says what was named
    in the package and is not in it. Raises UnreadableFile when the package is damaged or encrypted."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise _damaged() from error
        self._names = {name.lower().replace("\\", "/"): name for name in self._zip.namelist()}
        self.warnings: list[str] = []
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
        shared = self._resources(document, root)
        templates = {
            template.get("ID", ""): self._template(_resolve(root, template.get("BaseLoc", "")))
            for template in document.iterfind(".//{*}CommonData/{*}TemplatePage")
        }
        for page in document.iterfind(".//{*}Pages/{*}Page"):
            location = _resolve(root, page.get("BaseLoc", ""))
            content = self._xml(location)
            used = [templates.get(one.get("TemplateID", "")) for one in content.iterfind("{*}Template")]
            layers = [content, *(template for template in used if template is not None)]
            resources = shared | self._resources(content, location)
            width, height = _size(content.find("{*}Area/{*}PhysicalBox")) or size
            objects = [placed for layer in layers for placed in self._objects(layer, resources)]
            yield OfdPage(
                width,
                height,
                tuple(run for item, matrix in objects for run in _runs(item, matrix)),
                tuple(picture for item, matrix in objects for picture in self._picture(item, matrix, resources)),
                any(_is_hidden(item) for layer in layers for item in layer.iter(etree.Element)),
            )

    def _template(self, location: str) -> etree._Element | None:
        if self._member(location) is None:
            self._warn("版式文件缺少一个页面模板，页眉、红头等固定内容可能没有读到")
            return None
        return self._xml(location)

    def _resources(self, owner: etree._Element, location: str) -> _Resources:
        """The resources that a document or page names; those of a file that is not there are left out."""
        found = _Resources({}, {})
        for tag in _RESOURCE_FILES:
            for reference in owner.iterfind(f".//{tag}"):
                path = _resolve(location, reference.text or "")
                if self._member(path) is None:
                    continue
                root = self._xml(path)
                base = posixpath.join(posixpath.dirname(path), root.get("BaseLoc", ""))
                for item in root.iterfind(".//{*}MultiMedia"):
                    file = (item.findtext("{*}MediaFile") or "").strip()
                    found.media[item.get("ID", "")] = _resolve(posixpath.join(base, "x"), file)
                for unit in root.iterfind(".//{*}CompositeGraphicUnit"):
                    found.units[unit.get("ID", "")] = unit
        return found

    def _objects(
        self, layer: etree._Element, resources: _Resources, outer: Matrix = _IDENTITY, depth: int = 0
    ) -> Iterator[tuple[etree._Element, Matrix]]:
        """Texts and pictures in order, those of composite objects in their place, each with what maps its coordinates to the page."""
        for item in layer.iter("{*}TextObject", "{*}ImageObject", "{*}CompositeObject"):
            if _is_hidden(item):
                continue
            left, top, _, _ = _four(item.get("Boundary"))
            placed = _within(_within(outer, (1.0, 0.0, 0.0, 1.0, left, top)), _matrix(item.get("CTM")))
            if etree.QName(item).localname != "CompositeObject":
                yield item, placed
                continue
            unit = resources.units.get(item.get("ResourceID", ""))
            if unit is not None and depth < _DEEPEST_UNIT:
                yield from self._objects(unit, resources, placed, depth + 1)
            else:
                self._warn("版式文件有一部分内容（复合图元）没有读到，请核对原件或另存为 PDF 后再入库")

    def _picture(self, item: etree._Element, matrix: Matrix, resources: _Resources) -> Iterator[PlacedPicture]:
        if etree.QName(item).localname != "ImageObject":
            return
        name = self._member(resources.media.get(item.get("ResourceID", ""), ""))
        if name is not None:
            _, _, width, height = _four(item.get("Boundary"))
            own = _scale(
                _matrix(item.get("CTM"))
            )  # a picture's own matrix only stretches its unit square over its boundary
            across, down = (whole / part for whole, part in zip(_scale(matrix), own, strict=True))
            yield PlacedPicture(self._zip.read(name), width * across, height * down)

    def _warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)

    def _member(self, name: str) -> str | None:
        """What a file is called in the package; None for one that is not in it."""
        return self._names.get(name.lower())

    def _xml(self, name: str) -> etree._Element:
        """Raises KeyError for what is not in the package."""
        member = self._names[name.lower()]
        return etree.fromstring(self._zip.read(member), etree.XMLParser(resolve_entities=False, no_network=True))


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


def _runs(item: etree._Element, matrix: Matrix) -> Iterator[TextRun]:
    """The texts of a TextObject whose coordinates ``matrix`` maps to the page."""
    if etree.QName(item).localname != "TextObject":
        return
    _, _, width, height = _four(item.get("Boundary"))
    size = float(item.get("Size") or 0) or height
    a, b, c, d, e, f = matrix
    scale_x, scale_y = _scale(matrix)
    stretched = _scale(_matrix(item.get("CTM")))[0]
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
        yield TextRun(
            text,
            a * x + c * y + e,
            b * x + d * y + f - size * scale_y,
            min(across * scale_x, max(width, size) * scale_x / stretched),
            size * scale_y,
        )


def _matrix(text: str | None) -> Matrix:
    """A CTM's six numbers; the one that changes nothing where there are none."""
    values = tuple(map(float, (text or "").split()))
    if len(values) != 6:
        return _IDENTITY
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def _within(outer: Matrix, inner: Matrix) -> Matrix:
    """What maps by ``inner`` first and by ``outer`` then."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f


def _scale(matrix: Matrix) -> tuple[float, float]:
    """By how much a matrix stretches across and down; never 0."""
    a, b, c, d, _, _ = matrix
    return abs(a) or abs(b) or 1.0, abs(d) or abs(c) or 1.0


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
