"""A slide deck, and a photographed notice."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.text.text import TextFrame
from pptx.util import Cm, Pt

from samples.builders.stable_zip import fix_dates

_BLUE = RGBColor(0x1D, 0x4F, 0x91)
_SLIDE_FONT = "Microsoft YaHei"
_FONTS = Path("/usr/share/fonts/opentype/noto")
_SIMPLIFIED = 2  # the index of SC in the Noto CJK collections
_NOTICE_SIZE = (1240, 1240)
_MARGIN, _LINE = 120, 60


@dataclass(frozen=True, slots=True)
class Notice:
    """A sheet on a notice board."""

    title: str
    paragraphs: tuple[str, ...]
    signature: tuple[str, ...]


def build_slides(source: Path, path: Path) -> None:
    """Write the deck described by a YAML source."""
    described = yaml.safe_load(source.read_text(encoding="utf-8"))
    deck: Deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(33.87), Cm(19.05)
    for index, slide in enumerate(described["slides"]):
        _slide(deck, slide, first=index == 0)
    day: date = described["issued_on"]
    core = deck.core_properties
    core.title, core.author = "云汀区投资环境推介", "澜州市云汀区投资合作局"
    core.last_modified_by = ""
    core.created = core.modified = datetime.combine(day, datetime.min.time())
    path.parent.mkdir(parents=True, exist_ok=True)
    deck.save(str(path))
    fix_dates(path, day)


def build_notice(source: Path, path: Path) -> None:
    """Draw a notice, tilt it and make it grainy, as a telephone's picture of a notice board is."""
    described = yaml.safe_load(source.read_text(encoding="utf-8"))
    notice = Notice(described["title"], tuple(described["paragraphs"]), tuple(described["signature"]))
    sheet = Image.new("L", _NOTICE_SIZE, 246)
    draw = ImageDraw.Draw(sheet)
    title = ImageFont.truetype(str(_FONTS / "NotoSerifCJK-Bold.ttc"), 44, index=_SIMPLIFIED)
    body = ImageFont.truetype(str(_FONTS / "NotoSerifCJK-Regular.ttc"), 34, index=_SIMPLIFIED)
    draw.text((_NOTICE_SIZE[0] / 2, 150), notice.title, 30, font=title, anchor="mm")
    top = 250
    for index, paragraph in enumerate(notice.paragraphs):
        for line in _wrap(paragraph if index == 0 else f"　　{paragraph}", body):
            draw.text((_MARGIN, top), line, 35, font=body)
            top += _LINE
    top += _LINE
    for line in notice.signature:
        draw.text((_NOTICE_SIZE[0] - _MARGIN, top), line, 35, font=body, anchor="ra")
        top += _LINE
    tilted = sheet.rotate(-0.8, Image.Resampling.BICUBIC, fillcolor=205).filter(ImageFilter.GaussianBlur(0.6))
    shade = np.linspace(1.0, 0.9, _NOTICE_SIZE[0], dtype=np.float32)
    grain = np.random.default_rng(20261110).normal(0, 2.5, (_NOTICE_SIZE[1], _NOTICE_SIZE[0]))
    pixels = (np.asarray(tilted, dtype=np.float32) * shade + grain).clip(0, 255) // 8 * 8  # fewer greys: a smaller file
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels.astype(np.uint8)).save(path, "PNG", optimize=True)


def _wrap(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Lines that fit between the margins; none ends with an opening bracket."""
    lines = [""]
    for character in text:
        if font.getlength(lines[-1] + character) > _NOTICE_SIZE[0] - 2 * _MARGIN and character not in "，。、）〕":
            opening = lines[-1][-1] if lines[-1][-1] in "（〔《“" else ""
            lines[-1] = lines[-1].removesuffix(opening)
            lines.append(opening)
        lines[-1] += character
    return lines


def _slide(deck: Deck, described: dict[str, Any], *, first: bool) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0 if first else 5 if "table" in described else 1])
    _write(slide.shapes.title.text_frame, [described["title"]], 44 if first else 34, bold=True)
    if first:
        lines = described["subtitle"].split("\\n")
        _place(slide.shapes.title, 3, 5, 27.8, 4)
        _place(slide.placeholders[1], 3, 10, 27.8, 4)
        _write(slide.placeholders[1].text_frame, lines, 22)
        return
    _place(slide.shapes.title, 2, 1, 29.8, 2.6)
    if "table" in described:
        rows = described["table"]
        shape = slide.shapes.add_table(len(rows), len(rows[0]), Cm(2), Cm(4.4), Cm(29.8), Cm(11))
        for row_index, row in enumerate(rows):
            for column, text in enumerate(row):
                _write(shape.table.cell(row_index, column).text_frame, [text], 18, bold=row_index == 0, plain=True)
        return
    _place(slide.placeholders[1], 2, 4.4, 29.8, 12)
    _write(slide.placeholders[1].text_frame, described["bullets"], 24)


def _place(shape: BaseShape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Cm(left), Cm(top), Cm(width), Cm(height)


def _write(frame: TextFrame, lines: list[str], size: int, *, bold: bool = False, plain: bool = False) -> None:
    for index, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size), bold or None
        if bold and not plain:
            run.font.color.rgb = _BLUE
        properties = run._r.get_or_add_rPr()
        for tag in ("a:latin", "a:ea"):
            properties.append(properties.makeelement(qn(tag), {"typeface": _SLIDE_FONT}))
