"""Where no row fits: the rows that come nearest, and which condition, moved a little or dropped, would let rows fit.

Both are told by the rows that fail a single condition.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from assistant.buildings.conditions import CategoryIs, CompletedIn, Condition, InRange, WithinBudget
from assistant.buildings.ledgers.tables import exact_decimal
from assistant.buildings.search.judged import JudgedTable
from assistant.buildings.search.judging import GAP_YEARS, MovableBound
from assistant.buildings.search.ranking import Relaxation
from assistant.buildings.search.table import FAILED, UNKNOWN

NEAR_MISSES = 10
"""Nearest misses that a search returns where nothing fits."""

SEVERAL = 3
"""How many rows a wider bound is to let in where the smallest one lets in fewer."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The places of the nearest rows, the nearest first, and the ways out, the smallest move first."""

    rows: tuple[int, ...]
    relaxations: tuple[Relaxation, ...]


def find_nearest(judged: JudgedTable) -> Nearest:
    """The failing rows, fewest failures first, then the smallest; and for each condition that alone keeps rows out (the type of place is
    never given up) its bound where the first of them gets in, then where ``SEVERAL`` do, or what dropping it gains. Rows of another type
    only where none of the right one fails or may fit."""
    if not judged.conditions:
        return Nearest((), ())
    failures = np.zeros(len(judged.table), dtype=np.int8)
    for item in judged.conditions:
        failures += judged.asked & (item.verdicts == FAILED)
    of_the_type = np.where(_of_other_types(judged), 0, failures)
    if of_the_type.any() or judged.to_verify.size:
        return Nearest(_by_failures(judged, of_the_type), _ways_out(judged, np.flatnonzero(of_the_type == 1)))
    return Nearest(_by_failures(judged, failures), ())


def _of_other_types(judged: JudgedTable) -> np.ndarray:
    """The rows that are certainly of another type than the one asked for."""
    wanted = judged.requirement.categories
    if not wanted:
        return np.zeros(len(judged.table), dtype=bool)
    others: np.ndarray = judged.table.singly_typed & ~judged.table.of_categories(wanted)
    return others


def _by_failures(judged: JudgedTable, failures: np.ndarray) -> tuple[int, ...]:
    """The nearest of the rows that fail so many conditions each."""
    found: list[int] = []
    for many in range(1, len(judged.conditions) + 1):
        if len(found) < NEAR_MISSES:
            rows = np.flatnonzero(failures == many)
            gaps = _gaps(judged, rows)
            found += rows[_smallest(gaps, NEAR_MISSES - len(found))].tolist()
    return tuple(found)


def _gaps(judged: JudgedTable, rows: np.ndarray) -> np.ndarray:
    """By how much the rows fail in all."""
    total = np.zeros(len(rows))
    for item in judged.conditions:
        failing = np.flatnonzero(item.verdicts[rows] == FAILED)
        total[failing] += item.gaps(rows[failing])
    return total


def _smallest(gaps: np.ndarray, many: int) -> np.ndarray:
    if gaps.size > many:
        candidates = np.flatnonzero(gaps <= np.partition(gaps, many - 1)[many - 1])
        return candidates[np.argsort(gaps[candidates], kind="stable")][:many]
    return np.argsort(gaps, kind="stable")


def _ways_out(judged: JudgedTable, failing_once: np.ndarray) -> tuple[Relaxation, ...]:
    """What lets rows in that fail one condition, are to be had and of which all else is known. The smallest moves first, each with its
    wider one behind it, then what is to be dropped, most rows first."""
    known = ~judged.table.closed[failing_once]
    for item in judged.conditions:
        known &= item.verdicts[failing_once] != UNKNOWN
    rows = failing_once[known]
    helping = []
    for condition, item in zip(judged.requirement.conditions, judged.conditions, strict=True):
        helped = rows[item.verdicts[rows] == FAILED]
        if helped.size and not isinstance(condition, CategoryIs):
            helping += [tuple(_moves(condition, bound, helped)) for bound in item.bounds]
            helping += [] if item.bounds else [(Relaxation(condition, None, len(helped)),)]
    helping = sorted(filter(None, helping), key=lambda of: (of[0].share is None, of[0].share or 0, -of[0].gained))
    return tuple(relaxation for of_one in helping for relaxation in of_one)


def _moves(condition: Condition, bound: MovableBound, rows: np.ndarray) -> Iterator[Relaxation]:
    """The smallest move of a bound that lets one of the rows in, and a wider one where that lets in too few and more are to be had."""
    needed = bound.needed(rows)
    needed = np.sort(needed[bound.outside(needed)])
    if not needed.size:
        return
    needed = needed if bound.upper else needed[::-1]
    smallest = _moved(condition, bound, needed, int(needed[0]))
    if smallest is None:
        return
    yield smallest
    if smallest.gained < SEVERAL:
        wider = _moved(condition, bound, needed, int(needed[min(SEVERAL, needed.size) - 1]))
        if wider is not None and wider.gained != smallest.gained:
            yield wider


def _moved(condition: Condition, bound: MovableBound, needed: np.ndarray, end: int) -> Relaxation | None:
    gained = int(np.sum(needed <= end if bound.upper else needed >= end))
    figure = exact_decimal(end, bound.places)
    relaxed, old = _with_bound(condition, figure, bound.upper)
    if relaxed == condition:
        return None
    whole = GAP_YEARS if isinstance(condition, CompletedIn) else old
    return Relaxation(condition, relaxed, gained, abs(figure - old) / whole if whole else Decimal(1))


def _with_bound(condition: Condition, figure: Decimal, upper: bool) -> tuple[Condition, Decimal]:
    """The condition with another bound, which then counts itself, and the bound it had."""
    match condition:
        case InRange(_, low, high) if upper:
            return replace(condition, maximum=figure, strict=False), high or Decimal(0)
        case InRange(_, low, _):
            return replace(condition, minimum=figure, strict=False), low or Decimal(0)
        case WithinBudget(amount):
            return WithinBudget(figure), amount
        case CompletedIn(_, last) if upper:
            return replace(condition, last=int(figure)), Decimal(last or 0)
        case CompletedIn(first):
            return replace(condition, first=int(figure)), Decimal(first or 0)
    return condition, figure
