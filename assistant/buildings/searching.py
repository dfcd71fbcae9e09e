"""Finds the rows that meet a requirement, in SQL: conditions decide, wishes rank, the totals count every row.

Rows of which something is not known are found apart. Only the rows of the page asked for are read, and judged once more for their
reasons.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, literal, select, true
from sqlalchemy.orm import Session

from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.conditions import CategoryIs
from assistant.buildings.listings import read_rows
from assistant.buildings.ranking import JudgedRow, RowMatch, judge_rows
from assistant.buildings.relaxing import find_relaxations
from assistant.buildings.requirements import Order, Requirement
from assistant.buildings.snapshot import Snapshot
from assistant.buildings.sql_conditions import Verdict, closed, failure_gap, verdict_of
from assistant.buildings.tables import ListingRow
from assistant.records import Principal

NEAR_MISSES = 10
"""Nearest misses that a search returns where nothing fits."""

_TIES = 20
_UNKNOWN_UNIT = 1 << 32  # one sum counts both: rows that fit in the low half, rows to be verified in the high half

Rows = Select[ListingRow]


def find_rows(
    session: Session,
    principal: Principal,
    requirement: Requirement,
    snapshot: Snapshot,
    limit: int,
    offset: int = 0,
) -> RowMatch:
    """The ``limit`` rows from ``offset`` on of those that fit followed by those to be verified, and all totals."""
    search = _Search(session, principal, requirement, snapshot)
    fits, unknown, shut, without_figure = search.count()
    superlative = requirement.order is not None and requirement.limit is not None
    only_ordered = superlative and fits > without_figure
    listed = fits - without_figure if only_ordered else fits
    fitting = search.page(search.all_met, offset, limit + (_TIES if superlative else 0), only_ordered) if fits else ()
    taken = min(len(fitting), limit)
    to_verify = search.page(search.all_met.is_(None), max(0, offset - listed), limit - taken) if unknown else ()
    return RowMatch(
        requirement=requirement,
        fitting=fitting,
        to_verify=to_verify,
        near_misses=() if fits else search.nearest(),
        compared=search.compared(),
        fitting_total=listed,
        to_verify_total=unknown,
        closed_total=shut,
        unordered=without_figure if only_ordered else 0,
        relaxations=() if fits else find_relaxations(session, requirement, snapshot, search.named),
    )


class _Search:
    """One requirement against one snapshot."""

    def __init__(self, session: Session, principal: Principal, requirement: Requirement, snapshot: Snapshot) -> None:
        self.session = session
        self.principal = principal
        self.requirement = requirement
        self.snapshot = snapshot
        self.named = named_rows(requirement, snapshot)
        self.rows = of_categories(requirement, self.named)
        self.verdicts = [verdict_of(condition, requirement, snapshot) for condition in requirement.conditions]
        self.all_met: Verdict = and_(true(), *self.verdicts)

    def count(self) -> tuple[int, int, int, int]:
        """Rows that fit, rows to be verified, those of both that are closed, and fitting rows without the figure to order by."""
        both = func.sum(func.coalesce(cast(self.all_met, Integer), _UNKNOWN_UNIT))
        shut = func.sum(case((~closed(self.snapshot), 0), (self.all_met.is_(False), 0), else_=1))
        order = self.requirement.order
        bare: ColumnElement[Any] = literal(0)
        if order is not None:
            bare = func.sum(case((_figure(order).is_not(None), 0), (self.all_met, 1), else_=0))
        found = self.session.execute(self.rows.with_only_columns(both, shut, bare)).one()
        sums = int(found[0] or 0)
        return sums % _UNKNOWN_UNIT, sums // _UNKNOWN_UNIT, int(found[1] or 0), int(found[2] or 0)

    def page(
        self, which: ColumnElement[bool], offset: int, limit: int, only_ordered: bool = False
    ) -> tuple[JudgedRow, ...]:
        """These rows from ``offset`` on: open before closed, in the order asked for, by wishes met, as the ledgers have them."""
        if limit <= 0:
            return ()
        query = self.rows.where(which)
        order = self.requirement.order
        keys: list[ColumnElement[Any]] = [closed(self.snapshot)]
        if order is not None:
            figure = _figure(order)
            if only_ordered:
                query = query.where(figure.is_not(None))
            keys += [figure.is_(None), figure.desc() if order.descending else figure.asc()]
        if self.requirement.wishes:
            wishes = [verdict_of(wish, self.requirement, self.snapshot) for wish in self.requirement.wishes]
            keys.append(_count_of([~func.coalesce(wish, False) for wish in wishes]))
        return self._read(query.order_by(*keys, *ledger_order(self.snapshot)).limit(limit).offset(offset))

    def nearest(self) -> tuple[JudgedRow, ...]:
        """Failing rows, fewest failures first, then the smallest. Rows of another type only where there is none of the right one."""
        rows = self._nearest_of(self.rows)
        return rows or (self._nearest_of(self.named) if self.requirement.categories else ())

    def compared(self) -> int:
        """How many rows were judged."""
        if not self.requirement.names:
            return self.snapshot.size
        return self.session.scalar(self.named.with_only_columns(func.count())) or 0

    def _nearest_of(self, rows: Rows) -> tuple[JudgedRow, ...]:
        failed = _count_of([verdict.is_(False) for verdict in self.verdicts])
        gaps: ColumnElement[Any] = literal(0.0)
        for condition, verdict in zip(self.requirement.conditions, self.verdicts, strict=True):
            gap = failure_gap(condition, self.requirement, self.snapshot)
            gaps = gaps + case((verdict.is_(False), gap), else_=0.0)
        query = rows.where(self.all_met.is_(False)).order_by(failed, gaps, *ledger_order(self.snapshot))
        return self._read(query.limit(NEAR_MISSES))

    def _read(self, query: Rows) -> tuple[JudgedRow, ...]:
        # The numbers first, which the index tells alone; the wide rows of these numbers only.
        numbers = self.session.scalars(query.with_only_columns(ListingRow.number)).all()
        found = {
            row.number: row for row in self.session.scalars(select(ListingRow).where(ListingRow.number.in_(numbers)))
        }
        rows = read_rows(self.session, self.principal, [found[number] for number in numbers])
        return judge_rows(self.requirement, rows, self.snapshot.as_of)


def named_rows(requirement: Requirement, snapshot: Snapshot) -> Rows:
    """The rows asked about by name; all rows where none is named."""
    return snapshot.current.where(ListingRow.name.in_(requirement.names)) if requirement.names else snapshot.current


def of_categories(requirement: Requirement, rows: Rows) -> Rows:
    """Without the rows that are certainly of another type, which the index leaves out."""
    wanted = next((item for item in requirement.conditions if isinstance(item, CategoryIs)), None)
    if wanted is None:
        return rows
    return rows.where(ListingRow.category.in_([*(item.value for item in wanted.categories), ""]))


def ledger_order(snapshot: Snapshot) -> tuple[ColumnElement[Any], ...]:
    """The order of the ledgers: by their names, then as their rows stand."""
    if len(snapshot.documents) < 2:
        return (ListingRow.ordinal.expression,)
    ranks = {document: rank for rank, document in enumerate(snapshot.documents)}
    return case(ranks, value=ListingRow.document_id), ListingRow.ordinal.expression


def _figure(order: Order) -> ColumnElement[Any]:
    """The figure or day that rows are ordered by: the lowest of a range when ascending, the highest when descending."""
    if order.field in DATE_FIELDS:
        day: ColumnElement[Any] = getattr(ListingRow, order.field.name.lower())
        return day
    name = "offered_area_m2" if order.field is Field.VACANT_AREA_M2 else order.field.name.lower()
    low, high = getattr(ListingRow, f"{name}_low"), getattr(ListingRow, f"{name}_high")
    return func.coalesce(high, low) if order.descending else func.coalesce(low, high)


def _count_of(tests: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    total: ColumnElement[Any] = literal(0)
    for test in tests:
        total = total + case((test, 1), else_=0)
    return total
