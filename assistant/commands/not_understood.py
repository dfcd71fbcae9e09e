"""What an ingestion did not understand, by kind, in one screen: how many, the first of them, and where each can be mended."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.ingestion import FileOutcome, IngestReport

_NAMED = 4
_LONGEST = 60
_MENDED = {
    "文件": "按原因处理后重新入库",
    "页": "换清楚的扫描件后重新入库，或在资料库补录",
    "列": "在台账看板指定含义",
    "单元格": "在台账看板查看并补正原表",
    "提示": "在资料库查看",
}


def not_understood(report: IngestReport) -> dict[str, tuple[str, ...]]:
    """Names of what was not understood, by kind; a kind of which there is nothing is left out."""
    found = {
        "文件": tuple(f"{_name(one)}（{one.reason}）" for one in report.files if one.status == "failed"),
        "页": tuple(f"{_name(one)} {part}" for one in report.files for part in one.empty_parts),
        "列": tuple(column for one in report.files for column in _columns(one)),
        "单元格": tuple(
            f"{_name(one)} {cell.sheet} {cell.cell}".replace("  ", " ")
            for one in report.files
            for cell in one.cell_warnings
        ),
        "提示": tuple(f"{_name(one)}：{warning}" for one in report.files for warning in one.warnings),
    }
    return {kind: names for kind, names in found.items() if names}


def screen_of(report: IngestReport) -> Iterator[str]:
    """The same as lines, no more than two a kind."""
    for kind, names in not_understood(report).items():
        yield f"没有读懂的{kind} {len(names)} 处，{_MENDED[kind]}：{_first(names)}"


def _name(outcome: FileOutcome) -> str:
    return Path(outcome.name).name


def _columns(outcome: FileOutcome) -> Iterator[str]:
    """The columns that an administrator is asked about."""
    for ledger in outcome.ledgers:
        for column in ledger.columns:
            if column.doubt:
                yield f"{_name(outcome)} {ledger.sheet or ledger.caption} {column.header}".replace("  ", " ")


def _first(names: Sequence[str]) -> str:
    shown = "；".join(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in names[:_NAMED])
    return f"{shown} 等" if len(names) > _NAMED else shown
