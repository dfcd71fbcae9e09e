""".pptx: a slide is a page; titles are headings; tables, groups and notes are read."""

from collections.abc import Iterator
from pathlib import Path

import pptx
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame

from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.grids import read_grid
from ingest.parsing.limits import ParseLimits


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Slides in order, shapes from top to bottom."""
    builder = DocumentBuilder("application/vnd.openxmlformats-officedocument.presentationml.presentation")
    deck = pptx.Presentation(str(path))
    builder.page_count = len(deck.slides)
    for number, slide in enumerate(deck.slides, start=1):
        start = builder.position
        title = slide.shapes.title
        if title is not None and title.text_frame.text.strip():
            builder.heading(" ".join(title.text_frame.text.split()), 1, number)
        for shape in _shapes(slide.shapes):
            if title is not None and shape.shape_id == title.shape_id:
                continue
            _add_shape(shape, number, builder)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            notes = slide.notes_slide.notes_text_frame.text.strip()
            builder.paragraph(f"备注：{notes}" if notes else "", number)
        if builder.position == start:
            builder.empty_pages.append(number)
    return builder.build()


def _shapes(shapes: object) -> Iterator[BaseShape]:
    ordered = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))  # type: ignore[call-overload]
    for shape in ordered:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _add_shape(shape: BaseShape, number: int, builder: DocumentBuilder) -> None:
    if isinstance(shape, GraphicFrame) and shape.has_table:
        grid = [[" ".join(cell.text.split()) for cell in row.cells] for row in shape.table.rows]
        found = read_grid(grid, header_rows=1)
        if found is not None:
            rows = [(None, values) for _, values in found.rows]
            builder.table(found.header, rows, caption=found.caption, notes=found.notes, page=number)
    elif isinstance(shape, Shape) and shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            builder.paragraph("".join(run.text for run in paragraph.runs).strip(), number)
