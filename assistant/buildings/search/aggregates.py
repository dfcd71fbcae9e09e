"""Counts, sums and averages over all matching rows, in SQL, as a whole or by the values of a field.

Rows whose figure is not known, or not exact, are counted apart.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, true, type_coerce
from sqlalchemy.orm import Session

from assistant.buildings.columns import Column, Field
from assistant.buildings.ledgers.listings import read_rows
from assistant.buildings.ledgers.tables import ExactDecimal, ListingRow, ListingTagRow
from assistant.buildings.requirements import Aggregate, Operation, Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.searching import named_rows, of_categories
from assistant.buildings.search.segments import ledger_order
from assistant.buildings.search.snapshot import TEXT_FIELDS, Snapshot
from assistant.buildings.search.sql_conditions import verdict_of
from assistant.records import Principal

UNSTATED = "未列明"


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


def aggregate_rows(
    session: Session, principal: Principal, requirement: Requirement, snapshot: Snapshot, sources: int
) -> tuple[Group, ...]:
    """One group without ``by``, with so many source rows; else one for each value, the largest figure first and rows without the
    value last, each with its largest row."""
    wanted = requirement.aggregate
    if wanted is None:
        raise ValueError("the requirement asks for no aggregate")
    rows = matching_rows(requirement, snapshot)
    if isinstance(wanted.field, Column):
        return _of_own_column(session, principal, rows, wanted, wanted.field, snapshot, sources)
    key = _key(wanted.by)
    figure = _figure(wanted)
    sums = rows.with_only_columns(key, func.count(), func.count(figure), func.sum(figure), func.max(figure)).group_by(
        key
    )
    totals: defaultdict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    maxima: dict[str | None, Decimal | None] = {}
    for value, size, counted, total, maximum in session.execute(sums):
        maxima[value] = maximum
        merged = totals[_name_of(value, wanted.by)]
        for place, part in enumerate((size, counted, total or 0)):
            merged[place] += part
    if wanted.by is None and not totals:
        totals[""] = [Decimal(0)] * 3
    if wanted.by is None:
        largest = {"": _of_all(session, principal, rows, wanted, snapshot, sources)}
    else:
        largest = _of_groups(session, principal, rows, wanted, snapshot, maxima)
    groups = [
        Group(name, _result(wanted, counted, total), int(counted), int(size - counted), tuple(largest.get(name, ())))
        for name, (size, counted, total) in totals.items()
    ]
    return tuple(sorted(groups, key=lambda group: (group.name == UNSTATED, -(group.figure or Decimal(-1)), group.name)))


def _of_own_column(
    session: Session,
    principal: Principal,
    rows: Select[ListingRow],
    wanted: Aggregate,
    column: Column,
    snapshot: Snapshot,
    sources: int,
) -> tuple[Group, ...]:
    """The groups of a ledger's own column, whose figures are no column of the tables."""
    cells = snapshot.own.of(column)
    low, high = (cells.figures(), cells.figures(highest=True)) if cells is not None else ({}, {})
    average = wanted.operation is Operation.AVERAGE
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, value in session.execute(
        rows.with_only_columns(ListingRow.number, _key(wanted.by)).order_by(*ledger_order(snapshot))
    ):
        numbers[_name_of(value, wanted.by)].append(number)
    groups = []
    for name, own in numbers.items() if numbers or wanted.by is not None else [("", [])]:
        figures = {item: low[item] + high[item] for item in own if item in low and (average or low[item] == high[item])}
        largest = sorted(figures, key=lambda item: -figures[item])[: sources if wanted.by is None else 1] or own[:1]
        total = sum(figures.values(), Decimal(0)) / (1 if average else 2)
        figure = _result(wanted, Decimal(len(figures)), total)
        groups.append(
            Group(name, figure, len(figures), len(own) - len(figures), tuple(_read(session, principal, largest)))
        )
    return tuple(sorted(groups, key=lambda group: (group.name == UNSTATED, -(group.figure or Decimal(-1)), group.name)))


def matching_rows(requirement: Requirement, snapshot: Snapshot) -> Select[ListingRow]:
    """The rows that are known to meet every condition."""
    verdicts = [verdict_of(condition, requirement, snapshot) for condition in requirement.conditions]
    return of_categories(requirement, named_rows(requirement, snapshot)).where(and_(true(), *verdicts))


