"""The rows that one kind of caller may see on one day as columns in memory, in the order of the ledgers; conditions judge whole columns.

What the ledgers do not say stays unknown: a verdict on a row is MET, UNKNOWN or FAILED. So conditions join by their least verdict, and
the opposite of a verdict is its negative.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from operator import eq

import numpy as np

from assistant.buildings.columns import AnyField, Column, Field
from assistant.buildings.ledgers.tables import exact_integer
from assistant.buildings.own_cells import is_silent, read_own_figure
from assistant.buildings.rows import Category
from assistant.buildings.search.lines import ListedLines, joined_lines, lines_with
from assistant.buildings.search.own_columns import OwnColumns
from assistant.buildings.text_rules import Verdict

TEXT_FIELDS = (
    Field.STREET, Field.BUSINESS_AREA, Field.GRADE, Field.FIT_OUT, Field.METRO, Field.OWNERSHIP, Field.FLOOR, Field.LEASE_TERMS,
    Field.STATUS, Field.TOPIC, Field.UNIT, Field.COOPERATION, Field.USE,
)  # fmt: skip
"""Text fields with few different values: a rule on one is decided once for each value."""

MET, UNKNOWN, FAILED = np.int8(1), np.int8(0), np.int8(-1)
CODES: Mapping[Verdict, np.int8] = {Verdict.MET: MET, Verdict.UNKNOWN: UNKNOWN, Verdict.FAILED: FAILED}
VERDICTS: Mapping[int, Verdict] = {int(code): verdict for verdict, code in CODES.items()}

BELOW, ABOVE = np.iinfo(np.int64).min, np.iinfo(np.int64).max
"""Open ends of figures: less, and more, than any."""

_BITS = {category: np.uint8(1 << place) for place, category in enumerate(Category)}


@dataclass(frozen=True)
class Figures:
    """A figure of each row, int64, in ten-thousandths of its unit, or a day by its ordinal, from ``low`` to ``high``, both inclusive.

    ``low`` is BELOW where the row tells no lowest end (``至多500``), ``high`` ABOVE where it tells no highest one (``500起``); a row of both
    does not tell the figure.
    """

    low: np.ndarray
    high: np.ndarray
    _ranks: dict[bool, np.ndarray] = field(default_factory=dict, repr=False)

    @cached_property
    def unknown(self) -> np.ndarray:
        """Of which rows the figure is not known."""
        unknown: np.ndarray = (self.low == BELOW) & (self.high == ABOVE)
        return unknown

    def within(self, least: int | None, most: int | None, *, strict: bool = False) -> np.ndarray:
        """Whether each row's figure can lie within these bounds; with ``strict`` a bound itself does not count. Where but one end is told and
        lies outside, the other decides and the verdict is unknown."""
        low, high = self.low != BELOW, self.high != ABOVE
        verdicts = np.where(self.unknown, UNKNOWN, MET)
        if least is not None:
            verdicts[~high & ~(self.low > least if strict else self.low >= least)] = UNKNOWN
        if most is not None:
            verdicts[~low & ~(self.high < most if strict else self.high <= most)] = UNKNOWN
        if least is not None:
            verdicts[self.high <= least if strict else self.high < least] = FAILED
        if most is not None:
            verdicts[self.low >= most if strict else self.low > most] = FAILED
        return verdicts

    def ranks(self, *, descending: bool) -> np.ndarray:
        """Each row's place in the order of the figure, equal ones sharing theirs: by the lowest end, the greatest first by the highest;
        rows that do not tell it come last."""
        if descending not in self._ranks:
            ends = (
                np.where(self.high == ABOVE, self.low, self.high)
                if descending
                else np.where(self.low == BELOW, self.high, self.low)
            )
            different, places = np.unique(ends, return_inverse=True)
            self._ranks[descending] = len(different) - 1 - places if descending else places
        return self._ranks[descending]


@dataclass(frozen=True)
class Texts:
    """A text of each row: the place of what it says among the different ``values``, of which the first is "", for a row that says none."""

    codes: np.ndarray
    values: tuple[str, ...]

    def judged(self, rule: Callable[[str], Verdict]) -> np.ndarray:
        """Each row's verdict by a rule on its text, unknown where it says none."""
        verdicts = np.array([UNKNOWN, *(CODES[rule(value)] for value in self.values[1:])], dtype=np.int8)
        return verdicts.take(self.codes)

    def where(self, rule: Callable[[str], bool]) -> np.ndarray:
        """Whether the rule holds for each row's text; a row that says none is none."""
        holds = np.array([False, *map(rule, self.values[1:])], dtype=bool)
        return holds.take(self.codes)

    def containing(self, part: str) -> np.ndarray:
        """Whether each row's text contains the part, of many different texts."""
        holds = np.zeros(len(self.values), dtype=bool)
        text, starts = self._joined
        holds[list(lines_with(text, starts, part))] = True
        return holds.take(self.codes)

    @property
    def blank(self) -> np.ndarray:
        """Which rows say none."""
        blank: np.ndarray = self.codes == 0
        return blank

    @cached_property
    def _joined(self) -> tuple[str, np.ndarray]:
        return joined_lines(self.values)


