"""Tables of a Word document as grids."""

from collections.abc import Callable, Iterator

from docx.oxml.ns import qn
from lxml.etree import _Element

_MOST_COLUMNS = 100  # Word itself allows 63


def read_table(table: _Element, cell_text: Callable[[_Element], str]) -> tuple[list[list[str]], int]:
    """The texts of a table's cells, and how many rows at its top are marked as header.

    A merged cell's text stands in every place that it covers.
    """
    grid: list[list[str]] = []
    header_rows = 0
    for row in _children(table, "w:tr"):
        properties = row.find(qn("w:trPr"))
        values = [""] * min(_number(properties, "w:gridBefore", 0), _MOST_COLUMNS)
        for cell in _children(row, "w:tc"):
            own = cell.find(qn("w:tcPr"))
            merge = own.find(qn("w:vMerge")) if own is not None else None
            if merge is not None and merge.get(qn("w:val")) != "restart" and grid:
                above = grid[-1]
                text = above[len(values)] if len(values) < len(above) else ""
            else:
                text = cell_text(cell)
            values += [text] * min(max(1, _number(own, "w:gridSpan", 1)), _MOST_COLUMNS)
        if properties is not None and properties.find(qn("w:tblHeader")) is not None and header_rows == len(grid):
            header_rows += 1
        grid.append(values)
    return grid, header_rows


def _children(parent: _Element, tag: str) -> Iterator[_Element]:
    """Rows or cells, also those inside content controls and insertions."""
    for child in parent.iterchildren():
        if child.tag == qn(tag):
            yield child
        elif child.tag == qn("w:sdt"):
            for content in child.findall(qn("w:sdtContent")):
                yield from _children(content, tag)
        elif child.tag in {qn("w:ins"), qn("w:customXml")}:
            yield from _children(child, tag)


def _number(properties: _Element | None, tag: str, default: int) -> int:
    found = properties.find(qn(tag)) if properties is not None else None
    value = found.get(qn("w:val"), "") if found is not None else ""
    return int(value) if value.isdecimal() else default
