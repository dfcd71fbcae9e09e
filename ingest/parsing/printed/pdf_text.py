"""The text layer of a PDF page: characters with their boxes, and the lines they form."""

import ctypes
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from ingest.parsing.reading_order import PrintedLine, glue, in_reading_order, join_printed_lines

_SPACES = frozenset(" \t\xa0")
_BREAKS = frozenset("\r\n")
_NOT_TEXT = frozenset("\x00\ufffe\uffff\u00ad\u200b\ufeff\x02")
_NEW_PIECE = 1.6  # of the height: a gap that ends a piece; in_reading_order joins pieces of one line again
_UNMARKED_SPACE = 0.25
_WIDE_SPACE = 0.8
_CHINESE_SPACE = 0.12
_BACKWARDS = 0.5


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its box in fractions of the page as displayed, origin top left. ``spaced``: a space stands before it."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    spaced: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2


def page_glyphs(page: pdfium.PdfPage) -> list[Glyph]:
    """The characters of a page in the order of the file."""
    to_display = Display(page)
    text_page = page.get_textpage()
    glyphs: list[Glyph] = []
    box = pdfium_raw.FS_RECTF()
    spaced = False
    try:
        for index in range(text_page.count_chars()):
            code = pdfium_raw.FPDFText_GetUnicode(text_page, index)
            mark = chr(code) if code < 0x110000 else "\ufffd"
            if pdfium_raw.FPDFText_IsHyphen(text_page, index) == 1:
                mark = "-"  # of a word broken by its line's end; its code is not that of a hyphen
            if mark in _SPACES or mark in _BREAKS:
                spaced = True
                continue
            if mark in _NOT_TEXT or not pdfium_raw.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box)):
                continue
            corners = to_display.box(box.left, box.bottom, box.right, box.top)
            glyphs.append(Glyph(_usual_form(mark), *corners, spaced=spaced))
            spaced = False
    finally:
        text_page.close()
    return _with_surrogates_joined(glyphs)


def lines_of(glyphs: Sequence[Glyph], number: int, aspect: float) -> list[PrintedLine]:
    """Characters as printed lines in reading order; ``aspect`` is the page's height divided by its width."""
    return [line for line in in_reading_order(pieces_of(glyphs, number, aspect), aspect) if line.text.strip()]


def pieces_of(glyphs: Sequence[Glyph], number: int, aspect: float) -> list[PrintedLine]:
    """Characters as the pieces of lines that stand together without a wide gap."""
    pieces: list[PrintedLine] = []
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and _breaks(run[-1], glyph, aspect):
            pieces.append(_piece(run, number, aspect))
            run = []
        run.append(glyph)
    if run:
        pieces.append(_piece(run, number, aspect))
    return [piece for piece in pieces if piece.text.strip()]


def text_in(glyphs: Sequence[Glyph], aspect: float) -> str:
    """The text of a table's cell: its lines joined."""
    text = ""
    for line in lines_of(glyphs, 1, aspect):
        text = join_printed_lines(text, line.text.strip())
    return text


class Display:
    """From a page's own coordinates to fractions of what is displayed: cropped and turned."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, right, top = page.get_bbox()
        self.width, self.height = max(right - self.left, 1e-3), max(top - self.bottom, 1e-3)
        self.turn = page.get_rotation() % 360

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        first, second = self._point(left, bottom), self._point(right, top)
        (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(first, second, strict=True))
        return x0, y0, x1, y1

    def _point(self, x: float, y: float) -> tuple[float, float]:
        across, down = (x - self.left) / self.width, 1 - (y - self.bottom) / self.height
        return {90: (1 - down, across), 180: (1 - across, 1 - down), 270: (down, 1 - across)}.get(
            self.turn, (across, down)
        )


def _usual_form(mark: str) -> str:
    """Radicals and compatibility forms that PDF writers use for ordinary characters: ⽤ as 用."""
    if "\u2e80" <= mark <= "\u2fdf" or "\uf900" <= mark <= "\ufaff":
        return unicodedata.normalize("NFKC", mark)
    return mark


def _with_surrogates_joined(glyphs: list[Glyph]) -> list[Glyph]:
    joined: list[Glyph] = []
    for glyph in glyphs:
        if joined and "\ud800" <= joined[-1].text <= "\udbff" and "\udc00" <= glyph.text <= "\udfff":
            high = joined.pop()
            text = (high.text + glyph.text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            joined.append(Glyph(text, high.x0, high.y0, high.x1, high.y1, high.spaced))
        else:
            joined.append(glyph)
    return [Glyph("\ufffd", g.x0, g.y0, g.x1, g.y1, g.spaced) if "\ud800" <= g.text <= "\udfff" else g for g in joined]


def _breaks(earlier: Glyph, later: Glyph, aspect: float) -> bool:
    height = max(earlier.y1 - earlier.y0, later.y1 - later.y0)
    if abs(later.middle[1] - earlier.middle[1]) > height * 0.5:
        return True
    gap = (later.x0 - earlier.x1) / max(height * aspect, 1e-6)
    return gap > _NEW_PIECE or gap < -_BACKWARDS


def _piece(run: Sequence[Glyph], number: int, aspect: float) -> PrintedLine:
    text = ""
    end = run[0].x0
    for glyph in run:
        gap = (glyph.x0 - end) / max((glyph.y1 - glyph.y0) * aspect, 1e-6)
        if text and (glyph.spaced or gap > _UNMARKED_SPACE):
            text += _space(text[-1], glyph.text, gap)
        text += glyph.text
        end = glyph.x1
    return PrintedLine(
        number,
        text,
        min(glyph.x0 for glyph in run),
        min(glyph.y0 for glyph in run),
        max(glyph.x1 for glyph in run),
        max(glyph.y1 for glyph in run),
    )


def _space(before: str, after: str, gap: float) -> str:
    """The space between two characters. Between Chinese and figures a narrow one is the typesetter's, not the author's."""
    if glue(before, after) or (before.isalpha() and after.isalpha() and before.isascii() != after.isascii()):
        return " "
    both_chinese = not before.isascii() and not after.isascii()
    return " " if gap > (_CHINESE_SPACE if both_chinese else _WIDE_SPACE) else ""
