"""What was not understood when a document was read: each finding with its place, what to do, and what to correct where that is possible."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assistant import access
from assistant.buildings.ledgers.ledger_reports import cell_warnings, report_of
from assistant.buildings.ledgers.ledger_tables import LedgerRow
from assistant.buildings.ledgers.tables import ListingRow
from assistant.contract.ledgers import CellWarning, MappedHeader
from assistant.database import utc_now
from assistant.documents.reading import document_info
from assistant.documents.tables import ConfirmationRow, DocumentRow
from assistant.documents.twins import twins
from assistant.errors import NotFound
from assistant.ingestion import LedgerReport
from assistant.records import DocumentInfo, Principal

_SUBJECT = "finding:"


class FindingKind(StrEnum):
    """What was not understood."""

    TWIN = "twin"
    TABLE = "table"
    COLUMN = "column"
    CELL = "cell"
    PAGE = "page"
    NOTE = "note"


KIND_NAMES = {
    FindingKind.TWIN: "与另一份重复",
    FindingKind.TABLE: "没有当作台账的表",
    FindingKind.COLUMN: "没有把握的列",
    FindingKind.CELL: "读不出来的单元格",
    FindingKind.PAGE: "没有文字的页",
    FindingKind.NOTE: "读取提示",
}
_REMEDIES = {
    FindingKind.TWIN: "删去多余的一份；不是同一份文件的，更正其中一份的标题或文号",
    FindingKind.TABLE: "是台账的，指定哪一列是名称；不是台账的，确认不用处理",
    FindingKind.COLUMN: "指定这一列是什么；不是任何字段的，选附加列",
    FindingKind.CELL: "在原表里改正后重新上传；如果这一列认错了，更正这一列",
    FindingKind.PAGE: "换清楚的扫描件重新上传；本来就是空白页的，确认不用处理",
    FindingKind.NOTE: "按提示改好原件后重新上传；不影响使用的，确认不用处理",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was not understood. ``place`` names where it is ("" where the message does), ``text`` is what stands there.

    ``layout`` and ``header`` name the column that can be corrected, ``field`` and ``restricted`` what it is taken for; ``listing_id`` is the row,
    ``document_id`` another document to look at. ``settled``: somebody said that nothing is to be done.
    """

    kind: FindingKind
    message: str
    place: str = ""
    text: str = ""
    layout: str = ""
    header: str = ""
    field: str = ""
    restricted: bool = False
    listing_id: str = ""
    document_id: str = ""
    settled: bool = False

    @property
    def key(self) -> str:
        """What it is settled under: the same finding after another reading has the same."""
        told = "\x1f".join((self.kind, self.place, self.header, self.text, self.message))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def remedy(self) -> str:
        """What is to be done, in Chinese."""
        return _REMEDIES[self.kind]


@dataclass(frozen=True, slots=True)
class Findings:
    """A document with all that was not understood of it, what is open first."""

    document: DocumentInfo
    findings: tuple[Finding, ...]

    @property
    def open(self) -> Counter[FindingKind]:
        """How many of each kind nobody has settled."""
        return Counter(finding.kind for finding in self.findings if not finding.settled)


def findings_of(session: Session, document_id: str, principal: Principal) -> Findings:
    """All findings of a document. Raises NotFound also where the caller may not see inside it: they tell of what is not public."""
    row = session.get(DocumentRow, document_id, options=[defer(DocumentRow.text)])
    if row is None or not access.sees_inside(principal, document_info(row)):
        raise NotFound("没有这份文件，或者您无权查看")
    return _findings(session, [row], principal)[0]


def all_findings(session: Session, principal: Principal) -> tuple[Findings, ...]:
    """The documents inside which the caller may see and of which something is open, those with the most first."""
    told = {one for pair in twins(session, principal) for one in (pair.first.id, pair.second.id)}
    told |= set(
        session.scalars(select(LedgerRow.document_id))
    )  # a ledger's columns are JSON: their doubts are not asked of the database
    told |= {
        id_
        for id_, pages, warnings in session.execute(
            select(DocumentRow.id, DocumentRow.empty_pages, DocumentRow.warnings)
        )
        if pages or warnings
    }
    query = select(DocumentRow).where(DocumentRow.id.in_(told)).options(defer(DocumentRow.text))
    rows = [row for row in session.scalars(query) if access.sees_inside(principal, document_info(row))]
    found = [one for one in _findings(session, rows, principal) if one.open]
    return tuple(sorted(found, key=lambda one: (-one.open.total(), one.document.title, one.document.id)))