def _key(by: Field | None) -> ColumnElement[Any]:
    if by is None:
        return literal("")
    if by is Field.CATEGORY:
        several = (
            select(func.aggregate_strings(ListingTagRow.value, "、"))
            .where(ListingTagRow.listing_number == ListingRow.number, ListingTagRow.field == Field.CATEGORY.name)
            .scalar_subquery()
        )
        return case((ListingRow.category != "", ListingRow.category), else_=several)
    if by not in TEXT_FIELDS:
        raise ValueError(f"rows cannot be grouped by {by.name}")
    column: ColumnElement[Any] = getattr(ListingRow, by.name.lower())
    return column


def _name_of(value: str | None, by: Field | None) -> str:
    """The group's name: of a row in several streets the first counts."""
    if by is None:
        return ""
    first = re.split(r"[/;；]", value or "")[0] if by in {Field.STREET, Field.BUSINESS_AREA} else value
    return first or UNSTATED


def _figure(wanted: Aggregate) -> ColumnElement[Any]:
    """A row's share: only an exact figure can be summed; an average takes the middle of a closed range, here both ends added."""
    if wanted.field is None:
        return literal(1)
    low, high = (getattr(ListingRow, f"{wanted.field.name.lower()}_{end}") for end in ("low", "high"))
    if wanted.operation is Operation.AVERAGE:
        return type_coerce(low + high, ExactDecimal())
    return case((low == high, low))


def _result(wanted: Aggregate, counted: Decimal, total: Decimal) -> Decimal | None:
    if not counted:
        return Decimal(0) if wanted.operation is Operation.COUNT else None
    if wanted.operation is Operation.AVERAGE:
        return (total / 2 / counted).quantize(Decimal("0.01"))
    return total


def _of_all(
    session: Session,
    principal: Principal,
    rows: Select[ListingRow],
    wanted: Aggregate,
    snapshot: Snapshot,
    sources: int,
) -> list[ListedRow]:
    """So many of the rows that entered the figure, the largest first."""
    figure = _figure(wanted)
    if wanted.field is not None:
        rows = rows.where(figure.is_not(None)).order_by(figure.desc())
    query = rows.order_by(*ledger_order(snapshot)).limit(sources)
    return _read(session, principal, session.scalars(query.with_only_columns(ListingRow.number)).all())


def _of_groups(
    session: Session,
    principal: Principal,
    rows: Select[ListingRow],
    wanted: Aggregate,
    snapshot: Snapshot,
    maxima: Mapping[str | None, Decimal | None],
) -> dict[str, list[ListedRow]]:
    """The row with the largest figure of each value, ``maxima`` being these figures; where there is no figure the first row."""
    key, figure, order = _key(wanted.by), _figure(wanted), ledger_order(snapshot)
    firsts: dict[str | None, int] = {}
    if wanted.field is not None and None not in maxima.values():
        largest = rows.where(figure.in_(set(maxima.values()))).order_by(*order)
        for number, value, found in session.execute(largest.with_only_columns(ListingRow.number, key, figure)):
            if found == maxima[value]:
                firsts.setdefault(value, number)
    else:
        place = func.row_number().over(partition_by=key, order_by=(figure.is_(None), figure.desc(), *order))
        ranked = rows.with_only_columns(ListingRow.number, key.label("key"), place.label("place")).subquery()
        for number, value in session.execute(select(ranked.c.number, ranked.c.key).where(ranked.c.place == 1)):
            firsts[value] = number
    groups: defaultdict[str, list[ListedRow]] = defaultdict(list)
    read = {row.number: row for row in _read(session, principal, list(firsts.values()))}
    for value, number in firsts.items():
        if number in read:
            groups[_name_of(value, wanted.by)].append(read[number])
    return groups


def _read(session: Session, principal: Principal, numbers: Sequence[int]) -> list[ListedRow]:
    """The rows of these numbers, in that order."""
    listings = session.scalars(select(ListingRow).where(ListingRow.number.in_(numbers)))
    by_number = {listing.number: listing for listing in listings}
    return list(read_rows(session, principal, [by_number[number] for number in numbers]))
