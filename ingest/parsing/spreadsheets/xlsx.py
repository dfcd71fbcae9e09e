""".xlsx: every visible sheet; merged cells fill what they cover, hidden rows and columns are not read, formulas by their shown value."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openpyxl.cell.cell import Cell
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_CONTENT_TYPES
from openpyxl.xml.functions import fromstring

from assistant.documents.office_conversion import convert, office_program
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.limits import ParseLimits
from ingest.parsing.spreadsheets.cell_text import is_blanked, shown
from ingest.parsing.spreadsheets.sheets import Area, VisibleSheet, add_sheet, fill_merged, units_stated_beside
from ingest.parsing.unseen import COMMENTS, EMBEDDED, OTHER_BOOKS

_FEW_NAMED = 6
_BESIDE = {
    "comments+xml": COMMENTS,
    "threadedcomments+xml": COMMENTS,
    "pivotCacheRecords+xml": OTHER_BOOKS,
    "externalLink+xml": OTHER_BOOKS,
    "connections+xml": OTHER_BOOKS,
}  # by the end of a part's type of content
_EMBEDDINGS = "xl/embeddings/"
_LEAST_WIDTH = 0.1  # characters: of a narrower column nobody sees anything
_LEAST_HEIGHT = 1  # point


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """The workbook's visible sheets as tables. Comments on cells and the data of other workbooks that it keeps are not read."""
    builder = DocumentBuilder("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    formulas = _opened(path, with_formulas=True)
    values = _opened(path) if _has_formulas(formulas) else formulas
    unknown = list(_never_computed(formulas, values))
    if unknown and office_program() is not None:
        # A program that never computed them wrote these cells; let LibreOffice do it.
        with convert(path, ".xlsx", limits.timeout_s) as computed:
            _fill(unknown, _opened(computed), values)
    elif unknown:
        builder.warnings.append(
            f"{len(unknown)} 个公式没有保存结果（{_named(unknown)}），请用 Excel 或 WPS 打开保存一次再入库"
        )
    wrong = _take_out_errors(values)
    if wrong:
        builder.warnings.append(f"{len(wrong)} 个单元格是错误值（{_named(wrong)}），按空白读；请改正公式后再入库")
    builder.unseen(*_beside(path))
    sheets = {sheet.title: _visible_part(sheet) for sheet in values.worksheets if sheet.sheet_state == "visible"}
    stated = units_stated_beside(sheets.values())
    for sheet in values.worksheets:
        if sheet.title in sheets:
            add_sheet(sheets[sheet.title], builder, stated)
        else:
            builder.hidden = True
            builder.warnings.append(f"工作表“{sheet.title}”是隐藏的，未读")
    return builder.build()


class _Cells(WorksheetReader):  # type: ignore[misc]  # openpyxl has no types
    """Reads what cells show. A merged area stays an area: openpyxl would make a cell for each place in it, and one for each place under
    a hyperlink, which for a whole sheet are 17 milliards."""

    def bind_all(self) -> None:
        self.bind_cells()
        self.bind_merged_cells()
        self.bind_col_dimensions()
        self.bind_row_dimensions()

    def bind_merged_cells(self) -> None:
        merged = self.parser.merged_cells
        self.ws.merged_cells = MultiCellRange([CellRange(area.ref) for area in merged.mergeCell] if merged else [])


class _Reader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
    """Reads a workbook's sheets with their cells, without comments, pictures, charts and the like."""

    def read_worksheets(self) -> None:
        for sheet, relation in self.parser.find_sheets():
            if relation.target not in self.valid_files or "chartsheet" in relation.Type:
                continue
            made = self.wb.create_sheet(sheet.name)
            made.sheet_state = sheet.state
            with self.archive.open(relation.target) as stream:
                _Cells(made, stream, self.shared_strings, self.data_only, self.rich_text).bind_all()


def _beside(path: Path) -> Iterator[str]:
    """What a workbook holds beside its cells."""
    with zipfile.ZipFile(path) as package:
        for part in fromstring(package.read(ARC_CONTENT_TYPES)).iter("{*}Override"):
            kind = _BESIDE.get(part.get("ContentType", "").rpartition(".")[2])
            if kind == COMMENTS and _has_none(package, part.get("PartName", "")):
                continue
            if kind is not None:
                yield kind
        if any(name.startswith(_EMBEDDINGS) for name in package.namelist()):
            yield EMBEDDED


def _has_none(package: zipfile.ZipFile, part: str) -> bool:
    """Whether a part for comments is empty, as some programs leave it."""
    name = part.removeprefix("/")
    if name not in package.namelist():
        return True
    root = fromstring(package.read(name))
    return next(root.iter("{*}comment", "{*}threadedComment"), None) is None


def _opened(path: Path, *, with_formulas: bool = False) -> Workbook:
    with path.open("rb") as stream:  # given a path, openpyxl refuses one that is called .xls
        reader = _Reader(stream, False, False, not with_formulas, False, False)
        reader.read()
        return reader.wb


def _visible_part(sheet: Worksheet) -> VisibleSheet:
    # iter_rows would make every cell up to the last formatted one: millions in a sheet whose whole columns are formatted.
    cells: dict[tuple[int, int], Cell] = sheet._cells
    blanked = {place for place, cell in cells.items() if is_blanked(cell.value, cell.number_format)}
    texts = {
        place: text
        for place, cell in cells.items()
        if place not in blanked and (text := shown(cell.value, cell.number_format))
    }
    fill_merged(texts, (Area(*area.bounds) for area in sheet.merged_cells.ranges))
    last_column = max((column for _, column in texts), default=0)
    hidden_columns: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden or dimension.width < _LEAST_WIDTH:
            hidden_columns.update(range(dimension.min or 0, min(dimension.max or 0, last_column) + 1))
    hidden_rows = {
        number
        for number, dimension in sheet.row_dimensions.items()
        if dimension.hidden or (dimension.height is not None and dimension.height < _LEAST_HEIGHT)
    }
    return VisibleSheet(sheet.title, texts, frozenset(hidden_rows), frozenset(hidden_columns), len(blanked))


def _has_formulas(book: Workbook) -> bool:
    return any(cell.data_type == "f" for sheet in book.worksheets for cell in sheet._cells.values())


def _never_computed(formulas: Workbook, values: Workbook) -> Iterator[Cell]:
    """The formula cells without a stored result. An empty text is a result, which is told by its type."""
    for sheet in formulas.worksheets:
        computed = values[sheet.title]._cells
        for place, cell in sheet._cells.items():
            result = computed.get(place)
            if cell.data_type == "f" and (result is None or (result.value is None and result.data_type != "str")):
                yield cell


def _take_out_errors(values: Workbook) -> list[Cell]:
    """Empty the cells of the visible sheets that show an error (#REF!, #N/A): it is no value. Returns them."""
    wrong = [
        cell
        for sheet in values.worksheets
        if sheet.sheet_state == "visible"
        for cell in sheet._cells.values()
        if cell.data_type == "e"
    ]
    for cell in wrong:
        cell.value = None
    return wrong


def _named(cells: Sequence[Cell]) -> str:
    """The first few cells as a person finds them: 表1!B2、表1!B3."""
    places = [f"{cell.parent.title}!{get_column_letter(cell.column)}{cell.row}" for cell in cells[:_FEW_NAMED]]
    return "、".join(places) + ("…" if len(cells) > _FEW_NAMED else "")


def _fill(cells: Iterable[Cell], computed: Workbook, values: Workbook) -> None:
    """Take the results of these cells over from a computed copy of the workbook."""
    for cell in cells:
        place, sheet = (cell.row, cell.column), cell.parent.title
        if (result := computed[sheet]._cells.get(place)) is not None:
            values[sheet]._cells[place] = result
