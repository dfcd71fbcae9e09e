"""A worksheet as an Excel workbook: the benefits, their conditions one by one, and what they rest on."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet as Sheet

from assistant.contract.worksheets import WorkedAmount, Worksheet, WorksheetLine
from assistant.text.characters import writable

_HEAD = PatternFill("solid", fgColor="1F4E79")
_WIDTHS = {
    "政策测算": (6, 34, 40, 12, 16, 18, 44, 44),
    "条件核对": (34, 40, 10, 30, 36, 60, 40),
    "依据与说明": (26, 44, 80, 12),
}


def workbook_of(sheet: Worksheet) -> bytes:
    """The bytes of an .xlsx file with three sheets."""
    book = Workbook()
    first = book.active
    first.title = "政策测算"
    _benefits(first, sheet)
    _conditions(book.create_sheet("条件核对"), sheet)
    _sources(book.create_sheet("依据与说明"), sheet)
    for page in book.worksheets:
        for column, width in zip("ABCDEFGH", _WIDTHS[page.title], strict=False):
            page.column_dimensions[column].width = width
        for row in page.iter_rows():
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def _benefits(page: Sheet, sheet: Worksheet) -> None:
    _add(page, ["政策测算表", f"按 {sheet.as_of} 的有效政策"])
    page["A1"].font = Font(bold=True, size=14)
    _add(page, ["所述情况", "；".join(sheet.understood) or "未说明"])
    _add(page, ["说明", sheet.estimate])
    _add(page, [])
    _header(page, ("序号", "事项", "依据", "核对结果", "首年金额（元）", "全部期限金额（元）", "计算过程", "还缺什么"))
    for number, line in enumerate(sheet.lines, start=1):
        _add(
            page,
            [
                number,
                f"{line.name}{f'（{line.tier}）' if line.tier else ''}",
                line.source.label,
                line.outcome,
                *_amounts(line),
                "\n".join(_steps(line)),
                "\n".join(line.missing),
            ],
        )
    _add(page, [])
    _add(page, ["", "条件已满足的合计", "", "", float(sheet.certain.first_year), float(sheet.certain.whole)])
    _add(page, ["", "补齐材料后可能的合计", "", "", float(sheet.possible.first_year), float(sheet.possible.whole)])
    for conflict in sheet.conflicts:
        _add(page, ["", "不重复享受", "；".join(conflict.names), "", "", "", conflict.reason])
    for step in (*sheet.certain.steps, *sheet.possible.steps):
        _add(page, ["", "合计限额", "", "", "", "", step])
    for item in sheet.lapsed:
        _add(page, ["", item.name, item.label, str(item.status), "", "", "不在有效期内，不作为依据"])
    page.freeze_panes = "A6"


def _conditions(page: Sheet, sheet: Worksheet) -> None:
    _header(page, ("事项", "条件", "结果", "所述情况", "待补材料", "原文", "出处"))
    for line in sheet.lines:
        for item in line.conditions:
            _add(
                page,
                [line.name, item.condition, item.outcome, item.told, item.missing, item.quote.text, item.quote.label],
            )
    page.freeze_panes = "A2"


def _sources(page: Sheet, sheet: Worksheet) -> None:
    _header(page, ("类别", "出处", "原文", "效力"))
    for line in sheet.lines:
        _add(page, ["发放依据", line.source.label, line.source.text, str(line.source.status)])
        for quote in (*line.notes, *line.pledges):
            _add(page, ["附带要求", quote.label, quote.text, str(quote.status)])
    for conflict in sheet.conflicts:
        for quote in conflict.quotes:
            _add(page, ["不重复享受", quote.label, quote.text, str(quote.status)])
    for quote in sheet.deciders:
        _add(page, ["由谁审定、解释", quote.label, quote.text, str(quote.status)])
    for quote in sheet.procedure:
        _add(page, ["如何申报", quote.label, quote.text, str(quote.status)])
    page.freeze_panes = "A2"


def _add(page: Sheet, row: Sequence[object]) -> None:
    page.append([writable(value) if isinstance(value, str) else value for value in row])


def _header(page: Sheet, names: Sequence[str]) -> None:
    _add(page, list(names))
    for cell in page[page.max_row]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD


def _amounts(line: WorksheetLine) -> tuple[float | str, float | str]:
    amount = line.amount
    if not line.confirmed:
        return line.note, line.note
    if amount is None:
        return "", ""
    if amount.total is None:
        ceiling = f"不超过 {amount.ceiling}" if amount.ceiling else "待补材料"
        return "", ceiling
    first = amount.years[0] if amount.years else amount.total
    return _money(first, amount), _money(amount.total, amount)


def _money(value: str, amount: WorkedAmount) -> float | str:
    return float(value) if amount.currency == "元" else f"{value} {amount.currency}"


def _steps(line: WorksheetLine) -> list[str]:
    if line.amount is None:
        return [line.note] if line.note else []
    return [*line.amount.steps, *(f"※ {item}" for item in line.amount.assumptions), *line.hints]
