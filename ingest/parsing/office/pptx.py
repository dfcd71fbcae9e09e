""".pptx: a slide is a page; titles are headings; tables, charts and groups are read, pictures where there is no text.

What an audience does not see is not read: notes for the speaker, comments, hidden slides and shapes, what lies beside the slide.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pptx
from lxml import etree
from PIL import Image, UnidentifiedImageError
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.shapes.picture import Picture
from pptx.slide import Slide
from pptx.table import Table

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.limits import ParseLimits
from ingest.parsing.ocr import recognise
from ingest.parsing.spreadsheets.grids import add_grid
from ingest.parsing.unseen import COMMENTS, EMBEDDED, EMBEDDING, NOTES, OUT_OF_SIGHT

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FURNITURE = {PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER}
_FEW_CHARACTERS = 20
_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_DIAGRAM = ".//*[local-name()='relIds']/@r:dm"  # of a SmartArt drawing: where its texts are


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Slides in order, shapes from top to bottom."""
    builder = DocumentBuilder(_MEDIA_TYPE)
    deck = pptx.Presentation(str(path))
    builder.page_count = len(deck.slides)
    hidden = 0
    for number, slide in enumerate(deck.slides, start=1):
        if slide._element.get("show") == "0":
            hidden += 1
            continue
        start = builder.position
        seen = _seen(slide, deck, builder)
        _add_slide(slide, seen, number, builder)
        if builder.position - start < _FEW_CHARACTERS and limits.ocr != "never":
            _recognise_pictures(seen, number, builder)
        if builder.position == start:
            builder.empty_pages.append(number)
    for slide in deck.slides:
        builder.unseen(*_beside(slide))
    if hidden:
        builder.hidden = True
        builder.warnings.append(f"有 {hidden} 张幻灯片是隐藏的，未读")
    return builder.build()


def _add_slide(slide: Slide, seen: Sequence[BaseShape], number: int, builder: DocumentBuilder) -> None:
    title = slide.shapes.title
    named = title.shape_id if title is not None else None
    for shape in seen:
        if title is not None and shape.shape_id == named:
            builder.heading(" ".join(title.text_frame.text.split()), 1, number)
    for shape in seen:
        if shape.shape_id != named:
            _add_shape(shape, number, builder)
    for shape in seen:
        for relation in shape._element.xpath(_DIAGRAM):
            _add_diagram(slide.part.related_part(relation).blob, number, builder)


def _beside(slide: Slide) -> Iterator[str]:
    """What a slide holds that is never on it."""
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None and frame.text.strip():
        yield NOTES
    kinds = [relation.reltype for relation in slide.part.rels.values()]
    if any(kind.endswith("/comments") for kind in kinds):
        yield COMMENTS
    if any(kind.endswith(EMBEDDING) for kind in kinds):
        yield EMBEDDED


def _seen(slide: Slide, deck: Presentation, builder: DocumentBuilder) -> list[BaseShape]:
    """The shapes that the audience sees, from top to bottom, those of a group in its place."""
    shapes = list(_shapes(shape for shape in slide.shapes if _on_slide(shape, deck)))
    every = _shapes(slide.shapes, with_hidden=True)
    seen = {shape.shape_id for shape in shapes}
    if any(shape.shape_id not in seen and _shows(shape) for shape in every):
        builder.unseen(OUT_OF_SIGHT)
    return shapes


def _shapes(shapes: Iterable[BaseShape], *, with_hidden: bool = False) -> Iterator[BaseShape]:
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if shape._element.xpath("./*/p:cNvPr[@hidden='1' or @hidden='true']") and not with_hidden:
            continue
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes, with_hidden=with_hidden)
        else:
            yield shape


def _on_slide(shape: BaseShape, deck: Presentation) -> bool:
    """Whether any of a shape lies on the slide. One that says no place of its own has that of the layout."""
    left, top, width, height = shape.left, shape.top, shape.width, shape.height
    if left is None or top is None or width is None or height is None:
        return True
    across, down = deck.slide_width or left + 1, deck.slide_height or top + 1
    return left < across and top < down and left + width >= 0 and top + height >= 0


def _shows(shape: BaseShape) -> bool:
    """Whether a shape would show anything that could be read."""
    return isinstance(shape, GraphicFrame | Picture) or (
        isinstance(shape, Shape) and bool(shape.text_frame.text.strip())
    )


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


def _recognise_pictures(seen: Sequence[BaseShape], number: int, builder: DocumentBuilder) -> None:
    """A slide that is a picture of itself."""
    pictures = [shape for shape in seen if isinstance(shape, Picture)]
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
