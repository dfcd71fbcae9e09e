"""Counts, sums and averages over all matching rows, as a whole or by the values of a field.

Rows whose figure is not known, or not exact, are counted apart.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from sqlalchemy.orm import Session

from assistant.buildings.columns import AnyField, Column, Field
from assistant.buildings.ledgers.tables import exact_decimal
from assistant.buildings.requirements import Aggregate, Operation, Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.judged import JudgedTable, first_by
from assistant.buildings.search.searching import read_numbers
from assistant.buildings.search.snapshot import Snapshot
from assistant.buildings.search.table import ABOVE, BELOW, TEXT_FIELDS, Table, categories_in
from assistant.records import Principal

UNSTATED = "未列明"
_HALF = 1 << 32


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share a value (``name``; "" for all rows) with their figure.

    ``counted`` rows entered the figure, ``uncounted`` lack one that could be read; ``figure`` is None where none did. ``sources`` are
    some of the rows that it comes from, the largest first.
    """

    name: str
    figure: Decimal | None
    counted: int
    uncounted: int
    sources: tuple[ListedRow, ...]

    @property
    def size(self) -> int:
        return self.counted + self.uncounted


@dataclass(frozen=True, slots=True)
class _Shares:
    """What each row of some gives to a figure: ``figures`` twice the share, where ``told``."""

    rows: np.ndarray
    figures: np.ndarray
    told: np.ndarray


def aggregate_rows(
    session: Session, principal: Principal, requirement: Requirement, snapshot: Snapshot, sources: int
) -> tuple[Group, ...]:
    """One group without ``by``, with so many source rows; else one for each value, the largest figure first and rows without the
    value last, each with its largest row."""
    wanted, table = requirement.aggregate, snapshot.table
    if wanted is None:
        raise ValueError("the requirement asks for no aggregate")
    judged = JudgedTable(requirement, snapshot)
    rows = judged.fitting
    groups = {"": rows} if wanted.by is None else _by_name(rows, wanted.by, table)
    shares = {name: _shares(own, wanted, judged) for name, own in groups.items()}
    shown = {
        name: _largest(of_one, sources if wanted.by is None else 1)
        if wanted.by is None or of_one.told.any()
        else of_one.rows[:1]
        for name, of_one in shares.items()
    }
    read = read_numbers(session, principal, table.numbers[np.concatenate([*shown.values()])].tolist() if shown else [])
    by_number = {row.number: row for row in read}
    found = []
    for name, of_one in shares.items():
        counted = int(of_one.told.sum())
        numbers = table.numbers[shown[name]].tolist()
        of_group = tuple(by_number[number] for number in numbers if number in by_number)
        found.append(Group(name, _figure(wanted, of_one, counted), counted, len(of_one.rows) - counted, of_group))
    return tuple(sorted(found, key=lambda group: (group.name == UNSTATED, -(group.figure or Decimal(-1)), group.name)))


def _by_name(rows: np.ndarray, by: AnyField, table: Table) -> dict[str, np.ndarray]:
    """The rows of each value; of a row in several streets the first counts."""
    if by is Field.CATEGORY:
        codes, values = table.categories[rows], ["、".join(sorted(categories_in(bits))) for bits in range(256)]
    elif isinstance(by, Column) or by in TEXT_FIELDS:
        codes, values = table.text_of(by).codes[rows], list(table.text_of(by).values)
    else:
        raise ValueError(f"rows cannot be grouped by {by.name}")
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for code in np.unique(codes).tolist():
        first = re.split(r"[/;；]", values[code])[0] if by in {Field.STREET, Field.BUSINESS_AREA} else values[code]
        groups[first or UNSTATED].append(code)
    return {name: rows[np.isin(codes, own)] for name, own in groups.items()}


def _shares(rows: np.ndarray, wanted: Aggregate, judged: JudgedTable) -> _Shares:
    """Only an exact figure can be summed; an average takes the middle of a closed range."""
    if wanted.field is None:
        return _Shares(rows, np.full(len(rows), 2 * 10**4), np.ones(len(rows), dtype=bool))
    figures = judged.figures(wanted.field)
    low, high = figures.low[rows], figures.high[rows]
    if wanted.field is Field.VACANT_AREA_M2:  # of what is let nothing is to be had
        over = judged.table.over[rows]
        low, high = np.where(over, 0, low), np.where(over, 0, high)
    told = (low != BELOW) & (high != ABOVE) if wanted.operation is Operation.AVERAGE else low == high
    return _Shares(rows, np.where(told, low, 0) + np.where(told, high, 0), told)


def _figure(wanted: Aggregate, shares: _Shares, counted: int) -> Decimal | None:
    if not counted:
        return Decimal(0) if wanted.operation is Operation.COUNT else None
    high, low = np.divmod(shares.figures, _HALF)  # in halves, which no sum of many rows exceeds
    total = exact_decimal(int(high.sum()) * _HALF + int(low.sum())) / 2
    if wanted.operation is Operation.AVERAGE:
        return (total / counted).quantize(Decimal("0.01"))
    return total


def _largest(shares: _Shares, many: int) -> np.ndarray:
    """So many of the rows that enter the figure, the largest first."""
    there = np.flatnonzero(shares.told)
    return shares.rows.take(there.take(first_by([-shares.figures.take(there)], many)))
