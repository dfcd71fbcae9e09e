"""Figures and register as a workbook, with charts that office programs draw."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.chart import BarChart, PieChart, Reference
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from assistant.complaints.queue import QueueEntry
from assistant.contract.complaints import DeskFigures, OnTime
from assistant.text.characters import writable
from assistant.workdays import BEIJING

_BOLD = Font(bold=True)
_COLUMNS = (
    "编号",
    "标题",
    "渠道",
    "诉求人",
    "类别",
    "状态",
    "收到时间",
    "受理时间",
    "答复时间",
    "到期日",
    "时限状态",
    "推算",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def statistics_workbook(figures: DeskFigures, entries: Sequence[QueueEntry], labels: Mapping[str, str]) -> bytes:
    """An .xlsx: 统计 with charts, 台账 with a row for each complaint (no contents, no contact)."""
    book = Workbook()
    sheet = book.active
    sheet.title = "统计"
    _write_figures(sheet, figures)
    _write_register(book.create_sheet("台账"), entries, labels)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_figures(sheet: Worksheet, figures: DeskFigures) -> None:
    rows: list[tuple[str, object]] = [
        ("诉求总数", figures.total),
        ("在办", figures.open),
        ("已超期", figures.overdue),
        ("临期", figures.due_soon),
        ("按时作出受理决定", _share(figures.acceptance)),
        ("按时办结", _share(figures.conclusion)),
        ("答复用时中位数（日）", figures.median_days if figures.median_days is not None else "–"),
    ]
    for row in rows:
        sheet.append(row)
    sheet.column_dimensions["A"].width = 24
    months = _table(
        sheet, ("月份", "收到", "答复"), [(one.month, one.received, one.answered) for one in figures.by_month]
    )
    bars = BarChart()
    bars.title, bars.y_axis.title = "各月收到和答复", "件"
    if months[1] >= months[0]:
        bars.add_data(Reference(sheet, 2, months[0] - 1, 3, months[1]), titles_from_data=True)
        bars.set_categories(Reference(sheet, 1, months[0], 1, months[1]))
        sheet.add_chart(bars, "F2")
    for place, title, counted in (
        ("F18", "类别", figures.by_category),
        ("F34", "渠道", figures.by_channel),
        ("", "状态", figures.by_state),
    ):
        first, last = _table(sheet, (title, "件数"), list(counted.items()))
        if place and last >= first:
            pie = PieChart()
            pie.title = title
            pie.add_data(Reference(sheet, 2, first - 1, 2, last), titles_from_data=True)
            pie.set_categories(Reference(sheet, 1, first, 1, last))
            sheet.add_chart(pie, place)


def _write_register(sheet: Worksheet, entries: Sequence[QueueEntry], labels: Mapping[str, str]) -> None:
    sheet.append(_COLUMNS)
    for cell in sheet[1]:
        cell.font = _BOLD
    sheet.freeze_panes = "A2"
    for entry in sorted(entries, key=lambda entry: entry.complaint.id):
        complaint, deadline = entry.complaint, entry.next_deadline
        moments = (complaint.received_at, complaint.accepted_at, complaint.answered_at)
        received, accepted, answered = (f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if at else "" for at in moments)
        row = (
            complaint.number,
            complaint.subject,
            labels.get(complaint.channel, complaint.channel),
            complaint.complainant,
            complaint.category,
            complaint.state.label,
            received,
            accepted,
            answered,
            deadline.due.isoformat() if deadline and deadline.due else "",
            entry.urgency.label,
            "推算" if deadline and deadline.estimated else "",
        )
        sheet.append([_as_text(value) for value in row])
    for column, width in zip("ABCDEFGHIJKL", (20, 40, 18, 24, 12, 10, 17, 17, 17, 12, 10, 6), strict=True):
        sheet.column_dimensions[column].width = width


def _table(sheet: Worksheet, header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> tuple[int, int]:
    """Append a table after an empty row; returns the first and last row of its data."""
    sheet.append([])
    sheet.append(header)
    for cell in sheet[sheet.max_row]:
        cell.font = _BOLD
    first = sheet.max_row + 1
    for row in rows:
        sheet.append([_as_text(value) if isinstance(value, str) else value for value in row])
    return first, sheet.max_row


def _share(on_time: OnTime) -> str:
    if on_time.rate is None:
        return "–"
    return f"{on_time.rate:.1%}（{on_time.in_time}/{on_time.ended}）"


def _as_text(value: str) -> str:
    """What a complainant wrote must not become a formula."""
    text = writable(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
