"""Printed lines into paragraphs: page furniture dropped, lines broken by the layout joined, across pages too."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.text.labels import begins_piece
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.reading_order import HAN, PrintedLine, goes_on_with_figure, join_printed_lines
from ingest.words import title_words

_PAGE_NUMBER = re.compile(
    r"^[\s\-—–－_·.|]*(?:第\s*)?(?:\d{1,4}|[ivxlcIVXLC]{1,6})(?:\s*页)?(?:\s*[/，,共]+\s*(?:共\s*)?\d{1,4}\s*页?)?[\s\-—–－_·.|]*$"
    r"|^page\s+\d+(?:\s+of\s+\d+)?$",
    re.IGNORECASE,
)
_CONTENTS_LINE = re.compile(r"(?:[.．…·•]\s*){5,}\d*\s*$")
_SENTENCE_END = re.compile(r"[。！？!?；;：:][”’」』）)]*$")
_BREAKS_OFF = re.compile(f"{title_words('break_off')}$")
_EDGE = 0.13  # of the page's height: where headers, footers and page numbers stand
_EDGE_LINES = 2
_FURNITURE_SHARE = 0.4
_FURNITURE_SHIFT = 0.02
_FEW_LINES = 6
_LARGE_PRINT = 1.08
_SMALL_PRINT = 0.9  # of the usual height
_FOOT = 0.55  # of the page: footnotes stand below
_NOTE_MARK = re.compile(
    r"^(?:[①-⑳⑴-⒇*※]|[\[［【〔]\d{1,2}[\]］】〕]|\d{1,2}\s*(?=[\u4e00-\u9fff《“])(?!\d*[年月日条、])|注\s*\d*\s*[:：])"
)
_CENTRED = 0.04
_LONG_TITLE_LINE = 0.35  # of the page


@dataclass(frozen=True, slots=True)
class Margins:
    """How a document is set: the usual height of a line, gap between lines and width of a character, all in fractions of the page,
    the left margin of each page and column, and the right ends of columns, in scanned pages and others."""

    left: Mapping[tuple[int, int], float]
    right: Mapping[tuple[bool, int], float]
    height: float
    gap: float
    character: float

    def indent(self, line: PrintedLine) -> float:
        """How far a line begins behind its margin, in characters."""
        return (line.x0 - self.left.get((line.page, line.column), line.x0)) / self.character

    def reaches_margin(self, line: PrintedLine) -> bool:
        """Whether a line is full: no more of its text would have fitted. A word of an alphabet may have been too long for the rest."""
        slack = 2.2 if re.search(rf"{HAN}$", line.text) else 8
        return line.x1 >= self.right.get(_setting(line), 1.0) - slack * self.character


def without_furniture(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Leave out page numbers, texts that stand at the same edge of many pages, and the lines of a table of contents."""
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges = {number: _edge_lines(page) for number, page in pages.items()}
    counts = Counter(key for page in edges.values() for key in {key for line in page for key in _keys(line)})
    least = max(2, len(pages) * _FURNITURE_SHARE)
    kept = []
    for line in lines:
        text = line.text.strip()
        if line in edges[line.page]:
            repeated = any(counts[key] >= least for key in _keys(line))
            if _PAGE_NUMBER.match(text) or repeated:
                continue
        if not _CONTENTS_LINE.search(text):
            kept.append(line)
    return kept


