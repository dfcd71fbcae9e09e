"""Finds the rows that meet a requirement, in SQL: conditions decide, wishes rank, the totals count every row.

Rows of which something is not known are found apart. Only the rows of the page asked for are read, and judged once more for their
reasons.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, and_, case, func, literal, select, true
from sqlalchemy.orm import Session, aliased

from assistant.buildings.columns import DATE_FIELDS, Column
from assistant.buildings.conditions import CategoryIs, Condition, InPlace, NearListed, NearMetro, OneOf
from assistant.buildings.ledgers.listings import read_rows
from assistant.buildings.ledgers.tables import ListingRow
from assistant.buildings.requirements import Order, Requirement
from assistant.buildings.search.listed_lines import among
from assistant.buildings.search.nearest import Nearest, find_nearest, find_of_other_types
from assistant.buildings.search.ranking import JudgedRow, RowMatch, judge_rows
from assistant.buildings.search.ranks import column_of
from assistant.buildings.search.segments import (
    Segment,
    count_segments,
    ledger_order,
    not_failed,
    numbers_in_ledger_order,
)
from assistant.buildings.search.snapshot import Snapshot
from assistant.buildings.search.sql_conditions import closed, may_lie_in, verdict_of
from assistant.records import Principal

_TIES = 20
_SHORTEST_STEP = 100
_MOST_WALKED = 5000  # rows looked up one by one to find a page

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
    search = _Search(session, requirement, snapshot)
    fits = sum(segment.fitting for segment in search.segments)
    unknown = sum(segment.unknown for segment in search.segments)
    without_figure = sum(segment.without_figure for segment in search.segments)
    superlative = requirement.order is not None and requirement.limit is not None
    only_ordered = superlative and fits > without_figure
    listed = fits - without_figure if only_ordered else fits
    fitting = search.fitting(offset, limit + (_TIES if superlative else 0), only_ordered) if fits else []
    fitting = search.with_ties(fitting, limit)
    taken = min(len(fitting), limit)
    to_verify = search.to_verify(max(0, offset - listed), limit - taken) if unknown else []
    nearest = Nearest((), ()) if fits else search.nearest()
    judged = _judged(session, principal, requirement, snapshot, (*fitting, *to_verify, *nearest.numbers))
    return RowMatch(
        requirement=requirement,
        fitting=_picked(judged, fitting),
        to_verify=_picked(judged, to_verify),
        near_misses=_picked(judged, nearest.numbers),
        compared=search.compared(),
        fitting_total=listed,
        to_verify_total=unknown,
        closed_total=sum(segment.fitting + segment.unknown for segment in search.segments if segment.closed),
        unordered=without_figure if only_ordered else 0,
        relaxations=nearest.relaxations,
    )


class _Search:
    """One requirement against one snapshot; ``segments`` tell where the rows that fit or may fit lie, ``_possible`` are rows among which
    all of these are."""

    def __init__(self, session: Session, requirement: Requirement, snapshot: Snapshot) -> None:
        self._session = session
        self._requirement = requirement
        self._snapshot = snapshot
        self._named = named_rows(requirement, snapshot)
        self._rows = of_categories(requirement, self._named)
        self._verdicts = [
            literal(True, Boolean())  # the rows were chosen by it
            if snapshot.typed and isinstance(condition, CategoryIs)
            else verdict_of(condition, requirement, snapshot)
            for condition in requirement.conditions
        ]
        judged = zip(requirement.conditions, self._verdicts, strict=True)
        self._telling_first = [verdict for _, verdict in sorted(judged, key=lambda item: _place_of(item[0]))]
        near = [item.places for item in requirement.conditions if isinstance(item, InPlace)]
        self._possible = self._rows.where(*(may_lie_in(places, snapshot) for places in near))
        self.segments = count_segments(session, self._possible, self._telling_first, self._figure_to_miss(), snapshot)

    def _figure_to_miss(self) -> ColumnElement[Any] | None:
        """The figure of a superlative, where rows may lack it: these are counted apart."""
        order, categories = self._requirement.order, self._requirement.categories
        if order is None or self._requirement.limit is None:
            return None
        types = (*(item.value for item in categories), "") if categories else ()
        return None if self._snapshot.ranks.have_all(order, types) else _figure(order, self._snapshot)

    def fitting(self, offset: int, limit: int, only_ordered: bool) -> list[int]:
        """The numbers of the rows that fit, from ``offset`` on; with ``only_ordered`` of those that have the figure to order by."""
        places = [
            (segment, segment.fitting - (segment.without_figure if only_ordered else 0)) for segment in self.segments
        ]
        return self._page(self._possible.where(*self._telling_first), places, offset, limit, only_ordered)

    def with_ties(self, numbers: list[int], limit: int) -> list[int]:
        """The first ``limit`` numbers, and those behind them that share the last one's figure: no other row need be read whole."""
        order = self._requirement.order
        if order is None or len(numbers) <= limit or limit < 1:
            return numbers
        figure = _figure(order, self._snapshot)
        asked = select(ListingRow.number, figure).where(ListingRow.number.in_(numbers[limit - 1 :]))
        figures = {row.number: row[1] for row in self._session.execute(asked)}
        last = figures[numbers[limit - 1]]
        ties = takewhile(lambda number: last is not None and figures[number] == last, numbers[limit:])
        return [*numbers[:limit], *ties]

    def to_verify(self, offset: int, limit: int) -> list[int]:
        """The numbers of the rows to be verified, from ``offset`` on."""
        unknown = self._possible.where(*not_failed(self._telling_first), and_(true(), *self._verdicts).is_(None))
        return self._page(unknown, [(segment, segment.unknown) for segment in self.segments], offset, limit)

    def nearest(self) -> Nearest:
        """The nearest of the failing rows, and ways out. Rows of another type only where there is none of the right one."""
        search = (self._session, self._requirement)
        found = find_nearest(*search, self._rows, self._verdicts, self._snapshot)
        if found.numbers or self.segments or not self._requirement.categories:
            return found
        verdicts = [
            verdict_of(condition, self._requirement, self._snapshot) for condition in self._requirement.conditions
        ]
        return Nearest(find_of_other_types(*search, self._named, verdicts, self._snapshot), ())

    def compared(self) -> int:
        """How many rows were judged."""
        if not self._requirement.names:
            return self._snapshot.size
        return self._session.scalar(self._named.with_only_columns(func.count())) or 0

    def _page(
        self, rows: Rows, places: Sequence[tuple[Segment, int]], offset: int, limit: int, only_ordered: bool = False
    ) -> list[int]:
        """Open rows before closed ones, in the order asked for, by wishes met, as the ledgers have them."""
        if limit <= 0:
            return []
        order, wishes = self._requirement.order, self._requirement.wishes
        if order is None and not wishes:
            return numbers_in_ledger_order(self._session, rows, places, offset, limit, self._snapshot)
        keys: list[ColumnElement[Any]] = []
        still_open = sum(size for segment, size in places if not segment.closed)
        if still_open >= offset + limit:
            rows = rows.where(~closed(self._snapshot))
            walked = (
                None
                if order is None or wishes or self._requirement.then
                else self._walked(rows, order, offset + limit, still_open)
            )
            if walked is not None:
                return walked[offset:]
        else:
            keys.append(closed(self._snapshot))
        for place, key in enumerate((order, *self._requirement.then) if order is not None else ()):
            figure = _figure(key, self._snapshot)
            if only_ordered and not place:
                rows = rows.where(figure.is_not(None))
            keys += [figure.is_(None), figure.desc() if key.descending else figure.asc()]
        if wishes:
            unmet = [~func.coalesce(verdict_of(wish, self._requirement, self._snapshot), False) for wish in wishes]
            keys.append(_count_of(unmet))
        query = rows.order_by(*keys, *ledger_order(self._snapshot)).limit(limit).offset(offset)
        return list(self._session.scalars(query.with_only_columns(ListingRow.number)))

    def _walked(self, rows: Rows, order: Order, wanted: int, many: int) -> list[int] | None:
        """The first so many of ``many`` rows that fit, found by walking down the kept order; None where it is not kept, or they lie so far
        down it that sorting all is less work."""
        categories = tuple(item.value for item in self._requirement.categories)
        ordered = self._snapshot.ranks.ordered(order, (*categories, "") if categories else ())
        if ordered is None or len(ordered) * wanted > many * _MOST_WALKED:
            return None
        step = max(_SHORTEST_STEP, 2 * len(ordered) * wanted // many)
        found: list[int] = []
        for start in range(0, min(len(ordered), _MOST_WALKED), step):
            some = ordered[start : start + step].tolist()
            query = rows.where(among(some)).with_only_columns(ListingRow.number)
            fitting = set(self._session.scalars(query.with_hint(ListingRow, "NOT INDEXED", "sqlite")))
            found += [number for number in some if number in fitting]
            if len(found) >= wanted:
                return found[:wanted]
        return None


def _place_of(condition: Condition) -> int:
    """When to ask a condition of a row: first what few rows meet, last the type, by which the rows were chosen."""
    match condition:
        case InPlace() | NearListed() | OneOf() | NearMetro():
            return 0
        case CategoryIs():
            return 2
        case _:
            return 1


def _judged(
    session: Session, principal: Principal, requirement: Requirement, snapshot: Snapshot, numbers: Sequence[int]
) -> dict[int, JudgedRow]:
    """The rows of these numbers read whole, each with its verdicts."""
    listings = session.scalars(select(ListingRow).where(ListingRow.number.in_(numbers))).all()
    rows = read_rows(session, principal, listings)
    return {item.row.number: item for item in judge_rows(requirement, rows, snapshot.as_of)}


def _picked(judged: dict[int, JudgedRow], numbers: Sequence[int]) -> tuple[JudgedRow, ...]:
    return tuple(judged[number] for number in numbers if number in judged)


def named_rows(requirement: Requirement, snapshot: Snapshot) -> Rows:
    """The rows asked about by name; all rows where none is named."""
    if not requirement.names:
        return snapshot.current
    # Found first, by the index of names: beside an order or groups SQLite would rather read every row.
    named = aliased(ListingRow)
    numbers = select(named.number).where(named.kind == snapshot.kind, named.name.in_(requirement.names))
    return snapshot.current.where(ListingRow.number.in_(numbers))


def of_categories(requirement: Requirement, rows: Rows) -> Rows:
    """Without the rows that are certainly of another type, which the index leaves out."""
    wanted = next((item for item in requirement.conditions if isinstance(item, CategoryIs)), None)
    if wanted is None:
        return rows
    return rows.where(ListingRow.category.in_([*(item.value for item in wanted.categories), ""]))


def _figure(order: Order, snapshot: Snapshot) -> ColumnElement[Any]:
    """The figure or day that rows are ordered by: the lowest of a range when ascending, the highest when descending."""
    if isinstance(order.field, Column):
        cells = snapshot.own.of(order.field)
        return snapshot.lines.ranked(cells.figures(highest=order.descending) if cells is not None else {})
    if order.field in DATE_FIELDS:
        day: ColumnElement[Any] = getattr(ListingRow, order.field.name.lower())
        return day
    name = column_of(order.field)
    low, high = getattr(ListingRow, f"{name}_low"), getattr(ListingRow, f"{name}_high")
    return func.coalesce(high, low) if order.descending else func.coalesce(low, high)


def _count_of(tests: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    total: ColumnElement[Any] = literal(0)
    for test in tests:
        total = total + case((test, 1), else_=0)
    return total
