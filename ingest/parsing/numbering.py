"""Word's automatic numbers as a reader sees them: 第一条, 一、, （一）, 1."""

from collections.abc import Callable
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from lxml.etree import _Element

from assistant.policies.numerals import int_to_chinese

_CIRCLED_FIRST = 0x2460


def _letters(first: str) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + (number - 1) % 26)


def _roman(number: int) -> str:
    text = ""
    for value, mark in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += mark * (number // value)
        number %= value
    return text


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "chineseCounting": int_to_chinese,
    "chineseCountingThousand": int_to_chinese,
    "japaneseCounting": int_to_chinese,
    "taiwaneseCountingThousand": int_to_chinese,
    "decimalEnclosedCircle": lambda number: chr(_CIRCLED_FIRST + number - 1) if number <= 20 else str(number),
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + d: chr(0xFF10 + d) for d in range(10)}),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


class Numbering:
    """Counts the numbered paragraphs of a document in order."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._abstract: dict[str, str] = {}
        self._counters: dict[tuple[str, int], int] = {}
        self._styles = document.styles
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is None:
            return
        root: _Element = part.element
        for number in root.findall(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            if reference is not None:
                self._abstract[number.get(qn("w:numId"), "")] = reference.get(qn("w:val"), "")
        for abstract in root.findall(qn("w:abstractNum")):
            for level in abstract.findall(qn("w:lvl")):
                key = (abstract.get(qn("w:abstractNumId"), ""), int(level.get(qn("w:ilvl"), "0")))
                self._levels[key] = _Level(
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                    int(_value(level, "w:start") or 1),
                )

    def label(self, paragraph: CT_P) -> str:
        """The automatic number before a paragraph, "" if it has none."""
        found = self._reference(paragraph)
        if found is None:
            return ""
        number_id, depth = found
        abstract = self._abstract.get(number_id, "")
        level = self._levels.get((abstract, depth))
        if level is None or level.format in {"bullet", "none"}:
            return ""
        self._count(abstract, depth, level)
        text = level.text
        for upper in range(depth + 1):
            shape = self._levels.get((abstract, upper), level)
            count = self._counters.get((abstract, upper), shape.start)
            text = text.replace(f"%{upper + 1}", _FORMATS.get(shape.format, str)(count))
        return text

    def _count(self, abstract: str, depth: int, level: _Level) -> None:
        self._counters[(abstract, depth)] = self._counters.get((abstract, depth), level.start - 1) + 1
        for key in [key for key in self._counters if key[0] == abstract and key[1] > depth]:
            del self._counters[key]

    def _reference(self, paragraph: CT_P) -> tuple[str, int] | None:
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if own is None:
            style_id = _value(paragraph.find(qn("w:pPr")), "w:pStyle")
            own = self._style_numbering(style_id) if style_id else None
        if own is None:
            return None
        number_id = _value(own, "w:numId")
        if not number_id or number_id == "0":
            return None
        return number_id, int(_value(own, "w:ilvl") or 0)

    def _style_numbering(self, style_id: str) -> _Element | None:
        for style in self._styles.element.findall(qn("w:style")):
            if style.get(qn("w:styleId")) == style_id:
                found: _Element | None = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
                return found
        return None


def _value(parent: _Element | None, tag: str) -> str | None:
    child = parent.find(qn(tag)) if parent is not None else None
    return child.get(qn("w:val")) if child is not None else None
