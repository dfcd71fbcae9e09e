"""Tables of reports, bulletins, policies and price lists, typed: every figure with its unit, every row with what it is part of.

A row so read can be understood alone: ``指标：社会消费品零售总额，其中：城镇；2026年一季度：68.3亿元``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.text.numerals import DIGITS
from assistant.text.phrases import any_of
from ingest.chunking.table_units import (
    head_and_unit,
    is_of_money,
    is_rate,
    is_unit_of_count,
    stated_units,
    unit_of_column,
)
from ingest.parsed import Heading, Paragraph, Table, TableRow
from ingest.stated_units import UNIT_LINE
from ingest.words import VOCABULARY, marks

_BARE = re.compile(r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s*(?:-|~|～|—|–|至)\s*\d+(?:\.\d+)?)?")
_NO_QUANTITY = re.compile(rf"{any_of(VOCABULARY.tables.no_quantity)}|^{marks('years')}$|^No\.?$", re.IGNORECASE)
_WITHIN = re.compile(r"^其\s*中\s*[:：]?\s*")
_TITLE = re.compile(rf"^{marks('tables')}\s*[{DIGITS}]+")
_NOTE_LINE = re.compile(rf"^{marks('notes')}\s*\d*\s*[:：.、]")
_LONGEST_LINE = 60
_LINES_ABOVE = 2
_MOST_PARTS = 12
_MOST_NAMED = 3
_ROUNDING = Decimal("0.06")
CAPTION_HEADER = "表"
"""What the cell is called that holds the table's title."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands right above and below a table and belongs to it: its title ("" for none) and lines that may state units."""

    caption: str = ""
    lines: tuple[str, ...] = ()


def around_tables(blocks: Sequence[Heading | Paragraph | Table]) -> dict[int, Around]:
    """What belongs to each table, by where the table begins in the text."""
    return {block.place.start: _around(blocks, at) for at, block in enumerate(blocks) if isinstance(block, Table)}


def _around(blocks: Sequence[Heading | Paragraph | Table], at: int) -> Around:
    caption, lines = "", []
    for block in reversed(blocks[max(0, at - _LINES_ABOVE) : at]):
        if isinstance(block, Table) or len(block.text) > _LONGEST_LINE:
            break
        text = " ".join(block.text.split())
        if not UNIT_LINE.search(text) and not _TITLE.match(text):
            break
        lines.append(text)
        if _TITLE.match(text):
            caption = text
            break
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    if following is not None and not isinstance(following, Table) and _NOTE_LINE.match(following.text):
        lines.append(following.text)
    return Around(caption, tuple(lines))


def typed_table(table: Table, around: Around) -> Table:
    """The table as it is quoted: heads without units, figures with theirs, sums among the rows, parts under what they are part of.

    The columns are as many as before. A unit's own column is left blank where its unit stands behind the row's figures.
    """
    headers = table.headers
    rows = sorted((*table.rows, *table.totals), key=lambda row: row.place.start)
    figures = {at for at, name in enumerate(headers) if _is_of_figures(name, [row.values for row in rows], at)}
    stated = stated_units((table.caption, *table.notes, *around.lines))
    heads = [head_and_unit(name) if at in figures else (name, "") for at, name in enumerate(headers)]
    units = {at: heads[at][1] or unit_of_column(headers[at], stated) for at in figures}
    own = _unit_column(headers, rows)
    named = [_with_units(row, units, own, headers) for row in rows]
    return replace(
        table,
        header=tuple(name for name, _ in heads),
        rows=tuple(_under_wholes(named, figures)),
        totals=(),
        caption=table.caption or around.caption,
    )


def without_unit(tables: Sequence[Table], around: Mapping[int, Around]) -> Iterator[str]:
    """A line for each table with sums of money whose unit nothing tells: such figures are quoted as they stand."""
    for number, table in enumerate(tables, start=1):
        shown = typed_table(table, around.get(table.place.start, Around()))
        columns = [
            name
            for at, name in enumerate(shown.header)
            if is_of_money(name) and any(_BARE.fullmatch(row.values[at]) for row in shown.rows if at < len(row.values))
        ]
        if columns:
            place = table.place.sheet or shown.caption or f"第{number}个表"
            yield f"{place}的“{'”“'.join(columns[:_MOST_NAMED])}”没有写明单位，数字按原样引用；请在原表注明后重新入库"


def _is_of_figures(name: str, rows: Iterable[Sequence[str]], at: int) -> bool:
    """Whether the numbers of a column are quantities: not years, telephones or running numbers."""
    values = [row[at] for row in rows if at < len(row) and row[at]]
    return not _NO_QUANTITY.search(name) and any(map(_BARE.fullmatch, values))


def _unit_column(headers: Sequence[str], rows: Sequence[TableRow]) -> int | None:
    """The column that holds a unit in each row."""
    for at, name in enumerate(headers):
        values = [row.values[at] for row in rows if at < len(row.values) and row.values[at]]
        units = sum(map(is_unit_of_count, values))
        if (values and units == len(values)) or (name.endswith("单位") and units * 2 > len(values)):
            return at
    return None


def _with_units(row: TableRow, units: Mapping[int, str], own: int | None, headers: Sequence[str]) -> TableRow:
    values = list(row.values)
    unit = values[own].strip("（）() ") if own is not None and own < len(values) else ""
    unit = unit if is_unit_of_count(unit) else ""
    used = False
    for at in units:
        if at < len(values) and at != own and _BARE.fullmatch(values[at]):
            from_row = bool(unit) and not units[at] and not is_rate(headers[at])
            values[at] += unit if from_row else units[at]
            used = used or from_row
    if used and own is not None:
        values[own] = ""
    return replace(row, values=tuple(values))


def _under_wholes(rows: Sequence[TableRow], figures: set[int]) -> list[TableRow]:
    """Rows called 其中 named with what they are part of, and those behind them that are its further parts: they add up to it."""
    done: list[TableRow] = []
    whole: TableRow | None = None
    label: int | None = None
    until = -1
    for at, row in enumerate(rows):
        label = next((column for column, value in enumerate(row.values) if value and column not in figures), None)
        if label is None:
            done.append(row)
            continue
        part = bool(_WITHIN.match(row.values[label]))
        if part and whole is not None and at > until:
            until = max(at, at + _further_parts(whole, rows[at : at + _MOST_PARTS], figures) - 1)
        if whole is not None and (part or at <= until):
            name = _WITHIN.sub("", row.values[label])
            values = (*row.values[:label], f"{whole.values[label]}，其中：{name}", *row.values[label + 1 :])
            done.append(replace(row, values=values))
            continue
        whole = row
        done.append(row)
    return done


def _further_parts(whole: TableRow, rows: Sequence[TableRow], figures: set[int]) -> int:
    """How many of the rows add up to the whole in some column; 0 where they do not."""
    for column in sorted(figures):
        wanted = _number(whole, column)
        total = Decimal(0)
        for count, row in enumerate(rows, start=1):
            figure = _number(row, column)
            if wanted is None or figure is None:
                break
            total += figure
            if count > 1 and abs(total - wanted) <= _ROUNDING:
                return count
    return 0


def _number(row: TableRow, column: int) -> Decimal | None:
    found = re.match(r"[-−]?[\d,]+(?:\.\d+)?", row.values[column]) if column < len(row.values) else None
    return Decimal(found[0].replace(",", "").replace("−", "-")) if found and found[0].strip("-−,") else None
