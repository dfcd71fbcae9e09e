"""All rows judged by a requirement: which fit, which are to be verified, and why."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from assistant.buildings.columns import AnyField, Field
from assistant.buildings.conditions import Condition
from assistant.buildings.requirements import Order, Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.explaining import Check, explained
from assistant.buildings.search.judging import Judgement, judge
from assistant.buildings.search.ranking import JudgedRow
from assistant.buildings.search.snapshot import Snapshot
from assistant.buildings.search.table import FAILED, MET, UNKNOWN, VERDICTS, Figures


class JudgedTable:
    """The rows of a snapshot with the verdict of every condition and wish of one requirement on each.

    ``asked`` tells which rows are asked about: those of the names, all where none is named. Rows are told by their places in the table.
    """

    def __init__(self, requirement: Requirement, snapshot: Snapshot) -> None:
        self.requirement, self.snapshot, self.table = requirement, snapshot, snapshot.table
        self.asked = self.table.named(requirement.names) if requirement.names else np.ones(len(self.table), dtype=bool)
        self.conditions = tuple(judge(item, self.table, requirement) for item in requirement.conditions)
        self.verdicts = np.where(self.asked, MET, FAILED)
        for judgement in self.conditions:
            np.minimum(self.verdicts, judgement.verdicts, out=self.verdicts)

    @cached_property
    def wishes(self) -> tuple[Judgement, ...]:
        """How the rows stand to the wishes, which only rank."""
        return tuple(judge(item, self.table, self.requirement) for item in self.requirement.wishes)

    @cached_property
    def fitting(self) -> np.ndarray:
        """The rows that are known to meet every condition."""
        return np.flatnonzero(self.verdicts == MET)

    @cached_property
    def to_verify(self) -> np.ndarray:
        """The rows that fail none, and of which not everything is known."""
        return np.flatnonzero(self.verdicts == UNKNOWN)

    @cached_property
    def untold(self) -> tuple[tuple[Condition, int], ...]:
        """The conditions that keep rows from being known to fit, each with how many rows do not tell."""
        counted = ((item.verdicts[self.to_verify] == UNKNOWN).sum() for item in self.conditions)
        return tuple(
            (condition, int(many)) for condition, many in zip(self.requirement.conditions, counted, strict=True) if many
        )

    @cached_property
    def whole_rents(self) -> bool:
        """Whether every fitting row that tells a rent tells that of the whole place, in a ledger that asks for it so."""
        told = self.fitting[~self.table.figures[Field.RENT_YUAN_PER_M2_MONTH].unknown[self.fitting]]
        return bool(told.size) and bool(self.table.asks_whole_rent[told].all())

    def figures(self, field: AnyField) -> Figures:
        """The figures by which rows are compared and added up: of the vacant area what is to be had, of rents asked for whole places these."""
        if field is Field.RENT_YUAN_PER_M2_MONTH and self.whole_rents:
            return self.table.whole_rents
        return self.table.ordered_by(field)

    def first(self, rows: np.ndarray, many: int) -> np.ndarray:
        """The first so many of the rows: open ones before closed, in the order asked for, by wishes met, as the ledgers have them."""
        order = self.requirement.order
        keys = [self.table.over[rows].astype(np.int64)]
        for key in (order, *self.requirement.then) if order is not None else ():
            keys.append(self._ranks(key)[rows])
        if self.wishes:
            keys.append(np.sum([wish.verdicts[rows] != MET for wish in self.wishes], axis=0, dtype=np.int64))
        return rows.take(first_by(keys, many))

    def _ranks(self, order: Order) -> np.ndarray:
        return self.figures(order.field).ranks(descending=order.descending)

    def explained(self, rows: Sequence[ListedRow]) -> tuple[JudgedRow, ...]:
        """These rows, read whole, with every verdict and its reason; without one that came after the table was made."""
        places = self.table.places_of(np.array([row.number for row in rows], dtype=np.int64)).tolist()
        conditions, wishes = self.requirement.conditions, self.requirement.wishes
        return tuple(
            JudgedRow(
                row=row,
                checks=self._checks(conditions, self.conditions, row, place),
                wishes=self._checks(wishes, self.wishes, row, place),
                closed=row.closed_on(self.snapshot.as_of),
            )
            for row, place in zip(rows, places, strict=True)
            if place >= 0
        )

    def _checks(
        self, conditions: Sequence[Condition], judgements: Sequence[Judgement], row: ListedRow, place: int
    ) -> tuple[Check, ...]:
        verdicts = [VERDICTS[int(judgement.verdicts[place])] for judgement in judgements]
        return tuple(
            explained(condition, verdict, row, self.requirement, self.snapshot.as_of)
            for condition, verdict in zip(conditions, verdicts, strict=True)
        )


def first_by(keys: Sequence[np.ndarray], many: int) -> np.ndarray:
    """The places of the ``many`` smallest by keys of whole numbers, the first key counting most and the others from 0 on; equal ones in
    their order."""
    joined = keys[0]
    if many <= 0 or not joined.size:
        return np.empty(0, np.int64)
    for key in keys[1:]:
        size = int(key.max()) + 1
        if (int(joined.max()) + 1) * size > np.iinfo(np.int64).max:
            joined = np.unique(joined, return_inverse=True)[1]
        joined = joined * size + key
    if many >= joined.size:
        return np.argsort(joined, kind="stable")
    last = np.partition(joined, many - 1)[many - 1]
    candidates = np.flatnonzero(joined <= last)
    return candidates[np.argsort(joined[candidates], kind="stable")][:many]
