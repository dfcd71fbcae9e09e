"""A worksheet as an Excel workbook: the benefits, their conditions one by one, and what they rest on."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet as Sheet

from assistant.contract.worksheets import WorkedAmount, Worksheet, WorksheetLine
from assistant.incentives.languages import CHINESE, Language
from assistant.text.characters import writable
from assistant.text.figures import YUAN

_HEAD = PatternFill("solid", fgColor="1F4E79")
_WIDTHS = ((6, 34, 40, 12, 16, 18, 44, 44), (34, 40, 10, 30, 36, 60, 40), (26, 44, 80, 12))
_BENEFITS = ("no", "benefit", "basis", "outcome", "first_year", "all_years", "working", "missing")
_CONDITIONS = ("benefit", "condition", "outcome", "told", "to_supply", "original", "place")
_SOURCES = ("kind", "place", "original", "validity")


def workbook_of(sheet: Worksheet, words: Language = CHINESE) -> bytes:
    """The bytes of an .xlsx file with three sheets, in the language in which the worksheet was made; what clauses say stays as they say it."""
    book = Workbook()
    first = book.active
    first.title = words.say("sheet_benefits")
    _benefits(first, sheet, words)
    _conditions(book.create_sheet(words.say("sheet_conditions")), sheet, words)
    _sources(book.create_sheet(words.say("sheet_sources")), sheet, words)
    for page, widths in zip(book.worksheets, _WIDTHS, strict=True):
        for column, width in zip("ABCDEFGH", widths, strict=False):
            page.column_dimensions[column].width = width
        for row in page.iter_rows():
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def _benefits(page: Sheet, sheet: Worksheet, words: Language) -> None:
    say = words.say
    _add(page, [say("sheet_title"), say("sheet_day", day=sheet.as_of)])
    page["A1"].font = Font(bold=True, size=14)
    _add(page, [say("sheet_told"), say("next").join(sheet.understood) or say("sheet_not_told")])
    _add(page, [say("sheet_note"), sheet.estimate])
    _add(page, [])
    _header(page, _BENEFITS, words)
    for number, line in enumerate(sheet.lines, start=1):
        _add(
            page,
            [
                number,
                say("sheet_tier", name=line.name, tier=line.tier) if line.tier else line.name,
                line.source.label,
                words.name(line.outcome),
                *_amounts(line, words),
                "\n".join(_steps(line)),
                "\n".join(line.missing),
            ],
        )
    _add(page, [])
    for key, sums in (("sheet_certain", sheet.certain), ("sheet_possible", sheet.possible)):
        _add(page, ["", say(key), "", "", float(sums.first_year), float(sums.whole)])
    for conflict in sheet.conflicts:
        _add(page, ["", say("sheet_exclusive"), say("next").join(conflict.names), "", "", "", conflict.reason])
    for step in (*sheet.certain.steps, *sheet.possible.steps):
        _add(page, ["", say("sheet_whole_cap"), "", "", "", "", step])
    for item in sheet.lapsed:
        _add(page, ["", item.name, item.label, words.name(str(item.status)), "", "", say("sheet_lapsed")])
    page.freeze_panes = "A6"


def _conditions(page: Sheet, sheet: Worksheet, words: Language) -> None:
    _header(page, _CONDITIONS, words)
    for line in sheet.lines:
        for item in line.conditions:
            outcome, quote = words.name(item.outcome), item.quote
            _add(page, [line.name, item.condition, outcome, item.told, item.missing, quote.text, quote.label])
    page.freeze_panes = "A2"


def _sources(page: Sheet, sheet: Worksheet, words: Language) -> None:
    _header(page, _SOURCES, words)
    quoted = [
        (key, quote)
        for line in sheet.lines
        for key, quotes in (("grounds", (line.source,)), ("attached", (*line.notes, *line.pledges)))
        for quote in quotes
    ]
    quoted += [("exclusive", quote) for conflict in sheet.conflicts for quote in conflict.quotes]
    quoted += [("deciders", quote) for quote in sheet.deciders]
    quoted += [("procedure", quote) for quote in sheet.procedure]
    for key, quote in quoted:
        _add(page, [words.say(f"sheet_{key}"), quote.label, quote.text, words.name(str(quote.status))])
    page.freeze_panes = "A2"


def _add(page: Sheet, row: Sequence[object]) -> None:
    page.append([writable(value) if isinstance(value, str) else value for value in row])


def _header(page: Sheet, keys: Sequence[str], words: Language) -> None:
    _add(page, [words.say(f"head_{key}") for key in keys])
    for cell in page[page.max_row]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD


def _amounts(line: WorksheetLine, words: Language) -> tuple[float | str, float | str]:
    amount = line.amount
    if not line.confirmed:
        return line.note, line.note
    if amount is None:
        return "", ""
    if amount.total is None:
        return "", words.say("sheet_up_to", ceiling=amount.ceiling) if amount.ceiling else words.say("head_to_supply")
    first = amount.years[0] if amount.years else amount.total
    return _money(first, amount, words), _money(amount.total, amount, words)


def _money(value: str, amount: WorkedAmount, words: Language) -> float | str:
    return float(value) if amount.currency == YUAN else f"{value} {words.name(amount.currency)}"


def _steps(line: WorksheetLine) -> list[str]:
    if line.amount is None:
        return [line.note] if line.note else []
    return [*line.amount.steps, *(f"※ {item}" for item in line.amount.assumptions), *line.hints]
