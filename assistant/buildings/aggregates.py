"""Counts, sums and averages over rows, as a whole or by the values of a field. Rows whose figure is unknown are counted apart."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.figures import Span
from assistant.buildings.requirements import Aggregate, Operation
from assistant.buildings.rows import ListedRow

UNSTATED = "未列明"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share a value (``name``; "" for all rows) with their figure.

    ``counted`` rows entered the figure, largest first; ``uncounted`` lack one that could be read. ``figure`` is None where none did.
    """

    name: str
    figure: Decimal | None
    counted: tuple[ListedRow, ...]
    uncounted: tuple[ListedRow, ...]

    @property
    def rows(self) -> tuple[ListedRow, ...]:
        return self.counted + self.uncounted


def aggregate_rows(wanted: Aggregate, rows: Sequence[ListedRow]) -> tuple[Group, ...]:
    """One group without ``by``; else one for each value, the largest figure first and rows without the value last."""
    if wanted.by is None:
        return (_group("", wanted, rows),)
    members: defaultdict[str, list[ListedRow]] = defaultdict(list)
    for row in rows:
        members[_value_of(row, wanted.by)].append(row)
    groups = [_group(name, wanted, found) for name, found in members.items()]
    return tuple(sorted(groups, key=lambda group: (group.name == UNSTATED, -(group.figure or Decimal(-1)), group.name)))


def _group(name: str, wanted: Aggregate, rows: Sequence[ListedRow]) -> Group:
    if wanted.field is None:
        return Group(name, Decimal(len(rows)), tuple(rows), ())
    figures = [(row, _figure_of(row.span(wanted.field), wanted.operation)) for row in rows]
    known = sorted(((figure, row) for row, figure in figures if figure is not None), key=lambda pair: -pair[0])
    figure = sum((figure for figure, _ in known), Decimal(0)) if known else None
    if figure is not None and wanted.operation is Operation.AVERAGE:
        figure = (figure / len(known)).quantize(Decimal("0.01"))
    return Group(
        name,
        figure,
        tuple(row for _, row in known),
        tuple(row for row, figure in figures if figure is None),
    )


def _figure_of(span: Span | None, operation: Operation) -> Decimal | None:
    """A row's share: only an exact figure can be summed; an average takes the middle of a closed range."""
    if span is None or span.low is None or span.high is None:
        return None
    if operation is Operation.AVERAGE:
        return (span.low + span.high) / 2
    return span.exact


def _value_of(row: ListedRow, field: Field) -> str:
    if field is Field.CATEGORY:
        return "、".join(category.value for category in sorted(row.categories)) or UNSTATED
    text = row.texts.get(field, "")
    first = re.split(r"[/;；]", text)[0].strip() if field in {Field.STREET, Field.BUSINESS_AREA} else text
    return first or UNSTATED