def settle(session: Session, document_id: str, key: str, by: Principal, *, settled: bool = True) -> Findings:
    """Say that nothing is to be done about a finding, or take that back. Raises NotFound."""
    found = findings_of(session, document_id, by)
    if key not in {finding.key for finding in found.findings}:
        raise NotFound("没有这一条，可能已经处理；请刷新后再看")
    held = session.get(ConfirmationRow, (document_id, f"{_SUBJECT}{key}"))
    if settled and held is None:
        session.add(
            ConfirmationRow(
                document_id=document_id,
                subject=f"{_SUBJECT}{key}",
                value="",
                confirmed_by=by.name or str(by.role),
                confirmed_at=utc_now(),
            )
        )
    elif not settled and held is not None:
        session.delete(held)
    session.flush()
    return findings_of(session, document_id, by)


def _findings(session: Session, rows: Iterable[DocumentRow], principal: Principal) -> list[Findings]:
    rows = list(rows)
    ids = [row.id for row in rows]
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for pair in twins(session, principal):
        for one in (pair.first.id, pair.second.id):
            by_document[one].append(
                Finding(FindingKind.TWIN, pair.remark(one), document_id=pair.other(one).id, text=pair.other(one).name)
            )
    columns: dict[tuple[str, str, str], tuple[str, MappedHeader]] = {}
    listed = set(session.scalars(select(ListingRow.ledger_number).where(ListingRow.document_id.in_(ids)).distinct()))
    for ledger in session.scalars(select(LedgerRow).where(LedgerRow.document_id.in_(ids)).order_by(LedgerRow.number)):
        report = report_of(ledger)
        by_document[ledger.document_id] += _of_ledger(report, is_listed=ledger.number in listed)
        columns |= {
            (ledger.document_id, report.sheet, one.header): (report.layout, one) for one in reversed(report.columns)
        }
    for cell in cell_warnings(session, ids[0] if len(ids) == 1 else ""):
        column = columns.get((cell.document_id, cell.sheet, cell.header), ("", None))
        by_document[cell.document_id].append(_of_cell(cell, *column))
    for row in rows:
        by_document[row.id] += _of_reading(row)
    confirmed = select(ConfirmationRow).where(
        ConfirmationRow.document_id.in_(ids), ConfirmationRow.subject.startswith(_SUBJECT)
    )
    settled = {(word.document_id, word.subject) for word in session.scalars(confirmed)}
    order = list(FindingKind)
    return [
        Findings(
            document_info(row),
            tuple(
                sorted(
                    (
                        replace(one, settled=(row.id, f"{_SUBJECT}{one.key}") in settled)
                        for one in dict.fromkeys(by_document[row.id])
                    ),
                    key=lambda one: (one.settled, order.index(one.kind)),
                )
            ),
        )
        for row in rows
    ]


def _of_ledger(report: LedgerReport, *, is_listed: bool) -> Iterator[Finding]:
    """The columns that an administrator is asked about; of a table of which no row is listed, the table."""
    sheet = f"工作表“{report.sheet}”" if report.sheet else report.caption
    for at, column in enumerate(report.columns):
        if not column.doubt:
            continue
        is_table = at == 0 and not is_listed
        yield Finding(
            FindingKind.TABLE if is_table else FindingKind.COLUMN,
            column.doubt,
            sheet if is_table else f"{sheet} {column.column} 列".replace("  ", " ").strip(),
            "" if is_table else column.header,
            report.layout,
            column.header,
            column.field,
            column.restricted,
        )


def _of_cell(cell: CellWarning, layout: str, column: MappedHeader | None) -> Finding:
    sheet = f"工作表“{cell.sheet}” " if cell.sheet else ""
    found = Finding(
        FindingKind.CELL, cell.message, f"{sheet}{cell.cell}", cell.text, header=cell.header, listing_id=cell.listing_id
    )
    if column is None:
        return found
    return replace(found, layout=layout, field=column.field, restricted=column.restricted)


def _of_reading(row: DocumentRow) -> Iterator[Finding]:
    for page in row.empty_pages:
        yield Finding(FindingKind.PAGE, "这一页没有读到文字", f"第 {page} 页")
    for warning in row.warnings:
        yield Finding(FindingKind.NOTE, warning)
