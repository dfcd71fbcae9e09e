"""The rules that a PDF page draws, and the cells between them: what pdfplumber finds, without reading the page a second time."""

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.parsing.builder import PrintedBox
from ingest.parsing.printed.pdf_text import Display

_TOLERANCE_PT = 3.0
_SHORTEST_PT = 1.0
_STRAIGHT_PT = 0.5
_MOST_RULES, _MOST_SEGMENTS = 6_000, 100_000
_DEEPEST = 3

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


def drawn_tables(page: pdfium.PdfPage, number: int) -> list[list[PrintedBox]]:
    """The cells of each table of a page, in fractions of the page as displayed; none where its drawing has too many lines to be tables."""
    display = Display(page)
    width, height = page.get_size()
    edges: list[dict[str, object]] = []
    for count, (start, end) in enumerate(_segments(page)):
        x0, y0, x1, y1 = display.box(*start, *end)
        edge = _edge(x0 * width, y0 * height, x1 * width, y1 * height)
        if edge is not None:
            edges.append(edge)
        if len(edges) > _MOST_RULES or count > _MOST_SEGMENTS:
            return []
    merged = merge_edges(edges, *[_TOLERANCE_PT] * 4)
    long = [edge for edge in merged if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= _TOLERANCE_PT]
    cells = intersections_to_cells(edges_to_intersections(long, _TOLERANCE_PT, _TOLERANCE_PT))
    return [
        [PrintedBox(number, x0 / width, y0 / height, x1 / width, y1 / height) for x0, y0, x1, y1 in table]
        for table in cells_to_tables(cells)
    ]


def _edge(x0: float, y0: float, x1: float, y1: float) -> dict[str, object] | None:
    """A line as pdfplumber describes an edge; None for slanting and very short ones."""
    across, down = x1 - x0, y1 - y0
    if min(across, down) > _STRAIGHT_PT or max(across, down) < _SHORTEST_PT:
        return None
    lying = across >= down
    if lying:
        y1 = y0
    else:
        x1 = x0
    return {
        "x0": x0, "x1": x1, "top": y0, "bottom": y1, "width": x1 - x0, "height": y1 - y0, "orientation": "h" if lying else "v",
    }  # fmt: skip


def _segments(page: pdfium.PdfPage) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a page's paths, in the page's own coordinates."""
    for index in range(pdfium_raw.FPDFPage_CountObjects(page)):
        yield from _segments_of(pdfium_raw.FPDFPage_GetObject(page, index), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)


def _segments_of(item: object, outer: Matrix, depth: int) -> Iterator[tuple[Point, Point]]:
    kind = pdfium_raw.FPDFPageObj_GetType(item)
    if kind == pdfium_raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _joined(_matrix(item), outer)
        for index in range(pdfium_raw.FPDFFormObj_CountObjects(item)):
            yield from _segments_of(pdfium_raw.FPDFFormObj_GetObject(item, index), inner, depth + 1)
    elif kind == pdfium_raw.FPDF_PAGEOBJ_PATH:
        matrix = _joined(_matrix(item), outer)
        yield from ((_moved(start, matrix), _moved(end, matrix)) for start, end in _lines_of(item))


def _lines_of(path: object) -> Iterator[tuple[Point, Point]]:
    first = last = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_raw.FPDFPath_CountSegments(path)):
        segment = pdfium_raw.FPDFPath_GetPathSegment(path, index)
        pdfium_raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        kind = pdfium_raw.FPDFPathSegment_GetType(segment)
        if kind == pdfium_raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium_raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if pdfium_raw.FPDFPathSegment_GetClose(segment):
            yield last, first
            last = first


def _matrix(item: object) -> Matrix:
    found = pdfium_raw.FS_MATRIX()
    if not pdfium_raw.FPDFPageObj_GetMatrix(item, found):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _joined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _moved(point: Point, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f
