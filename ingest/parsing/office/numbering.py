"""Word's automatic numbers as a reader sees them: 第一条, 一、, （一）, 1."""

from collections.abc import Callable
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

from assistant.text.numerals import int_to_chinese
from ingest.parsing.office.docx_styles import Styles

_CIRCLED_FIRST = 0x2460
_HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FORMAL_DIGITS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def _letters(first: str) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, mark in (
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        text += mark * (number // value)
        number %= value
    return text


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "chineseCounting": int_to_chinese,
    "chineseCountingThousand": int_to_chinese,
    "japaneseCounting": int_to_chinese,
    "taiwaneseCounting": int_to_chinese,
    "taiwaneseCountingThousand": int_to_chinese,
    "ideographDigital": int_to_chinese,
    "chineseLegalSimplified": lambda number: int_to_chinese(number).translate(_FORMAL_DIGITS),
    "ideographTraditional": lambda number: _HEAVENLY_STEMS[(number - 1) % 10],
    "decimalEnclosedCircle": lambda number: chr(_CIRCLED_FIRST + number - 1) if 1 <= number <= 20 else str(number),
    "decimalEnclosedCircleChinese": lambda number: (
        chr(_CIRCLED_FIRST + number - 1) if 1 <= number <= 20 else str(number)
    ),
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + d: chr(0xFF10 + d) for d in range(10)}),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}
_WITHOUT_NUMBER = {"bullet", "none"}


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int
    decimal_above: bool  # upper numbers inside this one are shown in Arabic digits (1.1 below 第一章)


class Numbering:
    """Counts the numbered paragraphs of a document in order."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[tuple[str, int], _Level] = {}
        self._overrides: dict[tuple[str, int], _Level | int] = {}
        self._abstract: dict[str, str] = {}
        self._counters: dict[tuple[str, int], int] = {}
        self._started: set[tuple[str, int]] = set()
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._read(part.element)

    def _read(self, root: _Element) -> None:
        linked: dict[str, str] = {}
        by_style: dict[str, str] = {}
        for abstract in root.findall(qn("w:abstractNum")):
            abstract_id = abstract.get(qn("w:abstractNumId"), "")
            linked[abstract_id] = _value(abstract, "w:numStyleLink") or ""
            if own_style := _value(abstract, "w:styleLink"):
                by_style[own_style] = abstract_id
            for level in abstract.findall(qn("w:lvl")):
                self._levels[abstract_id, int(level.get(qn("w:ilvl"), "0"))] = _read_level(level)
        for number in root.findall(qn("w:num")):
            number_id = number.get(qn("w:numId"), "")
            abstract_id = _value(number, "w:abstractNumId") or ""
            self._abstract[number_id] = by_style.get(linked.get(abstract_id, ""), abstract_id)
            for override in number.findall(qn("w:lvlOverride")):
                depth = int(override.get(qn("w:ilvl"), "0"))
                replaced, start = override.find(qn("w:lvl")), _value(override, "w:startOverride")
                if replaced is not None:
                    self._overrides[number_id, depth] = _read_level(replaced)
                elif start is not None:
                    self._overrides[number_id, depth] = int(start)

    def label(self, paragraph: _Element) -> str:
        """The automatic number before a paragraph, "" if it has none."""
        found = self._reference(paragraph)
        if found is None:
            return ""
        number_id, depth = found
        abstract = self._abstract.get(number_id, "")
        level = self._level(number_id, abstract, depth)
        if level is None:
            return ""
        self._count(number_id, abstract, depth, level)
        if level.format in _WITHOUT_NUMBER:
            return ""
        text = level.text
        for upper in range(depth + 1):
            shape = self._level(number_id, abstract, upper) or level
            count = self._counters.get((abstract, upper), shape.start)
            plain = level.decimal_above and upper < depth
            text = text.replace(f"%{upper + 1}", str(count) if plain else _FORMATS.get(shape.format, str)(count))
        return text.strip()

    def _level(self, number_id: str, abstract: str, depth: int) -> _Level | None:
        override = self._overrides.get((number_id, depth))
        return override if isinstance(override, _Level) else self._levels.get((abstract, depth))

    def _count(self, number_id: str, abstract: str, depth: int, level: _Level) -> None:
        start = level.start
        override = self._overrides.get((number_id, depth))
        if override is not None and (number_id, depth) not in self._started:
            # A list that is told to start anew does so once, at its first paragraph.
            self._counters.pop((abstract, depth), None)
            start = override if isinstance(override, int) else override.start
        self._started.add((number_id, depth))
        self._counters[abstract, depth] = self._counters.get((abstract, depth), start - 1) + 1
        for key in [key for key in self._counters if key[0] == abstract and key[1] > depth]:
            del self._counters[key]

    def _reference(self, paragraph: _Element) -> tuple[str, int] | None:
        """The list and depth that a paragraph belongs to: its own word, else that of its style."""
        depth: str | None = None
        for owner in (paragraph, *self._styles.lineage(paragraph)):
            found = owner.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is None:
                continue
            depth = depth or _value(found, "w:ilvl")
            number_id = _value(found, "w:numId")
            if number_id is not None:
                return None if number_id == "0" else (number_id, int(depth or 0))
        return None


def _read_level(level: _Element) -> _Level:
    return _Level(
        _value(level, "w:numFmt") or "decimal",
        _value(level, "w:lvlText") or "",
        int(_value(level, "w:start") or 1),
        level.find(qn("w:isLgl")) is not None,
    )


def _value(parent: _Element | None, tag: str) -> str | None:
    child = parent.find(qn(tag)) if parent is not None else None
    return child.get(qn("w:val")) if child is not None else None
