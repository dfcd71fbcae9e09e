"""What became of ledgers at ingest: their columns as mapped, their cells that could not be read."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.buildings.columns import DATE_FIELDS, UNITS, Field
from assistant.buildings.ledgers.cells import Unreadable
from assistant.buildings.ledgers.ledger_tables import LedgerRow, LedgerWarningRow
from assistant.buildings.ledgers.typed_rows import TypedRow
from assistant.contract.ledgers import CellWarning, MappedHeader
from assistant.documents.tables import DocumentRow
from assistant.ingestion import LedgerReport


def ledger_reports(session: Session, document_id: str) -> tuple[LedgerReport, ...]:
    """The tables of a document with their columns, in its order."""
    query = select(LedgerRow).where(LedgerRow.document_id == document_id).order_by(LedgerRow.ordinal)
    return tuple(report_of(ledger) for ledger in session.scalars(query))


def report_of(ledger: LedgerRow) -> LedgerReport:
    """One table's columns."""
    return LedgerReport(
        sheet=ledger.sheet,
        caption=ledger.caption,
        layout=ledger.layout,
        columns=tuple(
            MappedHeader(
                header=str(column["header"]),
                column=str(column["column"]),
                field=str(column["field"]),
                label=Field[str(column["field"])].value if column["field"] else "",
                restricted=bool(column["restricted"]),
                origin=str(column["origin"]),
                score=float(column["score"]),
                doubt=str(column.get("doubt", "")),
                waiting=bool(column.get("waiting", False)),
            )
            for column in ledger.columns
        ),
    )


def cell_warnings(
    session: Session,
    document_id: str = "",
    limit: int | None = None,
    offset: int = 0,
    without: frozenset[str] = frozenset(),
) -> tuple[CellWarning, ...]:
    """The cells of a document, or of all documents but those left out, that could not be read, in the documents' order; ``limit`` of them
    from ``offset`` on."""
    query = (
        select(LedgerWarningRow, DocumentRow.name)
        .join(DocumentRow, DocumentRow.id == LedgerWarningRow.document_id)
        .where(LedgerWarningRow.document_id.not_in(sorted(without)))
        .order_by(DocumentRow.name, LedgerWarningRow.number)
    )
    if document_id:
        query = query.where(LedgerWarningRow.document_id == document_id)
    return tuple(_warning(row, name) for row, name in session.execute(query.limit(limit).offset(offset)))


def count_cell_warnings(session: Session, document_id: str = "", without: frozenset[str] = frozenset()) -> int:
    """How many cells of a document, or of all documents but those left out, could not be read."""
    query = select(func.count()).where(LedgerWarningRow.document_id.not_in(sorted(without)))
    return session.scalar(query.where(LedgerWarningRow.document_id == document_id) if document_id else query) or 0


def _warning(row: LedgerWarningRow, name: str) -> CellWarning:
    return CellWarning(
        document=name,
        sheet=row.sheet,
        cell=row.cell,
        header=row.header,
        text=row.text,
        message=row.message,
        document_id=row.document_id,
        listing_id=row.listing_id,
    )


def mapping_lines(reports: Sequence[LedgerReport]) -> list[str]:
    """The mapping as the command line prints it: a line a table, each column with what it was taken for and how surely."""
    lines = []
    for report in reports:
        columns = "，".join(_column_line(column) for column in report.columns)
        lines.append(f"列对照（{report.sheet or report.caption or '表格'}，版式 {report.layout}）：{columns}")
    return lines


def _column_line(column: MappedHeader) -> str:
    place = f"{column.column} " if column.column else ""
    meaning = column.label or "附加列"
    how = {"slip": "近似", "similar": f"相近 {column.score:.2f}", "admin": "人工"}.get(column.origin, "")
    remarks = "、".join(part for part in (how, _seen_by(column), column.doubt) if part)
    return f"{place}{column.header}→{meaning}{f'（{remarks}）' if remarks else ''}"


def _seen_by(column: MappedHeader) -> str:
    if column.waiting:
        return "待公开，现仅工作人员"
    return "仅工作人员" if column.restricted else ""


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