def _edge_lines(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    ordered = sorted(page, key=lambda line: line.middle)
    top = [line for line in ordered[:_EDGE_LINES] if line.middle < _EDGE]
    return top + [line for line in ordered[-_EDGE_LINES:] if line.middle > 1 - _EDGE]


def _keys(line: PrintedLine) -> list[tuple[str, int]]:
    """A text without its digits at a height; two heights, so that one just over a step of the measure still meets its like."""
    text = re.sub(r"[\d\s]+", "", line.text)
    step = line.middle / _FURNITURE_SHIFT
    return [(text, int(step)), (text, -int(step + 0.5) - 1)] if text else []


def measure(lines: Sequence[PrintedLine]) -> Margins:
    """The margins of a document from all its lines."""
    by_place: dict[tuple[int, int], list[PrintedLine]] = {}
    for line in lines:
        by_place.setdefault((line.page, line.column), []).append(line)
    usual: dict[tuple[bool, int], float] = {}
    right: dict[tuple[bool, int], float] = {}
    for setting in {_setting(line) for line in lines}:
        alike = [line for line in lines if _setting(line) == setting]
        usual[setting] = sorted(line.x0 for line in alike)[int(len(alike) * 0.1)]
        right[setting] = sorted(line.x1 for line in alike)[int(len(alike) * 0.9)]
    left = {}
    for place, group in by_place.items():
        starts = sorted(line.x0 for line in group)
        left[place] = starts[int(len(starts) * 0.1)] if len(group) >= _FEW_LINES else usual[_setting(group[0])]
    gaps = [
        later.y0 - earlier.y1
        for earlier, later in pairwise(lines)
        if earlier.page == later.page and 0 < later.y0 - earlier.y1 < 3 * earlier.height
    ]
    widths = [(line.x1 - line.x0) / _width_in_characters(line.text) for line in lines if len(line.text) >= _FEW_LINES]
    return Margins(
        left=left,
        right=right,
        height=median([line.height for line in lines] or [0.01]),
        gap=median(gaps or [0.01]),
        character=max(median(widths or [0.02]), 1e-3),
    )


def footnotes(lines: Sequence[PrintedLine], margins: Margins) -> list[list[PrintedLine]]:
    """The notes in small print at the foot of pages, each with its lines: they stand in the middle of what goes on over the page."""
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    notes: list[list[PrintedLine]] = []
    for page in pages.values():
        ordered = sorted(page, key=lambda line: line.middle)
        first = len(ordered)
        while first > 0 and _is_small_below(ordered[first - 1], margins):
            first -= 1
        begins = [at for at in range(first, len(ordered)) if _NOTE_MARK.match(ordered[at].text.strip())]
        if begins and first > 0:
            ends = [*begins[1:], len(ordered)]
            notes += [ordered[begin:end] for begin, end in zip(begins, ends, strict=True)]
    return notes


def _is_small_below(line: PrintedLine, margins: Margins) -> bool:
    return line.height < margins.height * _SMALL_PRINT and line.middle > _FOOT


def _setting(line: PrintedLine) -> tuple[bool, int]:
    """Lines with the same margins: a scanned page seldom has those of the printed ones beside it."""
    return line.seen is not None, line.column


def _width_in_characters(text: str) -> float:
    return max(1.0, sum(1.0 if re.match(HAN, mark) else 0.5 for mark in text))


def add_paragraphs(
    lines: Sequence[PrintedLine],
    margins: Margins,
    builder: DocumentBuilder,
    headings: Mapping[tuple[int, str], int] | None = None,
) -> None:
    """Add lines as paragraphs. ``headings`` gives the level of lines that the file itself lists as headings: by page and text."""
    paragraph: list[PrintedLine] = []
    for line in lines:
        level = (headings or {}).get((line.page, heading_key(line.text)))
        if level is not None:
            _add_paragraph(paragraph, builder)
            paragraph = []
            _add_paragraph([line], builder, level)
            continue
        if paragraph and not _continues(paragraph[-1], line, margins):
            _add_paragraph(paragraph, builder)
            paragraph = []
        paragraph.append(line)
    _add_paragraph(paragraph, builder)


def heading_key(text: str) -> str:
    """A heading's text as it is compared: without spaces."""
    return re.sub(r"\s+", "", text)


def _continues(earlier: PrintedLine, later: PrintedLine, margins: Margins) -> bool:
    """Whether a line goes on with the paragraph of the one before it."""
    if begins_piece(later.text.strip()):
        return False
    same_place = (earlier.page, earlier.column) == (later.page, later.column)
    if same_place and not 0.7 < later.height / max(earlier.height, 1e-6) < 1.4:
        return False
    gap = later.y0 - earlier.y1
    if same_place and gap > max(margins.height * 1.6, margins.gap * 1.7):
        return False
    if goes_on_with_figure(earlier.text.strip(), later.text.strip()):
        return True
    if same_place and (
        _is_wrapped_title(earlier, later, margins) or earlier.text.count("《") > earlier.text.count("》")
    ):
        return True
    if not margins.reaches_margin(earlier):
        return False
    ended = bool(_SENTENCE_END.search(earlier.text.strip()))
    at_margin = margins.indent(later) < 1.2
    if not same_place:
        return not ended and at_margin
    if at_margin:
        return True
    # An indented block goes on under its own first full line; a new paragraph, a centred line or a signature does not.
    return not ended and abs(later.x0 - earlier.x0) < margins.character * 0.7


def _is_wrapped_title(earlier: PrintedLine, later: PrintedLine, margins: Margins) -> bool:
    """Two centred lines that are a title too long for one: in large print and one script, or the first one breaks off (关于印发)."""
    if any(abs((line.x0 + line.x1) / 2 - 0.5) > _CENTRED for line in (earlier, later)):
        return False
    if _BREAKS_OFF.search(earlier.text):
        return True
    large = min(earlier.height, later.height) > margins.height * _LARGE_PRINT
    long = earlier.x1 - earlier.x0 > _LONG_TITLE_LINE
    one_script = bool(re.search(HAN, earlier.text)) == bool(re.search(HAN, later.text))
    return large and long and one_script and 0.87 < later.height / earlier.height < 1.15


def _add_paragraph(lines: Sequence[PrintedLine], builder: DocumentBuilder, level: int | None = None) -> None:
    if not lines:
        return
    start = builder.position
    text = ""
    for line in lines:
        piece = line.text.strip()
        text = join_printed_lines(text, piece)
        builder.mark(start + len(text) - len(piece), start + len(text), line.displayed)
    if level is None:
        builder.paragraph(text, lines[0].page)
    else:
        builder.heading(text, level, lines[0].page)
