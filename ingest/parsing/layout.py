"""Printed lines into paragraphs: page furniture dropped, lines broken by the layout joined, across pages too."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsed import LineBox
from ingest.parsing.builder import DocumentBuilder

_PAGE_NUMBER = re.compile(
    r"^[\s\-—–－_·.]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,共]+\s*\d{1,4}\s*页?)?[\s\-—–－_·.]*$|^page\s+\d+(?:\s+of\s+\d+)?$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"^(?:第\s*[〇零一二三四五六七八九十百千\d\s]+?[编章节条](?:[\s　之【〔\[(（]|$)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|"
    r"\d{1,2}[.．、](?!\d)|附件|附表|[●■◆▪•*\-]\s)"
)
_SENTENCE_END = re.compile(r"[。！？!?；;：:][”’」』）)]*$")
_FURNITURE_SHARE = 0.5
_EDGE_LINES = 2
_SHORT_LINE = 0.86
_HAN = r"[\u3000-\u9fff\uff00-\uffef]"
_NEEDS_NO_SPACE = re.compile(rf"{_HAN}$")
_STARTS_HAN = re.compile(rf"^{_HAN}")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line on a page with its box in fractions of the page, origin top left."""

    page: int
    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def add_lines(lines: Sequence[PrintedLine], builder: DocumentBuilder) -> None:
    """Add printed lines as paragraphs, keeping the box of each line."""
    body = _without_furniture(lines)
    right_edge = _right_edge(body)
    paragraph: list[PrintedLine] = []
    for line in body:
        if paragraph and not _continues(paragraph[-1], line, right_edge):
            _add_paragraph(paragraph, builder)
            paragraph = []
        paragraph.append(line)
    _add_paragraph(paragraph, builder)


def _without_furniture(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Leave out page numbers, and texts that stand at the edge of most pages."""
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges: Counter[str] = Counter()
    for page in pages.values():
        edges.update({_digitless(line.text) for line in (*page[:_EDGE_LINES], *page[-_EDGE_LINES:])})
    repeated = {text for text, count in edges.items() if count >= 3 and count >= len(pages) * _FURNITURE_SHARE}
    kept: list[PrintedLine] = []
    for page in pages.values():
        for at, line in enumerate(page):
            edge = at < _EDGE_LINES or at >= len(page) - _EDGE_LINES
            if edge and (_PAGE_NUMBER.match(line.text.strip()) or _digitless(line.text) in repeated):
                continue
            kept.append(line)
    return kept


def _digitless(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _right_edge(lines: Sequence[PrintedLine]) -> float:
    """Where full lines end: the 90th percentile of the lines' right ends."""
    ends = sorted(line.x1 for line in lines)
    return ends[int(len(ends) * 0.9)] if ends else 1.0


def _continues(earlier: PrintedLine, later: PrintedLine, right_edge: float) -> bool:
    """Whether a line goes on with the paragraph of the one before it."""
    if _STARTS.match(later.text.strip()):
        return False
    full = earlier.x1 >= right_edge * _SHORT_LINE
    if not full:
        return False
    if earlier.page != later.page:
        return not _SENTENCE_END.search(earlier.text.strip())
    height = earlier.y1 - earlier.y0
    indented = later.x0 > earlier.x0 + height * 1.2 and not _STARTS.match(earlier.text.strip())
    if _SENTENCE_END.search(earlier.text.strip()) and indented:
        return False
    far = later.y0 - earlier.y1 > height * 1.8
    return not far


def _add_paragraph(lines: Sequence[PrintedLine], builder: DocumentBuilder) -> None:
    if not lines:
        return
    start = builder.position
    text = ""
    for line in lines:
        piece = line.text.strip()
        if text and not (_NEEDS_NO_SPACE.search(text) or _STARTS_HAN.search(piece)):
            text = text.removesuffix("-") if text.endswith("-") else f"{text} "
        at = len(text)
        text += piece
        builder.lines.append(LineBox(line.page, start + at, start + len(text), line.x0, line.y0, line.x1, line.y1))
    builder.paragraph(text, lines[0].page)
