"""What waits to be mended, each with the column whose mapping may be the cause."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.contract.ledgers import CellWarning, Ledger, MappedHeader, SourceRow

_VERIFIED_ON = "VERIFIED_ON"


@dataclass(frozen=True, slots=True)
class Mendable:
    """A warning or a stale row with its column; ``layout`` is "" and ``column`` None where the ledger is not held any more."""

    item: CellWarning | SourceRow
    layout: str = ""
    column: MappedHeader | None = None


def mendable_cells(warnings: Sequence[CellWarning], ledgers: Sequence[Ledger]) -> tuple[Mendable, ...]:
    """Each warning with the column that its cell stands in."""
    columns = {
        (ledger.source_id, ledger.sheet, column.header): (ledger.layout, column)
        for ledger in ledgers
        for column in ledger.columns
    }
    return tuple(Mendable(item, *columns.get((item.document_id, item.sheet, item.header), ())) for item in warnings)


def mendable_rows(rows: Sequence[SourceRow], ledgers: Sequence[Ledger]) -> tuple[Mendable, ...]:
    """Each stale row with the column that was taken for the day of verification."""
    columns = {
        (ledger.source_id, ledger.sheet): (ledger.layout, column)
        for ledger in ledgers
        for column in ledger.columns
        if column.field == _VERIFIED_ON
    }
    return tuple(Mendable(row, *columns.get((row.source_id, row.sheet), ())) for row in rows)
