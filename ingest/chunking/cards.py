"""Cards: small tables of a label and what it says, line by line, such as 支持对象, 支持标准, 办理科室, 电话 of one policy.

Read as rows, ``电话：0595-…`` no longer says whose; read as one record, a card answers by itself.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.parsed import Table, TableRow
from ingest.words import marks

_COLUMNS = 2
_FEWEST, _MOST = 3, 16
"""Lines of a card."""
_LABEL = 12
_TOLD = 1.5
"""How many times as long as the labels the values are, on the whole, from which a single table is a card; tables that repeat their labels are cards anyway."""
_REPEATED = 0.6
"""Share of a table's labels that another one of the document has, from which both are cards."""
_HEADS = re.compile(marks("heads_of_values"))
_FIGURES = frozenset("0123456789.%％,，-—–~～/ ")


def with_cards(tables: Sequence[Table]) -> list[Table]:
    """The tables, each card of them with its labels as the header and one row."""
    labels = [_labels(table) for table in tables]
    shared = Counter(label for own in labels for label in set(own))
    return [
        _card(table, own) if own and (_repeated(own, shared) or _explains(table)) else table
        for table, own in zip(tables, labels, strict=True)
    ]


def _lines(table: Table) -> list[tuple[str, str]]:
    """Label and value of each line, the table's header as the first one."""
    rows = [table.header, *(row.values for row in table.rows)] if table.header else [row.values for row in table.rows]
    filled = [[value for value in values if value.strip()] for values in rows]
    filled += [note.split(" ", 1) for note in table.notes]  # 说明 | 30日内办理 was read as a note below the table
    return [(values[0], values[1]) if len(values) > 1 else (values[0], "") for values in filled if values]


def _labels(table: Table) -> tuple[str, ...]:
    """The labels of what may be a card, () of what cannot be one."""
    if table.totals or table.columns or any(len(set(filter(None, row.values))) > _COLUMNS for row in table.rows):
        return ()
    lines = [(label, value) for label, value in _lines(table) if value and value != label]
    if lines and _HEADS.fullmatch(lines[0][1]):
        lines = lines[1:]
    found = tuple(label for label, _ in lines)
    if not _FEWEST <= len(found) <= _MOST or len(set(found)) != len(found):
        return ()
    named = all(len(label) <= _LABEL and not set(label) <= _FIGURES for label in found)
    counted = sum(set(value) <= _FIGURES for _, value in lines)
    return found if named and 2 * counted <= len(lines) else ()


def _repeated(labels: Sequence[str], shared: Counter[str]) -> bool:
    return sum(shared[label] > 1 for label in labels) >= _REPEATED * len(labels)


def _explains(table: Table) -> bool:
    """Whether the values tell much more than the labels: a list of names and prices does not."""
    lines = _lines(table)
    told = sorted(len(value) for _, value in lines if value)
    named = sorted(len(label) for label, _ in lines)
    return bool(told) and told[len(told) // 2] >= _TOLD * named[len(named) // 2] and max(told) > 2 * _LABEL


def _card(table: Table, labels: Sequence[str]) -> Table:
    lines = _lines(table)
    titles = [label for label, value in lines if not value or value == label]
    values = tuple(value for label, value in lines if label in labels and value and value != label)
    row = TableRow(values, table.rows[0].place if table.rows else table.place)
    place = replace(row.place, start=table.place.start, end=table.place.end)
    return replace(
        table,
        header=tuple(labels),
        rows=(replace(row, place=place),),
        caption=table.caption or "".join(titles[:1]),
        notes=(),
    )
