"""Counts, sums and averages over all matching rows, in SQL, as a whole or by the values of a field.

Rows whose figure is not known, or not exact, are counted apart.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, true, type_coerce
from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.listings import read_rows
from assistant.buildings.requirements import Aggregate, Operation, Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.searching import named_rows, of_categories
from assistant.buildings.segments import ledger_order
from assistant.buildings.snapshot import TEXT_FIELDS, Snapshot
from assistant.buildings.sql_conditions import verdict_of
from assistant.buildings.tables import ExactDecimal, ListingRow, ListingTagRow
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
    key = _key(wanted.by)
    figure = _figure(wanted)
    sums = rows.with_only_columns(key, func.count(), func.count(figure), func.sum(figure)).group_by(key)
    totals: defaultdict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for value, size, counted, total in session.execute(sums):
        merged = totals[_name_of(value, wanted.by)]
        for place, part in enumerate((size, counted, total or 0)):
            merged[place] += part
    if wanted.by is None and not totals:
        totals[""] = [Decimal(0)] * 3
    largest = _largest(session, principal, rows, wanted, snapshot, sources)
    groups = [
        Group(name, _result(wanted, counted, total), int(counted), int(size - counted), tuple(largest.get(name, ())))
        for name, (size, counted, total) in totals.items()
    ]
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


def _largest(
    session: Session,
    principal: Principal,
    rows: Select[ListingRow],
    wanted: Aggregate,
    snapshot: Snapshot,
    sources: int,
) -> dict[str, list[ListedRow]]:
    """The rows with the largest figures, of each group one."""
    figure = _figure(wanted)
    order = (figure.is_(None), figure.desc(), *ledger_order(snapshot)) if wanted.field else ledger_order(snapshot)
    if wanted.by is None:
        query = rows.order_by(*order).limit(sources)
        counted = query if wanted.field is None else query.where(figure.is_not(None))
        return {"": list(read_rows(session, principal, session.scalars(counted).all()))}
    key = _key(wanted.by)
    place = func.row_number().over(partition_by=key, order_by=order).label("place")
    ranked = rows.with_only_columns(ListingRow.number, key.label("key"), place).subquery()
    firsts = session.execute(select(ranked.c.number, ranked.c.key).where(ranked.c.place == 1)).all()
    listings = session.scalars(select(ListingRow).where(ListingRow.number.in_([number for number, _ in firsts]))).all()
    names = {number: _name_of(value, wanted.by) for number, value in firsts}
    found: defaultdict[str, list[ListedRow]] = defaultdict(list)
    for row in read_rows(session, principal, listings):
        found[names[row.number]].append(row)
    return found
