"""Pieces of text on a page into lines in the order in which a person reads them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.parsing.builder import PrintedBox

HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_HAN_END = re.compile(rf"{HAN}$")
_HAN_START = re.compile(rf"^{HAN}")
_WORD_START = re.compile(r"^[A-Za-z][a-z]")
_WORD_END = re.compile(r"[a-z][a-z]$")
_PUNCTUATION = re.compile(r"^[\u3000-\u303f\uff00-\uffef]")
_DASHES = "-‐‑–—−~"
_DASH_END = re.compile(rf"\S[{_DASHES}]$")
_DASH_START = re.compile(rf"^[{_DASHES}]\S")
_JOINABLE_END = re.compile(rf"[\d%％‰°]$|{HAN}$")
_FIGURE_DASH_END = re.compile(rf"\d[^\W\d_]{{0,2}}[%％‰]?[{_DASHES}～－]$")
_FIGURE_START = re.compile(r"^\d")
_BROKEN_WORD_END = re.compile(r"[A-Za-z]-$")
_LOWER_START = re.compile(r"^[a-z]")
_SAME_LINE = 0.5  # share of a piece's height by which its middle may lie off the line's
_OVERPRINTED = 0.5  # of the narrower one's width
_WIDE_GAP = 1.2  # of the height: set apart on purpose, as a label from its value
_WORD_GAP = 0.2
_COLUMN_SHARE = 0.25  # of the page's width: narrower pieces are labels or figures, not columns of prose
_FEWEST_COLUMN_LINES = 4
_FEWEST_WIDE_LINES = 3  # of those: paragraphs end in short lines
_MIDDLE = 0.5
_MIDDLE_SLACK = 0.04


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line on a page with its box in fractions of the upright page, origin top left.

    ``column`` is 1 or 2 on a page of two columns. ``seen`` is the box as the page is displayed, where that is turned or skewed.
    """

    page: int
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    column: int = 0
    seen: PrintedBox | None = None

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def displayed(self) -> PrintedBox:
        """Where a viewer has to mark the line."""
        return self.seen or PrintedBox(self.page, self.x0, self.y0, self.x1, self.y1)


def glue(before: str, after: str) -> str:
    """What stands between two stretches of text that follow one another: nothing between Chinese characters, nor between them and
    figures or abbreviations; a space beside the words of an alphabet."""
    if not before or not after:
        return ""
    if _HAN_END.search(before):
        return " " if _WORD_START.search(after) else ""
    if _HAN_START.search(after):
        return " " if _WORD_END.search(before) and not _PUNCTUATION.search(after) else ""
    return " "


def join_lines(before: str, after: str) -> str:
    """Two lines of one paragraph as one. A dash at the end or the beginning of a line belongs to what it joins (200-500万元), and nothing
    is put beside it."""
    dashed = _DASH_END.search(before) or (_DASH_START.search(after) and _JOINABLE_END.search(before))
    return f"{before}{'' if dashed else glue(before, after)}{after}"


def join_printed_lines(before: str, after: str) -> str:
    """The same of lines as they are printed, where a word of an alphabet may have been broken: ``enter-`` and ``prises``."""
    if _BROKEN_WORD_END.search(before) and _LOWER_START.search(after):
        return f"{before[:-1]}{after}"
    return join_lines(before, after)


def goes_on_with_figure(before: str, after: str) -> bool:
    """Whether a range of figures or a number is broken at its dash: ``2026-`` and ``2028年``."""
    return bool(_FIGURE_DASH_END.search(before) and _FIGURE_START.search(after))


def in_reading_order(pieces: Sequence[PrintedLine], aspect: float = 1.4) -> list[PrintedLine]:
    """Lines from top to bottom, pieces on one line joined; of two columns of prose the left one first.

    ``aspect`` is the page's height divided by its width: it makes gaps and heights comparable.
    """
    left, right = _columns(pieces)
    if not left:
        return _lines(pieces, aspect)
    in_column = {replace(piece, column=0) for piece in (*left, *right)}
    across = [piece for piece in pieces if piece not in in_column]
    ordered: list[PrintedLine] = []
    top = 0.0
    for bottom, crossing in [*((line.middle, line) for line in _lines(across, aspect)), (float("inf"), None)]:
        for column in (left, right):
            ordered += _lines([piece for piece in column if top <= piece.middle < bottom], aspect)
        if crossing is not None:
            ordered.append(crossing)
        top = bottom
    return ordered


def _columns(pieces: Sequence[PrintedLine]) -> tuple[list[PrintedLine], list[PrintedLine]]:
    """The pieces of the left and the right column; empty where the page is not set in two columns of prose."""
    left = [replace(piece, column=1) for piece in pieces if piece.x1 <= _MIDDLE + _MIDDLE_SLACK and _is_prose(piece)]
    right = [replace(piece, column=2) for piece in pieces if piece.x0 >= _MIDDLE - _MIDDLE_SLACK and _is_prose(piece)]
    wide = sum(_is_prose(piece) for piece in pieces)
    if min(len(left), len(right)) < _FEWEST_WIDE_LINES or len(left) + len(right) < wide * 0.7:
        return [], []
    beside = [piece for piece in pieces if not _is_prose(piece)]
    left += [replace(piece, column=1) for piece in beside if piece.x1 <= _MIDDLE]
    right += [replace(piece, column=2) for piece in beside if piece.x0 >= _MIDDLE]
    return (left, right) if min(len(left), len(right)) >= _FEWEST_COLUMN_LINES else ([], [])


def _is_prose(piece: PrintedLine) -> bool:
    return piece.x1 - piece.x0 >= _COLUMN_SHARE


def _lines(pieces: Sequence[PrintedLine], aspect: float) -> list[PrintedLine]:
    return [_joined(row, aspect) for row in on_lines(pieces)]


def on_lines(pieces: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """The pieces that stand on one line each, from left to right; lines from top to bottom."""
    rows: list[list[PrintedLine]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if rows and _on_line(piece, rows[-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.x0) for row in rows]


def _on_line(piece: PrintedLine, row: Sequence[PrintedLine]) -> bool:
    middle = sum(part.middle for part in row) / len(row)
    height = max(piece.height, *(part.height for part in row))
    return abs(piece.middle - middle) <= height * _SAME_LINE and not any(_overprints(piece, part) for part in row)


def _overprints(piece: PrintedLine, other: PrintedLine) -> bool:
    """Whether one lies on the other: two texts at one place are no line."""
    narrower = min(piece.x1 - piece.x0, other.x1 - other.x0)
    return min(piece.x1, other.x1) - max(piece.x0, other.x0) > narrower * _OVERPRINTED


def _joined(parts: Sequence[PrintedLine], aspect: float) -> PrintedLine:
    text = parts[0].text
    for before, part in pairwise(parts):
        gap = (part.x0 - before.x1) / max(aspect * part.height, 1e-6)
        between = " " if gap > _WIDE_GAP else glue(text, part.text) if gap > _WORD_GAP else ""
        text = f"{text.rstrip()}{between}{part.text.lstrip()}" if between == "" else f"{text}{between}{part.text}"
    boxes = [part.displayed for part in parts]
    seen = PrintedBox(
        parts[0].page,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
    return PrintedLine(
        parts[0].page,
        text,
        min(part.x0 for part in parts),
        min(part.y0 for part in parts),
        max(part.x1 for part in parts),
        max(part.y1 for part in parts),
        parts[0].column,
        seen if any(part.seen for part in parts) else None,
    )
