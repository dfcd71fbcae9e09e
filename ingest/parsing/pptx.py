""".pptx: a slide is a page; titles are headings; tables, charts, groups and notes are read, pictures where there is no text."""

import io
from collections.abc import Iterator
from pathlib import Path

import pptx
from lxml import etree
from PIL import Image, UnidentifiedImageError
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.picture import Picture
from pptx.slide import Slide
from pptx.table import Table

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.grids import add_grid
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FURNITURE = {PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER}
_FEW_CHARACTERS = 20
_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_DIAGRAM_DATA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Slides in order, shapes from top to bottom; hidden slides and comments are left out."""
    builder = DocumentBuilder(_MEDIA_TYPE)
    deck = pptx.Presentation(str(path))
    builder.page_count = len(deck.slides)
    hidden = 0
    for number, slide in enumerate(deck.slides, start=1):
        if slide._element.get("show") == "0":
            hidden += 1
            continue
        start = builder.position
        _add_slide(slide, number, builder)
        if builder.position - start < _FEW_CHARACTERS and limits.ocr != "never":
            _recognise_pictures(slide, number, builder)
        if builder.position == start:
            builder.empty_pages.append(number)
    builder.hidden = bool(hidden) or any(_has_comments(slide) for slide in deck.slides)
    if hidden:
        builder.warnings.append(f"有 {hidden} 张幻灯片是隐藏的，未读")
    return builder.build()


def _add_slide(slide: Slide, number: int, builder: DocumentBuilder) -> None:
    title = slide.shapes.title
    if title is not None:
        builder.heading(" ".join(title.text_frame.text.split()), 1, number)
    for shape in _shapes(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _add_shape(shape, number, builder)
    for relation in slide.part.rels.values():
        if relation.reltype == _DIAGRAM_DATA:
            _add_diagram(relation.target_part.blob, number, builder)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.strip()
        builder.paragraph(f"备注：{notes}" if notes else "", number)


def _has_comments(slide: Slide) -> bool:
    return any(relation.reltype.endswith("/comments") for relation in slide.part.rels.values())


def _shapes(shapes: object) -> Iterator[BaseShape]:
    ordered = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))  # type: ignore[call-overload]  # python-pptx gives slides and groups no common type of shapes
    for shape in ordered:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _add_shape(shape: BaseShape, number: int, builder: DocumentBuilder) -> None:
    if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
        return
    if isinstance(shape, GraphicFrame) and shape.has_table:
        add_grid(_grid(shape.table), builder, header_rows=1, page=number)
    elif isinstance(shape, GraphicFrame) and shape.has_chart:
        _add_chart(shape, number, builder)
    elif isinstance(shape, Shape) and shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            builder.paragraph(" ".join(paragraph.text.split()), number)


def _grid(table: Table) -> list[list[str]]:
    """Texts of a table's cells; a merged cell's text stands in every cell that it covers."""
    grid = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
    for top, row in enumerate(table.rows):
        for left, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                for below in range(cell.span_height):
                    for right in range(cell.span_width):
                        grid[top + below][left + right] = grid[top][left]
    return grid


def _add_chart(shape: GraphicFrame, number: int, builder: DocumentBuilder) -> None:
    """A chart's figures as a table: categories down, series across."""
    chart = shape.chart
    title = chart.chart_title.text_frame.text if chart.has_title and chart.chart_title.has_text_frame else ""
    plot = next(iter(chart.plots), None)
    if plot is None:
        return
    series = list(plot.series)
    grid = [["类别", *(one.name or f"系列{at}" for at, one in enumerate(series, start=1))]]
    for index, category in enumerate(plot.categories):
        values = [one.values[index] if index < len(one.values) else None for one in series]
        grid.append([str(category), *("" if value is None else f"{value:.15g}" for value in values)])
    if title:
        builder.paragraph(title, number)
    add_grid(grid, builder, header_rows=1, page=number)


def _add_diagram(blob: bytes, number: int, builder: DocumentBuilder) -> None:
    """The texts of a SmartArt drawing, which lie in a part of their own."""
    root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    for text in root.iter(_DRAWING_TEXT):
        builder.paragraph((text.text or "").strip(), number)


def _recognise_pictures(slide: Slide, number: int, builder: DocumentBuilder) -> None:
    """A slide that is a picture of itself."""
    pictures = [shape for shape in _shapes(slide.shapes) if isinstance(shape, Picture)]
    if not pictures:
        return
    builder.ocr_pages.append(number)
    for picture in pictures:
        try:
            with Image.open(io.BytesIO(picture.image.blob)) as image:
                lines = recognise(image, number)
        except (UnidentifiedImageError, OSError):
            builder.warnings.append(f"第{number}页有一张图片打不开，未读")
            continue
        for line in lines:
            builder.paragraph(line.text, number)
