"""The visible rows in the order of the ledgers and of the figures that are often ordered by, kept in memory for as long as the store is
unchanged: a page is found by walking down an order, not by sorting all rows that fit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Select, type_coerce
from sqlalchemy.orm import Session

from assistant.buildings.columns import Column, Field
from assistant.buildings.ledgers.tables import ListingRow
from assistant.buildings.requirements import Order

_KEPT = ("rent_yuan_per_m2_month", "offered_area_m2", "metro_distance_m")


@dataclass(frozen=True, slots=True)
class Ranks:
    """``numbers`` are the numbers of all rows as the ledgers have them, ``categories`` their types in the same order; ``ends`` the low
    and the high end of a figure as the tables keep it, NaN where there is none."""

    numbers: np.ndarray
    categories: np.ndarray
    ends: dict[str, tuple[np.ndarray, np.ndarray]]
    _ordered: dict[tuple[Order, tuple[str, ...]], np.ndarray] = field(default_factory=dict)
    _sizes: dict[tuple[str, ...], int] = field(default_factory=dict)

    def ordered(self, order: Order, categories: tuple[str, ...] = ()) -> np.ndarray | None:
        """The numbers of the rows of these types (of any where none is named) that have the figure, the first of the order first and equal
        ones as the ledgers have them; None for an order that is not kept."""
        ends = None if isinstance(order.field, Column) else self.ends.get(column_of(order.field))
        if ends is None:
            return None
        kept = self._ordered.get((order, categories))
        if kept is None:
            first, second = reversed(ends) if order.descending else ends
            figures = np.where(np.isnan(first), second, first)
            wanted = np.isin(self.categories, categories) if categories else np.full(len(figures), True)
            there = np.flatnonzero(~np.isnan(figures) & wanted)
            figures = figures[there]
            by_figure = np.argsort(-figures if order.descending else figures, kind="stable")
            kept = self._ordered[order, categories] = self.numbers[there][by_figure]
        return kept

    def have_all(self, order: Order, categories: tuple[str, ...] = ()) -> bool:
        """Whether every row of these types is known to have the figure."""
        ordered = self.ordered(order, categories)
        if categories not in self._sizes:
            self._sizes[categories] = (
                int(np.isin(self.categories, categories).sum()) if categories else len(self.numbers)
            )
        return ordered is not None and len(ordered) == self._sizes[categories]


def column_of(of: Field) -> str:
    """What the columns of a field's figure begin with: of the area it is what can be had."""
    return "offered_area_m2" if of is Field.VACANT_AREA_M2 else of.name.lower()


def read_ranks(session: Session, current: Select[ListingRow], documents: Sequence[str]) -> Ranks:
    """The orders of these rows; the documents are in the order in which their rows come."""
    ends = [getattr(ListingRow, f"{name}_{end}") for name in _KEPT for end in ("low", "high")]
    figures: list[Any] = [type_coerce(end, BigInteger) for end in ends]
    rank = {document: place for place, document in enumerate(documents)}
    query = current.with_only_columns(
        ListingRow.document_id, ListingRow.category, ListingRow.ordinal, ListingRow.number, *figures
    )
    found = session.connection().execute(query).all()
    if not found:
        return Ranks(np.empty(0, np.int64), np.empty(0, np.str_), {name: (np.empty(0), np.empty(0)) for name in _KEPT})
    named, categories, ordinals, numbers, *parts = zip(*found, strict=True)
    spans = [np.array(of_one, dtype=np.float64) for of_one in parts]  # exact: far below 2^53
    in_order = np.lexsort((np.array(ordinals), np.array([rank[document] for document in named])))
    kept = {name: (spans[2 * place][in_order], spans[2 * place + 1][in_order]) for place, name in enumerate(_KEPT)}
    return Ranks(np.array(numbers)[in_order], np.array(categories)[in_order], kept)
