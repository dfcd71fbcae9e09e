"""What became of a file, and what of its parsed form is stored beside its passages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.buildings.headers.mapping import LISTED_KINDS
from assistant.buildings.ledgers.ledger_reports import cell_warnings, ledger_reports
from assistant.database import Database
from assistant.documents.held import HeldFile
from assistant.documents.new_document import NewDocument, document_id
from assistant.documents.twins import twins
from assistant.ingestion import FileOutcome
from assistant.records import Clearance, DocumentKind, Principal, Role, TableHeader
from ingest.parsed import LineBox, ParsedDocument, SourceFile, Table


def read_outcome(
    source: SourceFile, document: NewDocument, values: Mapping[str, str], parsed: ParsedDocument
) -> FileOutcome:
    """The outcome of a file that was read and is about to be stored."""
    return FileOutcome(
        name=source.name,
        status="read",
        document_id=document_id(source.name),
        kind=DocumentKind(values["kind"]),
        clearance=Clearance(values.get("clearance") or Clearance.INTERNAL),
        title=values.get("title", ""),
        chunks=dict(Counter(str(passage.kind) for passage in document.passages)),
        pages=parsed.page_count,
        ocr_pages=parsed.ocr_pages,
        empty_parts=tuple(f"第{page}页" for page in parsed.empty_pages),
        warnings=document.warnings,
    )


def with_ledgers(outcome: FileOutcome, database: Database) -> FileOutcome:
    """The outcome of a stored file with what its columns were taken for, and the cells that could not be read."""
    if outcome.status != "read" or outcome.kind not in LISTED_KINDS:
        return outcome
    with database.session() as session:
        return replace(
            outcome,
            ledgers=ledger_reports(session, outcome.document_id),
            cell_warnings=cell_warnings(session, outcome.document_id),
        )


def with_twins(outcomes: Sequence[FileOutcome], database: Database) -> tuple[FileOutcome, ...]:
    """The outcomes of stored files with the documents that are held beside them under their title and number, or with their words."""
    if all(outcome.status != "read" or outcome.kind in LISTED_KINDS for outcome in outcomes):
        return tuple(outcomes)
    remarks: dict[str, list[str]] = {}
    with database.session() as session:
        for pair in twins(session, Principal(Role.ADMIN)):
            for one in (pair.first.id, pair.second.id):
                remarks.setdefault(one, []).append(pair.remark(one))
    return tuple(
        replace(outcome, warnings=(*outcome.warnings, *remarks[outcome.document_id]))
        if outcome.status == "read" and outcome.document_id in remarks
        else outcome
        for outcome in outcomes
    )


def duplicate_outcome(name: str, held_id: str, held_name: str) -> FileOutcome:
    """The outcome of a file whose bytes are held under another name."""
    reason = f"内容与“{held_name}”完全相同，未重复入库"
    return FileOutcome(name=name, status="duplicate", document_id=held_id, same_as=held_name, reason=reason)


def unchanged_outcome(name: str, held: HeldFile) -> FileOutcome:
    """The outcome of a file whose bytes are held under its own name."""
    return FileOutcome(
        name=name,
        status="unchanged",
        document_id=held.document_id,
        kind=held.kind,
        clearance=held.clearance,
        title=held.title,
        pages=held.pages,
    )


def headers_of(parsed: ParsedDocument) -> tuple[TableHeader, ...]:
    """The columns of each table, in order."""
    return tuple(
        TableHeader(table.headers, table.columns, table.place.sheet, table.caption)
        for table in parsed.blocks
        if isinstance(table, Table)
    )


def lines_by_page(lines: Sequence[LineBox]) -> dict[int, list[tuple[float, ...]]]:
    """The printed lines of each page, each (start, end, x0, y0, x1, y1)."""
    pages: dict[int, list[tuple[float, ...]]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append((line.start, line.end, line.x0, line.y0, line.x1, line.y1))
    return pages
