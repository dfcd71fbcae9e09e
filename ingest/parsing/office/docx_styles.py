"""Paragraph styles of a Word document: what is a heading, what belongs to a table of contents."""

import re
from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

from assistant.text.phrases import any_of
from ingest.words import VOCABULARY

_STYLES = VOCABULARY.styles
_HEADING = re.compile(rf"^{any_of(_STYLES['headings'])}\s*(?P<level>[1-9])$", re.IGNORECASE)
_TITLES = {"title", "标题", "文档标题"}
_CONTENTS = re.compile(rf"^{any_of(_STYLES['contents'])}\s*\d+$", re.IGNORECASE)
_BODY_LEVEL = 9
_DEEPEST = 20  # styles that are based on one another; a damaged file may have a circle


class Styles:
    """The styles of a document, with what they take over from the styles they are based on."""

    def __init__(self, document: Document) -> None:
        self._styles: dict[str, _Element] = {
            style.get(qn("w:styleId"), ""): style for style in document.styles.element.findall(qn("w:style"))
        }
        hidden = f"{qn('w:rPr')}/{qn('w:vanish')}"
        self._some_hide = any(style.find(hidden) is not None for style in self._styles.values())

    def lineage(self, paragraph: _Element) -> Iterator[_Element]:
        """The paragraph's style, then the one it is based on, and so on."""
        return self._from(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))

    def hides(self, run: _Element) -> bool:
        """Whether the style of a run, else that of its paragraph, makes it hidden text."""
        if not self._some_hide:
            return False
        paragraph = next(run.iterancestors(qn("w:p")), None)
        of_paragraph = self.lineage(paragraph) if paragraph is not None else ()
        for style in (*self._from(run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")), *of_paragraph):
            mark = style.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
            if mark is not None:
                return mark.get(qn("w:val")) not in {"0", "false", "off"}
        return False

    def _from(self, reference: _Element | None) -> Iterator[_Element]:
        for _ in range(_DEEPEST):
            style = self._styles.get(reference.get(qn("w:val"), "")) if reference is not None else None
            if style is None:
                return
            yield style
            reference = style.find(qn("w:basedOn"))

    def heading_level(self, paragraph: _Element) -> int | None:
        """The level from 1, None for body text. What the paragraph says of itself wins over its style."""
        for owner in (paragraph, *self.lineage(paragraph)):
            outline = owner.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None:
                level = int(outline.get(qn("w:val"), str(_BODY_LEVEL)))
                return level + 1 if level < _BODY_LEVEL else None
        for style in self.lineage(paragraph):
            name = _name(style)
            if name in _TITLES:
                return 1
            match = _HEADING.match(name)
            if match:
                return int(match["level"])
        return None

    def is_contents(self, paragraph: _Element) -> bool:
        """Whether the paragraph is an entry of a table of contents: it repeats a heading, with a page number."""
        style = next(self.lineage(paragraph), None)
        return style is not None and bool(_CONTENTS.match(_name(style)))


def _name(style: _Element) -> str:
    name = style.find(qn("w:name"))
    return (name.get(qn("w:val"), "") if name is not None else "").lower()
