"""What a reader of a Word document's final version does not see, or not as its text: comments, tracked deletions, hidden text, the inside of
other files, text in the colour of the page or too small to read, and text struck through."""

import re
from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from ingest.parsing.office.docx_styles import Styles
from ingest.parsing.unseen import CHANGES, COMMENTS, DISGUISED, EMBEDDED, EMBEDDING, HIDDEN

_WHITE = re.compile(r"^f[c-f]f[c-f]f[c-f]$", re.IGNORECASE)
_TINY = 6  # half points: three points high
_PLAIN_TABLES = {"", "TableGrid", "TableNormal", "a1", "a3"}
_TAKEN_OUT = {qn("w:del"), qn("w:moveFrom")}
_CHANGES = {qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")}
_COMMENTS = {qn(f"w:{name}") for name in ("comment", "commentReference", "commentRangeStart")}
_REFERENCES = {qn("w:footnoteReference"), qn("w:endnoteReference")}
_SHOWN = {qn("w:t"), qn("w:drawing"), qn("w:pict"), qn("w:object"), *_REFERENCES}
_BESIDE = ("/header", "/footer", "/comments", "/footnotes", "/endnotes")


class Unseen:
    """Takes out of a document's tree, as it is read, what nobody sees and what is struck through. ``found`` names what the file holds besides
    its final version; ``struck`` says whether anything in it is struck through, which every reader sees."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self._styles = styles
        self._references: set[tuple[str, str]] = set()
        self.found: set[str] = set()
        self.struck = False
        self._coloured_page = document.element.find(qn("w:background")) is not None
        for part in (document.element, *_parts_beside(document)):
            self._note_marks(part)
        if any(relation.reltype.endswith(EMBEDDING) for relation in document.part.rels.values()):
            self.found.add(EMBEDDED)

    def kinds(self) -> list[str]:
        """What was found, always in one order."""
        return [kind for kind in (COMMENTS, CHANGES, HIDDEN, DISGUISED, EMBEDDED) if kind in self.found]

    def take_out(self, root: _Element) -> None:
        """Remove deleted and hidden runs, rows and cells below an element."""
        for element in list(root.iter(etree.Element)):
            if self._is_unseen(element) and (parent := element.getparent()) is not None:
                self._references |= {_identity(item) for item in element.iter(*_REFERENCES)}
                parent.remove(element)
        self._references -= {_identity(item) for item in root.iter(*_REFERENCES)}

    def is_lost(self, note: _Element) -> bool:
        """Whether a footnote or endnote belongs to a place that was taken out."""
        return (etree.QName(note).localname, note.get(qn("w:id"), "")) in self._references

    def _is_unseen(self, element: _Element) -> bool:
        if element.tag == qn("w:r"):
            return self._is_hidden_run(element) or self._is_disguised(element) or _is_struck(element)
        if element.tag == qn("w:tr"):
            return any(_is_on(element.find(f"{qn('w:trPr')}/{qn(name)}")) for name in ("w:del", "w:hidden"))
        if element.tag == qn("w:tc"):
            return element.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is not None
        return element.tag in _TAKEN_OUT and not _is_mark(element)

    def _is_hidden_run(self, run: _Element) -> bool:
        own = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
        return _is_on(own) if own is not None else self._styles.hides(run)

    def _is_disguised(self, run: _Element) -> bool:
        """Whether a run is printed in the colour of the page, or too small for a reader."""
        size = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
        if size is not None and size.get(qn("w:val"), "").isdecimal() and int(size.get(qn("w:val"), "")) <= _TINY:
            return True
        colour = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
        white = colour is not None and _WHITE.match(colour.get(qn("w:val"), "")) is not None
        return white and not self._coloured_page and not _stands_on_colour(run)

    def _note_marks(self, root: _Element) -> None:
        for element in root.iter(etree.Element):
            name = etree.QName(element).localname
            if element.tag in _COMMENTS:
                self.found.add(COMMENTS)
            elif element.tag in _CHANGES or name.endswith("PrChange"):
                self.found.add(CHANGES)
            elif self._hides(element):
                self.found.add(HIDDEN)
            elif element.tag == qn("w:r") and _shows(element):
                self.struck = self.struck or _is_struck(element)
                if self._is_disguised(element):
                    self.found.add(DISGUISED)

    def _hides(self, element: _Element) -> bool:
        if element.tag == qn("w:r"):
            return self._is_hidden_run(element) and _shows(element)
        return element.tag == qn("w:tr") and _is_on(element.find(f"{qn('w:trPr')}/{qn('w:hidden')}"))


def _is_struck(run: _Element) -> bool:
    return any(_is_on(run.find(f"{qn('w:rPr')}/{qn(name)}")) for name in ("w:strike", "w:dstrike"))


def _stands_on_colour(run: _Element) -> bool:
    """Whether white text is to be read: it is shaded or marked, or stands in a shape, a shaded cell or a table with a look of its own."""
    if (
        _is_filled(run.find(f"{qn('w:rPr')}/{qn('w:shd')}"))
        or run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None
    ):
        return True
    for above in run.iterancestors():
        if above.tag == qn("w:txbxContent"):
            return True
        shades = (above.find(f"{qn(f'w:{name}Pr')}/{qn('w:shd')}") for name in ("p", "tc", "tbl"))
        if any(map(_is_filled, shades)):
            return True
        style = above.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
        if style is not None and style.get(qn("w:val"), "") not in _PLAIN_TABLES:
            return True
    return False


def _is_filled(shade: _Element | None) -> bool:
    fill = shade.get(qn("w:fill"), "auto") if shade is not None else "auto"
    return fill != "auto" and _WHITE.match(fill) is None


def _parts_beside(document: Document) -> Iterator[_Element]:
    """Headers, footers, comments and notes."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(_BESIDE):
            yield parsed_part(relation.target_part.blob)


def parsed_part(blob: bytes) -> _Element:
    """The tree of a part of a package."""
    return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _identity(reference: _Element) -> tuple[str, str]:
    return etree.QName(reference).localname.removesuffix("Reference"), reference.get(qn("w:id"), "")


def _is_mark(element: _Element) -> bool:
    """Whether a deletion only says so of a paragraph's mark or a row, within their properties."""
    parent = element.getparent()
    return parent is not None and parent.tag in {qn("w:rPr"), qn("w:trPr")}


def _is_on(mark: _Element | None) -> bool:
    return mark is not None and mark.get(qn("w:val")) not in {"0", "false", "off"}


def _shows(run: _Element) -> bool:
    return any(item.tag != qn("w:t") or (item.text or "").strip() for item in run.iter(*_SHOWN))
