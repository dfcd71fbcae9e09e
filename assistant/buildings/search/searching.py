"""Finds the rows that meet a requirement: conditions decide, wishes rank, the totals count every row.

Rows of which something is not known are found apart. Only the rows of the page asked for are read whole.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.buildings.ledgers.listings import read_rows
from assistant.buildings.ledgers.tables import ListingRow
from assistant.buildings.requirements import Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.judged import JudgedTable
from assistant.buildings.search.nearest import Nearest, find_nearest
from assistant.buildings.search.ranking import JudgedRow, RowMatch
from assistant.buildings.search.snapshot import Snapshot
from assistant.records import Principal

_TIES = 20


def find_rows(
    session: Session,
    principal: Principal,
    requirement: Requirement,
    snapshot: Snapshot,
    limit: int,
    offset: int = 0,
) -> RowMatch:
    """The ``limit`` rows from ``offset`` on of those that fit followed by those to be verified, and all totals."""
    judged = JudgedTable(requirement, snapshot)
    fits, unknown, table = judged.fitting, judged.to_verify, judged.table
    listed = _listed(judged)
    page = judged.first(listed, offset + limit + (_TIES if _superlative(requirement) else 0))[offset:]
    page = _with_ties(judged, page, limit)
    taken = min(len(page), limit)
    skipped = max(0, offset - len(listed))
    to_verify = judged.first(unknown, skipped + limit - taken)[skipped:]
    nearest = Nearest((), ()) if fits.size else find_nearest(judged)
    places = [*page.tolist(), *to_verify.tolist(), *nearest.rows]
    numbers = table.numbers[places].tolist() if places else []
    rows = judged.explained(read_numbers(session, principal, numbers))
    found = {item.row.number: item for item in rows}
    return RowMatch(
        requirement=requirement,
        fitting=_picked(found, numbers[: len(page)]),
        to_verify=_picked(found, numbers[len(page) : len(page) + len(to_verify)]),
        near_misses=_picked(found, numbers[len(page) + len(to_verify) :]),
        compared=int(judged.asked.sum()),
        fitting_total=len(listed),
        to_verify_total=len(unknown),
        closed_total=int(table.over[fits if fits.size else unknown].sum()),
        unordered=len(fits) - len(listed),
        relaxations=nearest.relaxations,
        untold=judged.untold,
        whole_rents=judged.whole_rents,
        whole=None if requirement.share_of is None else _whole(requirement, snapshot),
    )


def between_ends(session: Session, principal: Principal, requirement: Requirement, snapshot: Snapshot) -> RowMatch:
    """The first and the last row by the order asked for, of those that tell its figure."""
    assert requirement.order is not None
    order = requirement.order
    first, last = (
        find_rows(session, principal, replace(requirement, order=replace(order, descending=way), limit=1), snapshot, 1)
        for way in (True, False)
    )
    both = (*first.fitting[:1], *last.fitting[:1])
    asked = replace(requirement, asked=(order.field,), order=replace(order, descending=True), compare=True)
    return replace(first, requirement=asked, fitting=both)


def _whole(requirement: Requirement, snapshot: Snapshot) -> int:
    """Of how many rows a share is asked."""
    whole = replace(requirement, conditions=requirement.share_of or ())
    return len(JudgedTable(whole, snapshot).fitting)


def read_numbers(session: Session, principal: Principal, numbers: Sequence[int]) -> list[ListedRow]:
    """The rows of these numbers read whole, in that order; one that is not held any more is left out."""
    listings = session.scalars(select(ListingRow).where(ListingRow.number.in_(numbers))).all()
    by_number = {listing.number: listing for listing in listings}
    held = [by_number[number] for number in dict.fromkeys(numbers) if number in by_number]
    return list(read_rows(session, principal, held))


def _superlative(requirement: Requirement) -> bool:
    """Whether the first rows of an order are asked for."""
    return requirement.order is not None and requirement.limit is not None


def _listed(judged: JudgedTable) -> np.ndarray:
    """The rows that fit; of a superlative those that tell the figure, where any does."""
    order, fits = judged.requirement.order, judged.fitting
    if order is None or not _superlative(judged.requirement):
        return fits
    ordered = fits[~judged.figures(order.field).unknown[fits]]
    return ordered if ordered.size else fits


def _with_ties(judged: JudgedTable, rows: np.ndarray, limit: int) -> np.ndarray:
    """The first ``limit`` rows, and those behind them that share the last one's figure: there may be two largest."""
    order = judged.requirement.order
    if order is None or len(rows) <= limit or limit < 1:
        return rows
    figures = judged.figures(order.field)
    ranks = figures.ranks(descending=order.descending)[rows[limit - 1 :]]
    ties = 0 if figures.unknown[rows[limit - 1]] else int(np.argmin(np.append(ranks == ranks[0], False))) - 1
    return rows[: limit + ties]


def _picked(found: dict[int, JudgedRow], numbers: Sequence[int]) -> tuple[JudgedRow, ...]:
    return tuple(found[number] for number in numbers if number in found)