@dataclass(frozen=True)
class Table:
    """Columns of the rows, all of one length.

    ``numbers`` are the rows' numbers in the record, ``ledgers`` those of their ledgers, ``categories`` their types as bits; ``closed`` tells
    what the row itself says is not to be had, ``over`` also what is past its deadline; ``whole`` the rows of ledgers that list units offered
    whole, ``asks_whole_rent`` those of ledgers that ask the rent of a whole place, ``placeless`` those of ledgers without a column for the place, ``asks_use`` those of ledgers that have a column for the use. ``offered`` is the area to be had. ``days`` and ``figures`` are
    by field, ``texts`` are those of TEXT_FIELDS, names and addresses; ``name_keys`` the squeezed form of each different name,
    ``addressed`` the names that are addresses of rows without one; ``sheets`` are the names of the sheets where there are several.
    """

    numbers: np.ndarray
    ledgers: np.ndarray
    categories: np.ndarray
    closed: np.ndarray
    over: np.ndarray
    whole: np.ndarray
    asks_whole_rent: np.ndarray
    placeless: np.ndarray
    asks_use: np.ndarray
    offered: Figures
    figures: Mapping[Field, Figures]
    days: Mapping[Field, Figures]
    texts: Mapping[Field, Texts]
    name_keys: tuple[str, ...]
    lines: ListedLines
    own: OwnColumns
    as_of: date
    addressed: frozenset[str] = frozenset()
    sheets: tuple[str, ...] = ()
    _own_texts: dict[Column, Texts] = field(default_factory=dict, repr=False)
    _own_figures: dict[Column, Figures] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.numbers)

    def text_of(self, wanted: AnyField) -> Texts:
        """What the rows say in a text field or a ledger's own column. Raises ValueError for a field that is no text of few values."""
        if isinstance(wanted, Column):
            if wanted not in self._own_texts:
                self._own_texts[wanted] = self._read_own_texts(wanted)
            return self._own_texts[wanted]
        if wanted not in TEXT_FIELDS:
            raise ValueError(f"{wanted.name} is not kept as a text of few values")
        return self.texts[wanted]

    def figure_of(self, wanted: AnyField) -> Figures:
        """The figures of a field or a ledger's own column, the days of a date."""
        if isinstance(wanted, Column):
            if wanted not in self._own_figures:
                self._own_figures[wanted] = self._read_own_figures(wanted)
            return self._own_figures[wanted]
        return self.days[wanted] if wanted in self.days else self.figures[wanted]

    def ordered_by(self, wanted: AnyField) -> Figures:
        """The figures by which rows are put in order: of the vacant area what is to be had."""
        return self.offered if wanted is Field.VACANT_AREA_M2 else self.figure_of(wanted)

    @cached_property
    def whole_rents(self) -> Figures:
        """What each row's whole offered area costs a month, in whole yuan: what ledgers ask for whole places is kept by the square metre."""
        rent, area = self.figures[Field.RENT_YUAN_PER_M2_MONTH], self.offered
        known = ~rent.unknown & (area.low == area.high)
        areas = np.where(known, area.low, 0)

        def whole(ends: np.ndarray, open_end: int) -> np.ndarray:
            told = known & (ends != open_end)
            return np.where(told, _product(np.where(told, ends, 0), areas), open_end)

        return Figures(whole(rent.low, BELOW), whole(rent.high, ABOVE))

    def having(self, column: Column) -> np.ndarray:
        """Which rows' ledgers have a column of their own."""
        return np.isin(self.ledgers, list(self.own.ledgers_with(column)))

    def of_categories(self, categories: tuple[Category, ...]) -> np.ndarray:
        """Which rows are of one of these types."""
        found: np.ndarray = (self.categories & category_bits(categories)) != 0
        return found

    @cached_property
    def all_categories(self) -> int:
        """The types of all rows, as bits."""
        return int(np.bitwise_or.reduce(self.categories, initial=0))

    @cached_property
    def singly_typed(self) -> np.ndarray:
        """Which rows are of exactly one type."""
        return np.isin(self.categories, list(_BITS.values()))

    def named(self, names: tuple[str, ...]) -> np.ndarray:
        """Which rows have one of these names, or one of these names and floors together."""
        wanted = set(names)
        found = self.texts[Field.NAME].where(lambda name: name in wanted)
        for name, _, floor in (called.partition(" ") for called in wanted if " " in called):
            called = self.texts[Field.NAME].where(partial(eq, name)) & self.texts[Field.FLOOR].where(partial(eq, floor))
            found = found | called
        return found

    def places_of(self, numbers: np.ndarray) -> np.ndarray:
        """Where the rows of these numbers stand, -1 for one that is not among the rows."""
        if not len(self):
            return np.full(len(numbers), -1)
        places = self._in_order[np.minimum(np.searchsorted(self._sorted, numbers), len(self) - 1)]
        return np.where(self.numbers[places] == numbers, places, -1)

    @cached_property
    def _in_order(self) -> np.ndarray:
        return np.argsort(self.numbers)

    @cached_property
    def _sorted(self) -> np.ndarray:
        return self.numbers.take(self._in_order)

    def _read_own_texts(self, column: Column) -> Texts:
        codes = np.zeros(len(self), dtype=np.int32)
        cells = self.own.of(column)
        if cells is None:
            return Texts(codes, ("",))
        places = self.places_of(cells.numbers)
        says = np.array([not is_silent(text) for text in cells.texts], dtype=bool)[cells.places] & (places >= 0)
        # From the last to the first, so that of several columns of one meaning the first that says something counts.
        codes[places[says][::-1]] = cells.places[says][::-1] + 1
        return Texts(codes, ("", *cells.texts))

    def _read_own_figures(self, column: Column) -> Figures:
        texts = self.text_of(column)
        spans = [None, *(read_own_figure(text, column.unit) for text in texts.values[1:])]
        lows = np.array([BELOW if span is None else _end(span.low, BELOW) for span in spans], dtype=np.int64)
        highs = np.array([ABOVE if span is None else _end(span.high, ABOVE) for span in spans], dtype=np.int64)
        return Figures(lows[texts.codes], highs[texts.codes])


def _product(rents: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Rents of a square metre times areas, rounded to whole yuan: a whole rent that was divided comes out as it was."""
    whole: np.ndarray = np.rint(rents.astype(np.float64) * areas / 10**8).astype(np.int64) * 10**4
    return whole


def category_bits(categories: tuple[Category, ...]) -> np.uint8:
    """Types as bits of one number."""
    return np.uint8(sum(_BITS[item] for item in categories))


def categories_in(bits: int) -> tuple[Category, ...]:
    """The types of which these are the bits."""
    return tuple(category for category, bit in _BITS.items() if bits & int(bit))


def _end(end: Decimal | None, open_end: int) -> int:
    return open_end if end is None else exact_integer(end)
