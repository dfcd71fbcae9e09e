"""The ledgers and the opportunity list as offices keep them: merged headers, merged streets, a total, notes."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from samples.builders.stable_zip import fix_dates, read_package, write_package

_THIN = Side(style="thin", color="808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DDE6F2")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the office ledger: its header, the header above (if they are merged), its source, its width."""

    header: str
    source: str
    width: float = 11
    group: str = ""


OFFICE_COLUMNS = (
    Column("序号", "#", 6),
    Column("街道", "街道", 11),
    Column("楼宇名称", "楼宇名称", 22),
    Column("地址", "地址", 20),
    Column("等级", "等级", 8),
    Column("建成年份", "建成年份", 9),
    Column("产权单位", "产权单位", 24),
    Column("总建筑面积", "总建筑面积", 12, "面积（㎡）"),
    Column("空置面积", "空置面积", 11, "面积（㎡）"),
    Column("可分割最小面积", "可分割最小面积", 11, "面积（㎡）"),
    Column("标准层面积", "标准层面积", 11, "面积（㎡）"),
    Column("入驻率", "=", 9),
    Column("地上层数", "地上层数", 7, "建筑参数"),
    Column("净高（米）", "净高", 7, "建筑参数"),
    Column("电梯（客/货）", "客梯货梯", 10, "建筑参数"),
    Column("停车位（个）", "停车位", 8, "建筑参数"),
    Column("元/㎡·月", "租金", 12, "租金"),
    Column("底价", "底价", 8, "租金"),
    Column("物业费（元/㎡·月）", "物业费", 10),
    Column("交付标准", "交付标准", 18),
    Column("主导业态", "主导业态", 16),
    Column("联系人", "联系人", 9),
    Column("联系电话", "联系电话", 15),
    Column("产权人电话", "产权人电话", 14),
    Column("核验时间", "核验时间", 12),
    Column("备注", "备注", 28),
    Column("经度", "经度", 11),
    Column("纬度", "纬度", 10),
    Column("照片", "照片", 20),
)
_OFFICE_NOTES = (
    "注：1. 租金为业主挂牌报价，标注“元/㎡·天”的按天计价；“面议”指业主未公开报价。",
    "2. 合计栏和入驻率不含隐藏行（已退出可招商名录的楼宇）。入驻率＝1－空置面积÷总建筑面积。",
    "3. 底价和产权人电话仅供局内招商人员使用，对外提供前应当删除。",
    "4. 填报单位：区投资合作局楼宇科；填报日期：{day}。",
)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV source."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def build_office_ledger(rows: Sequence[Mapping[str, str]], path: Path, day: date) -> None:
    """Ledger A: title, unit note, two-line merged headers, merged streets, one hidden row, a total, notes."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = "商务楼宇"
    last = get_column_letter(len(OFFICE_COLUMNS))
    _banner(sheet, f"A1:{last}1", f"澜州市云汀区重点商务楼宇台账（{day.year}年{day.month}月）", 18)
    _banner(sheet, f"A2:{last}2", "单位：面积 ㎡；租金、物业费 元/㎡·月（另有注明的除外）", 10, right=True)
    _office_headers(sheet)
    first = 5
    cached: dict[str, float] = {}
    for index, row in enumerate(rows):
        line = first + index
        for number, column in enumerate(OFFICE_COLUMNS, 1):
            cell = sheet.cell(line, number, _office_value(row, column, index + 1, line))
            _frame(cell)
            if column.source == "=":
                cell.number_format = "0.0%"
                cached[cell.coordinate] = 1 - int(row["空置面积"]) / int(row["总建筑面积"])
            elif column.group == "面积（㎡）":
                cell.number_format = "#,##0"
        sheet.row_dimensions[line].height = 30
        sheet.row_dimensions[line].hidden = bool(row["隐藏"])
    line = first
    for _, group in groupby(rows, key=lambda row: row["街道"]):
        count = len(list(group))
        sheet.merge_cells(start_row=line, end_row=line + count - 1, start_column=2, end_column=2)
        line += count
    cached |= _office_total(sheet, rows, first, line)
    for offset, note in enumerate(_OFFICE_NOTES, 1):
        sheet.merge_cells(
            start_row=line + offset, end_row=line + offset, start_column=1, end_column=len(OFFICE_COLUMNS)
        )
        said = note.format(day=f"{day.year}年{day.month}月{day.day}日")
        sheet.cell(line + offset, 1, said).alignment = Alignment(horizontal="left")
    sheet.freeze_panes = "D5"
    _fit_width(sheet)
    _save(book, path, day)
    _store_formula_results(path, cached)


def earlier_editions(
    rows: Sequence[Mapping[str, str]], changes: Sequence[Mapping[str, str]]
) -> dict[date, list[Mapping[str, str]]]:
    """The ledger's rows as earlier editions had them, by the day of the edition: with what each said otherwise, without what it did not
    list yet."""
    by_name = {row["楼宇名称"]: row for row in rows}
    return {
        date.fromisoformat(day): [by_name[change["楼宇名称"]] | change for change in edition]
        for day, edition in groupby(changes, key=lambda change: change["填报日期"])
    }


def build_plain_book(
    sheets: Mapping[str, Sequence[Mapping[str, str]]],
    titles: Mapping[str, str],
    notes: Sequence[str],
    path: Path,
    day: date,
) -> None:
    """Ledger B and the opportunity list: a title row, one header line, rows, notes."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet: Worksheet = book.create_sheet(name)
        headers = list(rows[0])
        _banner(sheet, f"A1:{get_column_letter(len(headers))}1", titles[name], 16)
        for column, header in enumerate(headers, 1):
            _header(sheet.cell(2, column, header))
            longest = max(_width(row[header]) for row in [*rows, {header: header}])
            sheet.column_dimensions[get_column_letter(column)].width = min(44, longest + 3)
        for line, row in enumerate(rows, 3):
            for column, header in enumerate(headers, 1):
                _frame(sheet.cell(line, column, _typed(row[header])))
        for offset, note in enumerate(notes):
            sheet.cell(len(rows) + 3 + offset, 1, note)
        sheet.freeze_panes = "C3"
        _fit_width(sheet)
    _save(book, path, day)


