"""Cells that could not be read, named so that somebody can mend them."""

from assistant.buildings.cells import Unreadable
from assistant.buildings.columns import DATE_FIELDS, UNITS, Field
from assistant.buildings.typed_rows import TypedRow


def warning_values(document_id: str, listing_id: str, row: TypedRow) -> list[dict[str, str]]:
    """The warnings of a row as ``ledger_warnings`` keeps them."""
    passage = row.chunks[0].passage
    return [
        {
            "document_id": document_id,
            "listing_id": listing_id,
            "sheet": passage.place.sheet or "",
            "cell": cell_name(item, passage.place.row, passage.locator),
            "header": item.cell.header,
            "text": item.cell.value,
            "message": f"“{item.cell.value}”读不成{item.field.value}（{_wanted(item.field)}），该项留空",
        }
        for item in row.read.unreadable
    ]


def cell_name(item: Unreadable, row: int | None, locator: str) -> str:
    """``B7`` in a spreadsheet; elsewhere the row's place."""
    return f"{item.cell.column}{row}" if item.cell.column and row is not None else locator[:20]


def _wanted(field: Field) -> str:
    if field is Field.COORDINATES:
        return "应为经度和纬度，如 104.05, 30.55"
    if field in DATE_FIELDS:
        return "应为日期，如 2026-11-01"
    return f"应为数字，单位 {UNITS[field]}" if field in UNITS else "应为数字"
