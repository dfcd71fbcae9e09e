"""What a PDF holds beside the print of its pages: annotations, attached files, layers that are switched off."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSLiteral

from ingest.parsing.unseen import COMMENTS, EMBEDDED

_REMARKS = frozenset(
    {
        pdfium_raw.FPDF_ANNOT_TEXT,
        pdfium_raw.FPDF_ANNOT_FREETEXT,
        pdfium_raw.FPDF_ANNOT_LINE,
        pdfium_raw.FPDF_ANNOT_SQUARE,
        pdfium_raw.FPDF_ANNOT_CIRCLE,
        pdfium_raw.FPDF_ANNOT_POLYGON,
        pdfium_raw.FPDF_ANNOT_POLYLINE,
        pdfium_raw.FPDF_ANNOT_HIGHLIGHT,
        pdfium_raw.FPDF_ANNOT_UNDERLINE,
        pdfium_raw.FPDF_ANNOT_SQUIGGLY,
        pdfium_raw.FPDF_ANNOT_STRIKEOUT,
        pdfium_raw.FPDF_ANNOT_CARET,
        pdfium_raw.FPDF_ANNOT_INK,
        pdfium_raw.FPDF_ANNOT_REDACT,
    }
)
_REMARKS_IF_THEY_SAY_SOMETHING = frozenset({pdfium_raw.FPDF_ANNOT_STAMP, pdfium_raw.FPDF_ANNOT_POPUP})  # else: a seal
_UPWARDS = frozenset({"Parent", "P", "StructParents"})
_MOST_OBJECTS = 20_000


def beside_print(document: pdfium.PdfDocument) -> Iterator[str]:
    """What readers leave on pages and what is attached; each as often as it is met."""
    if pdfium_raw.FPDFDoc_GetAttachmentCount(document) > 0:
        yield EMBEDDED
    for index in range(len(document)):
        page = document[index]
        for at in range(pdfium_raw.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium_raw.FPDFPage_GetAnnot(page, at)
            kind = pdfium_raw.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium_raw.FPDF_ANNOT_FILEATTACHMENT:
                yield EMBEDDED
            elif kind in _REMARKS or (kind in _REMARKS_IF_THEY_SAY_SOMETHING and _says_something(annotation)):
                yield COMMENTS
            pdfium_raw.FPDFPage_CloseAnnot(annotation)
        page.close()


def _says_something(annotation: pdfium_raw.FPDF_ANNOTATION) -> bool:
    return int(pdfium_raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)) > len("\0".encode("utf-16-le"))


def pages_with_hidden_layers(path: Path) -> frozenset[int]:
    """The pages, from 1, on which something stands in a layer that is switched off: PDFium's text holds it all the same."""
    try:
        with path.open("rb") as stream:
            document = PDFDocument(PDFParser(stream), fallback=False)
            hidden = _hidden_layers(document)
            if not hidden:
                return frozenset()
            pages = enumerate(PDFPage.create_pages(document), start=1)
            return frozenset(number for number, page in pages if _reaches(page.resources, hidden))
    except (PSException, OSError, ValueError, TypeError, KeyError, RecursionError):
        return frozenset()  # damaged beyond this reader; PDFium, which mends more, shows every layer then


def _hidden_layers(document: PDFDocument) -> frozenset[int]:
    """Numbers of the optional content groups that the file's default view leaves off."""
    content = resolve1(document.catalog.get("OCProperties"))
    view = resolve1(content.get("D")) if isinstance(content, dict) else None
    if not isinstance(view, dict):
        return frozenset()
    base = resolve1(view.get("BaseState"))
    if isinstance(base, PSLiteral) and base.name == "OFF":
        return _numbers(content.get("OCGs")) - _numbers(view.get("ON"))
    return _numbers(view.get("OFF"))


def _numbers(references: object) -> frozenset[int]:
    found = resolve1(references)
    return (
        frozenset(item.objid for item in found if isinstance(item, PDFObjRef))
        if isinstance(found, list)
        else frozenset()
    )


def _reaches(root: object, targets: frozenset[int]) -> bool:
    """Whether any of these objects hangs on one."""
    waiting, seen = [root], set[int]()
    while waiting and len(seen) < _MOST_OBJECTS:
        item = waiting.pop()
        if isinstance(item, PDFObjRef):
            if item.objid in targets:
                return True
            if item.objid in seen:
                continue
            seen.add(item.objid)
            item = resolve1(item)
        if isinstance(item, PDFStream):
            item = item.attrs
        if isinstance(item, dict):
            waiting += [value for name, value in item.items() if name not in _UPWARDS]
        elif isinstance(item, list):
            waiting += item
    return False