def build_shop_file(rows: Sequence[Mapping[str, str]], path: Path) -> None:
    """Ledger C: a CSV file in GB18030 with Windows line ends, as an office spreadsheet saves it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def numbered(rows: Sequence[Mapping[str, str]], units: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows with 序号 in front and the headers renamed (to carry their unit)."""
    return [
        {"序号": str(index)} | {units.get(name, name): value for name, value in row.items()}
        for index, row in enumerate(rows, 1)
    ]


def _office_headers(sheet: Worksheet) -> None:
    for number, column in enumerate(OFFICE_COLUMNS, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        _header(sheet.cell(3, number, column.group or column.header))
        _header(sheet.cell(4, number, column.header if column.group else None))
        if not column.group:
            sheet.merge_cells(f"{letter}3:{letter}4")
    start = 1
    for group, members in groupby(OFFICE_COLUMNS, key=lambda column: column.group):
        count = len(list(members))
        if group:
            for extra in range(start + 1, start + count):
                sheet.cell(3, extra).value = None
            sheet.merge_cells(start_row=3, end_row=3, start_column=start, end_column=start + count - 1)
        start += count
    sheet.row_dimensions[4].height = 30


def _office_value(row: Mapping[str, str], column: Column, number: int, line: int) -> object:
    if column.source == "#":
        return number
    if column.source == "=":
        return f"=1-I{line}/H{line}"
    return _typed(row[column.source])


def _office_total(sheet: Worksheet, rows: Sequence[Mapping[str, str]], first: int, line: int) -> dict[str, float]:
    shown = [row for row in rows if not row["隐藏"]]
    area = sum(int(row["总建筑面积"]) for row in shown)
    vacant = sum(int(row["空置面积"]) for row in shown)
    for number in range(1, len(OFFICE_COLUMNS) + 1):
        _header(sheet.cell(line, number))
    sheet.cell(line, 1, "合计")
    sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=7)
    for letter in "HI":
        sheet[f"{letter}{line}"] = f"=SUBTOTAL(109,{letter}{first}:{letter}{line - 1})"
        sheet[f"{letter}{line}"].number_format = "#,##0"
    sheet[f"L{line}"] = f"=1-I{line}/H{line}"
    sheet[f"L{line}"].number_format = "0.0%"
    return {f"H{line}": area, f"I{line}": vacant, f"L{line}": 1 - vacant / area}


def _banner(sheet: Worksheet, cells: str, text: str, size: int, *, right: bool = False) -> None:
    sheet.merge_cells(cells)
    cell = sheet[cells.split(":")[0]]
    cell.value = text
    cell.font = Font(name="宋体", size=size, bold=not right)
    cell.alignment = Alignment(horizontal="right") if right else _CENTRE
    if not right:
        sheet.row_dimensions[1].height = 34


def _header(cell: Cell) -> None:
    cell.font, cell.fill, cell.border, cell.alignment = Font(name="宋体", bold=True), _HEAD, _BOX, _CENTRE


def _frame(cell: Cell) -> None:
    cell.font, cell.border = Font(name="宋体"), _BOX
    cell.alignment = _LEFT if isinstance(cell.value, str) and len(cell.value) > 12 else _CENTRE
    if isinstance(cell.value, date):
        cell.number_format = "yyyy-mm-dd"


def _typed(text: str) -> object:
    """Dates and numbers as such (a telephone number stays text); an empty cell as None."""
    if not text:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d{1,7}", text):
        return int(text)
    if re.fullmatch(r"\d+\.\d+", text):
        return float(text)
    return text


def _fit_width(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _width(text: str) -> int:
    return sum(2 if ord(character) > 255 else 1 for character in text)


def _save(book: Workbook, path: Path, day: date) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book.properties.creator = "澜州市云汀区投资合作局"
    book.save(path)
    fix_dates(path, day)


def _store_formula_results(path: Path, results: Mapping[str, float]) -> None:
    """Write each formula's result beside it, as a spreadsheet program does and openpyxl does not."""
    parts = read_package(path)
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode()
    for cell, value in results.items():
        text, count = re.subn(rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v\s*/?>(</v>)?', rf"\g<1><v>{value!r}</v>", text)
        if count != 1:
            raise ValueError(f"formula {cell} not found in {path.name}")
    parts[name] = text.encode()
    write_package(path, parts)
